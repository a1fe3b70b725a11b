"""Tables with a row a node: measured features, and anybody's predictions."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from nodecluster.cohort.tables.csvfile import read_csv
from nodecluster.cohort.text import top_of
from nodecluster.errors import CohortError, Problem, TableError
from nodecluster.tables import FEATURES, KEY, VOLUME, FailureRow, failures_table, require_columns, sorted_by_node
from nodecluster.words import first_few, shown

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
"""Of tables of text; ``.txt`` is what Excel's 'Unicode Text' is called."""

ENDINGS = (*TEXT_ENDINGS, ".parquet")


def is_node_table(path: Path) -> bool:
    """Tell a features table from a cohort: a Parquet file, or a text table with a column ``node_id`` or a feature's."""
    if path.suffix.lower() == ".parquet":
        return True
    if path.suffix.lower() not in TEXT_ENDINGS or not path.is_file():
        return False
    top = "\n".join(top_of(path).splitlines()[:3])  # Excel's "sep=;" or a blank row may stand above the header
    names = {name.strip(" \"'") for name in re.split(r"[,;\t\n]", top)}
    return "node_id" in names or not names.isdisjoint(FEATURES)


def read_features(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a features table.

    Returns
    -------
    as ``checked_features``; rows are counted as a spreadsheet shows them.

    Raises
    ------
    TableError, CohortError
        the table cannot be read, lacks a column, or names a node twice.
    """
    return checked_features(_read(path, (*FEATURES, "label")), str(path))


def checked_features(frame: pd.DataFrame, source: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Check a features table whose rows are named by its index; ``source`` is what messages call it.

    Returns
    -------
    the nodes that can be used (patient, node, the 107 features, ``label`` if given), sorted, and a table of failures:
    the nodes with a feature that is missing or not a number.

    Raises
    ------
    CohortError
        a column is missing, or a node is there twice or without an id.
    """
    require_columns(frame, (*KEY, *FEATURES), source)
    frame = _with_keys(frame, source)
    cells = frame[list(FEATURES)]
    numbers = cells.apply(pd.to_numeric, errors="coerce").astype("float64")
    good = np.isfinite(numbers.to_numpy()).all(axis=1)
    failures = failures_table([_unmeasured(frame.iloc[place], numbers.iloc[place]) for place in np.flatnonzero(~good)])
    parts = [frame[list(KEY)], numbers]
    if "label" in frame:
        parts.append(_labels(frame, source).to_frame("label"))
    return sorted_by_node(pd.concat(parts, axis=1)[good]), failures


def _unmeasured(row: pd.Series[Any], numbers: pd.Series[float]) -> FailureRow:
    """Return the failure of a node that has a feature without a number."""
    bad = [name for name in FEATURES if not math.isfinite(numbers[name])]
    cell = "" if pd.isna(row[bad[0]]) else row[bad[0]]
    remedy = "Correct the cell, or remove the row"
    if re.fullmatch(r"-?\d+,\d+([eE][+-]?\d+)?", str(cell)):
        remedy = "Write decimals with a point, not a comma"
    reason = f"{first_few(bad, 1)}: found {shown(cell)}, not a number"
    return row["patient_id"], row["node_id"], "features", reason, remedy


def read_predictions(path: Path) -> pd.DataFrame:
    """Read a table of node predictions: ``patient_id, node_id, group`` and optionally ``score``, ``label``, others.

    Raises
    ------
    TableError, CohortError
        the table cannot be read, or as of ``checked_predictions``.
    """
    return checked_predictions(_read(path, ("group", "score", VOLUME, "label")), str(path))


def checked_predictions(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """Check node predictions whose rows are named by their index; ``source`` is what messages call the table.

    Raises
    ------
    CohortError
        a column is missing or there twice, a node is there twice, or there is a group that is not 1 or 2, a score that
        is not a number, a volume that is not above 0 or a label that is not 0 or 1.
    """
    require_columns(frame, (*KEY, "group"), source)
    frame = _with_keys(frame, source)
    group = pd.to_numeric(frame["group"].astype("string"), errors="coerce")  # a truth value is no group
    _refuse(source, frame, ~group.isin([1, 2]), "group", "1 or 2 (2 is the metastatic-looking group)")
    out = frame[list(KEY)].copy()
    out["group"] = group.astype("int64")
    for name in ("score", VOLUME):
        if name in frame:
            out[name] = _numbers(frame, source, name)
    if VOLUME in frame:
        _refuse(source, frame, out[VOLUME] <= 0, VOLUME, "a number above 0 or nothing")
    if "cohort" in frame:
        out["cohort"] = _text(frame["cohort"])
    if "label" in frame:
        out["label"] = _labels(frame, source)
    return sorted_by_node(out)


def _read(path: Path, numbers: tuple[str, ...]) -> pd.DataFrame:
    """Read a table of text or a Parquet table; its index is the row as a spreadsheet shows it."""
    if path.is_dir():
        raise TableError(f"{path}: found a folder; expected a table. Give the path of a .csv or .parquet file")
    if path.suffix.lower() not in ENDINGS:
        raise TableError(f"{path}: found the ending '{path.suffix}'; expected a table in .csv or .parquet")
    if path.suffix.lower() in TEXT_ENDINGS:
        return read_csv(path, numbers)
    try:
        with path.open("rb") as file:  # not by the path, which Arrow takes for UTF-8
            frame = pd.read_parquet(file).reset_index(drop=True)
    except FileNotFoundError as error:
        raise TableError(f"{path}: no such file; give the path of a table") from error
    except (OSError, ValueError, pa.ArrowException) as error:
        raise TableError(f"{path}: damaged, or not a Parquet table; write or copy it again") from error
    if frame.empty:
        raise TableError(f"{path}: found no row in it; expected at least one. Write the table again")
    return frame.set_index(pd.RangeIndex(2, len(frame) + 2))


def _with_keys(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the table with its two ids as text, refused where one is missing or a node is there twice."""
    frame = frame.copy()
    for name in KEY:
        frame[name] = _text(frame[name])
    for name in KEY:
        _refuse(source, frame, frame[name] == "", name, "an id", "Fill it in, or remove the row")
    remedy = "Remove or rename the other rows of this node"
    _refuse(source, frame, frame.duplicated(list(KEY)), "node_id", "each node of a patient once", remedy)
    return frame


def _text(cells: pd.Series[Any]) -> pd.Series[str]:
    """Return cells as trimmed text, "" where there is nothing; a number that is whole is written without a point."""
    if pd.api.types.is_float_dtype(cells) and (cells.dropna() % 1 == 0).all():
        cells = cells.astype("Int64")
    return cells.astype("string").fillna("").str.strip().astype(object)


def _numbers(frame: pd.DataFrame, source: str, name: str) -> pd.Series[float]:
    """Return a column as floats, NaN where a cell is empty."""
    cells = frame[name].astype("string").str.strip()
    cells = cells.mask(cells.isin(["", "nan"]))
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    _refuse(source, frame, cells.notna() & ~numbers.abs().lt(np.inf), name, "a number or nothing")
    return numbers


def _labels(frame: pd.DataFrame, source: str) -> pd.Series[int]:
    """Return the labels as Int64: 1, 0 or missing."""
    given = frame["label"]
    given = given.astype("Int64") if pd.api.types.is_bool_dtype(given) else given  # a truth value is 1 or 0
    cells = given.astype("string").fillna("").str.strip()
    cells = cells.mask(cells.isin(["", "nan", "<NA>"]))
    numbers = pd.to_numeric(cells, errors="coerce")
    _refuse(source, frame, cells.notna() & ~numbers.isin([0, 1]), "label", "1 (metastatic), 0 or nothing")
    return numbers.astype("Int64")


def _refuse(
    source: str,
    frame: pd.DataFrame,
    wrong: pd.Series[bool],
    column: str,
    expected: str,
    remedy: str = "Correct the cell",
) -> None:
    """Refuse a table for the rows where ``wrong`` holds, all of them listed."""
    problems = []
    for row_number, row in frame[wrong.astype(bool)].iterrows():
        who = f"patient {row['patient_id']}, node {row['node_id']}"
        where = f"row {row_number} ({who}), column '{column}'"
        cell = "" if pd.isna(row[column]) else row[column]
        problems.append(Problem(where, shown(cell), expected, remedy))
    if problems:
        raise CohortError(source, problems)
