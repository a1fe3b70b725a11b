"""The head of a page: what was asked, the answer in a few figures, and whether to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nodecluster import formats
from nodecluster.report.columns import numbers
from nodecluster.report.head import answer
from nodecluster.report.head.masthead import Masthead, masthead
from nodecluster.report.head.question import question
from nodecluster.report.head.tiles import Tile, tiles
from nodecluster.report.head.trust import Trust, trust
from nodecluster.report.parts import Row
from nodecluster.report.sections.failures import all_warnings
from nodecluster.results import Run
from nodecluster.words import counted, listed

SHOWN_WARNINGS = 2
_TITLES = {
    "extract": "Feature extraction",
    "fit": "Fitted model",
    "predict": "Prediction",
    "validate": "Validation",
    "score": "Scored predictions",
}


@dataclass(frozen=True)
class Head:
    """What stands above the sections; all of it is text.

    Attributes
    ----------
    question, answer : a sentence each.
    found : how many of either kind were recognised, a sentence.
    between : how several predictions differ, a sentence a pair.
    better : whether it is better than the clinical assessment, in a few words.
    beside : what it is worth beside the clinical assessment, a sentence and perhaps a note.
    trust : the verdict.
    tiles : the headline figures.
    whose : the prediction that the figures of the page are of, where there are several.
    wrong : how many patients and nodes it got wrong; nothing where it got none wrong, or nobody can tell.
    wrong_fitted : whether these are some that the model was fitted on.
    failed : how many nodes and patients failed.
    warnings : how many there are.
    first_warnings : the first of them.
    """

    command: str
    masthead: Masthead
    question: str
    answer: str
    found: str
    between: Row
    better: str
    beside: Row
    whose: str
    trust: Trust
    tiles: tuple[Tile, ...]
    wrong: str
    wrong_fitted: bool
    failed: int
    warnings: int
    first_warnings: Row


def head(run: Run) -> Head:
    """Return the head of a run's page."""
    command = str(run.info.get("command", ""))
    metrics = run.metrics or {}
    warnings, found, name = all_warnings(run), answer.better(metrics), _names(metrics)[0]
    wrong, fitted = _wrong(metrics)
    return Head(
        command=command,
        masthead=_masthead(run, command),
        question=question(run),
        answer=_answer(run),
        found="" if name else answer.found_and_cleared(metrics),
        between=answer.between(metrics["comparison"]) if name else (),
        better="" if found is None else found.value,
        beside=answer.against_clinic(metrics, name or "The model"),
        whose=name,
        trust=trust(run),
        tiles=tiles(run),
        wrong=wrong,
        wrong_fitted=fitted,
        failed=len(run.failures),
        warnings=len(warnings),
        first_warnings=warnings[:SHOWN_WARNINGS],
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


def _wrong(metrics: Mapping[str, Any]) -> tuple[str, bool]:
    """Return how many patients and nodes of the answer were wrong, and whether the model was fitted on them.

    It was where the answer is of nobody: then everybody counts. Nothing where none was wrong.
    """
    judged = answer.unseen(metrics)
    fitted = not any(level.get("n") for level in judged)
    if fitted:
        judged = (metrics.get("patient") or {}).get("all") or {}, metrics.get("node") or {}
    said = []
    for level, one in zip(judged, ("patient", "labelled node"), strict=True):
        table = level.get("confusion") or {}
        wrong = int(table.get("fp", 0)) + int(table.get("fn", 0))
        said += [f"{wrong:,} of {counted(int(level['n']), one)}"] if wrong and level.get("n") else []
    return listed(said), fitted


def _answer(run: Run) -> str:
    """Return the answer of a run in one sentence."""
    if run.metrics is not None:
        comparison = run.metrics.get("comparison")
        return (answer.all_right(comparison) if comparison else "") or answer.right(run.metrics)
    if run.patients is not None and str(run.info.get("command")) == "predict":
        return _predicted(run)
    if run.nodes is not None:
        second = int((numbers(run.nodes, "group") == 2).sum())
        nodes = counted(len(run.nodes), "node")
        return f"{second:,} of {nodes} lie in group 2, the metastatic-looking one."
    if run.features is not None:
        failed = f"; {counted(len(run.failures), 'failure')}" if len(run.failures) else "; none failed"
        return f"{counted(len(run.features), 'node')} measured{failed}."
    return ""


def _predicted(run: Run) -> str:
    """Return whom a model predicts to have a metastatic node; of a single patient, by how many nodes."""
    if run.patients is None:
        return ""
    predicted = numbers(run.patients, "predicted")
    without = int(np.isnan(predicted).sum())
    if len(predicted) == 1 and not without:
        second, nodes = (numbers(run.patients, name)[0] for name in ("nodes_group2", "nodes"))
        said = "metastasis (pN+)" if predicted[0] == 1 else "no metastasis (pN0)"
        lie = "lies" if second == 1 else "lie"
        return f"Predicted: {said}. {formats.count(second)} of {counted(int(nodes), 'node')} {lie} in group 2."
    patients = counted(len(predicted) - without, "patient")
    tail = f" {counted(without, 'patient')} without a prediction." if without else ""
    return f"{int((predicted == 1).sum()):,} of {patients} predicted to have a metastatic node (pN+).{tail}"
