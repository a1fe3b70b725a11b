"""Groups against labels: of unseen patients first, because the others do not judge the model."""

from __future__ import annotations

import dataclasses
import hashlib

import pandas as pd
import pytest

from nodecluster.report.sections.groups import section
from nodecluster.results import Run
from nodecluster.tables import LEAST_AXIS, MESH_VOLUME

from ..whole import whole

NODES = pd.DataFrame(
    {"patient_id": ["a", "a", "b", "b", "c"], "group": [2, 1, 2, 2, 1], "label": [1, 0, 1, 0, 0], "score": 0.5}
)


def made(seen: list[str], nodes: pd.DataFrame = NODES):
    return section(Run({"command": "score"}, nodes=nodes, metrics={"seen_patients": seen}))


def tables(seen: list[str], part: str = "tables"):
    return {table.caption: table.rows for table in made(seen).content[part] if "labels" in table.caption}


def test_the_unseen_come_first_and_leave_the_seen_out():
    (fresh,) = tables(["b"]).items()
    (whole,) = tables(["b"], "folded").items()
    assert fresh[0].startswith("Groups against the nodes' labels of unseen patients")
    assert fresh[1] == (
        ("Group 1", "0 (0.00 %)", "2 (100.00 %)", "2", "0"),
        ("Group 2", "1 (100.00 %)", "0 (0.00 %)", "1", "0"),
    )
    assert "those the model was fitted on too" in whole[0]
    assert whole[1][1] == ("Group 2", "2 (66.67 %)", "1 (33.33 %)", "3", "0")


def test_one_table_where_nobody_was_seen_or_nobody_else_is_there():
    (caption,) = tables([])
    assert caption.startswith("Groups against the nodes' labels (")
    (caption,) = tables(["a", "b", "c"])
    assert "those the model was fitted on too" in caption


def test_the_bars_are_those_of_the_first_table():
    (bars,) = made(["b"]).figures
    assert [trace["customdata"] for trace in bars.plot["data"]] == [
        ["0 (0.00 %)", "1 (100.00 %)"],
        ["2 (100.00 %)", "0 (0.00 %)"],
    ]
    assert "3 labelled nodes of 2 patients that the model has not seen." in bars.caption
    (bars,) = made(["a", "b", "c"]).figures
    assert "5 labelled nodes of 3 patients, those the model was fitted on too." in bars.caption
    assert made([], NODES.assign(label=None)).figures == ()


def test_a_model_knows_whom_it_was_fitted_on_where_no_metrics_say():
    found = whole()
    ids = list(dict.fromkeys(found.nodes["patient_id"]))
    hashes = [hashlib.sha256(patient.encode()).hexdigest() for patient in ids[:40]]
    run = dataclasses.replace(found, metrics=None, model={**found.model, "patients_sha256": hashes})
    bars = section(run).figures[-1]
    assert f"of {len(ids) - 40} patients that the model has not seen." in bars.caption
    assert len(section(run).content["folded"]) == 2  # all labelled nodes, and the sizes when it was fitted


@pytest.mark.parametrize(
    ("feature", "words", "first"),
    [
        (LEAST_AXIS, "least axis length", "5.874 mm"),
        (MESH_VOLUME, "mesh volume", "5.874 mm³"),
        ("original_glcm_Idm", "Idm (glcm)", "5.874"),
    ],
)
def test_the_feature_that_tells_the_groups_apart_has_its_name_in_words_and_its_unit(feature, words, first):
    why = f"group 2 is the one whose nodes have the larger mean {feature}; no label was used"
    found = {"feature": feature, "group1_mean": 5.874, "group2_mean": 9.871, "reason": why}
    said = section(dataclasses.replace(whole(), model={**whole().model, "orientation": found})).content["orientation"]
    assert f"Mean {words} of the nodes it was fitted on: {first} in group 1, " in said
    assert "original_shape" not in said
