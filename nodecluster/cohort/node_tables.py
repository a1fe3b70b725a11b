"""Tables with a row a node: measured features, and anybody's predictions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from nodecluster.cohort.csvfile import read_csv
from nodecluster.errors import CohortError, Problem, TableError
from nodecluster.tables import FEATURES, KEY, failures_table, require_columns, sorted_by_node

ENDINGS = (".csv", ".parquet")


def is_node_table(path: Path) -> bool:
    """Tell a features table from a cohort: a Parquet file, or a CSV file whose header has a ``node_id``."""
    if path.suffix.lower() == ".parquet":
        return True
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        header = lines.readline().lower()
    return "node_id" in header or "original_" in header


def read_features(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a features table.

    Returns
    -------
    the nodes that can be used (patient, node, the 107 features, ``label`` if given), sorted, and a table of failures:
    the nodes with a feature that is missing or not a number.

    Raises
    ------
    TableError, CohortError
        the table cannot be read, lacks a column, or names a node twice.
    """
    frame = _read(path)
    require_columns(frame, (*KEY, *FEATURES), path.name)
    frame = _with_keys(frame, path)
    numbers = frame[list(FEATURES)].apply(pd.to_numeric, errors="coerce").astype("float64")
    good = np.isfinite(numbers.to_numpy()).all(axis=1)
    rows = []
    for position in np.flatnonzero(~good):
        bad = numbers.columns[~np.isfinite(numbers.iloc[position].to_numpy(dtype=np.float64))]
        reason = f"not a number: {bad[0]}" + (f" and {len(bad) - 1} more" if len(bad) > 1 else "")
        key = frame.iloc[position][list(KEY)]
        rows.append((key["patient_id"], key["node_id"], "features", reason, "Correct the cell, or remove the row"))
    parts = [frame[list(KEY)], numbers]
    if "label" in frame:
        parts.append(_labels(frame, path).to_frame("label"))
    return sorted_by_node(pd.concat(parts, axis=1)[good]), failures_table(rows)


def read_predictions(path: Path) -> pd.DataFrame:
    """Read a table of node predictions: ``patient_id, node_id, group`` and optionally ``score``, ``label``, others.

    Raises
    ------
    TableError, CohortError
        the table cannot be read, lacks a column, names a node twice, or has a group that is not 1 or 2, a score that
        is not a number or a label that is not 0 or 1.
    """
    frame = _read(path)
    require_columns(frame, (*KEY, "group"), path.name)
    frame = _with_keys(frame, path)
    group = pd.to_numeric(frame["group"], errors="coerce")
    _refuse(path, frame, ~group.isin([1, 2]), "group", "1 or 2 (2 is the metastatic-looking group)")
    out = frame[list(KEY)].copy()
    out["group"] = group.astype("int64")
    for name in ("score", "volume_mm3"):
        if name in frame:
            number = pd.to_numeric(frame[name].replace("", None), errors="coerce")
            _refuse(path, frame, ~number.astype("float64").abs().lt(np.inf), name, "a number for every node")
            out[name] = number.astype("float64")
    if "label" in frame:
        out["label"] = _labels(frame, path)
    return sorted_by_node(out)


def _read(path: Path) -> pd.DataFrame:
    """Read a CSV or Parquet table."""
    if path.suffix.lower() not in ENDINGS:
        raise TableError(f"{path}: found the ending '{path.suffix}'; expected a table in .csv or .parquet")
    if path.suffix.lower() == ".csv":
        return read_csv(path)
    try:
        return pd.read_parquet(path)
    except FileNotFoundError as error:
        raise TableError(f"{path}: no such file; give the path of a table") from error
    except (OSError, ValueError, pa.ArrowException) as error:
        raise TableError(f"{path}: not a Parquet table ({str(error).splitlines()[0]}); write it again") from error


def _with_keys(frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return the table with its two ids as text, refused where one is missing or a node is there twice."""
    frame = frame.reset_index(drop=True).copy()
    for name in KEY:
        frame[name] = frame[name].astype("string").fillna("").str.strip().astype(object)
        _refuse(path, frame, frame[name] == "", name, "an id")
    _refuse(path, frame, frame.duplicated(list(KEY)), "node_id", "each node of a patient once")
    return frame


def _labels(frame: pd.DataFrame, path: Path) -> pd.Series[int]:
    """Return the labels as Int64: 1, 0 or missing."""
    cells = frame["label"].astype("string").fillna("").str.strip()
    cells = cells.mask(cells.isin(["", "nan", "<NA>"]))
    numbers = pd.to_numeric(cells, errors="coerce")
    _refuse(path, frame, cells.notna() & ~numbers.isin([0, 1]), "label", "1 (metastatic), 0 or nothing")
    return numbers.astype("Int64")


def _refuse(path: Path, frame: pd.DataFrame, wrong: pd.Series[bool], column: str, expected: str) -> None:
    """Refuse a table for the rows where ``wrong`` holds, all of them listed."""
    problems = []
    for position in np.flatnonzero(wrong.to_numpy(dtype=bool)):
        row = frame.iloc[position]
        where = f"row {position + 2} (patient {row['patient_id']}, node {row['node_id']}), column '{column}'"
        problems.append(Problem(where, f"'{row[column]}'", expected, "Correct the cell"))
    if problems:
        raise CohortError(path.name, problems)
