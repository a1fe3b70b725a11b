"""The files that a run's flat tables are written to."""

from __future__ import annotations

STUDY_TABLES, ESTIMATES, TESTS, RULES = "study_tables.csv", "estimates.csv", "tests.csv", "rules.csv"
ROC = "roc.csv"
PREVALENCE, DECISION_CURVE = "prevalence.csv", "decision_curve.csv"
CALIBRATION, RELIABILITY = "calibration.csv", "reliability.csv"
SUBGROUPS, COMPARISON, SIGNATURE = "subgroups.csv", "comparison.csv", "signature.csv"
FLOW, BASELINE, BASELINE_DIFFERENCES = "flow.csv", "baseline.csv", "baseline_differences.csv"
CHECKLISTS, NOTES = "checklists.csv", "notes.csv"

NAMES = (
    STUDY_TABLES,
    ESTIMATES,
    TESTS,
    ROC,
    RULES,
    PREVALENCE,
    DECISION_CURVE,
    CALIBRATION,
    RELIABILITY,
    SUBGROUPS,
    COMPARISON,
    SIGNATURE,
    FLOW,
    BASELINE,
    BASELINE_DIFFERENCES,
    CHECKLISTS,
    NOTES,
)
"""Every one that there may be, in the order in which they are made."""
