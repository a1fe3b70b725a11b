"""Validation of node predictions against pathology: confusion tables, intervals, AUC, rules, node and patient level.

``validate_predictions`` does it all on tables; the rest are pure functions on arrays.
"""

from nodecluster.validation.auc import auc_group, auc_score
from nodecluster.validation.confusion import Confusion
from nodecluster.validation.estimate import Estimate, not_estimable
from nodecluster.validation.intervals import wilson
from nodecluster.validation.labels import node_labels, patient_truth
from nodecluster.validation.levels import level_from_arrays, level_from_counts
from nodecluster.validation.mcnemar import mcnemar_exact
from nodecluster.validation.roc import roc_points
from nodecluster.validation.rules import Rule, parse_rule, predict_patients
from nodecluster.validation.text import summary
from nodecluster.validation.validate import Validation, validate_predictions

__all__ = [
    "Confusion",
    "Estimate",
    "Rule",
    "Validation",
    "auc_group",
    "auc_score",
    "level_from_arrays",
    "level_from_counts",
    "mcnemar_exact",
    "node_labels",
    "not_estimable",
    "parse_rule",
    "patient_truth",
    "predict_patients",
    "roc_points",
    "summary",
    "validate_predictions",
    "wilson",
]
