"""The score of a node: how far it lies on the second group's side of the border between the two centroids."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nodecluster.volume import Floats


def scaled_features(X: Floats, mean: Floats, sd: Floats, kept: npt.NDArray[np.bool_]) -> Floats:
    """Return the kept features of nodes in standard deviations of the training nodes, shape (nodes, kept)."""
    return np.ascontiguousarray((X[:, kept] - mean[kept]) / sd[kept])  # one layout: sums do not depend on X's


def signed_distance(X: Floats, mean: Floats, sd: Floats, kept: npt.NDArray[np.bool_], centroids: Floats) -> Floats:
    """Return the signed distance of nodes from the border between two centroids.

    Parameters
    ----------
    X : shape (nodes, features), in the features' own units.
    mean, sd : shape (features,), of the training nodes.
    kept : bool, shape (features,).
    centroids : shape (2, kept), scaled.

    Returns
    -------
    shape (nodes,), in standard deviations: (|x - c1|² - |x - c2|²) / (2 |c2 - c1|), > 0 nearer to the second. NaN or
    infinite where a node lies so far away that no float holds the squares.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        z = scaled_features(X, mean, sd, kept)
        first, second = centroids
        apart = np.sqrt(((second - first) ** 2).sum())
        nearer = ((z - first) ** 2).sum(axis=1) - ((z - second) ** 2).sum(axis=1)
        return np.asarray(nearer / (2 * apart), dtype=np.float64)


UNCERTAIN_SHARE = 0.25
"""Of the way from the border to the centre of a group: a node that has gone less of it is called uncertain."""


def uncertain_below(centroids: Floats) -> float:
    """Return the score, in standard deviations, below whose size a node is called uncertain.

    That is a quarter of the way from the border to the centre of a group, |c2 - c1| / 2. A share of that way, and not
    a number of standard deviations, because the scores grow with the distance of the groups: the same score is a clear
    one where they lie close together and none where they lie far apart. The quarter is this tool's own convention. It
    says which nodes to look at first; it is no probability, and an uncertain node is in its group like any other.

    Parameters
    ----------
    centroids : shape (2, kept), scaled.
    """
    return UNCERTAIN_SHARE * float(np.sqrt(((centroids[1] - centroids[0]) ** 2).sum())) / 2


def contributions(X: Floats, mean: Floats, sd: Floats, kept: npt.NDArray[np.bool_], centroids: Floats) -> Floats:
    """Return what each kept feature adds to the score of each node.

    The squared distances of the score are sums over features, and their difference is linear in each: expanded,
    (z - c1)² - (z - c2)² = 2 (c2 - c1) (z - (c1 + c2) / 2). A feature adds much where a node lies far from the middle
    between the centroids along a feature that sets these apart. It says what made the score, not what made the node
    metastatic; and of features that go together, it depends on which of them were kept.

    Parameters
    ----------
    X, mean, sd, kept, centroids : as of ``signed_distance``.

    Returns
    -------
    shape (nodes, kept), in standard deviations: (c2 - c1) (z - (c1 + c2) / 2) / |c2 - c1|, > 0 towards the second
    centroid. A row sums to the node's score, to rounding.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        first, second = centroids
        across = second - first
        apart = np.sqrt((across**2).sum())
        return np.asarray(across * (scaled_features(X, mean, sd, kept) - (first + second) / 2) / apart, np.float64)


def farthest(X: Floats, mean: Floats, sd: Floats, kept: npt.NDArray[np.bool_]) -> tuple[int, float]:
    """Return the kept feature in which a node lies farthest from the training nodes, and how far.

    Parameters
    ----------
    X : shape (features,), of the node.
    mean, sd, kept : as of ``signed_distance``.

    Returns
    -------
    the feature's place, and the distance in standard deviations; infinite where no float holds it.
    """
    with np.errstate(over="ignore"):
        z = np.where(kept, np.abs((X - mean) / sd), -1)
    place = int(np.argmax(z))
    return place, float(z[place])
