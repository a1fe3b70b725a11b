from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from nodecluster.validation.use.logistic import fit_line, maximum_likelihood, platt_targets, separated
from tests.reference.reading import HERE, reference


def test_agrees_with_r():
    table = pd.read_csv(HERE / "use_observations.csv")
    logit = np.log(table["risk"] / (1 - table["risk"])).to_numpy()
    intercept, slope = fit_line(logit, table["label"].to_numpy(dtype=float))
    wanted = reference("use.csv")["recalibration"]
    assert (intercept, slope) == pytest.approx((wanted["intercept"], wanted["slope"]), rel=1e-6)
    large = maximum_likelihood(np.ones((logit.size, 1)), table["label"].to_numpy(dtype=float), logit)
    assert large[0] == pytest.approx(wanted["in_the_large"], rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    scores = rng.standard_t(2, size=300) * 5 + 3  # heavy tails
    labels = (rng.random(300) < 1 / (1 + np.exp(-0.3 * scores))).astype(float)
    model = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(scores[:, None], labels)
    assert fit_line(scores, labels) == pytest.approx((model.intercept_[0], model.coef_[0, 0]), rel=1e-4)


@pytest.mark.parametrize("factor", [1e-280, 1e-9, 1e9, 1e290])
def test_the_unit_of_the_score_changes_only_the_slope(factor):
    rng = np.random.default_rng(0)
    scores = rng.normal(size=100)
    labels = (rng.random(100) < 0.4).astype(float)
    intercept, slope = fit_line(scores, labels)
    assert fit_line(scores * factor, labels) == pytest.approx((intercept, slope / factor), rel=1e-6)


def test_two_values_by_hand():
    # At score 0 one of three is positive, at 1 two of three: odds 1/2 and 2, so the slope is log 4.
    intercept, slope = fit_line(np.array([0, 0, 0, 1, 1, 1.0]), np.array([0, 0, 1, 0, 1, 1.0]))
    assert (intercept, slope) == pytest.approx((-np.log(2), np.log(4)))


def test_an_outlier_does_not_stop_it():
    rng = np.random.default_rng(1)
    scores = np.append(rng.normal(size=200), 1e8)
    labels = np.append((rng.random(200) < 1 / (1 + np.exp(-scores[:200]))).astype(float), 1.0)
    alone = fit_line(scores[:200], labels[:200])
    assert fit_line(scores, labels) == pytest.approx(alone, rel=1e-3)


def test_equal_scores_give_the_share():
    assert fit_line(np.full(4, 7.0), np.array([0, 1, 1, 1.0])) == (pytest.approx(np.log(3)), 0.0)


@pytest.mark.parametrize(
    ("scores", "labels", "parted"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1], True),
        ([1, 2, 3, 4], [1, 1, 0, 0], True),
        ([1, 2, 2, 4], [0, 0, 1, 1], True),  # they touch
        ([1, 3, 2, 4], [0, 0, 1, 1], False),
        ([1, 2], [1, 1], True),
    ],
)
def test_separation(scores, labels, parted):
    assert separated(np.array(scores), np.array(labels)) is parted


def test_separated_scores_get_finite_risks():
    labels = np.array([0, 0, 0, 1, 1, 1.0])
    np.testing.assert_allclose(platt_targets(labels), [1 / 5, 1 / 5, 1 / 5, 4 / 5, 4 / 5, 4 / 5])
    intercept, slope = fit_line(np.array([1, 2, 3, 4, 5, 6.0]), labels)
    assert np.isfinite([intercept, slope]).all()
    assert slope > 0
    # Symmetric about 3.5, where the risk is one half.
    assert intercept + 3.5 * slope == pytest.approx(0, abs=1e-9)


def test_no_maximum_is_refused():
    design = np.column_stack([np.ones(4), [1.0, 2, 3, 4]])
    with pytest.raises(ArithmeticError, match="no maximum"):
        maximum_likelihood(design, np.array([0, 0, 1, 1.0]))
