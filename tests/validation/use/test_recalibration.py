from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nodecluster.validation.use.recalibration import recalibration
from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import HERE, reference

OBSERVED = pd.read_csv(HERE / "use_observations.csv")
LABELS = OBSERVED["label"].to_numpy(dtype=float)
LOGIT = np.log(OBSERVED["risk"] / (1 - OBSERVED["risk"])).to_numpy()


@pytest.mark.parametrize("kind", ["patients", "single"])
@pytest.mark.parametrize("name", ["slope", "intercept", "in_the_large"])
def test_agrees_with_r(kind, name):
    clusters = Clusters.of(OBSERVED["patient"]) if kind == "patients" else Clusters.singletons(LABELS.size)
    found = recalibration(LABELS, LOGIT, clusters)[name]
    wanted = reference("use.csv")
    assert found.value == pytest.approx(wanted["recalibration"][name], rel=1e-6)
    assert found.high - found.value == pytest.approx(wanted[f"half {kind}"][name], rel=1e-5)
    assert found.value - found.low == pytest.approx(wanted[f"half {kind}"][name], rel=1e-5)


def test_agrees_with_rms():
    found, wanted = recalibration(LABELS, LOGIT, Clusters.singletons(LABELS.size)), reference("use.csv")["val.prob"]
    for name in ("slope", "intercept"):
        assert found[name].value == pytest.approx(wanted[name], rel=1e-6)


def test_risks_twice_too_extreme_have_half_the_slope():
    single = Clusters.singletons(LABELS.size)
    found, extreme = recalibration(LABELS, LOGIT, single), recalibration(LABELS, 2 * LOGIT, single)
    assert extreme["slope"].value == pytest.approx(found["slope"].value / 2)
    assert extreme["slope"].high == pytest.approx(found["slope"].high / 2)
    assert extreme["intercept"].value == pytest.approx(found["intercept"].value)


@pytest.mark.parametrize(
    ("labels", "logit", "words"),
    [
        ([0, 0, 1, 1], [-1, -0.5, 0.5, 1], "infinite, because"),
        ([1, 1, 0, 0], [-1, -0.5, 0.5, 1], "wrong way round"),
        ([0, 1, 0, 1], [0.3, 0.3, 0.3, 0.3], "all risks are equal"),
    ],
)
def test_no_slope_says_why_and_the_level_stays(labels, logit, words):
    found = recalibration(np.array(labels, dtype=float), np.array(logit), Clusters.singletons(4))
    assert words in found["slope"].reason
    assert found["slope"].value is None
    assert found["intercept"].value is None
    assert np.isfinite(found["in_the_large"].value)


def test_risks_of_nought_and_one_have_no_logit():
    found = recalibration(np.array([0, 1, 1.0]), np.array([-np.inf, 0.2, np.inf]), Clusters.singletons(3))
    for estimate in found.values():
        assert estimate.reason == "2 of 3 risks are exactly 0 or 1, and these have no logit"
