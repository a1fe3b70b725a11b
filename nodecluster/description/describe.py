"""The description of a cohort: who was studied, from the table to the figures, and what they were like.

The shape of the result (``cohort.json``, ``Run.cohort``), which every presentation is written against::

    {"flow": FLOW, "baseline": BASELINE or None, "left_out": [{"name": str, "reason": str}, ...],
     "pathology": {PATIENT: [int or None, int or None]}}
                                        nodes that were positive and nodes that were examined, of the patients who are
                                        not excluded; runs of earlier versions have no "pathology"

    FLOW = {
        "method": str, "notes": [str, ...],
        "cohorts": [str, ...],          names, sorted; "" are the patients without one; [] if nobody has one, or over 20
        "patients": [STEP, ...], "nodes": [STEP, ...],
    }
    STEP = {
        "key": str,                     stable, see ``flow.PATIENT_STEPS`` and ``flow.NODE_STEPS``
        "label": str,                   words for a reader
        "parent": str,                  key of the step that this is a part of; "" of the first step
        "n": int,
        "cohorts": {NAME: int},         one for each of FLOW's cohorts; they add up to n
        "reasons": [{"label": str, "n": int, "cohorts": {NAME: int}}, ...],  most frequent first; [] or they add up to n
    }

A step comes after its parent. The steps that have the same parent add up to it, if there are any: a diagram draws
a box a step, and an arrow from its parent. What is not known has no step; a note says so. The first step of the
patients is ``in_table``, that of the nodes ``found``. ::

    BASELINE = {
        "method": str, "notes": [str, ...],
        "by": "cohort" | "clinical_n" | "",      what the columns part; "" where there is nothing to part by
        "columns": [{"label": str, "n": int}, ...],   the first is "All"; then the groups, if there are two or more
        "rows": [ROW, ...],
    }
    ROW = {
        "name": str,                    as in the patients table, or one of ``own.OWN``'s
        "label": str,                   words for a reader
        "kind": "number" | "category",
        "shown": "mean (SD)" | "median (range)" | "n (%)",
        "n": [int, ...],                patients with a value, in the order of the columns, as every list here
        "missing": [int, ...],
        "test": TEST or None,           between the groups; None where there are none
        "differences": [{"first": str, "second": str, "value": float or None, "reason": str if None}, ...],
                                        standardised mean difference of each two groups (labels of columns)
        "notes": [str, ...],
        ... of a number:
        "cells": [CELL or None, ...],   None where no patient of the column has a value
        "normality": [TEST, ...],       Shapiro-Wilk, a column each
        "variances": TEST or None,      Bartlett's; None where it was not needed
        ... of a category:
        "levels": [{"level": str, "cells": [SHARE or None, ...]}, ...]
    }
    CELL = {"text": str, "mean": float, "sd": float or None, "median": float, "q1": float, "q3": float,
            "low": float, "high": float}         ``text`` is what ``shown`` says; sd is None of one value
    SHARE = {"text": str, "count": int, "share": float}       of those with a value
    TEST = {"p": float or None, "method": str, "n": int [, "statistic"][, "df"][, "reason"]}

The numbers are floats and ints of Python, never NaN and never infinite; all texts may come from the user's table and
have to be escaped where a page is made of them.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from nodecluster.description.flow import flow
from nodecluster.description.pathology import pathology_counts
from nodecluster.description.studied import Studied
from nodecluster.variables import clinical_variables


def describe_cohort(studied: Studied, *, baseline: bool = True) -> dict[str, Any]:
    """Return the flow of patients and nodes, and the baseline table; the shape is the module's docstring.

    Parameters
    ----------
    studied : the patients, their nodes and what failed.
    baseline : whether to make the baseline table; it takes ``scipy.stats``, which an extraction does not wait for.
    """
    variables, left_out = clinical_variables(studied.included())
    table = None
    if baseline:
        from nodecluster.description.baseline import baseline_table

        table = baseline_table(studied, variables)
    return {
        "flow": flow(studied),
        "baseline": table,
        "left_out": [asdict(column) for column in left_out],
        "pathology": pathology_counts(studied),
    }
