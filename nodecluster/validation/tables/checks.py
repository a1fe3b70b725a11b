"""The two tables that a validation takes, brought to one shape and refused where they cannot be read."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from nodecluster.errors import CohortError, Problem
from nodecluster.tables import KEY, NODE_COLUMNS, VOLUME, require_columns, sorted_by_node
from nodecluster.validation.tables.labels import CLINICAL_PREDICTS
from nodecluster.words import counted, first_few, shown

NODES, PATIENTS = "the nodes table", "the patients table"
FILES = ("image", "segmentation")
_ALTERNATIVES = {
    "group": "1 or 2",
    "score": "a finite number or nothing",
    "label": "1, 0 or nothing",
    VOLUME: "a finite number or nothing",
}


def checked_nodes(nodes: pd.DataFrame) -> pd.DataFrame:
    """Return node predictions sorted by patient and node, with the columns of ``nodes.csv`` (and any volume).

    ``score`` (float), ``label`` (Int64; a truth value is 1 or 0) and ``cohort`` may be missing; they come back empty.

    Raises
    ------
    CohortError
        a column is missing, a node is there twice, or a value is not what its column holds; all problems at once.
    """
    require_columns(nodes, (*KEY, "group"), NODES)
    frame = pd.DataFrame({name: _text(nodes, name) for name in (*KEY, "cohort")})
    problems = [*_blank(frame, "patient_id"), *_repeated(frame, list(KEY), "node")]
    tests: dict[str, Callable[[pd.Series[float]], pd.Series[bool]]] = {
        "group": lambda values: values.isin((1, 2)),
        "score": lambda values: values.isna() | np.isfinite(values),
        "label": lambda values: values.isna() | values.isin((0, 1)),
        VOLUME: lambda values: values.isna() | np.isfinite(values),
    }
    for name, holds in tests.items():
        values, unreadable = _numbers(nodes, name, truth=name == "label")
        wrong = unreadable | ~holds(values)
        problems += _misfits(nodes, frame, name, wrong, _ALTERNATIVES[name])
        frame[name] = values.mask(wrong)
    if problems:
        raise CohortError(NODES, problems)
    columns = [*NODE_COLUMNS, *([VOLUME] if VOLUME in nodes else [])]
    return sorted_by_node(frame.astype({"group": "int64", "label": "Int64"})[columns])


def checked_patients(patients: pd.DataFrame) -> pd.DataFrame:
    """Return the truth sorted by patient: ``patient_id``, ``cohort``, ``clinical_n``, the two counts, ``excluded``.

    All but ``patient_id`` may be missing; they come back empty. Every other column but those of files follows as text:
    the clinical variables.

    Raises
    ------
    CohortError
        there is no ``patient_id``, a patient is there twice, or a value is not what its column holds.
    """
    require_columns(patients, ("patient_id",), PATIENTS)
    patients = patients.set_axis([str(name) for name in patients.columns], axis=1)
    frame = pd.DataFrame({name: _text(patients, name) for name in ("patient_id", "cohort", "clinical_n", "excluded")})
    problems = [*_blank(frame, "patient_id"), *_repeated(frame, ["patient_id"], "patient")]
    misread = ~frame["clinical_n"].isin(("", *CLINICAL_PREDICTS))
    problems += _misfits(patients, frame, "clinical_n", misread, "cN0, cN+ or nothing")
    for name in ("nodes_examined", "nodes_positive"):
        values, unreadable = _numbers(patients, name)
        wrong = unreadable | (values < 0) | (values % 1 > 0)
        problems += _misfits(patients, frame, name, wrong, "a whole number or nothing")
        frame[name] = values.mask(wrong).astype("Int64")
    above = (frame["nodes_positive"] > frame["nodes_examined"]).fillna(False).astype(bool)
    problems += _misfits(patients, frame, "nodes_positive", above, "at most nodes_examined")
    if problems:
        raise CohortError(PATIENTS, problems)
    others = [str(name) for name in patients.columns if str(name) not in (*frame.columns, *FILES)]
    # Not by assign, to which a column may have any name but "self".
    frame = pd.concat([frame, *(_text(patients, name).rename(name) for name in others)], axis=1)
    return frame.sort_values("patient_id", kind="stable").reset_index(drop=True)


def refuse_strangers(nodes: pd.DataFrame, patients: pd.DataFrame) -> None:
    """Refuse nodes of patients who are not in the patients table: their truth is unknown, not missing.

    Raises
    ------
    CohortError
        naming the first of those patients.
    """
    strange = ~nodes["patient_id"].isin(patients["patient_id"])
    if not strange.any():
        return
    ids = nodes.loc[strange, "patient_id"].unique()
    where = f"{counted(int(strange.sum()), 'node')} of {counted(len(ids), 'patient')}"
    expected = "a row in the patients table for every patient with nodes"
    remedy = "Add these patients, with empty counts if there is no pathology, or correct how their ids are spelt"
    raise CohortError(NODES, [Problem(where, f"patient_id {first_few(sorted(ids))}", expected, remedy)])


def _text(frame: pd.DataFrame, name: str) -> pd.Series[str]:
    """Return a column as trimmed text with a fresh index, "" where it is missing or empty."""
    if name not in frame:
        return pd.Series([""] * len(frame), dtype="object")
    values = frame[name].astype("object")
    return pd.Series(["" if pd.isna(value) else str(value).strip() for value in values], dtype="object")


def _numbers(frame: pd.DataFrame, name: str, *, truth: bool = False) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Return a column as numbers with a fresh index, NaN where empty, and where it holds something else.

    With ``truth``, a truth value is 0 or 1.
    """
    text = _text(frame, name)
    known = {"True": "1", "False": "0"} if truth else {}
    values = pd.Series([_number(known.get(value, value)) for value in text], dtype="float64")
    return values, values.isna() & (text != "")


def _number(text: str) -> float:
    """Return the number that a text stands for, NaN where it stands for none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _blank(frame: pd.DataFrame, name: str) -> list[Problem]:
    """Return a problem where an id is empty."""
    count = int((frame[name] == "").sum())
    if not count:
        return []
    return [Problem(f"column '{name}'", f"{counted(count, 'row')} without an id", "an id in every row", "Fill it in")]


def _repeated(frame: pd.DataFrame, key: list[str], noun: str) -> list[Problem]:
    """Return a problem where a row is there twice."""
    twice = frame.loc[frame.duplicated(key), key].drop_duplicates()
    if twice.empty:
        return []
    names = first_few(sorted(" ".join(row) for row in twice.itertuples(index=False)))
    where = " and ".join(f"'{name}'" for name in key)
    return [Problem(where, f"{names} more than once", f"a row a {noun}", "Remove or rename the others")]


def _misfits(
    table: pd.DataFrame, frame: pd.DataFrame, name: str, wrong: pd.Series[bool], expected: str
) -> list[Problem]:
    """Return a problem where values are not what their column holds, showing the first of them."""
    if not wrong.any():
        return []
    row = int(np.flatnonzero(wrong.to_numpy())[0])
    who = " ".join(str(frame[key].iloc[row]) for key in KEY if key in frame)
    found = f"{shown(_text(table, name).iloc[row])} ({who})"
    more = int(wrong.sum()) - 1
    return [Problem(f"column '{name}'", found + (f" and {more} more" if more else ""), expected, "Correct the value")]
