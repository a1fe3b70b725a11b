"""Whom the model got wrong: patients whose prediction is not what pathology found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nodecluster.report.columns import numbers, words
from nodecluster.report.nodes.deciding import Decision, decisions
from nodecluster.results import Run
from nodecluster.words import counted, listed


@dataclass(frozen=True)
class Wrong:
    """A patient whose prediction is not what pathology found.

    Attributes
    ----------
    patient : its id.
    row : of ``patients.csv``.
    missed : false negative; else it is a false alarm.
    seen : whether the model was fitted on the patient.
    decision : what decided; None where the run cannot tell.
    """

    patient: str
    row: int
    missed: bool
    seen: bool
    decision: Decision | None


@dataclass(frozen=True)
class Judgement:
    """Every judged patient counted, and the wrong ones.

    Attributes
    ----------
    fresh, seen : how many judged patients the model was not, and was, fitted on.
    wrong : missed ones first, the unseen of them before the seen, then those decided farthest from the border.
    """

    fresh: int
    seen: int
    wrong: tuple[Wrong, ...]

    def sentences(self) -> tuple[str, ...]:
        """Return the counts in words, those of the unseen patients first."""
        said = []
        if self.fresh:
            whose = "unseen patients" if self.seen else "patients"
            said.append(_sentence(self.fresh, whose, [each for each in self.wrong if not each.seen]))
        if self.seen:
            whose = "patients that the model was fitted on"
            said.append(_sentence(self.seen, whose, [each for each in self.wrong if each.seen]))
        return tuple(said)


def judgement(run: Run) -> Judgement | None:
    """Return who was judged wrongly; None where no patient has both a prediction and a pathology result."""
    if run.patients is None or run.metrics is None:
        return None
    predicted, truth = numbers(run.patients, "predicted"), numbers(run.patients, "truth")
    judged = np.isfinite(predicted) & np.isfinite(truth)
    if not judged.any():
        return None
    known = {str(patient) for patient in run.metrics.get("seen_patients") or ()}
    names = words(run.patients, "patient_id")
    seen = np.asarray([name in known for name in names])
    decided = decisions(run)
    wrong = [
        Wrong(names[row], int(row), bool(truth[row] == 1), bool(seen[row]), decided.get(names[row]))
        for row in np.flatnonzero(judged & (predicted != truth))
    ]
    order = sorted(wrong, key=lambda each: (not each.missed, each.seen, -_size(each.decision), each.row))
    return Judgement(int((judged & ~seen).sum()), int((judged & seen).sum()), tuple(order))


def _size(decision: Decision | None) -> float:
    """Return how far from the border a patient was decided on; what is not known comes last."""
    return abs(decision.score) if decision is not None and np.isfinite(decision.score) else -1.0


def _sentence(number: int, whose: str, wrong: Sequence[Wrong]) -> str:
    """Return such as ``3 of 20 unseen patients wrong: 2 missed, 1 false alarm``."""
    if not wrong:
        return f"None of {number:,} {whose} wrong." if number > 1 else f"0 of 1 {whose} wrong."
    missed = sum(each.missed for each in wrong)
    alarms = len(wrong) - missed
    kinds = [f"{missed:,} missed"] if missed else []
    kinds += [counted(alarms, "false alarm")] if alarms else []
    return f"{len(wrong):,} of {number:,} {whose} wrong: {listed(kinds)}."
