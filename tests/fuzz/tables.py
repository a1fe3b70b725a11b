"""Tables: patients, features, predictions, and 3D Slicer's colour tables."""

from __future__ import annotations

import contextlib
import csv
import io
import random
from pathlib import Path

import numpy as np
import pandas as pd

from nodecluster.cohort.masks.colour_table import Names, read_colours
from nodecluster.cohort.tables.node_tables import read_features, read_predictions
from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.errors import CohortError, TableError
from nodecluster.tables import FEATURES, KEY
from tests.fuzz import mutate
from tests.fuzz.run import Kind

_PATIENTS = (
    "patient_id,image,segmentation,cohort,clinical_n,nodes_examined,nodes_positive,excluded,age\n"
    "A,A/ct.nii.gz,A/masks,train,cN0,12,0,,51\nB,B/ct.nii.gz,B/masks,train,cN+,14,3,,62\n"
    "C,,,validation,cN0,9,9,,47\nD,,,,,,,moved away,70\n"
)
_COLOURS = (
    "LabelValue,Name,Color_R,Color_G,Color_B,Color_A\n0,Background,0,0,0,0\n1,left node,128,174,128,255\n"
    "2,right node,241,214,145,255\n3,,177,122,101,255\n"
)
_LINES = "# Color table file\n0 Background 0 0 0 0\n1 left_node 128 174 128 255\n2 right_node 241 214 145 255\n"


def _texts(*texts: str):
    return lambda _: [text.encode() for text in texts]


def _features(_: Path) -> list[bytes]:
    chance = np.random.default_rng(0)
    frame = pd.DataFrame(chance.normal(0, 100, (5, len(FEATURES))), columns=list(FEATURES)).round(4)
    frame.insert(0, "patient_id", ["A", "A", "B", "C", "C"])
    frame.insert(1, "node_id", ["LN_1", "LN_2", "LN_1", "LN_1", "LN_2"])
    frame["label"] = [0, 1, 1, 0, 1]
    return [frame.to_csv(index=False).encode()]


_PREDICTIONS = (
    "patient_id,node_id,group,score,label\nA,LN_1,1,-1.5,0\nA,LN_2,2,0.25,1\nB,LN_1,2,3.75,1\nC,LN_1,1,-0.125,0\n"
)


def _table(name: str):
    def make(chance: random.Random, made: list[bytes], folder: Path) -> Path:
        path = folder / name
        path.write_bytes(mutate.table(chance, chance.choice(made)))
        return path

    return make


def _rows(path: Path) -> list[dict[str, str]]:
    """Read a table by Python alone where it is plain: UTF-8, commas, a row as long as the header, names once."""
    text = path.read_bytes().decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    header, *rows = [[cell.strip() for cell in row] for row in table if any(cell.strip() for cell in row)]
    if len(set(header)) < len(header) or any(len(row) != len(header) for row in rows) or ";" in text:
        raise ValueError("not plain")
    return [dict(zip(header, row, strict=True)) for row in rows]


def _by_key(rows: list[dict[str, str]], key: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, str]]:
    found = {tuple(row[name] for name in key): row for row in rows}
    if len(found) < len(rows):
        raise ValueError("not plain")
    return found


def _same_numbers(path: Path, frame: pd.DataFrame, key: tuple[str, ...], columns: list[str]) -> bool:
    try:
        theirs = _by_key(_rows(path), key)
    except (ValueError, KeyError, csv.Error, UnicodeError):
        return False
    for row in frame.to_dict("records"):
        cells = theirs.get(tuple(row[name] for name in key))
        assert cells is not None, f"a row {[row[name] for name in key]!r} that the table has not"
        for name in columns:
            if not pd.isna(row[name]):
                assert float(cells[name]) == float(row[name]), f"{name}: {cells[name]!r} read as {row[name]!r}"
    return True


def _read_patients(path: Path) -> pd.DataFrame:
    with contextlib.suppress(CohortError, TableError):
        failures = read_cohort(path).failures  # the images are not there, so that every patient fails
        assert all(reason and remedy for _, _, _, reason, remedy in failures), "a failure without its reason"
    return read_cohort(path, images=False).patients


def _as_csv_patients(path: Path, frame: pd.DataFrame) -> bool:
    return _same_numbers(path, frame, ("patient_id",), ["nodes_examined", "nodes_positive"])


def _read_nodes(path: Path) -> pd.DataFrame:
    frame = read_features(path)[0]
    assert np.isfinite(frame[list(FEATURES)].to_numpy()).all(), "a feature that is no number"
    return frame


def _as_csv_nodes(path: Path, frame: pd.DataFrame) -> bool:
    return _same_numbers(path, frame, KEY, list(FEATURES))


def _as_csv_predictions(path: Path, frame: pd.DataFrame) -> bool:
    return _same_numbers(path, frame, KEY, [name for name in ("group", "score", "label") if name in frame])


def _as_csv_colours(path: Path, names: Names) -> bool:
    try:
        rows = _rows(path)
        theirs = {(int(row["LabelValue"]), row["Name"]) for row in rows}
    except (ValueError, KeyError, csv.Error, UnicodeError):
        return False
    ours = {(value, name) for value, found in names.items() for name in found}
    assert ours <= theirs, f"names that the table has not: {ours - theirs}"
    return True


KINDS = (
    Kind("table of patients", 8, _texts(_PATIENTS), _table("patients.csv"), _read_patients, _as_csv_patients),
    Kind("table of features", 6, _features, _table("features.csv"), _read_nodes, _as_csv_nodes),
    Kind("table of predictions", 5, _texts(_PREDICTIONS), _table("nodes.csv"), read_predictions, _as_csv_predictions),
    Kind("colour table", 3, _texts(_COLOURS), _table("a_ColorTable.csv"), read_colours, _as_csv_colours),
    Kind("colour table in lines", 3, _texts(_LINES), _table("a.ctbl"), read_colours, lambda *_: False),
)
