"""The baseline table: as tableone makes it, and what it says where there is little to say."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.description.baseline import baseline_table
from nodecluster.description.describe import describe_cohort
from nodecluster.description.groups import groups_of
from nodecluster.description.number_row import number_row
from nodecluster.description.studied import Studied
from nodecluster.runs import sheet_bytes
from nodecluster.sheets.people import baseline, baseline_differences, flow
from nodecluster.variables import NOT_SHOWN, clinical_variables
from tests.conftest import ROOT
from tests.description.cohorts import mixed, shuffled, simple
from tests.reference.reading import HERE, reference

TABLEONE = reference("baseline_tableone.csv")
CASES = ("example cohort", "example t_stage", "made truth", "made coarse")


def table_of(case):
    """The table of a case of the reference, its groups given as cohorts; coarse has five grades, a category."""
    name, by = case.split()
    path = ROOT / "segmentations" / "patients.csv" if name == "example" else HERE / "observations.csv"
    frame = pd.read_csv(path, dtype=str, comment="#")
    patients = frame.drop(columns={"patient_id", "cohort", by} & set(frame)).assign(cohort=frame[by])
    studied = simple(patients)
    return baseline_table(studied, clinical_variables(studied.included())[0])


def row_of(table, name):
    return next(row for row in table["rows"] if row["name"] == name)


@pytest.mark.parametrize("case", CASES)
def test_figures_are_those_of_tableone(case):
    table = table_of(case)
    columns = ["Overall" if column["label"] == "All" else column["label"] for column in table["columns"]]
    checked = 0
    for row in table["rows"]:
        expected = TABLEONE.get(f"{case} {row['name']}")
        if expected is None:
            continue
        for place, head in enumerate(columns):
            if row["kind"] == "number":
                cell = row["cells"][place]
                got = [cell[key] for key in ("mean", "sd", "median", "low", "high")]
                keys = ["means {} first", "means {} rest 0", "ranks {} first", "ranks {} rest 0", "ranks {} rest 1"]
                assert got == pytest.approx([expected[key.format(head)] for key in keys], abs=1e-8)
            else:
                for level in row["levels"]:
                    share = level["cells"][place]
                    assert share["count"] == expected[f"n {level['level']} {head}"]
                    assert 100 * share["share"] == pytest.approx(expected[f"% {level['level']} {head}"], abs=1e-8)
            checked += 1
        for found in row["differences"]:
            value = expected[f"smd SMD ({found['first']},{found['second']})"]
            if np.isnan(value):  # tableone gives up where the covariance has no inverse
                assert found["value"] is None or row["kind"] == "category"
            else:
                assert found["value"] == pytest.approx(value, rel=1e-9)
            checked += 1
    groups = len(columns) - 1
    assert len(table["rows"][0]["differences"]) == len(list(combinations(range(groups), 2)))
    assert checked >= 3 * len(columns)


@pytest.mark.parametrize(
    ("case", "name"), [("example cohort", "age"), ("made truth", "skewed"), ("example t_stage", "ki67")]
)
def test_p_values_are_those_of_tableone_where_the_test_is_the_same(case, name):
    row, expected = row_of(table_of(case), name), TABLEONE[f"{case} {name}"]
    ways = {"Student's t-test": "means", "Welch's t-test": "welch", "Kruskal-Wallis test": "ranks"}
    way = ways.get(row["test"]["method"])
    if way is None:  # tableone compares two groups by Kruskal-Wallis: Mann-Whitney without correction for continuity
        assert row["test"]["method"].startswith("Mann-Whitney U test (normal approximation")
        assert row["test"]["p"] == pytest.approx(expected["ranks p"], abs=0.005)
    else:
        assert row["test"]["p"] == pytest.approx(expected[f"{way} p"], rel=1e-9)


def test_the_example_cohort_by_hand():
    """As R says of ki67: normal in each cohort (p 0.07 and 0.16), not in all patients together (p 0.03)."""
    table = table_of("example cohort")
    assert table["by"] == "cohort"
    assert table["columns"] == [
        {"label": "All", "n": 24},
        {"label": "train", "n": 10},
        {"label": "validation", "n": 14},
    ]
    age, ki67 = row_of(table, "age"), row_of(table, "ki67")
    assert (age["shown"], age["variances"]["method"]) == ("mean (SD)", "Bartlett")
    assert [cell["text"] for cell in age["cells"]] == ["49.3 (10.7)", "52.1 (11.1)", "47.4 (10.3)"]
    assert (ki67["shown"], ki67["variances"]) == ("median (range)", None)
    assert ki67["cells"][1]["text"] == "37.5 (4 to 60)"
    assert [round(test["p"], 3) for test in ki67["normality"]] == [0.032, 0.071, 0.160]
    clinical = row_of(table, "clinical_n")
    assert [share["text"] for share in clinical["levels"][0]["cells"]] == ["7 (29.2 %)", "0 (0.0 %)", "7 (50.0 %)"]
    assert clinical["test"]["p"] == pytest.approx(0.018757367727619, rel=1e-9)
    assert any("p-values are descriptive" in note for note in table["notes"])


def numbers(*values):
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def groups(*names):
    return groups_of(pd.DataFrame({"cohort": list(names), "clinical_n": ""}))


def test_variances_that_differ_lead_to_welch():
    narrow, wide = np.array([9, 9.5, 10, 10.5, 11]), np.array([4, 7, 10.2, 13, 16.1])
    two = number_row("x", "x", np.concatenate([narrow, wide]), groups(*"aaaaabbbbb"))
    three = number_row("x", "x", np.concatenate([narrow, wide, narrow + 1]), groups(*"aaaaabbbbbccccc"))
    assert (two["shown"], three["shown"]) == ("mean (SD)", "mean (SD)")
    assert max(two["variances"]["p"], three["variances"]["p"]) < 0.05
    assert two["test"]["method"] == "Welch's t-test"
    assert three["test"]["method"] == "Welch's analysis of variance"


def test_missing_values_are_told_and_in_no_figure():
    row = number_row("x", "x", numbers(1, 2, None, 4, None, 9), groups("a", "a", "a", "b", "b", "b"))
    assert row["n"] == [4, 2, 2]
    assert row["missing"] == [2, 1, 1]
    assert row["cells"][0]["mean"] == 4
    assert row["cells"][1]["sd"] == pytest.approx(np.sqrt(0.5))


def test_a_group_without_a_value_has_no_cell():
    row = number_row("x", "x", numbers(1, 2, 4, None), groups("a", "a", "a", "b"))
    assert row["cells"][2] is None
    assert row["test"] == {
        "p": None, "method": "comparison of groups", "n": 3, "reason": "fewer than two groups have a value",
    }  # fmt: skip
    assert row["differences"][0]["reason"] == "a group has fewer than 2 values"


def test_a_group_of_one_value_is_compared_by_ranks_and_said():
    row = number_row("x", "x", numbers(1, 2, 3.5, 4, 7), groups("a", "a", "a", "a", "b"))
    assert row["shown"] == "mean (SD)"
    assert row["cells"][2]["sd"] is None
    assert row["cells"][2]["text"] == "7.00 (–)"
    assert row["test"]["method"] == "Mann-Whitney U test (exact)"
    # 7 is the largest of 5: of 5 places for the single one, the two ends are as extreme. p = 2/5
    assert row["test"]["p"] == pytest.approx(0.4)
    assert row["notes"] == ["A group has a single value, so the groups are compared by ranks."]


def test_a_group_whose_values_are_all_the_same_is_not_called_normal():
    row = number_row("x", "x", numbers(1, 2, 3, 4, 5, 3, 3, 3), groups(*"aaaaabbb"))
    assert row["normality"][2]["reason"] == "all values are the same"
    assert row["shown"] == "median (range)"


def test_decimals_are_those_of_the_cells():
    row = number_row("x", "x", numbers(1.25, 2, 3.5, 4, 5), groups(*"aaaaa"))
    assert row["cells"][0]["text"] == "3.150 (1.517)"  # squares of the deviations: 9.2 in all, so SD = sqrt(9.2 / 4)
    assert (row["test"], row["differences"], len(row["cells"])) == (None, [], 1)


@pytest.mark.parametrize(
    ("cohort", "clinical", "by", "labels"),
    [
        (["b", "a", "b"], ["cN0"] * 3, "cohort", ("a", "b")),
        (["b", "", "b"], [""] * 3, "cohort", ("b", "no cohort stated")),
        (["", "no cohort stated", ""], [""] * 3, "cohort", ("no cohort stated", "(no cohort stated)")),
        (["All", "b", "b"], [""] * 3, "cohort", ("cohort All", "b")),
        (["a"] * 3, ["cN+", "cN0", ""], "clinical_n", ("cN0", "cN+", "not assessed")),
        (["a"] * 3, ["cN0"] * 3, "", ()),
        ([], [], "", ()),
    ],
)
def test_what_parts_the_patients(cohort, clinical, by, labels):
    found = groups_of(pd.DataFrame({"cohort": cohort, "clinical_n": clinical}, dtype=object))
    assert (found.by, found.labels) == (by, labels)
    assert found.columns()[0] == {"label": "All", "n": len(cohort)}
    if labels:
        assert sum(column["n"] for column in found.columns()[1:]) == len(cohort)


def test_what_the_tool_knows_follows_the_clinical_variables():
    table = describe_cohort(mixed())["baseline"]
    assert [row["name"] for row in table["rows"]] == [
        "clinical_n", "pathological_n", "nodes_examined", "nodes_positive", "nodes_measured",
    ]  # fmt: skip
    # D to L but G have pathology: H and J are pN+
    assert [level["cells"][0]["count"] for level in row_of(table, "pathological_n")["levels"]] == [6, 2]
    assert row_of(table, "pathological_n")["missing"][0] == 1
    assert row_of(table, "nodes_measured")["cells"][0]["mean"] == pytest.approx(8 / 9)
    assert table["notes"][0] == "9 patients who are not excluded, 3 of them without a measured node."
    elsewhere = baseline_table(replace(mixed(), failures_known=False), [])
    assert elsewhere["notes"][0] == "9 patients who are not excluded, 3 of them without a node in the table."
    assert elsewhere["rows"][-1]["label"] == "Nodes in the nodes' table"


def test_without_a_patients_table_only_the_nodes_are_told():
    ids = pd.DataFrame({"patient_id": ["A", "B"]})
    nodes = pd.DataFrame({"patient_id": ["A", "A", "B"], "node_id": ["1", "2", "1"]})
    table = describe_cohort(Studied(ids, nodes, from_table=False))["baseline"]
    assert [row["name"] for row in table["rows"]] == ["nodes_measured"]
    assert table["by"] == ""
    assert table["notes"][1].startswith("There is no patients' table")


def test_everything_is_plain_json_and_private_columns_are_named_only():
    cohort = read_cohort(ROOT / "segmentations", images=False).patients
    rng = np.random.default_rng(3)
    names = [f"Surname{n}" for n in range(len(cohort))]
    found = describe_cohort(
        simple(cohort.assign(nickname=names, code=names, her2=rng.choice(["", "0", "1"], len(cohort))))
    )
    text = json.dumps(found, allow_nan=False)
    assert json.loads(text) == found
    assert "Surname" not in text
    assert [column["name"] for column in found["left_out"]] == ["nickname", "code"]
    assert row_of(found["baseline"], "her2")["missing"][0] > 0


def test_an_extraction_has_no_baseline_table():
    assert describe_cohort(mixed(told=False), baseline=False)["baseline"] is None


def test_nobody_left_is_described_as_nobody():
    found = describe_cohort(Studied(pd.DataFrame({"patient_id": [], "excluded": []}, dtype=object), mixed().nodes[:0]))
    assert found["baseline"]["columns"] == [{"label": "All", "n": 0}]
    assert found["flow"]["patients"][0]["n"] == 0


def test_renamed_patients_and_reordered_rows_change_no_digit():
    cohort = read_cohort(ROOT / "segmentations", images=False).patients
    for studied in (simple(cohort), mixed()):
        assert written(replace(studied, set_aside=None)) == written(shuffled(studied, seed=5))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", ""]),
            st.sampled_from(["cN0", "cN+", ""]),
            st.one_of(st.none(), st.floats(-1e3, 1e3), st.sampled_from([0.0, -0.0, 1e16, 1e16 + 2, 1e100, 1e-100])),
            st.sampled_from(["", "T1", "T2", "t2", "T10"]),
            st.sampled_from(["", "", "no consent", "Frau Huber"]),
        ),
        min_size=1,
        max_size=25,
    ),
    st.integers(0, 99),
)
def test_whatever_the_patients_reordered_rows_change_no_digit(rows, seed):
    patients = pd.DataFrame(rows, columns=["cohort", "clinical_n", "x", "t", "excluded"], dtype=object)
    studied = simple(patients)
    assert written(studied) == written(shuffled(studied, seed))


def written(studied):
    """The files of a description, as they lie on the disk."""
    found = describe_cohort(studied)
    found["pathology"] = sorted(found["pathology"].values(), key=str)  # by patient, and patients may be renamed
    tables = (flow(found), baseline(found["baseline"]), baseline_differences(found["baseline"]))
    return json.dumps(found, allow_nan=False), *map(sheet_bytes, tables)


def test_a_thousand_patients_with_sparse_categories():
    rng = np.random.default_rng(0)
    n = 1000
    patients = pd.DataFrame({"cohort": rng.choice(["a", "b", "c"], n), "clinical_n": rng.choice(["cN0", "cN+"], n)})
    for column in range(5):
        patients[f"x{column}"] = rng.normal(50, 10, n).round(1)
        patients[f"c{column}"] = rng.choice(list("ABCDE"), n, p=[0.4, 0.4, 0.19, 0.008, 0.002])
    studied = simple(patients)
    found = describe_cohort(studied)
    assert len(found["baseline"]["rows"]) == 12


@pytest.mark.parametrize("odd", [1e200, 1e155, 1e-162, 5e-324, 1e100, 1e-100, 1e77, -1e99])
@pytest.mark.parametrize("groups", ["ab", "abc", "a"])
def test_one_number_far_from_the_others_ends_nothing(odd, groups):
    patients = pd.DataFrame({"x": [*np.linspace(30, 80, 29), odd], "cohort": [*groups * 30][:30]})
    found = describe_cohort(simple(patients))
    json.dumps(found, allow_nan=False)
    beyond = not 1e-100 <= abs(odd) <= 1e100
    assert [column["name"] for column in found["left_out"]] == ["x"] * beyond
    assert len(found["baseline"]["rows"]) == 2 - beyond


@pytest.mark.parametrize("scale", [1e-100, 1e-95, 1e90, 1e98])
def test_numbers_of_any_size_are_shown_shortly_and_tested(scale):
    values = np.array([1, 2.5, 3, 4.2, 5, 2, 3.1, 4, 5.5, 7])
    row, same = (number_row("x", "x", values * unit, groups(*"aaaaabbbbb")) for unit in (scale, 1))
    assert row["test"]["p"] == pytest.approx(same["test"]["p"], rel=1e-9)
    assert row["differences"][0]["value"] == pytest.approx(same["differences"][0]["value"], rel=1e-9)
    assert all(len(cell["text"]) < 40 for cell in row["cells"])
    json.dumps(row, allow_nan=False)


@pytest.mark.parametrize("step", [(1.0, np.finfo(float).eps), (1e16, 2.0), (-1e100, 1e85)])
def test_almost_equal_numbers_are_compared_by_ranks(step):
    start, ulp = step
    row = number_row("x", "x", start + ulp * np.arange(12), groups(*"aaaabbbbcccc"))
    assert row["shown"] == "median (range)"
    assert {test["reason"] for test in row["normality"]} == {"all values agree in 12 digits"}
    assert row["test"]["method"] == "Kruskal-Wallis test"
    assert row["differences"][0]["reason"] == "within each group all values agree in 12 digits"


def test_reasons_that_may_name_somebody_are_in_no_flow():
    patients = pd.DataFrame({"excluded": ["Frau Huber, geb. 1950", "no consent", ""]})
    found = describe_cohort(simple(patients))["flow"]
    (step,) = [step for step in found["patients"] if step["key"] == "excluded"]
    assert [reason["label"] for reason in step["reasons"]] == [NOT_SHOWN, "no consent"]
    assert "Huber" not in json.dumps(found)
