from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.use.linearised import cluster_error, quantile
from nodecluster.validation.values.clusters import Clusters


def test_single_observations_give_the_usual_error():
    values = np.array([1.0, 4, 2, 7])
    about = values - values.mean()
    assert cluster_error(about, Clusters.singletons(4)) == pytest.approx(values.std(ddof=1) / 2)
    assert quantile(Clusters.singletons(4), 0.95) == pytest.approx(3.182446, abs=1e-6)  # t with 3 degrees of freedom


def test_doubled_observations_of_the_same_patients_win_nothing():
    values = np.array([1.0, 4, 2, 7])
    about = np.repeat(values - values.mean(), 2)
    assert cluster_error(about, Clusters.of(np.repeat(range(4), 2))) == pytest.approx(values.std(ddof=1) / 2)


def test_one_patient_has_no_error():
    with pytest.raises(ValueError, match="two patients"):
        cluster_error(np.zeros(3), Clusters.of([1, 1, 1]))
