"""``pictures.parquet``: written sorted and always alike, and read back with nothing in it that ours could not be."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nodecluster import runs
from nodecluster.errors import RunError
from nodecluster.runs.pictures import pictures_bytes, read_pictures

from .folders import made_pictures

EVIL = '"/><script>alert(1)</script>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
MADE = {("B", "2"): made_pictures(2), ("A", "10"): made_pictures(), ("A", "1"): made_pictures(1)[::-1]}


def written(tmp_path: Path) -> Path:
    path = tmp_path / "pictures.parquet"
    path.write_bytes(pictures_bytes(MADE))
    return path


def test_what_is_written_is_read_back_in_order(tmp_path):
    found = read_pictures(written(tmp_path))
    assert list(found) == [("A", "1"), ("A", "10"), ("B", "2")]
    assert found == {**MADE, ("A", "1"): made_pictures(1)}
    assert found["A", "1"][0].row_mm == 0.1 + 0.2


def test_the_same_pictures_are_the_same_bytes():
    assert pictures_bytes(MADE) == pictures_bytes(dict(reversed(MADE.items())))


def test_the_columns_are_those_of_the_contract(tmp_path):
    table = pq.read_table(io.BytesIO(pictures_bytes(MADE)))
    assert table.column_names == [
        *("patient_id", "node_id", "plane", "image", "columns", "rows", "column_mm", "row_mm", "outline"),
        *("left", "right", "top", "bottom", "slice_number", "slices"),
    ]
    assert table.num_rows == 9
    assert pd.read_parquet(written(tmp_path))["plane"].tolist() == ["axial", "coronal", "sagittal"] * 3


def test_without_a_file_there_are_none(tmp_path):
    assert read_pictures(tmp_path / "pictures.parquet") == {}


def webp(size: int) -> bytes:
    return b"RIFF" + (size).to_bytes(4, "little") + b"WEBP" + bytes(20)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("patient_id", ""),
        ("node_id", ""),
        ("plane", "oblique"),
        ("plane", EVIL),
        ("plane", "coronal"),  # the second one
        ("image", b""),
        ("image", PNG),
        ("image", b"<svg onload=alert(1)>"),
        ("image", webp(1000)),  # cut short
        ("image", webp(20)),  # something behind it
        ("columns", 0),
        ("columns", 1_000_000),
        ("column_mm", 1e308),
        ("rows", -1),
        ("column_mm", 0.0),
        ("column_mm", float("nan")),
        ("row_mm", float("inf")),
        ("outline", EVIL),
        ("outline", 'M0 0h1v1h-1z" onload="alert(1)'),
        ("outline", "M0 0h1v1h-1z\n"),
        ("outline", "M0 0L1 1z"),
        ("outline", "M0 0h1e9z"),
        ("outline", "M٣ 0h1v1h-1z"),
        ("left", EVIL),
        ("right", ""),
        ("top", "X"),
        ("bottom", "AAAA"),
        ("slice_number", 0),
        ("slice_number", 99),
        ("slices", 0),
    ],
)
def test_what_ours_could_not_be_is_refused(tmp_path, column, value):
    path = written(tmp_path)
    table = pq.read_table(path)
    rows: list[dict[str, Any]] = table.to_pylist()
    rows[0][column] = value
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    with pytest.raises(ValueError, match=r"pictures\.parquet has a picture whose '\w+' is not what it should be"):
        read_pictures(path)


def change_names(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"outline": "path"})


def change_kind(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(image="text")


def without_a_column(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="image")


def with_a_column(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(more=1)


@pytest.mark.parametrize("change", [change_names, change_kind, without_a_column, with_a_column])
def test_other_columns_are_refused(tmp_path, change):
    path = written(tmp_path)
    change(pd.read_parquet(path)).to_parquet(path)
    with pytest.raises(ValueError, match=r"pictures\.parquet has the columns .*; expected patient_id, node_id, plane"):
        read_pictures(path)


def test_an_empty_cell_is_refused(tmp_path):
    path = written(tmp_path)
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[3]["outline"] = None
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    with pytest.raises(ValueError, match="empty cell"):
        read_pictures(path)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"RIFF", bytes(1000)])
def test_what_is_no_parquet_is_refused(tmp_path, content):
    path = tmp_path / "pictures.parquet"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"pictures\.parquet is no Parquet table"):
        read_pictures(path)


def test_damaged_bytes_are_refused_or_read_as_something_that_can_be(tmp_path):
    """A byte changed anywhere: never another error, and never a text that could break out of a page."""
    path, rng = written(tmp_path), np.random.default_rng(0)
    whole = path.read_bytes()
    refused = 0
    for place in rng.integers(0, len(whole), 150).tolist():
        damaged = bytearray(whole)
        damaged[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(bytes(damaged))
        try:
            found = read_pictures(path)
        except ValueError as error:
            refused += str(error).startswith("pictures.parquet ")
        else:
            assert not any(set("<>\"'&") & set(each.outline + each.left) for made in found.values() for each in made)
    assert refused > 50


@pytest.mark.parametrize("name", ["pictures.parquet", "shapes.parquet"])
def test_a_run_with_a_damaged_file_is_said_in_one_line(run, tmp_path, name):
    runs.write_run(run, tmp_path, "x")
    (tmp_path / name).write_bytes(b"PAR1")
    words = rf"damaged \({name} is no Parquet table\)"
    with pytest.raises(RunError, match=words) as caught:
        runs.read_run(tmp_path)
    assert len(str(caught.value).splitlines()) == 1
    with pytest.raises(RunError, match=words):
        runs.read_origin(tmp_path / "features.csv")
