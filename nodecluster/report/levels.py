"""A LEVEL of ``metrics.json`` as tables: the study's layout, the estimates, the comparison with clinical assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nodecluster import formats
from nodecluster.report.parts import Row, Table

Level = Mapping[str, Any]

_RATES = ("ccr", "sensitivity", "specificity", "fpr", "fnr")
_NAMES = {
    "ccr": "Correct classification rate (CCR)",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "ppv": "Positive predictive value",
    "npv": "Negative predictive value",
    "fpr": "False positive rate (FPR)",
    "fnr": "False negative rate (FNR)",
    "auc_group": "AUC of the hard group (one cut-off, as the study's)",
    "auc_score": "AUC of the continuous score (all cut-offs)",
}


@dataclass(frozen=True)
class StudyTable:
    """A confusion table laid out as Tables 2 and 3 of Qu et al. 2024.

    Attributes
    ----------
    caption : what is counted.
    metastasis : the model's metastasis row: true positives, false positives, their sum.
    none : the model's no-metastasis row: false negatives, true negatives, their sum.
    total : the column sums.
    rates : CCR, sensitivity, specificity, FPR, FNR.
    """

    caption: str
    metastasis: Row
    none: Row
    total: Row
    rates: Row


@dataclass(frozen=True)
class LevelView:
    """One set of nodes or patients, ready to be shown.

    Attributes
    ----------
    title : the set.
    table : the confusion table.
    estimates : every rate and area with its interval.
    clinical : sentences on the clinical assessment; none where there is none.
    notes : what the reader must know beside the numbers.
    """

    title: str
    table: StudyTable
    estimates: Table
    clinical: Row
    notes: Row


def level_view(title: str, level: Level, unit: str) -> LevelView:
    """Return a LEVEL as it is shown.

    Parameters
    ----------
    title : name of the set.
    level : as in ``metrics.json``.
    unit : what is counted: ``nodes`` or ``patients``.
    """
    return LevelView(
        title=title,
        table=study_table(f"{title}: model against pathology ({unit})", level),
        estimates=estimates_table(f"{title}: estimates", level, unit),
        clinical=clinical_words(level),
        notes=tuple(str(note) for note in level.get("notes", ())),
    )


def study_table(caption: str, level: Level) -> StudyTable:
    """Return the confusion table of a LEVEL in the study's layout."""
    tp, fp, fn, tn = (int(level["confusion"][name]) for name in ("tp", "fp", "fn", "tn"))
    rows = ((tp, fp, tp + fp), (fn, tn, fn + tn), (tp + fn, fp + tn, tp + fp + fn + tn))
    metastasis, none, total = (tuple(formats.count(value) for value in row) for row in rows)
    rates = tuple(formats.estimate(level.get(name), formats.percent) for name in _RATES)
    return StudyTable(caption, metastasis, none, total, rates)


def estimates_table(caption: str, level: Level, unit: str) -> Table:
    """Return every rate and area of a LEVEL with its interval, number and method."""
    present = {name: level[name] for name in _NAMES if level.get(name) is not None}
    heading = formats.level(next(iter(present.values()), None)).capitalize()
    rows = tuple(_estimate_row(name, value) for name, value in present.items())
    head = ("Measure", "Value", heading, f"n ({unit})", "Method, or why there is none")
    return Table(caption, head, rows, words=frozenset({4}))


def clinical_words(level: Level) -> Row:
    """Return what a LEVEL says of the clinical assessment, in sentences."""
    clinical = level.get("clinical")
    if not clinical:
        return ()
    ccr = clinical.get("ccr")
    range_ = formats.interval(ccr, formats.percent)
    found = f"Clinical assessment alone: CCR {formats.estimate(ccr, formats.percent)}"
    first = f"{found} ({formats.level(ccr)} {range_})." if range_ else f"{found}."
    return (first, _comparison(clinical))


def rate_form(name: str) -> formats.Format:
    """Return how a measure is written: areas with three decimals, shares in percent."""
    return formats.decimals if name.startswith("auc") else formats.percent


def _estimate_row(name: str, value: Mapping[str, Any]) -> Row:
    """Return one row of the table of estimates; the reason takes the method's place where there is none."""
    form = rate_form(name)
    shown = formats.estimate(value, form)
    bounds = formats.interval(value, form)
    why = value.get("method") if bounds else value.get("reason")
    return (_NAMES[name], shown, bounds or formats.ABSENT, formats.count(value.get("n")), str(why or formats.ABSENT))


def _comparison(clinical: Mapping[str, Any]) -> str:
    """Return the paired comparison of the model with the clinical assessment as a sentence."""
    pairs = clinical.get("discordant") or {}
    model, assessment = formats.count(pairs.get("model_only")), formats.count(pairs.get("clinical_only"))
    patients = (
        f"Patients whom only the model got right: {model}; whom only the clinical assessment got right: {assessment}."
    )
    method = str(clinical.get("method") or "McNemar's test")
    if formats.number(clinical.get("mcnemar_p")) is None:
        reason = clinical.get("reason")
        return f"{patients} p {formats.NOT_ESTIMABLE} ({method}{f'; {reason}' if reason else ''})."
    return f"{patients} p {_equals(formats.p_value(clinical['mcnemar_p']))} ({method})."


def _equals(text: str) -> str:
    """Return ``= 0.0006`` or ``< 0.0001``."""
    return f"< {text[1:]}" if text.startswith("<") else f"= {text}"
