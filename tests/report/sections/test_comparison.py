"""Each prediction by itself: its own figures in its own row, under the head that names them."""

from __future__ import annotations

import copy

from nodecluster import formats
from nodecluster.report.sections.comparison import section
from nodecluster.results import Run
from tests.report.whole import whole

NODES = {"Nodes: CCR": "ccr", "Nodes: AUC, hard group": "auc_group", "Nodes: AUC, score": "auc_score"}
PATIENTS = {
    "Patients: CCR": "ccr",
    "Patients: sensitivity": "sensitivity",
    "Patients: specificity": "specificity",
    "Patients: AUC, score": "auc_score",
}


def rows(table):
    return {row[0]: dict(zip(table.head, row, strict=True)) for row in table.rows}


def form(key):
    return formats.decimals if key.startswith("auc") else formats.percent


def test_nodes_and_patients_of_each_prediction():
    own = {each["name"]: each for each in whole().metrics["comparison"]["predictions"]}
    assert list(own) == ["first", "second"]
    for table, heads, level in zip(
        section(whole()).content["tables"],
        (NODES, PATIENTS),
        (lambda each: each["node_unseen"], lambda each: each["patient"]["all (unseen)"]),
        strict=True,
    ):
        found = rows(table)
        assert list(found) == ["first", "second"]
        for name, each in own.items():
            shown = {head: found[name][head].split("\n")[0] for head in heads}
            assert shown == {head: form(key)(level(each)[key]["value"]) for head, key in heads.items()}
        for head in heads:
            assert found["first"][head] != found["second"][head]


def test_how_many_are_predicted_and_how_many_judged():
    block = copy.deepcopy(whole().metrics["comparison"])
    block["predictions"][1]["n_patients"] = 1234
    block["predictions"][1]["n_nodes"] = 5678
    nodes, patients = section(Run({}, metrics={"comparison": block})).content["tables"]
    judged = block["predictions"][1]["patient"]["all (unseen)"]["n"]
    assert (rows(patients)["second"]["Patients"], rows(patients)["second"]["Judged"]) == ("1,234", str(judged))
    labelled = block["predictions"][1]["node_unseen"]["n"]
    assert (rows(nodes)["second"]["Nodes"], rows(nodes)["second"]["Labelled"]) == ("5,678", str(labelled))
