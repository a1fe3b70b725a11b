from __future__ import annotations

import copy
import json

import numpy as np
import pandas as pd
import pytest

from nodecluster.clustering.model import fit_model, hash_id
from nodecluster.clustering.storage import SCHEMA, from_json, from_text, to_json
from nodecluster.errors import ModelError
from nodecluster.runs import json_bytes, versions
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES, LEAST_AXIS, MESH_VOLUME


@pytest.fixture
def model(features_table):
    return fit_model(features_table(), Settings(starts=5), versions=versions())


def content(model) -> dict:
    return json.loads(json_bytes(to_json(model)))


def test_the_same_bytes_whatever_the_order_of_the_rows(features_table):
    table = features_table()
    first = json_bytes(to_json(fit_model(table, Settings(starts=5))))
    for seed in range(3):
        shuffled = table.sample(frac=1, random_state=seed)
        assert json_bytes(to_json(fit_model(shuffled, Settings(starts=5)))) == first
    columns = [*table.columns[:2], *reversed(table.columns[2:])]
    assert json_bytes(to_json(fit_model(table[columns], Settings(starts=5)))) == first


def test_the_scores_do_not_depend_on_storage_or_company(model, features_table):
    table = features_table(seed=1)
    reloaded = from_json(content(model), "test")
    expected = model.predict(table)
    assert reloaded.predict(table)["score"].to_numpy().tobytes() == expected["score"].to_numpy().tobytes()
    alone = pd.concat([model.predict(table[i : i + 1]) for i in range(len(table))])
    assert (alone["score"].to_numpy() == expected["score"].to_numpy()).all()
    assert ((expected["score"] > 0) == (expected["group"] == 2)).all()


def test_storing_a_model_again_changes_nothing(model):
    old = content(model) | {"nodecluster": "0.0.1", "versions": {"nodecluster": "0.0.1", "SimpleITK": "2.3.0"}}
    assert to_json(from_json(old, "test")) == old


def figure(value: float) -> dict:
    return {"value": value, "low": value - 0.1, "high": value + 0.1, "level": 0.95, "method": "m", "n": 20}


def choice(rule: str = "count:2") -> dict:
    """A choice of a rule, as ``fit`` stores it."""
    figures = {name: figure(0.5) for name in ("ccr", "sensitivity", "specificity", "youden")}
    rows = [{"rule": name, "chosen": name == rule, "n": 20, **figures} for name in ("any", "count:2")]
    rows.append({"rule": "largest", "chosen": False, "n": 0, "reason": "no volumes"})
    nested = {"method": "m", "folds": 10, "repeats": 100, "times": {"any": 10, "count:2": 990}, **figures}
    return {
        "by": "tuned",
        "rule": rule,
        "criterion": "c",
        "patients": {"n": 20, "positives": 10, "negatives": 10},
        "candidates": rows,
        "nested": nested,
        "optimism": {"youden": 0.1},
        "notes": ["n"],
    }


def test_a_model_whose_rule_was_set_has_no_choice_in_it(model):
    stored = content(model)  # as it has been since before rules were tuned
    assert "rule_choice" not in stored
    assert from_json(stored, "test").rule_choice is None


def test_a_tuned_rule_is_kept_with_its_choice_and_changes_nothing_else(model):
    tuned = content(model.with_rule("count:2", choice()))
    assert tuned == {
        **content(model),
        "rule": "count:2",
        "settings": {**content(model)["settings"], "rule": "count:2"},
        "rule_choice": choice(),
    }
    again = from_json(tuned, "test")
    assert (again.settings.rule, again.rule_choice) == ("count:2", choice())
    assert to_json(again) == tuned


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda stored: stored.update(rule="any"), "rule"),
        (lambda stored: stored["rule_choice"].update(rule="any"), "rule_choice"),
        (lambda stored: stored["rule_choice"]["candidates"][0].update(chosen=True), "rule_choice"),
        (lambda stored: stored["rule_choice"]["candidates"][1].update(chosen=False), "rule_choice"),
        (lambda stored: stored["rule_choice"]["candidates"][2].update(chosen=True), "rule_choice.candidates"),
        (lambda stored: stored["rule_choice"]["candidates"][1].pop("youden"), "rule_choice.candidates"),
        (lambda stored: stored["rule_choice"]["nested"].pop("youden"), "rule_choice.nested"),
        (lambda stored: stored["rule_choice"]["nested"]["youden"].update(value=None), "rule_choice.nested"),
        (lambda stored: stored["rule_choice"]["patients"].update(n="20"), "rule_choice.patients"),
        (lambda stored: stored["rule_choice"].update(by="luck"), "rule_choice.by"),
        (lambda stored: stored.update(rule_choice=None), "rule_choice"),
    ],
)
def test_an_edited_choice_is_refused(model, change, message):
    stored = content(model.with_rule("count:2", choice()))
    change(stored)
    with pytest.raises(ModelError, match=message):
        from_json(stored, "model.json")


def test_groups_are_oriented_by_the_least_axis(model):
    assert model.orientation["feature"] == LEAST_AXIS
    assert model.orientation["group2_mean"] > model.orientation["group1_mean"]


def test_mesh_volume_decides_a_tie(features_table):
    table = features_table()
    table[LEAST_AXIS] = 5.0
    fitted = fit_model(table, Settings(starts=5))
    assert fitted.orientation["feature"] == MESH_VOLUME
    assert {"feature": LEAST_AXIS, "because": None, "r": 0.0} in fitted.dropped


def test_kept_and_dropped_are_all_features(model):
    assert {*model.kept, *(row["feature"] for row in model.dropped)} == set(FEATURES)
    assert all(abs(row["r"]) > 0.9 for row in model.dropped if row["because"])


def test_the_projection_shows_group_2_on_the_right(model):
    axes = np.asarray(model.projection["components"])
    assert np.allclose(axes @ axes.T, np.eye(2))
    assert axes[0] @ (model.centroids[1] - model.centroids[0]) > 0
    assert 0 < sum(model.projection["explained"]) <= 1


def test_it_knows_its_patients_without_naming_them(model):
    assert model.has_seen(["P03", "Q99"]) == ["P03"]
    text = json.dumps(content(model))
    assert "P03" not in text
    assert hash_id("P03") in text


def test_too_few_nodes_are_refused(features_table):
    with pytest.raises(ModelError, match="found 3 measured nodes; expected at least 4"):
        fit_model(features_table()[:3], Settings())


def spoil(key, value):
    def change(stored):
        stored[key] = value

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (spoil("schema", SCHEMA + 1), "found schema 2; expected 1"),
        (spoil("mean", [0.0]), "mean"),
        (spoil("sd", [0.0] * 107), "sd"),
        (spoil("centroids", [[0.0], [1.0]]), "centroids"),
        (spoil("kept", ["original_shape_Elongation"]), "do not fit each other"),
        (spoil("features", sorted(FEATURES)), "features"),
        (spoil("rule", "largest"), "rule"),
        (spoil("patients_sha256", []), "fitted"),
        (spoil("verdict", {"name": "perfect", "reasons": []}), "verdict"),
        (lambda stored: stored["settings"].update(bin_widht=25), "did you mean 'bin_width'"),
        (lambda stored: stored.pop("orientation"), "orientation"),
    ],
)
def test_an_edited_or_newer_model_is_refused(model, change, message):
    stored = copy.deepcopy(content(model))
    change(stored)
    with pytest.raises(ModelError, match=message):
        from_json(stored, "model.json")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"model"', '{"schema": NaN}', '{"schema": 1}'])
def test_what_is_not_a_model_is_refused(text):
    with pytest.raises(ModelError, match=r"model\.json"):
        from_text(text, "model.json")


def test_a_truncated_model_is_refused(model):
    text = json_bytes(to_json(model)).decode()
    for share in (0.1, 0.5, 0.99):
        with pytest.raises(ModelError, match="not a complete JSON file"):
            from_text(text[: int(len(text) * share)], "model.json")


def test_real_heavy_tails_are_called_degenerate(shared_data):
    table = pd.read_csv(shared_data / "canine_nodes" / "features.csv", dtype={"patient_id": str, "node_id": str})
    verdict = fit_model(table, Settings()).verdict
    assert verdict.name == "degenerate"
    assert "holds 4 of 195 nodes" in verdict.reasons[0]


def test_a_node_too_far_away_has_no_score(model, features_table):
    table = features_table(seed=1)
    table.loc[[4, 7], model.kept[3]] = 1e200  # its square is beyond every float
    sds = f"{1e200 / model.sd[FEATURES.index(model.kept[3])]:.0e}"
    assert [(row[:3], row[3]) for row in model.unscored(table)] == [
        ((name, node, "score"), f"{model.kept[3]} is {sds} standard deviations from the nodes of the fit: no score")
        for name, node in zip(table.loc[[4, 7], "patient_id"], table.loc[[4, 7], "node_id"], strict=True)
    ]
    assert model.unscored(table.drop(index=[4, 7])) == []
    with pytest.raises(ModelError, match=r"no score\. Check the features table$"):
        model.predict(table)


@pytest.mark.parametrize("size", [1e200, 1e308])
def test_values_too_large_for_a_standard_deviation_name_the_feature(features_table, size):
    table = features_table()
    table[FEATURES[5]] = np.linspace(0, size, len(table)) * np.where(np.arange(len(table)) % 3, 1, -1)
    with pytest.raises(
        ModelError, match=f"^a model cannot be fitted: {FEATURES[5]} has values too large for a standard"
    ):
        fit_model(table, Settings(starts=2))
