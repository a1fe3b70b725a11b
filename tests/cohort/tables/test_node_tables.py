"""Features tables and tables of predictions, good and spoilt."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nodecluster.cohort.tables.node_tables import checked_predictions, is_node_table, read_features, read_predictions
from nodecluster.errors import CohortError, TableError
from nodecluster.tables import FEATURES

FIRST = FEATURES[0]


def saved(frame: pd.DataFrame, path, **options):
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        frame.to_csv(path, index=False, **options)
    return path


def spoilt(frame: pd.DataFrame, **cells) -> pd.DataFrame:
    """Return the table with a few cells of the first feature, by row, as given."""
    column = frame[FIRST].astype(object)
    for row, cell in cells.items():
        column.iloc[int(row.removeprefix("row"))] = cell
    return frame.assign(**{FIRST: column})


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_features_come_back_to_the_last_digit(tmp_path, features_table, ending):
    table = features_table(patients=3)
    shuffled = table.sample(frac=1, random_state=1).assign(extra="x")
    features, failures = read_features(saved(shuffled, tmp_path / f"f.{ending}"))
    pd.testing.assert_frame_equal(features, table, check_dtype=False)
    assert (features[list(FEATURES)].to_numpy() == table[list(FEATURES)].to_numpy()).all()
    assert failures.empty


def test_ids_are_text_however_they_are_stored(tmp_path, features_table):
    table = features_table(patients=2)
    csv = saved(table.assign(patient_id="007", node_id=[f"{n:03d}" for n in range(6)]), tmp_path / "f.csv")
    assert read_features(csv)[0]["patient_id"].unique().tolist() == ["007"]
    assert read_features(csv)[0]["node_id"].tolist()[:2] == ["000", "001"]
    whole = saved(table.assign(patient_id=[7.0] * 6, node_id=range(6)), tmp_path / "f.parquet")
    assert read_features(whole)[0]["patient_id"].unique().tolist() == ["7"]
    odd = saved(table[:3].assign(patient_id='Ä/1, "x"; \''), tmp_path / "g.csv", sep=";")
    assert read_features(odd)[0]["patient_id"].unique().tolist() == ['Ä/1, "x"; \'']


def test_labels_are_one_zero_or_nothing(tmp_path, features_table):
    table = features_table(patients=2).assign(label=[1, 0, None, 1.0, 0.0, None])
    for name in ("f.csv", "f.parquet"):
        labels = read_features(saved(table, tmp_path / name))[0]["label"]
        assert str(labels.dtype) == "Int64"
        assert labels.fillna(-1).tolist() == [1, 0, -1, 1, 0, -1]
    with pytest.raises(CohortError) as caught:
        read_features(saved(table.assign(label=[1, 2, "", "yes", 0, 0.5]), tmp_path / "f.csv"))
    assert [problem.found for problem in caught.value.problems] == ["'2'", "'yes'", "'0.5'"]
    assert caught.value.problems[0].where == "row 3 (patient P00, node LN_1), column 'label'"


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_cell_without_a_number_costs_its_node_only(tmp_path, features_table, ending):
    table = features_table(patients=2)
    bad = spoilt(table, row0=np.nan, row1=np.inf)
    if ending == "csv":
        bad = spoilt(bad, row2="0,81", row3="n/a")
    features, failures = read_features(saved(bad, tmp_path / f"f.{ending}"))
    count = 4 if ending == "csv" else 2
    assert len(features) == 6 - count
    assert failures["node_id"].tolist() == ["LN_0", "LN_1", "LN_2", "LN_0"][:count]
    assert failures["stage"].unique().tolist() == ["features"]
    reasons = [f"{FIRST}: found {cell}, not a number" for cell in ("nothing", "'inf'", "'0,81'", "'n/a'")]
    assert failures["reason"].tolist() == reasons[:count]
    assert (failures["remedy"] == "Write decimals with a point, not a comma").tolist() == [False, False, True, False][
        :count
    ]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("f.csv", {"sep": ";", "encoding": "utf-8-sig"}),
        ("f.txt", {"sep": "\t", "encoding": "utf-16"}),  # Excel's 'Unicode Text'
        ("f.tsv", {"sep": "\t"}),
    ],
)
def test_features_as_a_german_excel_writes_them(tmp_path, features_table, name, options):
    table = features_table(patients=2).assign(patient_id="Müller", label=[1.0, 0.0, None] * 2, node_id=list("abcdef"))
    path = saved(table, tmp_path / name, decimal=",", **options)
    assert is_node_table(path)
    features, failures = read_features(path)
    assert failures.empty
    assert (features[list(FEATURES)].to_numpy() == table[list(FEATURES)].to_numpy()).all()
    assert features["patient_id"].unique().tolist() == ["Müller"]
    assert features["label"].fillna(-1).tolist() == [1, 0, -1] * 2


def test_a_thousands_mark_is_named_and_not_guessed(tmp_path, features_table):
    table = features_table(patients=1).astype(dict.fromkeys(FEATURES, object))
    table = table.map(lambda cell: cell if isinstance(cell, str) else str(cell).replace(".", ","))
    features, failures = read_features(saved(spoilt(table, row1="1.234,5"), tmp_path / "f.csv", sep=";"))
    assert len(features) == 2
    assert failures["reason"].tolist() == [f"{FIRST}: found '1.234,5', not a number"]


def test_predictions_as_a_german_excel_writes_them(tmp_path):
    path = tmp_path / "n.csv"
    path.write_text("patient_id;node_id;group;score;volume_mm3;label\nA;1;2,0;0,5;1234,5;1,0\nA;2;1;-1,25E-3;;\n")
    found = read_predictions(path)
    assert found["group"].tolist() == [2, 1]
    assert found["score"].tolist() == [0.5, -0.00125]
    assert found["volume_mm3"].fillna(0).tolist() == [1234.5, 0]
    assert found["label"].fillna(-1).tolist() == [1, -1]


def test_a_node_twice_is_refused_in_its_row(tmp_path, features_table):
    table = features_table(patients=2)
    doubled = pd.concat([table, table.iloc[[1]].assign(node_id=" LN_1 ")])
    with pytest.raises(CohortError) as caught:
        read_features(saved(doubled, tmp_path / "f.csv"))
    (problem,) = caught.value.problems
    assert problem.where == "row 8 (patient P00, node LN_1), column 'node_id'"
    assert problem.expected == "each node of a patient once"
    assert "Remove or rename" in problem.remedy


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_missing_id_is_refused(tmp_path, features_table, ending):
    table = features_table(patients=1)
    with pytest.raises(CohortError, match=r"row 4 \(patient P00, node \), column 'node_id': found nothing"):
        read_features(saved(table.assign(node_id=["a", "b", None]), tmp_path / f"f.{ending}"))


def test_misspelt_and_missing_columns(tmp_path, features_table):
    table = features_table(patients=1).rename(columns={FIRST: "original_shape_Elongaton", "node_id": "node"})
    with pytest.raises(CohortError) as caught:
        read_features(saved(table, tmp_path / "f.csv"))
    assert [problem.found for problem in caught.value.problems] == ["no column 'node_id'", f"no column '{FIRST}'"]
    assert "did you mean 'node'?" in caught.value.problems[0].remedy
    assert "did you mean 'original_shape_Elongaton'?" in caught.value.problems[1].remedy


def test_many_missing_features_are_one_problem(tmp_path, features_table):
    table = features_table(patients=1).drop(columns=list(FEATURES[10:]))
    with pytest.raises(CohortError) as caught:
        read_features(saved(table, tmp_path / "f.csv"))
    (problem,) = caught.value.problems
    assert problem.found == f"no column '{FEATURES[10]}' nor 96 other features"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("f.parquet", b"PAR1 garbage", "damaged, or not a Parquet table"),
        ("f.parquet", b"", "damaged, or not a Parquet table"),
        ("f.csv", b"", "found nothing in it"),
        ("f.nodes", b"x", "found the ending '.nodes'"),
        ("f.xlsx", b"PK\x03\x04", "found the ending '.xlsx'"),
    ],
)
def test_what_is_no_table(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError) as caught:
        read_features(tmp_path / name)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_folders_missing_files_and_empty_tables(tmp_path, features_table):
    with pytest.raises(TableError, match="found a folder"):
        read_predictions(tmp_path)
    with pytest.raises(TableError, match="no such file"):
        read_features(tmp_path / "f.parquet")
    with pytest.raises(TableError, match="found no row"):
        read_features(saved(features_table(patients=1)[:0], tmp_path / "e.parquet"))


def test_a_table_cut_in_the_middle_loses_no_node_in_silence(tmp_path, features_table):
    path = saved(features_table(patients=2), tmp_path / "f.csv")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 500])
    features, failures = read_features(path)
    assert len(features) + len(failures) == 6
    assert failures["node_id"].tolist() == ["LN_2"]


def test_predictions_with_gaps_where_gaps_may_be(tmp_path):
    table = pd.DataFrame(
        {
            "patient_id": ["B", "A", "A"],
            "node_id": ["1", "2", "1"],
            "group": ["2", "1.0", "2"],
            "score": ["0.5", "", "-1e-3"],
            "volume_mm3": ["", "812", "90.5"],
            "label": ["", "0", "1"],
            "comment": ["x", "", ""],
        }
    )
    found = read_predictions(saved(table, tmp_path / "n.csv"))
    assert found[["patient_id", "node_id", "group"]].to_numpy().tolist() == [
        ["A", "1", 2],
        ["A", "2", 1],
        ["B", "1", 2],
    ]
    assert found["score"].fillna(99).tolist() == [-0.001, 99, 0.5]
    assert found["volume_mm3"].fillna(99).tolist() == [90.5, 812, 99]
    assert found["label"].fillna(-1).tolist() == [1, 0, -1]
    same = read_predictions(saved(found, tmp_path / "n.parquet"))
    pd.testing.assert_frame_equal(same, found, check_dtype=False)


@pytest.mark.parametrize(
    ("column", "cell", "found", "expected"),
    [
        ("group", "3", "'3'", "1 or 2"),
        ("group", "0", "'0'", "1 or 2"),
        ("group", "", "nothing", "1 or 2"),
        ("group", "1.5", "'1.5'", "1 or 2"),
        ("group", "metastatic", "'metastatic'", "1 or 2"),
        ("score", "high", "'high'", "a number or nothing"),
        ("score", "inf", "'inf'", "a number or nothing"),
        ("score", "1.234,5", "'1.234,5'", "a number or nothing"),
        ("score", "1 234", "'1 234'", "a number or nothing"),
        ("volume_mm3", "big", "'big'", "a number or nothing"),
        ("label", "2", "'2'", "1 (metastatic), 0 or nothing"),
        ("label", "x" * 500, f"'{'x' * 60}...'", "1 (metastatic), 0 or nothing"),
    ],
)
def test_a_prediction_that_cannot_be(tmp_path, column, cell, found, expected):
    table = pd.DataFrame({"patient_id": ["A", "A"], "node_id": ["1", "2"], "group": ["1", "2"], column: ["1", cell]})
    path = saved(table, tmp_path / "n.csv", sep=";")
    with pytest.raises(CohortError) as caught:
        read_predictions(path)
    (problem,) = caught.value.problems
    assert problem.where == f"row 3 (patient A, node 2), column '{column}'"
    assert problem.found == found
    assert problem.expected.startswith(expected)
    assert str(caught.value).startswith(f"{path}: row 3")


def test_a_misspelt_group_is_suggested(tmp_path):
    table = pd.DataFrame({"patient_id": ["A"], "node_id": ["1"], "Groups": [1]})
    with pytest.raises(CohortError, match="did you mean 'Groups'"):
        read_predictions(saved(table, tmp_path / "n.csv"))


def test_what_is_a_table_of_nodes(tmp_path):
    (tmp_path / "patients.csv").write_text("patient_id,nodes_examined\nA,3\n")
    (tmp_path / "features.CSV").write_text("\ufeffpatient_id;node_id\nA;1\n", encoding="utf-8")
    (tmp_path / "old.csv").write_bytes("pati\xebnt;original_shape_Elongation\n".encode("latin-1"))
    assert not is_node_table(tmp_path)
    assert not is_node_table(tmp_path / "patients.csv")
    assert not is_node_table(tmp_path / "nowhere.csv")
    (tmp_path / "unicode.txt").write_text("patient_id\tnode_id\nA\t1\n", encoding="utf-16")
    assert is_node_table(tmp_path / "unicode.txt")
    assert is_node_table(tmp_path / "features.CSV")
    assert is_node_table(tmp_path / "old.csv")
    assert is_node_table(tmp_path / "nowhere.parquet")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"group": [True, True]}, "column 'group': found 'True'; expected 1 or 2"),
        ({"score": ["1" * 400, "2"]}, f"column 'score': found '{'1' * 60}...'; expected a number"),
        (
            {"volume_mm3": [0.0, 5.0]},
            "row 2 (patient P, node 1), column 'volume_mm3': found '0.0'; expected a number above 0",
        ),
        ({"volume_mm3": [4.0, -5.0]}, "column 'volume_mm3': found '-5.0'; expected a number above 0 or nothing"),
        ({"volume_mm3": ["big", None]}, "column 'volume_mm3': found 'big'"),
        ({"volume_mm3": [float("inf"), 1.0]}, "column 'volume_mm3': found 'inf'"),
    ],
)
def test_predictions_in_memory_and_in_a_file_are_held_to_the_same(tmp_path, columns, words):
    frame = pd.DataFrame({"patient_id": ["P", "P"], "node_id": ["1", "2"], "group": [1, 2]}).assign(**columns)
    frame.to_csv(tmp_path / "nodes.csv", index=False)
    in_memory = frame.set_index(pd.RangeIndex(2, 4))
    for read in (lambda: checked_predictions(in_memory, "nodes"), lambda: read_predictions(tmp_path / "nodes.csv")):
        with pytest.raises(CohortError) as caught:
            read()
        assert words in str(caught.value)


def test_truth_values_in_memory_are_labels():
    frame = pd.DataFrame({"patient_id": ["P", "P"], "node_id": ["1", "2"], "group": [1, 2], "label": [True, False]})
    assert checked_predictions(frame, "nodes")["label"].tolist() == [1, 0]
