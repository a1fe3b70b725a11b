"""Both estimators are real scikit-learn estimators."""

from __future__ import annotations

import warnings

import pytest
from sklearn.exceptions import SkipTestWarning
from sklearn.utils.estimator_checks import estimator_checks_generator

from nodecluster.clustering.clusterer import NodeClusterer
from nodecluster.clustering.correlation import CorrelationFilter

CHECKS = [
    pytest.param(estimator, check, id=f"{type(estimator).__name__}-{getattr(check, 'func', check).__name__}")
    for estimator in (CorrelationFilter(), NodeClusterer(starts=3))
    for estimator, check in estimator_checks_generator(estimator)
]


@pytest.mark.parametrize(("estimator", "check"), CHECKS)
def test_scikit_learn_accepts_it(estimator, check):
    with warnings.catch_warnings():
        # some checks feed deliberately odd data, about which scikit-learn warns; others are skipped with a warning
        warnings.simplefilter("ignore", SkipTestWarning)
        warnings.simplefilter("ignore", UserWarning)
        check(estimator)
