"""The baseline table: what the patients were like, all of them and by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nodecluster.description.category_row import category_row
from nodecluster.description.groups import Groups, groups_of
from nodecluster.description.number_row import number_row
from nodecluster.description.own import IN_TABLE, OWN
from nodecluster.description.studied import Studied
from nodecluster.tables import CLINICAL_N
from nodecluster.variables import Variable
from nodecluster.words import counted

METHOD = (
    "mean (SD) where Shapiro-Wilk rejects normality in no column at 0.05, compared by Student's t-test or analysis of "
    "variance, or Welch's forms where Bartlett's test rejects equal variances at 0.05; else median (range), compared "
    "by Mann-Whitney or Kruskal-Wallis; categories as n (%), compared by chi-square, or Fisher's exact test where "
    "fewer than 5 are expected in a cell; standardised mean differences of each two groups (Yang and Dalton 2012)"
)

_MISSING = (
    "Figures are of the patients who have a value; how many have none is told beside. A cell counts as missing where "
    "it is empty or says nothing but NA, unknown, not stated or the like."
)
_P_VALUES = (
    "p-values are descriptive: they are of no hypothesis of the study and not adjusted for their number. STROBE and "
    "CONSORT advise against judging baseline differences by them; look at the standardised mean differences, which do "
    "not grow with the number of patients (above 0.1 is often called an imbalance)."
)
_DIFFERENCES = (
    "A standardised mean difference is the second group's mean less the first's, in common standard deviations; of "
    "categories it is a distance and has no sign."
)


def baseline_table(studied: Studied, variables: Sequence[Variable]) -> dict[str, Any]:
    """Return the baseline table of the patients who are not excluded; the shape is ``describe``'s.

    Parameters
    ----------
    studied : the patients and their measured nodes.
    variables : the clinical ones of ``studied.included()``; they come first, in their order. What the tool itself knows
        follows, where it is known of anybody.

    Notes
    -----
    Sources: Vandenbroucke JP, et al. STROBE explanation and elaboration. PLoS Med 2007;4:e297, item 14; Moher D, et al.
    CONSORT 2010 explanation and elaboration. BMJ 2010;340:c869, item 15; Pollard TJ, et al. tableone. JAMIA Open
    2018;1:26, for the form of the table.
    """
    patients = studied.included()
    groups = groups_of(patients)
    rows = [_clinical_row(variable, groups) for variable in variables]
    return {
        "method": METHOD,
        "notes": _notes(studied, patients, groups),
        "by": groups.by,
        "columns": groups.columns(),
        "rows": [*rows, *_own_rows(studied, patients, groups)],
    }


def _clinical_row(variable: Variable, groups: Groups) -> dict[str, Any]:
    """Return the row of a clinical variable."""
    name, cells = variable.name, list(variable.values)
    if variable.kind == "number":
        return number_row(name, name, np.array(cells, dtype=np.float64), groups)
    return category_row(name, name, cells, variable.levels, groups)


def _own_rows(studied: Studied, patients: pd.DataFrame, groups: Groups) -> Iterator[dict[str, Any]]:
    """Yield the rows of what the tool itself knows of the patients."""
    if groups.by != "clinical_n" and (patients["clinical_n"] != "").any():
        yield category_row("clinical_n", OWN["clinical_n"], list(patients["clinical_n"]), CLINICAL_N, groups)
    numbers = {name: _numbers(patients, name) for name in ("nodes_examined", "nodes_positive")}
    positive = numbers["nodes_positive"]
    if positive.notna().any():
        found = (positive > 0).map({True: "pN+", False: "pN0"}).where(positive.notna(), "")
        yield category_row("pathological_n", OWN["pathological_n"], list(found), ("pN0", "pN+"), groups)
    measured = studied.nodes["patient_id"].value_counts()
    numbers["nodes_measured"] = patients["patient_id"].map(measured).fillna(0).astype("float64")
    labels = OWN if studied.failures_known else {**OWN, "nodes_measured": IN_TABLE}
    for name, values in numbers.items():
        if values.notna().any():
            yield number_row(name, labels[name], values.to_numpy(dtype=np.float64), groups)


def _numbers(patients: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of counts as floats, NaN where a cell or the column is missing."""
    if name not in patients:
        return pd.Series(np.nan, index=patients.index, dtype="float64")
    return pd.to_numeric(patients[name], errors="coerce").astype("float64")


def _notes(studied: Studied, patients: pd.DataFrame, groups: Groups) -> list[str]:
    """Return what a reader of the table must know."""
    without = int((~patients["patient_id"].isin(studied.nodes["patient_id"])).sum())
    who = f"{counted(len(patients), 'patient')} who are not excluded"
    node = "a measured node" if studied.failures_known else "a node in the table"
    said = [f"{who}, {without} of them without {node}." if without else f"{who}."]
    if not studied.from_table:
        said.append("There is no patients' table, so nothing else is known of the patients.")
    said.append(_MISSING)
    return [*said, _DIFFERENCES, _P_VALUES] if groups.labels else said
