"""All flat tables of a run."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from nodecluster.checklists import checklists
from nodecluster.results import Run
from nodecluster.sheets import names
from nodecluster.sheets.cells import Block
from nodecluster.sheets.curves import roc
from nodecluster.sheets.groups import comparison, subgroups
from nodecluster.sheets.levels import estimates, study_tables
from nodecluster.sheets.people import baseline, baseline_differences, flow
from nodecluster.sheets.said import checklist_table, notes
from nodecluster.sheets.signature import signature
from nodecluster.sheets.tested import tested
from nodecluster.sheets.use import calibration, decision_curve, prevalence, reliability, rules

_OF_METRICS: dict[str, tuple[str, Callable[[Block], pd.DataFrame]]] = {
    names.STUDY_TABLES: ("patient", study_tables),
    names.ESTIMATES: ("patient", estimates),
    names.ROC: ("roc", roc),
    names.RULES: ("rules", rules),
    names.PREVALENCE: ("prevalence", prevalence),
    names.DECISION_CURVE: ("decision_curve", decision_curve),
    names.CALIBRATION: ("calibration", calibration),
    names.RELIABILITY: ("calibration", reliability),
    names.SUBGROUPS: ("subgroups", subgroups),
    names.COMPARISON: ("comparison", comparison),
}
"""What each table is made of: a part of the metrics, which need not be there, and how."""


def sheets(run: Run) -> dict[str, pd.DataFrame]:
    """Return the flat tables of a run by the names of their files; those that would have no row are left out.

    The columns of each are documented where it is made, and are the same for every run. A cell is empty where there is
    nothing to say; where a number is missing that could be asked for, ``reason`` says why. Numbers keep every digit,
    but for ``study_tables.csv``, which prints as the study does. Nothing is ever NaN or infinite.

    Parameters
    ----------
    run : of any command. A check has none.

    Returns
    -------
    tables by name, in the order of ``names.NAMES``: the figures of a validation or score, the flow and the baseline
    table of any run that read a cohort, and the checklists of those that have some.
    """
    if run.checks is not None:
        return {}
    metrics, cohort, lists = run.metrics or {}, run.cohort or {}, checklists(run)
    found = {name: make(metrics) for name, (part, make) in _OF_METRICS.items() if part in metrics}
    found[names.TESTS] = tested(run)
    if run.signature is not None:
        found[names.SIGNATURE] = signature(run.signature)
    if cohort.get("flow"):
        found[names.FLOW] = flow(cohort)
    if cohort.get("baseline"):
        found[names.BASELINE] = baseline(cohort["baseline"])
        found[names.BASELINE_DIFFERENCES] = baseline_differences(cohort["baseline"])
    found[names.CHECKLISTS] = checklist_table(lists)
    found = {name: table for name, table in found.items() if len(table)}
    found[names.NOTES] = notes(run, lists, found)
    return {name: found[name] for name in names.NAMES if name in found and len(found[name])}
