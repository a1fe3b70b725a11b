"""The headline figures of a page: a value, its interval in words and as a bar, and of how many it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nodecluster import formats
from nodecluster.report.columns import numbers
from nodecluster.report.metrics.levels import rate_form
from nodecluster.results import Run
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.words import counted

_PATIENTS = (
    ("all", "ccr", "Correct classification rate (CCR)"),
    ("all", "sensitivity", "Sensitivity"),
    ("all", "specificity", "Specificity"),
    ("cN0", "ccr", "CCR, cN0 patients"),
    ("cN+", "ccr", "CCR, cN+ patients"),
)
_NODES = (("auc_group", "AUC of the hard group, nodes"), ("auc_score", "AUC of the score, nodes"))


@dataclass(frozen=True)
class Bar:
    """Where a value lies from 0 to 100 (percent of the bar), its interval, and the clinical assessment's value.

    A share that counts and estimates nothing is filled from 0, in the colour of a class; it has no interval.
    """

    value: float
    low: float | None = None
    high: float | None = None
    clinical: float | None = None
    filled: str = ""


@dataclass(frozen=True)
class Tile:
    """One headline figure: what it is, its value, its interval and that one's name, and what else must be known."""

    label: str
    value: str
    interval: str = ""
    level: str = ""
    notes: tuple[str, ...] = ()
    bar: Bar | None = None


def tiles(run: Run) -> tuple[Tile, ...]:
    """Return the headline figures: of the validation where there is one, else what the command has counted."""
    if run.metrics is not None:
        return (*_patient_tiles(run.metrics), *_node_tiles(run.metrics))
    if run.nodes is None:
        return _measured(run)
    return (*_predicted(run), *_groups(run.nodes), *_kept(run))


def _patient_tiles(metrics: Mapping[str, Any]) -> tuple[Tile, ...]:
    """Return the rates of all patients, then CCR in cN0 and cN+ patients; of none that nobody was counted in."""
    levels = metrics.get("patient") or {}
    return tuple(
        _tile(label, key, levels[name], levels.get(name + UNSEEN), "patient")
        for name, key, label in _PATIENTS
        if name in levels and levels[name].get("n") and levels[name].get(key) is not None
    )


def _node_tiles(metrics: Mapping[str, Any]) -> tuple[Tile, ...]:
    """Return the two areas of the nodes; nothing where none has a label."""
    node, unseen = metrics.get("node") or {}, metrics.get("node_unseen")
    if not node.get("n"):
        return ()
    return tuple(_tile(label, key, node, unseen, "node") for key, label in _NODES if node.get(key) is not None)


def _tile(label: str, key: str, whole: Mapping[str, Any], unseen: Mapping[str, Any] | None, one: str) -> Tile:
    """Return a tile; where the model has seen some patients, the figure without them leads."""
    level, form = whole if unseen is None else unseen, rate_form(key)
    value = level.get(key) or {}
    bounds = formats.interval(value, form)
    who = formats.number(value.get("n", level.get("n"))) or 0
    notes = [counted(int(who), f"{'' if unseen is None else 'unseen '}{one}")]
    if one == "node":
        notes += filter(None, [_independence(value)])
    clinical = _clinical(key, level)
    if clinical is not None:
        notes.append(f"clinical: {formats.percent(clinical['value'])}")
    if unseen is not None and formats.number((whole.get(key) or {}).get("value")) is not None:
        notes.append(f"with seen ones: {form(whole[key]['value'])}")
    words = bounds.replace(" % to ", " to ") or str(value.get("reason") or "")
    named = formats.level(value) if bounds else ""
    return Tile(label, formats.estimate(value, form), words, named, tuple(notes), _bar(value, clinical))


def _clinical(key: str, level: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the clinical assessment's CCR beside the model's, where it is of the same patients."""
    found = (level.get("clinical") or {}).get("ccr") or {}
    same = key == "ccr" and found.get("n") == level.get("n")
    return found if same and formats.number(found.get("value")) is not None else None


def _independence(value: Mapping[str, Any]) -> str:
    """Return whether an interval of the nodes respects their patients; nothing where there is none."""
    from nodecluster.validation.areas.methods import COUNTED_ONCE, NOT_BELOW  # loads SciPy, which no extraction needs

    method = str(value.get("method"))
    if formats.number(value.get("low")) is None:
        return ""
    if COUNTED_ONCE in method:
        return "every patient counted once in a class"
    if "clustered" not in method:
        return "nodes of one patient treated as independent"
    if NOT_BELOW in method:  # the design effect is of the variance that was not used
        return "clustered by patient; no narrower than for independent nodes"
    effect = formats.number(value.get("design_effect"))
    return "clustered by patient" + ("" if effect is None else f", design effect {formats.decimals(effect, 2)}")


def _bar(value: Mapping[str, Any], clinical: Mapping[str, Any] | None = None) -> Bar | None:
    """Return the bar of a share or an area; None where it cannot be estimated."""
    middle = _place(value.get("value"))
    if middle is None:
        return None
    low, high = _place(value.get("low")), _place(value.get("high"))
    whole = low is not None and high is not None
    return Bar(middle, low if whole else None, high if whole else None, _place((clinical or {}).get("value")))


def _place(value: object) -> float | None:
    """Return a share as its place on the bar, within the bar whatever a file says."""
    plain = formats.number(value)
    return None if plain is None else round(min(max(100 * plain, 0.0), 100.0), 2)


def _measured(run: Run) -> tuple[Tile, ...]:
    """Return how many nodes were measured, of how many patients, with how many features."""
    if run.features is None:
        return ()
    failed, done = len(run.failures), len(run.features)
    shares = (counted(failed, "failure") if failed else "none failed",)
    patients = counted(int(run.features["patient_id"].nunique()), "patient")
    features = sum(str(name).startswith("original_") for name in run.features.columns)
    return (
        Tile("Nodes measured", formats.count(done), notes=(f"of {patients}", *shares)),
        Tile("Features of each", formats.count(features)),
    )


def _predicted(run: Run) -> tuple[Tile, ...]:
    """Return how many patients are predicted positive."""
    if run.patients is None or len(run.patients) < 2 or str(run.info.get("command")) != "predict":
        return ()
    predicted = numbers(run.patients, "predicted")
    some, known = int((predicted == 1).sum()), int((~np.isnan(predicted)).sum())
    if not known:
        return ()
    return (_share("Patients predicted pN+", some, known, "patient"),)


def _groups(nodes: pd.DataFrame) -> tuple[Tile, ...]:
    """Return the sizes of the groups."""
    group = numbers(nodes, "group")
    found = []
    for number, label in ((1, "Group 1"), (2, "Group 2, metastatic-looking")):
        rows = nodes[group == number]
        patients = counted(int(rows["patient_id"].nunique()), "patient")
        found.append(_share(label, len(rows), len(nodes), "node", f"in {patients}", f"group{number}"))
    return tuple(found)


def _kept(run: Run) -> tuple[Tile, ...]:
    """Return how many features a fit has kept."""
    if run.model is None or str(run.info.get("command")) != "fit":
        return ()
    every = len(run.model["kept"]) + len(run.model["dropped"])
    return (Tile("Features kept", formats.count(len(run.model["kept"])), notes=(f"of {every}",)),)


def _share(label: str, some: int, whole: int, one: str, note: str = "", filled: str = "plain") -> Tile:
    """Return a count with its share; no interval, since it counts what is here and estimates nothing."""
    place = _place(some / whole if whole else None)
    said = f"{formats.percent(some / whole)} of {counted(whole, one)}" if whole else ""
    bar = None if place is None else Bar(place, filled=filled)
    return Tile(label, counted(some, one), said, notes=(note,) if note else (), bar=bar)
