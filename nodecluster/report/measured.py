"""A run's nodes beside their features and their place on the model's two principal components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nodecluster.results import Run
from nodecluster.tables import KEY
from nodecluster.volume import Floats


def measured_nodes(run: Run) -> pd.DataFrame | None:
    """Return the nodes of a run that have features: the columns of ``nodes.csv``, then the model's kept features.

    None where the run lacks nodes, features or model, or where the features table is not the model's.
    """
    if run.nodes is None or run.features is None or run.model is None:
        return None
    kept = list(run.model["kept"])
    if not set(kept) <= set(run.features.columns):
        return None
    keys = list(KEY)
    own = [name for name in run.nodes.columns if name not in kept]
    return _text_keys(run.nodes[own]).merge(_text_keys(run.features[[*keys, *kept]]), on=keys, how="inner")


def positions(nodes: pd.DataFrame, model: Mapping[str, Any]) -> Floats:
    """Return where nodes lie on the model's first two principal components, shape (nodes, 2).

    Position = z @ components.T, with z as of ``standardised`` and the components as stored in ``model.json``.

    Parameters
    ----------
    nodes, model : as of ``standardised``.
    """
    components = np.asarray(model["projection"]["components"], dtype=np.float64)
    found: Floats = standardised(nodes, model) @ components.T
    return found


def standardised(nodes: pd.DataFrame, model: Mapping[str, Any]) -> Floats:
    """Return the kept features of nodes in standard deviations of the training nodes, shape (nodes, kept).

    z = (feature − training mean) / training SD.

    Parameters
    ----------
    nodes : with the model's kept features as columns.
    model : the content of ``model.json``.
    """
    kept = list(model["kept"])
    places = {name: index for index, name in enumerate(model["features"])}
    order = [places[name] for name in kept]
    mean = np.asarray(model["mean"], dtype=np.float64)[order]
    sd = np.asarray(model["sd"], dtype=np.float64)[order]
    return np.asarray((nodes[kept].to_numpy(dtype=np.float64) - mean) / np.where(sd > 0, sd, 1.0))


def _text_keys(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy whose patient and node ids are text, so that ids read as numbers meet ids read as text."""
    return frame.assign(**{name: frame[name].astype(str) for name in KEY})
