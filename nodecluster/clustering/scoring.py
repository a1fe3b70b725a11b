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
