"""The features that the model kept, and how the groups differ on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nodecluster import formats
from nodecluster.report.columns import numbers
from nodecluster.report.differences import group_differences
from nodecluster.report.measured import measured_nodes
from nodecluster.report.parts import Section, Table
from nodecluster.results import Run

BAR_WIDTH = 120
"""Width of the drawing of a standardised difference, in its own units."""


@dataclass(frozen=True)
class FeatureRow:
    """One kept feature: its names, mean ± SD in each group, Cohen's d as text and as a bar."""

    family: str
    name: str
    group1: str
    group2: str
    difference: str
    bar_start: float
    bar_length: float
    larger: int


def section(run: Run) -> Section | None:
    """Return the kept and dropped features; None without a model."""
    if run.model is None:
        return None
    nodes = measured_nodes(run)
    rows = () if nodes is None or nodes.empty else _rows(nodes, list(run.model["kept"]))
    kept = "" if rows else ", ".join(formats.short(name) for name in run.model["kept"])
    content = {"rows": rows, "bar_width": BAR_WIDTH, "kept": kept, "dropped": _dropped(run.model)}
    return Section("features", "Kept features and how the groups differ", content)


def _rows(nodes: pd.DataFrame, kept: list[str]) -> tuple[FeatureRow, ...]:
    """Return the kept features, the most different first."""
    finite = nodes[np.isfinite(nodes[kept].to_numpy(dtype=np.float64)).all(axis=1)]
    groups = numbers(finite, "group").astype(np.int64)
    table = group_differences(finite[kept].to_numpy(dtype=np.float64), groups)
    table = table.assign(feature=kept, size=table["d"].abs())
    table = table.sort_values(["size", "feature"], ascending=[False, True], kind="stable", na_position="last")
    largest = table["size"].max()
    scale = BAR_WIDTH / 2 / largest if largest > 0 else 0.0
    return tuple(_row(row, scale) for row in table.to_dict("records"))


def _row(row: Mapping[Any, Any], scale: float) -> FeatureRow:
    """Return one feature as text, with a bar that grows to the side of the group that is larger."""
    d = formats.number(row["d"])
    length = abs(d or 0.0) * scale
    middle = BAR_WIDTH / 2
    return FeatureRow(
        family=formats.family(row["feature"]),
        name=formats.short(row["feature"]),
        group1=_mean_sd(row["mean1"], row["sd1"]),
        group2=_mean_sd(row["mean2"], row["sd2"]),
        difference=formats.NOT_ESTIMABLE if d is None else formats.decimals(d, 2),
        bar_start=round(middle if (d or 0.0) >= 0 else middle - length, 2),
        bar_length=round(length, 2),
        larger=2 if (d or 0.0) >= 0 else 1,
    )


def _mean_sd(mean: object, sd: object) -> str:
    """Return ``12.35 ± 1.20``."""
    return f"{formats.significant(mean)} ± {formats.significant(sd, 3)}"


def _dropped(model: Mapping[str, Any]) -> Table:
    """Return each dropped feature with the kept one that made it redundant."""
    rows = tuple(
        (_full(item["feature"]), _full(item["because"]), formats.decimals(item["r"])) for item in model["dropped"]
    )
    head = ("Dropped feature", "Redundant with", "Pearson r")
    return Table("Features dropped because an earlier one says the same", head, rows, words=frozenset({1}))


def _full(feature: object) -> str:
    """Return class and name of a feature; none made a feature redundant that does not vary."""
    name = str(feature or "")
    return f"{formats.family(name)} {formats.short(name)}".strip() or "nothing: it does not vary"
