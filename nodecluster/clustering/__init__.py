"""From features to groups: scaling, correlation filter, K-means, orientation, score, and the model that keeps them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nodecluster.clustering.clusterer import NodeClusterer
    from nodecluster.clustering.correlation import CorrelationFilter

__all__ = ["CorrelationFilter", "NodeClusterer"]

_HOMES = {
    "CorrelationFilter": "nodecluster.clustering.correlation",
    "NodeClusterer": "nodecluster.clustering.clusterer",
}


def __getattr__(name: str) -> Any:
    """Import an estimator where it is first used: what reads a model's groups does not wait for scikit-learn."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nodecluster.clustering' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
