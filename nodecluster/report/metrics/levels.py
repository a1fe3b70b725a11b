"""A LEVEL of ``metrics.json`` as tables: the study's layout, the estimates, the comparison with clinical assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nodecluster import formats
from nodecluster.report.metrics.estimates import Line, every_table, first_table, more_methods
from nodecluster.report.parts import Estimates, Row

Level = Mapping[str, Any]

_RATES = ("ccr", "sensitivity", "specificity", "fpr", "fnr")
_NOT_INDEPENDENT = "odes of one patient are not independent"
NAMES = {
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
class Assessed:
    """On how many the clinical assessment is known, and how many of these model and assessment got right."""

    n: int
    model: int
    clinical: int


@dataclass(frozen=True)
class LevelView:
    """One set of nodes or patients, ready to be shown.

    Attributes
    ----------
    title : the set.
    table : the confusion table.
    estimates : every rate and area with the interval that counts and, below it, the study's.
    clinical : model's and clinical assessment's rates on the same; None where there is no assessment.
    words : sentences on the comparison with it.
    notes : what the reader must know beside the numbers, but for what the section of the nodes begins with.
    every : the same estimates by every method; None where ``estimates`` has all.
    """

    title: str
    table: StudyTable
    estimates: Estimates
    clinical: Estimates | None
    words: Row
    notes: Row
    every: Estimates | None


def level_view(title: str, level: Level, unit: str) -> LevelView:
    """Return a LEVEL as it is shown.

    Parameters
    ----------
    title : name of the set.
    level : as in ``metrics.json``.
    unit : what is counted: ``nodes`` or ``patients``.
    """
    lines = [(name, level[key], rate_form(key)) for key, name in NAMES.items() if level.get(key) is not None]
    against = clinical_lines(level)
    everything = [*lines, *against]
    compared = first_table(f"{title}: {_on_whom(level, unit)}", against, unit) if against else None
    return LevelView(
        title=title,
        table=study_table(f"{title}: model against pathology ({unit})", level),
        estimates=first_table(f"{title}: estimates", lines, unit),
        clinical=compared,
        words=clinical_words(level, unit),
        notes=tuple(str(note) for note in level.get("notes", ()) if _NOT_INDEPENDENT not in str(note)),
        every=every_table(f"{title}: by every method", everything, unit) if more_methods(everything) else None,
    )


def study_table(caption: str, level: Level) -> StudyTable:
    """Return the confusion table of a LEVEL in the study's layout."""
    tp, fp, fn, tn = (int(level["confusion"][name]) for name in ("tp", "fp", "fn", "tn"))
    rows = ((tp, fp, tp + fp), (fn, tn, fn + tn), (tp + fn, fp + tn, tp + fp + fn + tn))
    metastasis, none, total = (tuple(formats.count(value) for value in row) for row in rows)
    rates = tuple(formats.estimate(level.get(name), formats.percent) for name in _RATES)
    return StudyTable(caption, metastasis, none, total, rates)


def clinical_lines(level: Level) -> list[Line]:
    """Return the model's and the clinical assessment's CCR on the same, and the one less the other.

    Nothing where there is no assessment; without the model's where the run does not say it.
    """
    clinical = level.get("clinical") or {}
    named = {
        "model_ccr": ("CCR of the model, where assessed", formats.percent),
        "ccr": ("CCR of the clinical assessment", formats.percent),
        "difference": ("CCR, model less clinical assessment", formats.change),
    }
    return [(name, clinical[key], form) for key, (name, form) in named.items() if clinical.get(key)]


def assessed(level: Level) -> Assessed | None:
    """Return how often model and clinical assessment are right on the same; None where nobody was assessed.

    The counts follow from the clinical CCR and the discordant pairs, which every version wrote.
    """
    clinical = level.get("clinical") or {}
    ccr, pairs = clinical.get("ccr") or {}, clinical.get("discordant") or {}
    n = clinical.get("n", ccr.get("n"))
    share = formats.number(ccr.get("value"))
    if not n or share is None or not pairs:
        return None
    right = round(share * n)
    return Assessed(int(n), right + int(pairs["model_only"]) - int(pairs["clinical_only"]), right)


def _on_whom(level: Level, unit: str) -> str:
    """Return on how many model and clinical assessment are compared."""
    found, n = assessed(level), int(level.get("n") or 0)
    if found is None or found.n == n:
        return "against the clinical assessment"
    return f"against the clinical assessment, on the {found.n:,} of {n:,} {unit} that have one"


def clinical_words(level: Level, unit: str = "patients") -> Row:
    """Return what a LEVEL says of the clinical assessment, in sentences."""
    clinical = level.get("clinical")
    if not clinical:
        return ()
    return (_paired(clinical, unit),)


def rate_form(name: str) -> formats.Format:
    """Return how a measure is written: areas with three decimals, shares in percent."""
    return formats.decimals if name.startswith("auc") else formats.percent


def p_words(test: Mapping[str, Any]) -> str:
    """Return a TEST in words: its p, or why there is none, and its name.

    >>> p_words({"p": 0.00051, "method": "exact McNemar test", "n": 128})
    'p = 0.0005 (exact McNemar test)'
    """
    method, reason = str(test.get("method") or ""), str(test.get("reason") or "")
    if formats.number(test.get("p")) is None:
        return f"p {formats.NOT_ESTIMABLE} ({'; '.join(filter(None, [method, reason]))})"
    return f"p {equals(formats.p_value(test['p']))} ({'; '.join(filter(None, [method, reason]))})"


def equals(text: str) -> str:
    """Return ``= 0.0006`` or ``< 0.0001``."""
    return f"< {text[1:]}" if text.startswith("<") else f"= {text}"


def _paired(clinical: Mapping[str, Any], unit: str) -> str:
    """Return the paired comparison of the model with the clinical assessment as a sentence."""
    pairs = clinical.get("discordant") or {}
    model, assessment = formats.count(pairs.get("model_only")), formats.count(pairs.get("clinical_only"))
    who = f"{unit.capitalize()} that only the model got right: {model}; that only the clinical assessment got right"
    said = f"{who}: {assessment}. {p_words(clinical_test(clinical))}."
    midp = formats.number(clinical.get("mcnemar_midp"))
    return said if midp is None else f"{said} Its mid-p version, less strict: p {equals(formats.p_value(midp))}."


def clinical_test(clinical: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the TEST of a comparison; runs of version 0.2.0 have its p and its name only."""
    if clinical.get("test"):
        found: Mapping[str, Any] = clinical["test"]
        return found
    method = str(clinical.get("method") or "McNemar's test")
    return {"p": clinical.get("mcnemar_p"), "method": method, "reason": clinical.get("reason")}
