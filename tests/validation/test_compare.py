from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from nodecluster.errors import CohortError
from nodecluster.validation.compare import DIRECTION, ONE_PAIR, TWO_METHODS, compare_predictions
from nodecluster.validation.judging import Judging
from nodecluster.validation.paired.holm import holm
from nodecluster.validation.paired.pair import QUANTITIES
from nodecluster.validation.paired.reclassification import CAUTION
from nodecluster.validation.paired.swapped import TWO_TESTS
from nodecluster.validation.validate import judged, predictions
from tests.validation.counts import nodes_from, patients_from

JUDGING = Judging(resamples=200)
IDS = [f"P{number:02d}" for number in range(24)]
PATIENTS = patients_from([(name, "", ("cN0", "cN+")[i // 2 % 2], 4, 4 * (i % 2), "") for i, name in enumerate(IDS)])


def table(seed: int, noise: float, ids=IDS) -> pd.DataFrame:
    """Nodes of every patient, scored with some noise."""
    rng = np.random.default_rng(seed)
    score = [(i % 2 - 0.5) + noise * value for i in range(len(IDS)) for value in rng.normal(0, 1, 3)]
    rows = [
        (name, f"n{k}", 2 if score[3 * i + k] > 0 else 1, score[3 * i + k])
        for i, name in enumerate(IDS)
        for k in range(3)
    ]
    return nodes_from([row for row in rows if row[0] in ids])


def compared(*tables, patients=PATIENTS, seen=()):
    found = {"abcd"[i]: predictions(each, patients) for i, each in enumerate(tables)}
    return compare_predictions(found, JUDGING, seen)


def test_two_predictions():
    first, second = table(1, 0.4), table(2, 1.5)
    found = compared(first, second)
    json.dumps(found, allow_nan=False)
    (pair,) = found["pairs"]
    assert (pair["first"], pair["second"], pair["notes"]) == ("a", "b", [])
    assert found["notes"] == [DIRECTION, ONE_PAIR, TWO_METHODS, TWO_TESTS, CAUTION]
    assert set(pair["patient"]) == {"all", "cN0", "cN+"}
    # each side's values are its own, where both predict the same
    for name, nodes in (("first", first), ("second", second)):
        own = judged(predictions(nodes, PATIENTS), JUDGING).metrics
        for level, block in ((own["node"], pair["node"]), (own["patient"]["cN+"], pair["patient"]["cN+"])):
            assert block["n"] == level["n"]
            for quantity in QUANTITIES:
                assert block[quantity][name] == pytest.approx(level[quantity]["value"])
    for quantity in QUANTITIES:
        values = pair["node"][quantity]
        assert values["difference"]["value"] == pytest.approx(values["second"] - values["first"])
        assert values["p_holm"] == values["test"]["p"]


def test_own_figures_are_those_of_the_metrics():
    first, second = table(1, 0.4), table(2, 1.5, IDS[:20])
    found = compared(first, second)
    for each, nodes in zip(found["predictions"], (first, second), strict=True):
        own = judged(predictions(nodes, PATIENTS), JUDGING).metrics
        assert each["node"]["confusion"] == own["node"]["confusion"]
        assert {name: level["n"] for name, level in each["patient"].items()} == {
            name: level["n"] for name, level in own["patient"].items()
        }
    assert [(each["n_nodes"], each["n_patients"]) for each in found["predictions"]] == [(72, 24), (60, 20)]
    assert found["predictions"][0]["warnings"] == []
    (warning,) = found["predictions"][1]["warnings"]
    assert warning.startswith("4 patients without a node in the table")


def test_a_prediction_against_itself():
    (pair,) = compared(table(1, 1.0), table(1, 1.0))["pairs"]
    for block in (pair["node"], *pair["patient"].values()):
        for quantity in QUANTITIES:
            assert block[quantity]["difference"]["value"] == 0
        assert block["agreement"]["share"]["value"] == 1
        assert block["reclassification"]["sum"]["value"] == 0


def test_holm_goes_over_the_pairs_of_one_quantity_in_one_set():
    found = compared(table(1, 0.3), table(2, 1.5), table(3, 2.5), seen=IDS[:4])
    assert [(pair["first"], pair["second"]) for pair in found["pairs"]] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert any("for the 3 pairs of predictions" in note for note in found["notes"])
    for where in (
        lambda pair: pair["node"],
        lambda pair: pair["node_unseen"],
        lambda pair: pair["patient"]["all"],
        lambda pair: pair["patient"]["cN0 (unseen)"],
    ):
        for quantity in QUANTITIES:
            blocks = [where(pair)[quantity] for pair in found["pairs"]]
            corrected = holm([block["test"]["p"] for block in blocks])
            assert [block["p_holm"] for block in blocks] == corrected
    worst = found["pairs"][1]["node"]["ccr"]
    assert worst["test"]["p"] < worst["p_holm"]


def test_patients_that_a_model_has_seen_are_left_out_beside():
    (pair,) = compared(table(1, 0.4), table(2, 1.0), seen=[*IDS[:3], "stranger"])["pairs"]
    assert (pair["node"]["n"], pair["node_unseen"]["n"]) == (72, 63)
    assert (pair["patient"]["all"]["n"], pair["patient"]["all (unseen)"]["n"]) == (24, 21)
    assert pair["node_unseen"]["patients"] == 21


def test_nodes_without_a_label_and_patients_without_pathology_are_counted_in_notes():
    patients = PATIENTS.copy()
    patients.loc[patients["patient_id"] == "P01", "nodes_positive"] = 2  # of 4: nobody knows which
    patients.loc[patients["patient_id"] == "P02", ["nodes_examined", "nodes_positive"]] = pd.NA
    (pair,) = compared(table(1, 0.4), table(2, 1.0, IDS[1:]), patients=patients)["pairs"]
    assert (pair["node"]["n"], pair["node"]["notes"]) == (63, ["6 nodes without a label: not counted."])
    assert (pair["patient"]["all"]["n"], pair["patient"]["all"]["notes"]) == (
        22,
        ["1 patient without pathology: not counted."],
    )
    assert pair["notes"] == [
        "3 nodes only in 'a': left out of the comparison.",
        "1 patient only in 'a': left out of the comparison.",
    ]


def test_no_node_in_common_leaves_the_patients():
    renamed = table(2, 1.0).assign(node_id=lambda nodes: "other " + nodes["node_id"])
    (pair,) = compared(table(1, 0.4), renamed)["pairs"]
    assert (pair["node"]["n"], pair["patient"]["all"]["n"]) == (0, 24)
    assert pair["node"]["ccr"]["difference"]["reason"]
    assert any(note.startswith("No node is in both") for note in pair["notes"])


def test_refuses_what_cannot_be_compared():
    with pytest.raises(CohortError, match="a and b: a predicts 4 patients, b 4 patients: found none of them in common"):
        compared(table(1, 0.4, IDS[:4]), table(2, 1.0, IDS[4:8]))
    with pytest.raises(CohortError, match="a and b: patient P00, node n0, column 'label': found 0 in the one and 1"):
        compared(table(1, 0.4), table(2, 1.0).assign(label=1))
    with pytest.raises(ValueError, match="found 1 predictions"):
        compared(table(1, 0.4))


def test_row_order_and_patients_names_change_nothing():
    first, second = table(1, 0.6), table(2, 1.5)
    found = compared(first, second)["pairs"]
    shuffled = compared(first.sample(frac=1, random_state=3), second.sample(frac=1, random_state=4))["pairs"]
    assert shuffled == found
    new = {name: f"Q{(7 * i) % 24:02d}" for i, name in enumerate(IDS)}
    renamed = [each.assign(patient_id=each["patient_id"].map(new)) for each in (first, second)]
    patients = PATIENTS.assign(patient_id=PATIENTS["patient_id"].map(new))
    assert alike(compared(*renamed, patients=patients)["pairs"], found)


def alike(one, two) -> bool:
    """Tell whether two plain values are the same but for rounding."""
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(alike(one[key], two[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(two) and all(map(alike, one, two))
    return one == (pytest.approx(two, abs=1e-9) if isinstance(two, float) else two)


def test_the_seed_of_the_judging_draws_the_swaps():
    named = {name: predictions(each, PATIENTS) for name, each in (("a", table(1, 1.2)), ("b", table(2, 2.5)))}
    p = []
    for seed in (0, 0, 1):
        (pair,) = compare_predictions(named, Judging(resamples=200, seed=seed))["pairs"]
        p.append([block["auc_score"]["permutation"]["p"] for block in (pair["node"], pair["patient"]["all"])])
    assert p[0] == p[1]
    assert all(one != other for one, other in zip(p[0], p[2], strict=True))
