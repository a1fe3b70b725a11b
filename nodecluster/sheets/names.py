"""The files that a run's flat tables are written to."""

from __future__ import annotations

STUDY_TABLES, ESTIMATES, TESTS, RULES = "study_tables.csv", "estimates.csv", "tests.csv", "rules.csv"
PREVALENCE, DECISION_CURVE = "prevalence.csv", "decision_curve.csv"
CALIBRATION, RELIABILITY = "calibration.csv", "reliability.csv"
SUBGROUPS, COMPARISON = "subgroups.csv", "comparison.csv"
FLOW, BASELINE, BASELINE_DIFFERENCES = "flow.csv", "baseline.csv", "baseline_differences.csv"
CHECKLISTS, NOTES = "checklists.csv", "notes.csv"

NAMES = (
    STUDY_TABLES,
    ESTIMATES,
    TESTS,
    RULES,
    PREVALENCE,
    DECISION_CURVE,
    CALIBRATION,
    RELIABILITY,
    SUBGROUPS,
    COMPARISON,
    FLOW,
    BASELINE,
    BASELINE_DIFFERENCES,
    CHECKLISTS,
    NOTES,
)
"""Every one that there may be, in the order in which they are made."""
