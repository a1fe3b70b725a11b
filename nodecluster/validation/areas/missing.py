"""Why there is no area under the curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_MISSING_CLASS = "pathology has no {}, and an AUC needs both classes"


def missing_class(truth: npt.NDArray[np.int64]) -> str:
    """Return why there is no AUC when a class is empty, or nothing; ``truth`` is 0 or 1, shape (n,)."""
    if not truth.size:
        return "nothing has both a prediction and a truth"
    positives = int(truth.sum())
    if 0 < positives < truth.size:
        return ""
    return _MISSING_CLASS.format("negatives" if positives else "positives")


def missing_scores(scores: npt.NDArray[np.float64] | None) -> str:
    """Return why there is no AUC when scores are missing, or nothing; an AUC of a part would pass for the whole."""
    if scores is None or bool(np.isnan(scores).all()):
        return "the predictions carry no score"
    gaps = int(np.isnan(scores).sum())
    return f"{gaps} of {scores.size} have no score" if gaps else ""


def missing_either(scores: Sequence[npt.NDArray[np.float64] | None]) -> str:
    """Return why two scores cannot be compared, or nothing."""
    found = [reason for reason in map(missing_scores, scores) if reason]
    if not found:
        return ""
    return found[0] if len(found) == 2 else f"of one of the two predictions: {found[0]}"
