"""What drove the score of a node: the few features that add most to it, and from when on a score counts as clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nodecluster.clustering.scoring import contributions, scaled_features, uncertain_below
from nodecluster.report.measured import measured_nodes
from nodecluster.results import Run
from nodecluster.volume import Floats

MOST = 3
Key = tuple[str, str]
"""Patient and node."""


@dataclass(frozen=True)
class Driver:
    """A feature's share in the score of a node.

    Attributes
    ----------
    feature : its full name.
    z : its value, in standard deviations of the training nodes from their mean.
    share : what it adds to the score (``clustering.scoring.contributions``), > 0 towards group 2.
    """

    feature: str
    z: float
    share: float


@dataclass(frozen=True)
class Drivers:
    """What drove a score: the features that add most, the largest first; ``rest`` is what the ``others`` add together.

    The shares of ``top`` and ``rest`` sum to the score.
    """

    top: tuple[Driver, ...]
    others: int
    rest: float


def drivers(run: Run, most: int = MOST) -> dict[Key, Drivers]:
    """Return what drove the score of each node, by patient and node.

    Nodes without finite features are left out; so are all where the run lacks features or model.
    """
    nodes = measured_nodes(run)
    if nodes is None or nodes.empty or run.model is None:
        return {}
    kept = [str(name) for name in run.model["kept"]]
    mean, sd, centroids = _of_model(run.model, kept)
    values = nodes[kept].to_numpy(dtype=np.float64)
    every = np.ones(len(kept), dtype=np.bool_)
    shares = contributions(values, mean, sd, every, centroids)
    z = scaled_features(values, mean, sd, every)
    finite = np.isfinite(shares).all(axis=1)
    # Of equal shares the feature that comes first.
    order = np.argsort(-np.abs(shares), axis=1, kind="stable")[:, :most]
    keys = list(zip(nodes["patient_id"], nodes["node_id"], strict=True))
    return {keys[row]: _drivers(kept, z[row], shares[row], order[row].tolist()) for row in np.flatnonzero(finite)}


def uncertain_limit(run: Run) -> float | None:
    """Return the size of a score below which a node is uncertain (``clustering.scoring.uncertain_below``).

    None where the run has no model, and so no distance between the groups.
    """
    if run.model is None:
        return None
    return uncertain_below(np.asarray(run.model["centroids"], dtype=np.float64))


def _of_model(model: Mapping[str, Any], kept: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Return mean and SD of the kept features, and the centroids."""
    places = {str(name): place for place, name in enumerate(model["features"])}
    order = [places[name] for name in kept]
    mean = np.asarray(model["mean"], dtype=np.float64)[order]
    sd = np.asarray(model["sd"], dtype=np.float64)[order]
    return mean, sd, np.asarray(model["centroids"], dtype=np.float64)


def _drivers(kept: Sequence[str], z: Floats, shares: Floats, first: Sequence[int]) -> Drivers:
    """Return what drove one score."""
    top = tuple(Driver(kept[place], float(z[place]), float(shares[place])) for place in first)
    return Drivers(top, len(kept) - len(top), float(shares.sum() - sum(each.share for each in top)))
