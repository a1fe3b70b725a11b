"""``shapes.parquet``: written sorted and always alike, and read back with nothing in it that ours could not be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nodecluster.imaging.shape import Shape
from nodecluster.runs.shapes import read_shapes, shapes_bytes

from .folders import made_shape

MADE = {("B", "2"): made_shape(2), ("A", "1"): made_shape(), ("A", ""): made_shape(1)}


def written(tmp_path: Path) -> Path:
    path = tmp_path / "shapes.parquet"
    path.write_bytes(shapes_bytes(MADE))
    return path


def test_what_is_written_is_read_back_in_order(tmp_path):
    found = read_shapes(written(tmp_path))
    assert list(found) == [("A", ""), ("A", "1"), ("B", "2")]
    assert found == MADE
    assert found["A", "1"].origin_mm == (-1.25, 0.1 + 0.2, 300.0)
    assert (found["A", "1"].mask() == made_shape().mask()).all()


def test_the_same_shapes_are_the_same_bytes():
    assert shapes_bytes(MADE) == shapes_bytes(dict(reversed(MADE.items())))


def test_the_columns_are_those_of_the_contract(tmp_path):
    assert list(pd.read_parquet(written(tmp_path)).columns) == [
        *("patient_id", "node_id", "x_mm", "y_mm", "z_mm", "step_mm", "size_x", "size_y", "size_z", "bits"),
    ]


def test_without_a_file_there_are_none(tmp_path):
    assert read_shapes(tmp_path / "shapes.parquet") == {}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("patient_id", ""),
        ("node_id", "1"),  # twice
        ("x_mm", float("nan")),
        ("z_mm", float("inf")),
        ("x_mm", 1e308),
        ("step_mm", 0.0),
        ("step_mm", 5e-324),
        ("step_mm", -1.0),
        ("step_mm", float("nan")),
        ("size_x", 0),
        ("size_y", -4),
        ("size_z", 2_000_000),
        ("size_x", 4),
        ("bits", b""),
        ("bits", bytes(8)),  # of nothing
        ("bits", b"\1" * 9),
        ("bits", b"\1" * 7),
    ],
)
def test_what_ours_could_not_be_is_refused(tmp_path, column, value):
    path = written(tmp_path)
    table = pq.read_table(path)
    rows: list[dict[str, Any]] = table.to_pylist()
    rows[0][column] = value
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    with pytest.raises(ValueError, match=r"shapes\.parquet has a shape that is not what it should be"):
        read_shapes(path)


def test_other_columns_and_other_kinds_are_refused(tmp_path):
    path = written(tmp_path)
    frame = pd.read_parquet(path)
    for other in (frame.drop(columns="bits"), frame.assign(size_x=frame["size_x"].astype(float))):
        other.to_parquet(path)
        with pytest.raises(ValueError, match=r"shapes\.parquet has the columns"):
            read_shapes(path)


def test_a_shape_that_no_browser_can_draw_is_refused(tmp_path):
    path = tmp_path / "shapes.parquet"
    path.write_bytes(shapes_bytes({("A", "1"): Shape.of(np.ones((26, 26, 26), bool), (0.0, 0.0, 0.0), 1.0)}))
    with pytest.raises(ValueError, match=r"shapes\.parquet has a shape that is not what it should be"):
        read_shapes(path)
