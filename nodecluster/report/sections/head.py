"""The head of a page: what ran, the answer in a few figures, and whether to trust it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nodecluster import formats
from nodecluster.report.columns import numbers
from nodecluster.report.parts import Row
from nodecluster.report.sections import answer
from nodecluster.report.sections.failures import all_warnings
from nodecluster.report.sections.masthead import Masthead, masthead
from nodecluster.results import Run
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.words import counted, listed

_TITLES = {
    "extract": "Feature extraction",
    "fit": "Fitted model",
    "predict": "Prediction",
    "validate": "Validation",
    "score": "Scored predictions",
}
_CCR_TILES = {
    "all": "All patients: correct classification rate (CCR)",
    "cN0": "cN0 patients: CCR",
    "cN+": "cN+ patients: CCR",
}
_VERDICTS = {
    "usable": "The groups of the model look usable",
    "doubtful": "The groups of the model are doubtful",
    "degenerate": "The groups of the model are degenerate: do not use them",
}


@dataclass(frozen=True)
class Tile:
    """One headline figure: what it is, its value, its interval, and what else must be known."""

    label: str
    value: str
    interval: str = ""
    note: str = ""


@dataclass(frozen=True)
class Head:
    """What stands above the sections; all of it is text.

    Attributes
    ----------
    answer : in one sentence.
    beside : what it is worth beside the clinical assessment, and beside other predictions, a sentence each.
    whose : the prediction that the figures of the page are of, where there are several.
    """

    command: str
    masthead: Masthead
    verdict: str
    verdict_text: str
    reasons: tuple[str, ...]
    answer: str
    beside: Row
    whose: str
    tiles: tuple[Tile, ...]
    failed: int
    warnings: int


def head(run: Run) -> Head:
    """Return the head of a run's page."""
    command = str(run.info.get("command", ""))
    verdict = (run.model or {}).get("verdict") or {}
    name = str(verdict.get("name", ""))
    return Head(
        command=command,
        masthead=_masthead(run, command),
        verdict=name,
        verdict_text=_VERDICTS.get(name, f"Verdict on the model: {name}") if name else "",
        reasons=tuple(str(reason) for reason in verdict.get("reasons", ())),
        answer=_answer(run),
        beside=_beside(run.metrics or {}),
        whose=_names(run.metrics or {})[0],
        tiles=_tiles(run),
        failed=len(run.failures),
        warnings=len(all_warnings(run)),
    )


def _names(metrics: Mapping[str, Any]) -> list[str]:
    """Return the names of the predictions that are compared, the one that the page is of first; an empty one of one."""
    return [str(each["name"]) for each in (metrics.get("comparison") or {}).get("predictions") or ()] or [""]


def _masthead(run: Run, command: str) -> Masthead:
    """Return the first lines; of several predictions the title names them, not the file of the first."""
    names = _names(run.metrics or {})
    if len(names) > 1:
        return replace(masthead(run, "Comparison of predictions"), cohort=listed(names))
    return masthead(run, _TITLES.get(command, command.capitalize() or "Run"))


def _beside(metrics: Mapping[str, Any]) -> Row:
    """Return how the predictions differ, and how the one that the page is of compares with the clinical assessment."""
    comparison, name = metrics.get("comparison"), _names(metrics)[0]
    pairs = answer.between(comparison) if comparison else ()
    return (*pairs, *answer.against_clinic(metrics, name or "The model"))


def _answer(run: Run) -> str:
    """Return the answer of a run in one sentence."""
    if run.metrics is not None:
        comparison = run.metrics.get("comparison")
        return (answer.all_right(comparison) if comparison else "") or answer.right(run.metrics)
    if run.patients is not None and str(run.info.get("command")) == "predict":
        predicted = numbers(run.patients, "predicted")
        without = int(np.isnan(predicted).sum())
        patients = counted(len(predicted) - without, "patient")
        tail = f" {counted(without, 'patient')} without a prediction." if without else ""
        return f"{int((predicted == 1).sum()):,} of {patients} predicted to have a metastatic node (pN+).{tail}"
    if run.nodes is not None:
        second = int((numbers(run.nodes, "group") == 2).sum())
        nodes = counted(len(run.nodes), "node")
        return f"{second:,} of {nodes} lie in group 2, the metastatic-looking one."
    if run.features is not None:
        failed = f"; {counted(len(run.failures), 'failure')}" if len(run.failures) else ""
        return f"{counted(len(run.features), 'node')} measured{failed}."
    return ""


def _tiles(run: Run) -> tuple[Tile, ...]:
    """Return the headline figures: of the validation where there is one, else the sizes of the groups."""
    if run.metrics is not None:
        return _validated_tiles(run.metrics)
    if run.nodes is None:
        return ()
    group = numbers(run.nodes, "group")
    tiles = []
    for number in (1, 2):
        rows = run.nodes[group == number]
        patients = counted(int(rows["patient_id"].nunique()), "patient")
        share = formats.percent(len(rows) / len(run.nodes)) if len(run.nodes) else ""
        tiles.append(Tile(f"Group {number}", counted(len(rows), "node"), share, f"in {patients}"))
    return tuple(tiles)


def _validated_tiles(metrics: Mapping[str, Any]) -> tuple[Tile, ...]:
    """Return CCR in all, cN0 and cN+ patients, then the two areas of the nodes."""
    levels = metrics.get("patient") or {}
    tiles = []
    for name, label in _CCR_TILES.items():
        if name in levels:
            tiles.append(_tile(label, "ccr", levels[name], levels.get(name + UNSEEN), formats.percent))
    node, unseen = metrics.get("node"), metrics.get("node_unseen")
    for key, label in (("auc_group", "Nodes: AUC of the hard group"), ("auc_score", "Nodes: AUC of the score")):
        if node and node.get(key) is not None:
            tile = _tile(label, key, node, unseen, formats.decimals)
            notes = filter(None, [tile.note, _independence(node if unseen is None else unseen, key)])
            tiles.append(replace(tile, note="; ".join(notes)))
    return tuple(tiles)


def _independence(level: Mapping[str, Any], key: str) -> str:
    """Return whether an interval of the nodes respects their patients; nothing where there is none."""
    value = level.get(key) or {}
    if formats.number(value.get("low")) is None:
        return ""
    if "clustered" not in str(value.get("method")):
        return "nodes of one patient treated as independent"
    effect = formats.number(value.get("design_effect"))
    return "clustered by patient" + ("" if effect is None else f", design effect {formats.decimals(effect, 2)}")


def _tile(
    label: str, key: str, whole: Mapping[str, Any], unseen: Mapping[str, Any] | None, form: Callable[[object], str]
) -> Tile:
    """Return a tile; where the model has seen some patients, the figure without them leads."""
    level = whole if unseen is None else unseen
    value = level.get(key)
    bounds = formats.interval(value, form)
    notes = [f"n = {formats.count(level.get('n'))}"]
    if unseen is not None:
        notes[0] += " that the model has not seen"
        notes.append(f"with those it was fitted on: {formats.estimate(whole.get(key), form)}")
    return Tile(
        label, formats.estimate(value, form), f"{formats.level(value)}: {bounds}" if bounds else "", "; ".join(notes)
    )
