from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nodecluster.imaging.shape import Shape
from nodecluster.report import page
from nodecluster.report.nodes.cards import Nodes
from nodecluster.report.sections.atlas import GALLERY, section
from nodecluster.results import Run
from tests.report.conftest import EVIL
from tests.report.placing import ball, small_run, with_shapes
from tests.report.reading import Reader


def stored(data) -> Shape:
    """Return a shape as the page holds it."""
    return Shape(tuple(data["o"]), data["s"], tuple(data["n"]), base64.b64decode(data["b"]))


def places(shape) -> np.ndarray:
    """Return the middles of the voxels that are set, mm."""
    return np.argwhere(shape.mask())[:, ::-1] * shape.step_mm + np.asarray(shape.origin_mm)


def test_no_shape_no_atlas():
    assert section(replace(small_run(), shapes={})) is None


def test_the_data_hold_every_shape_as_it_is():
    run = small_run()
    data = section(run).content["data"]
    assert [(each["id"], each["outcome"]) for each in data["patients"]] == [("A", "right"), ("B", "wrong"), ("C", "")]
    node = data["patients"][0]["nodes"][0]
    shape = run.shapes["A", "n1"]
    assert (node["g"], node["v"], node["l"], node["mm3"]) == (2, 1.25, 1, None)
    assert places(stored(node)) == pytest.approx(places(shape), abs=0.01)
    assert len(base64.b64decode(node["b"])) < len(shape.bits)
    body = stored(data["patients"][0]["body"])
    assert places(body) == pytest.approx(places(run.shapes["A", ""]), abs=0.01)


def test_it_begins_with_the_first_wrong_patient_or_the_first():
    run = small_run()
    assert section(run).content["data"]["first"] == "B"
    assert section(run).content["chosen"].patient == "B"
    assert section(replace(run, patients=None)).content["data"]["first"] == "A"


def test_colours_reach_as_far_as_nearly_all_scores():
    run = small_run()
    top = section(run).content["data"]["range"]
    assert top == pytest.approx(np.quantile([1.25, 0.5, 1, 2, 3, 0.125], 0.95), rel=0.05)
    assert section(replace(run, nodes=None)).content["data"]["range"] == 0


@pytest.mark.parametrize("command", ["fit", "predict"])
def test_a_run_that_judges_nothing_calls_no_prediction_right_or_wrong(command):
    run = replace(small_run(), info={"command": command}, metrics=None)
    content = section(run).content
    assert content["data"]["first"] == "A"
    assert {each["outcome"] for each in content["data"]["patients"]} == {""}
    words = Reader(page(run)).text
    assert "prediction right" not in words
    assert "prediction wrong" not in words
    assert "wrong predictions first" not in words


def test_a_score_is_the_same_text_as_on_the_cards():
    run = small_run()
    assert run.nodes is not None
    run = replace(run, nodes=run.nodes.assign(score=[3.38536, -0.5, -1.0, -2.0, -3.0, 0.125]))
    node = section(run).content["data"]["patients"][0]["nodes"][0]
    assert node["t"] == Nodes(run).card(0).score == "+3.39"


def test_without_groups_there_is_no_choice_of_colours():
    run = replace(small_run(), info={"command": "extract"}, metrics=None, patients=None)
    assert "atlas-colour" in {a.get("name") for _, a in Reader(page(run)).tags}
    assert "atlas-colour" not in {a.get("name") for _, a in Reader(page(replace(run, nodes=None))).tags}


def test_what_is_missing_is_said():
    run = small_run()
    bare = replace(run, nodes=None, shapes={key: shape for key, shape in run.shapes.items() if key[1]})
    words = " ".join(section(bare).content["words"])
    assert "6 nodes of 3 patients" in words
    assert "told no groups" in words
    assert "No outline of the body is known of 3 patients." in words
    assert "faint" not in words
    assert len(section(run).content["words"]) == 1


def test_the_still_pictures_are_capped_wrong_ones_first():
    many = GALLERY + 7
    names = [f"p{i:03d}" for i in range(many)]
    patients = pd.DataFrame({"patient_id": names, "predicted": 0, "truth": [int(i % 10 == 9) for i in range(many)]})
    shapes = {(name, "n"): ball((0, 0, 0), 3) for name in names}
    run = Run({"command": "validate"}, patients=patients, shapes=shapes, metrics={})
    content = section(run).content
    shown = [content["chosen"], *content["others"]]
    assert len(shown) == GALLERY
    wrong = many // 10
    assert [still.outcome for still in shown] == ["wrong"] * wrong + ["right"] * (GALLERY - wrong)
    assert content["left_out"] == 7
    assert content["wrong_first"]
    assert len(content["data"]["patients"]) == many


def test_the_page_holds_pictures_and_data_and_markup_stays_text():
    run = replace(with_shapes(small_run(EVIL)), info={"command": "extract"}, metrics=None)
    html = page(run)
    reader = Reader(html)
    assert "atlas" in reader.sections
    stored = next(text for _, attributes, text in reader.raw if attributes.get("id") == "atlas-data")
    assert json.loads(stored)["patients"][1]["id"] == f"{EVIL}B"
    assert "<img" not in html.replace("<image", "")
    pictures = [attributes for tag, attributes in reader.tags if tag == "svg" and attributes.get("class") == "places"]
    assert len(pictures) == 3
    assert page(run) == html
