from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.areas.missing import missing_class, missing_scores


@pytest.mark.parametrize(
    ("truth", "reason"),
    [
        ([0, 1], ""),
        ([0, 0], "pathology has no positives, and an AUC needs both classes"),
        ([1], "pathology has no negatives, and an AUC needs both classes"),
        ([], "nothing has both a prediction and a truth"),
    ],
)
def test_classes(truth, reason):
    assert missing_class(np.array(truth, dtype=np.int64)) == reason


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ([0.0, np.inf], ""),
        ([], ""),
        (None, "the predictions carry no score"),
        ([np.nan, np.nan], "the predictions carry no score"),
        ([1.0, np.nan, np.nan], "2 of 3 have no score"),
    ],
)
def test_scores(scores, reason):
    assert missing_scores(None if scores is None else np.array(scores)) == reason
