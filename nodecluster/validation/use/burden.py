"""How many axillary dissections a strategy asks for, and whom it misses, per 100 patients."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.validation.intervals.wilson import wilson_share
from nodecluster.validation.paired.difference import difference_of_shares
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.estimate import Estimate

Integers = npt.NDArray[np.int64]

OUTCOMES = ("dissections", "needless", "missed")


def burdens(
    labels: npt.ArrayLike, predicted: npt.ArrayLike, clinical: npt.ArrayLike | None = None, level: float = 0.95
) -> dict[str, Any]:
    """Return the key ``per_100`` of a PREVALENCE block, as ``blocks`` describes it.

    A positive prediction is a dissection, a false positive a needless one, a false negative a missed patient. The
    clinical assessment dissects at cN+. The difference is of those with an assessment, with
    Newcombe's paired interval.

    Parameters
    ----------
    labels, predicted : shape (n,), 0 or 1, n at least 1; one a patient.
    clinical : shape (n,), 0 or 1, NaN where missing; None where nobody has one.
    """
    truth, found = np.asarray(labels, dtype=np.int64), np.asarray(predicted, dtype=np.int64)
    result: dict[str, Any] = {"model": burden(truth, found, level)}
    assessed = np.full(truth.size, np.nan) if clinical is None else np.asarray(clinical, dtype=np.float64)
    known = ~np.isnan(assessed)
    if not known.any():
        return result
    result["clinical"] = burden(truth[known], assessed[known].astype(np.int64), level)
    if not known.all():
        result["model_where_clinical"] = burden(truth[known], found[known], level)
    model, clinic = (outcomes(truth[known], which[known]) for which in (found, assessed.astype(np.float64)))
    single = Clusters.singletons(int(known.sum()))
    result["difference"] = {
        name: _times_100(difference_of_shares(model[name], clinic[name], single, level)).as_dict() for name in OUTCOMES
    }
    return result


def burden(truth: Integers, treated: Integers, level: float = 0.95) -> dict[str, Any]:
    """Return ``n`` and ``dissections``, ``needless`` and ``missed`` per 100 patients, with Wilson intervals."""
    n = truth.size
    found = {}
    for name, which in outcomes(truth, treated).items():
        found[name] = _times_100(wilson_share(int(which.sum()), n, level)).as_dict()
    return {"n": n, **found}


def outcomes(truth: npt.NDArray[Any], treated: npt.NDArray[Any]) -> dict[str, npt.NDArray[np.bool_]]:
    """Return who is dissected, who needlessly, and who is missed; each bool, shape (n,)."""
    cut = treated == 1
    return {"dissections": cut, "needless": cut & (truth == 0), "missed": ~cut & (truth == 1)}


def _times_100(share: Estimate) -> Estimate:
    """Return a share as a number per 100 patients."""
    value, low, high = (None if number is None else 100 * number for number in (share.value, share.low, share.high))
    return replace(share, value=value, low=low, high=high, method=f"{share.method}, per 100 patients")
