"""What sets two sides of a run's nodes apart, as its page shows it: from ``signature.json``, or without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nodecluster import formats
from nodecluster.report.columns import numbers
from nodecluster.report.measured import measured_nodes
from nodecluster.results import Run
from nodecluster.validation.signature.columns import COLUMNS, SMALL
from nodecluster.validation.signature.differences import side_differences

LABEL_COLOURS = {1: "#00855f", 0: "#b4bac3"}
"""Of metastatic and non-metastatic nodes: apart in lightness, and neither is the colour of a group."""

_SHORTER = (
    ("GrayLevel", "GL"),
    ("NonUniformity", "NonUnif."),
    ("Normalized", "Norm."),
    ("Dependence", "Dep."),
    ("Emphasis", "Emph."),
    ("Deviation", "Dev."),
    ("Maximum", "Max."),
    ("Absolute", "Abs."),
    ("Diameter", "Diam."),
    ("Interquartile", "IQ"),
)

Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Signed:
    """The features of a run, those that set the groups farthest apart first.

    Attributes
    ----------
    features : full names.
    groups : the row of each between the groups, as of ``signature.json``; without intervals and tests where the run has
        no such file.
    labels : the same between pathology's labels; empty where there are none.
    """

    features: tuple[str, ...]
    groups: Mapping[str, Numbers]
    labels: Mapping[str, Numbers]


def signed(run: Run) -> Signed | None:
    """Return what sets the groups of a run apart; None where it has no features to compare them on."""
    if run.signature is not None:
        groups = _by_feature(run.signature["groups"]["rows"])
        labels = _by_feature(run.signature["labels"]["rows"])
    else:
        groups, labels = _by_feature(_described(run)), {}
    if not groups:
        return None
    order = sorted(groups, key=lambda name: (-abs(formats.number(groups[name]["d"]) or 0.0), name))
    return Signed(tuple(order), groups, labels)


def _by_feature(rows: list[dict[str, Any]]) -> dict[str, Numbers]:
    """Return rows by their feature."""
    return {str(row["feature"]): row for row in rows}


def _described(run: Run) -> list[dict[str, Any]]:
    """Return the rows that a run without ``signature.json`` has: means and d of its groups, nothing of the labels."""
    nodes = measured_nodes(run)
    if nodes is None or nodes.empty or run.model is None:
        return []
    kept = list(run.model["kept"])
    finite = nodes[np.isfinite(nodes[kept].to_numpy(dtype=np.float64)).all(axis=1)]
    sides = numbers(finite, "group").astype(np.int64)
    table = side_differences(finite[kept].to_numpy(dtype=np.float64), sides)
    rows = zip(kept, table.to_dict("records"), strict=True)
    return [{"feature": name} | dict.fromkeys(COLUMNS) | {str(key): row[key] for key in row} for name, row in rows]


def is_small(q: object) -> bool:
    """Return whether a q-value calls a feature different.

    >>> is_small(0.049), is_small(0.05), is_small(None)
    (True, False, False)
    """
    plain = formats.number(q)
    return plain is not None and plain < SMALL


def brief(feature: str) -> str:
    """Return class and name of a feature, short enough for the axis of a figure on a telephone.

    >>> brief("original_gldm_SmallDependenceLowGrayLevelEmphasis"), brief("original_shape_Flatness")
    ('gldm SmallDep.LowGLEmph.', 'shape Flatness')
    """
    name = formats.short(feature)
    for long, short in _SHORTER:
        name = name.replace(long, short)
    return f"{formats.family(feature)} {name}".strip()


def full(feature: object) -> str:
    """Return class and name of a feature.

    >>> full("original_glcm_Idm"), full(None)
    ('glcm Idm', '')
    """
    name = str(feature or "")
    return f"{formats.family(name)} {formats.short(name)}".strip()
