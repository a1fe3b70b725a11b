"""The table of a column's subgroups: whose each row is, counted from the nodes, and which row is everybody."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from nodecluster.formats import p_value
from nodecluster.report.sections.subgroups import section
from nodecluster.validation.subgroups.notes import NONE_NAMED, NOT_NAMED
from tests.report.whole import SEEN, known, whole


@pytest.fixture(scope="module")
def made():
    return section(whole())


@pytest.fixture(scope="module")
def tables(made):
    """The tables of the column ``stage``: patients, nodes, tests."""
    (part,) = (part for part in made.content["folded"] if part.title.startswith("stage"))
    return part.tables


def rows(table):
    return {row[0]: dict(zip(table.head, row, strict=True)) for row in table.rows}


def counts(called, truth):
    cells = {"TP": called & truth, "FP": called & ~truth, "FN": ~called & truth, "TN": ~called & ~truth}
    return {name: str(int(np.sum(cell))) for name, cell in cells.items()}


def test_the_four_counts_of_patients_are_those_of_the_nodes_groups(tables):
    called = whole().nodes.groupby("patient_id")["group"].max() == 2
    patients = known().set_index("patient_id").reindex(called.index)[SEEN - 2 :]  # 2 of the seen are excluded
    assert not set(patients.index) & set(known()["patient_id"][:SEEN])
    called, truth = called[SEEN - 2 :].to_numpy(), patients["nodes_positive"].to_numpy() > 0
    found = rows(tables[0])
    assert list(found) == ["all", "T1", "T2", "T3"]
    for stage, row in found.items():
        inside = np.ones(len(patients), bool) if stage == "all" else (patients["stage"] == stage).to_numpy()
        mine = counts(called[inside], truth[inside])
        assert {name: row[name] for name in mine} == mine
        assert row["Patients"] == str(int(inside.sum()))
        right = int(mine["TP"]) + int(mine["TN"])
        assert row["CCR"].split("\n")[0] == f"{100 * right / inside.sum():.2f} %"


def test_the_row_of_everybody_alone_is_marked(tables):
    for table in tables[:2]:
        assert [row[0] for row in table.rows] == ["all", "T1", "T2", "T3"]
        assert table.marked == {0}


def test_nodes_are_counted_beside_their_patients(tables):
    found = rows(tables[1])
    for row in found.values():
        assert int(row["Nodes"]) > int(row["Patients"])
        assert int(row["Nodes"]) == 5 * int(row["Patients"]) == sum(int(row[name]) for name in ("TP", "FP", "FN", "TN"))


def test_the_overview_has_the_p_of_each_column_under_its_figure(made, tables):
    block = next(each for each in whole().metrics["subgroups"] if each["column"] == "stage")
    overview = made.content["overview"]
    heads = {"CCR": "ccr", "Sensitivity": "sensitivity", "Specificity": "specificity", "AUC of the score": "auc_score"}
    for level, unit in (("patient", "patients"), ("node", "nodes")):
        (row,) = (row for row in overview.rows if row[:2] == ("stage", unit))
        tests = block["interaction"][level]
        for head, figure in heads.items():
            cell = f"{p_value(tests[figure]['p'])}\nHolm {p_value(tests[figure]['p_holm'])}"
            assert row[overview.head.index(head)] == cell
            below = rows(tables[2])[f"{head}, {unit}"]
            assert f"{below['p']}\nHolm {below['p (Holm)']}" == cell


def test_the_missing_tests_are_named_figure_by_figure_and_the_notes_are_of_all():
    block = next(each for each in whole().metrics["subgroups"] if each["column"] == "stage")
    gap, few = {"p": None, "reason": "too few"}, {"p": None, "reason": "one class"}
    tests = {"patient": {"ccr": {"p": 0.5}, "auc_score": gap}, "node": {"auc_score": gap}}
    other = {"patient": {"ccr": few, "auc_score": gap}, "node": {"auc_score": gap}}
    blocks = [{**block, "interaction": tests}, {**block, "column": "grade", "interaction": other}]
    run = dataclasses.replace(whole(), metrics={**whole().metrics, "subgroups": blocks})
    found = section(run).content
    assert set(found["overview"].notes) == {
        "CCR of patients by grade: one class.", "AUC of the score of patients and nodes by any column: too few.",
    }  # fmt: skip
    assert NOT_NAMED in block["notes"]
    assert NONE_NAMED in found["notes"]
    assert NOT_NAMED not in found["notes"]
