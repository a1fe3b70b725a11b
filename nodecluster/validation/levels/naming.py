"""Names of levels."""

UNSEEN = " (unseen)"
"""Follows the name of a level that leaves out the patients whom the model was fitted on."""
