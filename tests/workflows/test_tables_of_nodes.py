from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from nodecluster.errors import CohortError, TableError
from nodecluster.results import Run
from nodecluster.workflows.tables_of_nodes import named_tables, read_table

TABLE = pd.DataFrame({"patient_id": ["A"], "node_id": ["1"], "group": [2]})


def test_one_table_of_any_kind_is_one():
    for table in (TABLE, Run(info={}, nodes=TABLE)):
        ((name, found),) = named_tables(table).items()
        assert (name, found is table) == ("predictions", True)
    assert named_tables("deep/in/a/folder/radiologist.csv") == {"radiologist": "deep/in/a/folder/radiologist.csv"}
    assert named_tables(Path("model.v2.parquet")) == {"model.v2": Path("model.v2.parquet")}


def test_names_are_made_unique_and_hold_no_folder():
    given = ["/secret/a/nodes.csv", "/secret/b/nodes.csv", "nodes (2).csv", "nodes.parquet", TABLE, TABLE]
    names = list(named_tables(given))
    assert names == ["nodes", "nodes (2)", "nodes (2) (2)", "nodes (3)", "predictions", "predictions (2)"]
    assert list(named_tables(given).values()) == given


def test_names_that_are_given_stay():
    assert list(named_tables({"ours": TABLE, "a\ttab ": TABLE})) == ["ours", "a tab"]
    for wrong in ({"": TABLE, "b": TABLE}, {"a": TABLE, " a": TABLE}):
        with pytest.raises(TableError, match="expected different ones, not empty"):
            named_tables(wrong)
    for nothing in ([], {}):
        with pytest.raises(TableError, match="found no table of predictions"):
            named_tables(nothing)


def test_what_is_no_table_is_refused():
    for wrong in (Run(info={}), 3):
        with pytest.raises(TableError, match="found no predictions; give a path, a DataFrame or a run"):
            read_table(wrong, "nodes")


def test_a_file_brings_its_hash_under_the_name_of_its_part(tmp_path):
    TABLE.to_csv(tmp_path / "mine.csv", index=False)
    loaded = read_table(tmp_path / "mine.csv", "nodes 2").loaded
    assert loaded.name == "mine.csv"
    assert loaded.sources["nodes 2"]["name"] == "mine.csv"
    assert len(loaded.sources["nodes 2"]["sha256"]) == 64


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (pd.DataFrame(), "no column 'patient_id'"),
        (TABLE.drop(columns="patient_id"), "no column 'patient_id'"),
        (pd.concat([TABLE, TABLE[["group"]]], axis=1), "found the column 'group' twice"),
        (TABLE.assign(volume_mm3="big"), "column 'volume_mm3': found 'big'"),
        ("x" * 5000 + ".csv", "cannot be read (File name too long)"),
    ],
)
def test_a_table_that_is_none_is_said(table, words):
    with pytest.raises((CohortError, TableError)) as caught:
        read_table(table, "nodes")
    assert words in str(caught.value)
    assert len(str(caught.value)) < 1000
