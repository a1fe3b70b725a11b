from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nodecluster.validation.judging import Judging
from nodecluster.validation.levels.curves import roc_blocks
from tests.judged import scored


def parts(patients=12):
    """Nodes and patients: every other patient pN+, every third cN+, two nodes each."""
    rng = np.random.default_rng(0)
    ids = [f"p{place:02d}" for place in range(patients)]
    truth = np.arange(patients) % 2
    score = truth + rng.normal(size=patients)
    nodes = pd.DataFrame({"patient_id": np.repeat(ids, 2), "score": np.repeat(score, 2), "label": np.repeat(truth, 2)})
    table = pd.DataFrame(
        {
            "patient_id": ids, "cohort": "north", "truth": truth, "predicted": 1, "score": score,
            "clinical_n": np.where(np.arange(patients) % 3 == 0, "cN+", "cN0"),
        }
    )  # fmt: skip
    return nodes, table


def test_every_set_but_the_cohorts_and_the_unseen_beside_them():
    nodes, table = parts()
    found = roc_blocks(nodes, table, Judging(resamples=200))
    assert list(found) == ["node", "patient"]
    assert list(found["patient"]) == ["all", "cN0", "cN+"]
    assert [found["patient"][name]["n"] for name in found["patient"]] == [12, 8, 4]
    assert found["node"]["n"] == 24
    found = roc_blocks(nodes, table, Judging(resamples=200), ["p00", "p03"])  # both cN+
    assert found["node_unseen"]["n"] == 20
    assert list(found["patient"]) == ["all", "all (unseen)", "cN0", "cN+", "cN+ (unseen)"]
    assert found["patient"]["all (unseen)"]["n"] == 10


def test_gaps_count_nowhere():
    nodes, table = parts()
    nodes["label"] = nodes["label"].where(nodes.index > 1)
    table["truth"] = table["truth"].where(table.index > 0)
    found = roc_blocks(nodes, table, Judging(resamples=200))
    assert (found["node"]["n"], found["patient"]["all"]["n"]) == (22, 11)


def test_nobody_and_no_score_have_reasons():
    nodes, table = parts()
    found = roc_blocks(nodes[:0], table.assign(score=np.nan), Judging(resamples=200))
    assert found["node"]["reason"]
    assert found["patient"]["all"] == {"reason": "the predictions carry no score"}
    lone = roc_blocks(*parts(1), Judging(resamples=200))
    assert lone["patient"]["all"]["reason"].startswith("pathology has no positives")


@pytest.mark.parametrize("name", ["all", "cN0", "cN+"])
def test_the_area_under_the_curve_is_that_of_the_level(name):
    metrics = scored().metrics
    curve, area = metrics["roc"]["patient"][name], metrics["patient"][name]["auc_score"]["value"]
    assert np.trapezoid(curve["tpr"], curve["fpr"]) == pytest.approx(area, abs=0.03)  # upright steps between the rates
    assert curve["level"] == 0.95


def test_names_and_rows_change_nothing():
    nodes, table = parts(40)
    plain = roc_blocks(nodes, table, Judging(resamples=200))
    names = dict(zip(table["patient_id"], np.random.default_rng(1).permutation(table["patient_id"]), strict=True))
    renamed = [frame.assign(patient_id=frame["patient_id"].map(names)) for frame in (nodes, table)]
    shuffled = [frame.sample(frac=1, random_state=2) for frame in renamed]
    assert roc_blocks(*shuffled, Judging(resamples=200)) == plain


def test_the_judging_decides_level_and_draws():
    nodes, table = parts(40)
    wide, narrow, other = (
        roc_blocks(nodes, table, Judging(resamples=200, **choice))["patient"]["all"]
        for choice in ({"level": 0.99}, {"level": 0.8}, {"level": 0.8, "seed": 1})
    )
    assert wide["low"][50] < narrow["low"][50]
    assert narrow["low"] != other["low"]
