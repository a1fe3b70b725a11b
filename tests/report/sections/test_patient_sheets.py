"""The sheet of a predicted patient."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from nodecluster.clustering.model import hash_id
from nodecluster.report import page
from nodecluster.report.sections.patient_sheets import MOST_SHEETS, OPEN_SHEETS, section
from nodecluster.results import Run
from nodecluster.tables import failures_table

from ..conftest import EVIL
from ..pictured import with_pictures
from ..reading import Reader
from ..whole import whole_run

MODEL = {
    "centroids": [[-2.0], [2.0]], "kept": ["a"], "features": ["a"], "mean": [0.0], "sd": [1.0],
    "patients_sha256": [hash_id("old")], "fitted": {"nodes": 44, "patients": 10},
    "verdict": {"name": "doubtful", "reasons": ["few nodes"]},
}  # fmt: skip
NODES = pd.DataFrame(
    {
        "patient_id": ["new", "new", "old"],
        "node_id": ["1", "2", "3"],
        "group": [1, 2, 1],
        "score": [-3.0, 0.4, -2.5],
        "label": np.nan,
    }
)
PATIENTS = pd.DataFrame(
    {"patient_id": ["new", "old", "lost"], "clinical_n": ["cN0", "", ""], "predicted": [1, 0, np.nan]}
)
FAILURES = failures_table([("lost", "", "image", "ct.nii.gz is cut short", "Copy the file again.")])
INFO = {
    "command": "predict", "settings": {"rule": "any"}, "rule_origin": "the model's",
    "remarks": [["new", "the slices are 5 mm thick"]],
}  # fmt: skip


def run(patients: pd.DataFrame = PATIENTS, **more) -> Run:
    return Run(**{"info": INFO, "nodes": NODES, "patients": patients, "model": MODEL, "failures": FAILURES} | more)


def test_a_sheet_says_what_is_predicted_why_and_how_clearly():
    made = section(run())
    new, old, lost = made.content["open"]
    assert made.title == "Patient sheets"
    assert (new.call, new.kind) == ("Metastasis predicted (pN+)", "positive")
    assert new.why == (
        "1 of 2 nodes in group 2, the metastatic-looking one.",
        "Rule ‘any’ (the model's): a patient is positive where at least one of its nodes lies in group 2.",
    )
    # Half the way is 2: 0.4 is a fifth of it.
    assert new.decided == (
        "Node 2 decides, with a score of +0.40: 20 % of the way from the border to the centre of group 2. That is "
        "uncertain: less than a quarter of the way."
    )
    assert [(card.node, card.marks) for card in new.cards] == [("2", ("decides", "uncertain")), ("1", ())]
    assert new.notes == ("the slices are 5 mm thick",)
    assert (old.call, old.kind, old.seen, new.seen) == ("No metastasis predicted (pN0)", "negative", True, False)
    assert old.decided.endswith("−2.50: as far as the centre of group 1, or beyond.")
    assert (lost.call, lost.cards, lost.strip) == ("No prediction", (), None)
    assert lost.notes == ("The patient failed: ct.nii.gz is cut short. Copy the file again.",)


def test_the_verdict_on_the_model_stands_on_the_sheet():
    name, words = section(run()).content["verdict"]
    assert name == "doubtful"
    assert words == (
        "The model’s groups, fitted on 44 nodes of 10 patients, are doubtful (few nodes). How often such predictions "
        "are right, only a validation says."
    )
    balanced = section(run(model={**MODEL, "verdict": {"name": "usable"}})).content["verdict"][1]
    assert "groups, fitted on 44 nodes of 10 patients, are balanced" in balanced
    assert "usable" not in balanced


def test_pathology_is_a_fact_that_is_not_judged():
    patients = PATIENTS.assign(truth=[0, np.nan, np.nan])
    made = section(run(patients, nodes=NODES.assign(label=0.0), cohort={"pathology": {"new": [0, 4]}})).content["open"]
    assert dict(made[0].facts)["Pathology"] == "pN0 (0 of 4 examined nodes); not judged here"
    assert "Pathology" not in dict(made[1].facts)
    # Node 2 lies in group 2 and is labelled free of metastasis: that is shown, and not called wrong.
    assert [(card.node, card.label, card.marks) for card in made[0].cards] == [
        ("2", "non-metastatic", ("decides", "uncertain")), ("1", "non-metastatic", ()),
    ]  # fmt: skip


def test_a_single_patient_has_a_sheet_alone():
    made = section(run(PATIENTS[:1]))
    assert made.title == "Patient sheet"
    assert made.content["alone"] is True


def test_more_than_a_few_are_folded_and_those_beyond_the_cards_named():
    ids = np.repeat([f"p{i:03d}" for i in range(300)], 4)
    nodes = pd.DataFrame({"patient_id": ids, "node_id": [str(i) for i in range(ids.size)], "group": 1, "score": -1.0})
    out = pd.DataFrame({"patient_id": pd.unique(ids), "predicted": 0})
    content = section(run(out, nodes=nodes)).content
    assert len(content["open"]) == OPEN_SHEETS
    assert len(content["open"]) + len(content["folded"]) == 100  # 400 cards
    assert content["left"].startswith("200 more patients without a sheet here")
    empty = section(run(out, nodes=nodes[:0])).content
    assert len(empty["open"]) + len(empty["folded"]) == MOST_SHEETS


@pytest.mark.parametrize("command", ["validate", "fit", "score", "extract"])
def test_other_commands_have_no_sheets(command):
    assert section(run(info={**INFO, "command": command})) is None


@pytest.mark.parametrize("pictured", [False, True])
def test_the_page_of_a_prediction_with_markup_everywhere(pictured):
    made = dataclasses.replace(whole_run("predict", EVIL), metrics=None)
    html = page(with_pictures(made) if pictured else made)
    assert EVIL not in html
    assert "sheets" in Reader(html).sections
    assert ('"data:image/webp;base64,UklG' in html) is pictured  # the heat map is a PNG
