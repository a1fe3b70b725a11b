"""Why there is no area under the curve, nor anything else of a score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nodecluster.validation.values.confusion import NOTHING_TO_COUNT, lacking

NO_SCORE = "the predictions carry no score"


def missing_class(truth: npt.NDArray[np.int64]) -> str:
    """Return why there is no AUC when a class is empty, or nothing; ``truth`` is 0 or 1, shape (n,)."""
    if not truth.size:
        return NOTHING_TO_COUNT
    positives = int(truth.sum())
    missing = lacking(positives, truth.size - positives)
    return f"{missing}, and an AUC needs both classes" if missing else ""


def missing_scores(scores: npt.NDArray[np.float64] | None) -> str:
    """Return why nothing can be made of scores where some are missing, or nothing; a part would pass for the whole.

    Parameters
    ----------
    scores : shape (n,), NaN where there is none; None where there are none at all. Of no observation none is missing.
    """
    gaps = 0 if scores is None else int(np.isnan(scores).sum())
    if scores is not None and not gaps:
        return ""
    return f"{gaps} of {scores.size} have no score" if scores is not None and gaps < scores.size else NO_SCORE


def missing_either(scores: Sequence[npt.NDArray[np.float64] | None]) -> str:
    """Return why two scores cannot be compared, or nothing."""
    found = [reason for reason in map(missing_scores, scores) if reason]
    if not found:
        return ""
    return found[0] if len(found) == 2 else f"of one of the two predictions: {found[0]}"
