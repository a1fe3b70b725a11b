"""Whom the model got wrong: counts, order, cards, and what is left out."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from nodecluster.report import page
from nodecluster.report.nodes.cards import Nodes
from nodecluster.report.sections import pictured, wrong
from nodecluster.results import Run
from nodecluster.tables import failures_table

from ..conftest import EVIL
from ..pictured import with_pictures
from ..reading import Reader
from ..whole import hostile, whole

NODES = pd.DataFrame(
    {
        "patient_id": ["fn", "fn", "fp", "tn", "seen", "tp"],
        "node_id": ["1", "2", "3", "4", "5", "6"],
        "group": [1, 1, 2, 1, 1, 2],
        "score": [-3.0, -1.0, 2.0, -1.0, -0.5, 1.0],
        "label": [np.nan, np.nan, 0, 0, 1, 1],
    }
)
PATIENTS = pd.DataFrame(
    {
        "patient_id": ["fp", "fn", "tn", "seen", "tp", "unknown"],
        "cohort": "north",
        "clinical_n": ["cN+", "cN0", "", "", "", ""],
        "predicted": [1, 0, 0, 0, 1, 1],
        "truth": [0, 1, 0, 1, 1, np.nan],
    }
)


def run(**more) -> Run:
    metrics = {"rule": "any", "seen_patients": ["seen"]}
    return Run(**{"info": {"command": "validate"}, "nodes": NODES, "patients": PATIENTS, "metrics": metrics} | more)


def test_the_counts_come_first_the_unseen_before_the_seen():
    assert wrong.section(run()).content["sentences"] == (
        "2 of 4 unseen patients wrong: 1 missed and 1 false alarm.",
        "1 of 1 patients that the model was fitted on wrong: 1 missed.",
    )


def test_missed_patients_come_first_and_seen_ones_after_unseen():
    views = wrong.section(run()).content["open"]
    assert [(view.kind, view.patient) for view in views] == [
        ("Missed", "fn"), ("Missed", "seen"), ("False alarm", "fp"),
    ]  # fmt: skip


def test_a_patient_is_shown_with_the_deciding_node_first():
    failures = failures_table([("fn", "9", "features", "the node has 3 voxels", "Segment it again.")])
    view = wrong.section(run(failures=failures)).content["open"][0]
    assert [(card.node, card.marks) for card in view.cards] == [("2", ("decides",)), ("1", ())]
    assert view.decided == "Node 2 decides, with a score of −1.00."
    assert dict(view.facts) == {
        "Pathology": "pN+", "Predicted": "no metastasis", "Nodes": "0 of 2 nodes in group 2",
        "Failed": "1 node", "Clinical assessment": "cN0", "Cohort": "north",
    }  # fmt: skip


def test_pathologys_counts_stand_beside_its_word_and_whether_one_can_tell_which_node_it_was():
    cohort = {"pathology": {"fn": [1, 10], "seen": [1, 2], "fp": [0, 1], "tn": [0, 3]}}
    facts = {view.patient: dict(view.facts) for view in wrong.section(run(cohort=cohort)).content["open"]}
    assert {patient: each["Pathology"] for patient, each in facts.items()} == {
        "fn": "pN+ (1 of 10 examined nodes; which of them is not known)",
        "seen": "pN+ (1 of 2 examined nodes)",  # its table labels the node
        "fp": "pN0 (0 of 1 examined node)",
    }
    unexamined = wrong.section(run(cohort={"pathology": {"fn": [2, None]}})).content["open"]
    assert dict(unexamined[0].facts)["Pathology"] == "pN+ (2 positive nodes)"
    assert dict(unexamined[1].facts)["Pathology"] == "pN+"


def test_nodes_against_their_label_that_stand_above_are_not_repeated():
    against = wrong.section(run()).content["against"]
    assert against.sentences == (
        "1 of 3 labelled nodes of unseen patients in the wrong group: 0 metastatic in group 1, 1 non-metastatic in "
        "group 2.",
        "1 of 1 labelled node of patients that the model was fitted on in the wrong group: 1 metastatic in group 1, "
        "0 non-metastatic in group 2.",
        "2 of them stand above with their patients.",
    )
    assert against.open == ()
    right = PATIENTS.assign(truth=PATIENTS["predicted"])
    assert [card.node for card in wrong.section(run(patients=right)).content["against"].open] == ["3", "5"]


def test_nobody_wrong_is_said():
    right = wrong.section(run(patients=PATIENTS.assign(truth=PATIENTS["predicted"])))
    assert right.content["sentences"][0] == "None of 5 unseen patients wrong."
    assert not right.content["open"]


def test_nobody_judged_is_no_section():
    unknown = PATIENTS.assign(truth=np.nan)
    assert wrong.section(run(patients=unknown, nodes=NODES.assign(label=np.nan))) is None
    assert "No patient has both" in wrong.section(run(patients=unknown)).content["sentences"][0]
    assert wrong.section(run(metrics=None)) is None


def test_patients_without_nodes_are_shown_all_the_same():
    view = wrong.section(run(nodes=None)).content["open"][0]
    assert (view.patient, view.cards, view.decided, view.left) == ("fn", (), "", "")
    assert "Nodes" not in dict(view.facts)


def many(patients: int, each: int) -> Run:
    """Return a run whose patients are all missed, with all their nodes in the wrong group."""
    ids = np.repeat([f"p{i:03d}" for i in range(patients)], each)
    nodes = pd.DataFrame({"patient_id": ids, "node_id": [str(i) for i in range(ids.size)], "group": 1, "label": 1})
    nodes["score"] = -np.linspace(1, 9, ids.size)
    out = pd.DataFrame({"patient_id": pd.unique(ids), "predicted": 0, "truth": 1})
    return run(nodes=nodes, patients=out)


def test_the_cards_of_the_page_are_limited_and_what_is_left_out_is_said():
    found = many(patients=40, each=15)
    content = wrong.section(found).content
    views = (*content["open"], *content["folded"])
    assert len(views) == 40
    assert len(content["open"]) == wrong.OPEN_PATIENTS
    shown = [len(view.cards) for view in views]
    assert shown == [12] * 25 + [0] * 15
    assert views[0].left == "3 nodes more in nodes.csv."
    assert views[-1].left == "15 nodes in nodes.csv."
    assert content["against"].left == "300 more nodes against their label in nodes.csv."
    nodes = Nodes(found)
    assert len(wrong.shown(found, nodes)) == sum(shown) == wrong.MOST_CARDS
    assert not wrong.shown(found, nodes) & set(nodes.uncertain)


def test_the_page_shows_each_node_once():
    reader = Reader(page(with_pictures(whole())))
    ids = [found["id"] for _, found in reader.tags if str(found.get("id", "")).startswith("card-")]
    assert len(ids) == len(set(ids)) > 20
    assert {"wrong", "pictured"} <= set(reader.sections)


def test_without_pictures_the_nodes_are_a_table():
    reader = Reader(page(whole()))
    assert "this run read a table of features" in reader.text
    assert "Pictures" not in reader.text or "card-" not in page(whole())
    rows = [row for row in reader.rows if row[0].startswith("p0") and "decides" in "".join(row)]
    assert rows
    assert any("other" in cell for cell in rows[0])


@pytest.mark.parametrize("made", [hostile, lambda: with_pictures(hostile())], ids=["tables", "pictures"])
def test_markup_stays_text(made):
    html = page(made())
    for key in ("wrong", "pictured"):
        part = html[html.index(f'<section id="{key}"') :]
        part = part[: part.index("</section>")]
        assert "&lt;img src=x" in part
    assert EVIL not in html


def test_a_score_run_needs_no_model():
    scored = dataclasses.replace(whole(), model=None, features=None)
    nodes = Nodes(scored)
    assert nodes.limit == 0
    assert wrong.section(scored) is not None
    assert "has no model" in pictured.section(scored).content["sentences"][0]
