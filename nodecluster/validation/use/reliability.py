"""The reliability table: what was observed where a risk was predicted."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from nodecluster.validation.intervals.clustered import WILSON_CLUSTERED
from nodecluster.validation.intervals.proportions import proportion
from nodecluster.validation.intervals.wilson import WILSON
from nodecluster.validation.values.clusters import Clusters

Floats = npt.NDArray[np.float64]

MOST_GROUPS, LEAST_IN_GROUP = 10, 10

LONE_PATIENT = "all nodes of the group are of one patient"


def reliability(labels: Floats, risks: Floats, clusters: Clusters, level: float = 0.95) -> dict[str, Any]:
    """Return observed shares by groups of rising risk, as equal in size as ties allow.

    There are up to 10 groups, fewer where they would hold fewer than 10 observations each; observations of equal risk
    stay in one group, by the middle of their ranks, so groups may be of unequal size and there may be fewer.

    Parameters
    ----------
    labels, risks : shape (n,).
    clusters : whose they are.

    Returns
    -------
    ``method``, ``level`` and ``groups``: ``n``, ``events``, ``predicted`` (the mean risk), ``observed`` (the share of
    events) and its limits ``low`` and ``high``: Wilson's, for nodes clustered by patient; None where all nodes of a
    group are of one patient, and then ``reason`` says so.
    """
    wanted = max(1, min(MOST_GROUPS, labels.size // LEAST_IN_GROUP))
    group = ((rankdata(risks) - 0.5) * wanted / labels.size).astype(np.int64)
    rows = []
    for number in np.unique(group):
        inside = group == number
        n, events = int(inside.sum()), int(labels[inside].sum())
        share = proportion(labels == 1, inside, clusters, level)
        predicted = float(risks[inside].mean())
        rows.append(
            {
                "n": n,
                "events": events,
                "predicted": predicted,
                "observed": events / n,
                "low": share.low,
                "high": share.high,
                **({"reason": LONE_PATIENT} if share.low is None else {}),
            }
        )
    return {"method": WILSON if clusters.single else WILSON_CLUSTERED, "level": float(level), "groups": rows}
