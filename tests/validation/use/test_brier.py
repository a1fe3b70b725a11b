from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nodecluster.validation.use.brier import brier_scores
from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import HERE, reference

OBSERVED = pd.read_csv(HERE / "use_observations.csv")
LABELS, RISKS = OBSERVED["label"].to_numpy(dtype=float), OBSERVED["risk"].to_numpy()


@pytest.mark.parametrize("kind", ["patients", "single"])
def test_agrees_with_r(kind):
    clusters = Clusters.of(OBSERVED["patient"]) if kind == "patients" else Clusters.singletons(LABELS.size)
    found = brier_scores(LABELS, RISKS, clusters)["brier"]
    wanted = reference("use.csv")
    assert found.value == pytest.approx(wanted["val.prob"]["brier"], rel=1e-6)
    assert found.high - found.value == pytest.approx(wanted[f"half {kind}"]["brier"], rel=1e-6)


def test_the_prevalence_alone_scales_to_nought():
    labels = np.array([0, 0, 1, 1, 1.0])
    found = brier_scores(labels, np.full(5, 0.6), Clusters.singletons(5))
    assert found["brier"].value == pytest.approx(0.24)  # 0.6 x 0.4
    assert found["brier_scaled"].value == pytest.approx(0, abs=1e-12)


def test_the_scaled_error_is_that_of_the_jackknife():
    """The linearised error of a ratio comes near the jackknife's, which knows nothing of derivatives."""
    clusters = Clusters.of(OBSERVED["patient"])
    found = brier_scores(LABELS, RISKS, clusters)["brier_scaled"]

    def scaled(kept):
        return 1 - ((RISKS - LABELS)[kept] ** 2).mean() / LABELS[kept].var()

    left_out = np.array([scaled(clusters.codes != patient) for patient in range(clusters.count)])
    jackknife = np.sqrt((clusters.count - 1) * ((left_out - left_out.mean()) ** 2).mean())
    assert (found.high - found.value) / 2.000995 == pytest.approx(jackknife, rel=0.05)  # t with 59 degrees of freedom


def test_equal_misses_have_no_interval():
    found = brier_scores(np.array([0, 1.0]), np.array([0.5, 0.5]), Clusters.singletons(2))["brier"]
    assert (found.value, found.low) == (0.25, None)
    assert "no error" in found.reason
