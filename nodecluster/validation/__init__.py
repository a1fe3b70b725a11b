"""Validation of node predictions against pathology: confusion tables, intervals, AUC, rules, node and patient level.

``validate.validate_predictions`` does it all on tables; the rest are pure functions on arrays.
"""
