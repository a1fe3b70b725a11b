"""A patient rule that was chosen by pathology on the fit cohort: the candidates, and what the choice is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster import formats
from nodecluster.report.metrics.estimates import in_cell
from nodecluster.report.parts import Part, Row, Table
from nodecluster.words import counted

_FIGURES = {"ccr": "CCR", "sensitivity": "Sensitivity", "specificity": "Specificity", "youden": "Youden's J"}
_NESTED = "choice of the rule, nested"
_OPTIMISM = "optimism (apparent less nested)"


def tuned(choice: Mapping[str, Any]) -> Part:
    """Return how a tuned rule was chosen, from ``rule_choice`` of ``model.json``."""
    patients, nested = choice.get("patients") or {}, choice.get("nested") or {}
    who = (
        f"{counted(int(patients.get('n') or 0), 'patient')} of the fit cohort, "
        f"{formats.count(patients.get('positives'))} pN+ and {formats.count(patients.get('negatives'))} pN0"
    )
    words = (
        f"The rule ‘{choice.get('rule')}’ was tuned: chosen by pathology on {who}. Criterion: "
        f"{choice.get('criterion')}.",
        f"What the choice is worth was estimated by nesting it: {nested.get('method')}.",
    )
    notes = tuple(str(note) for note in choice.get("notes") or ())
    missing = tuple(f"{row['rule']}: {row['reason']}." for row in choice.get("candidates") or () if row.get("reason"))
    return Part("How the rule was chosen", words, (_candidates(choice, nested),), (*_spread(nested), *missing, *notes))


def _candidates(choice: Mapping[str, Any], nested: Mapping[str, Any]) -> Table:
    """Return the apparent figures of the candidates, the nested ones of the choice, and the optimism."""
    times = nested.get("times") or {}
    total = sum(times.values())
    rows: list[Row] = []
    marked = set()
    for row in choice.get("candidates") or ():
        if row.get("chosen"):
            marked.add(len(rows))
        name = f"{row['rule']} (chosen)" if row.get("chosen") else str(row["rule"])
        often = formats.percent(times.get(row["rule"], 0) / total) if total else formats.ABSENT
        rows.append((name, *_cells(row), often))
    rows.append((_NESTED, *_cells(nested), ""))
    rows.append((_OPTIMISM, *_optimism(choice.get("optimism") or {}), ""))
    head = ("Rule", *_FIGURES.values(), "Chosen in nested runs")
    caption = f"Candidates on the patients that the rule was chosen on (apparent), {formats.level(nested.get('ccr'))}s"
    return Table(caption, head, tuple(rows), marked=frozenset(marked))


def _cells(row: Mapping[str, Any]) -> Row:
    """Return the figures of a row."""
    return tuple(in_cell(row.get(name), _form(name)) for name in _FIGURES)


def _optimism(values: Mapping[str, Any]) -> Row:
    """Return by how much the apparent figures are too good."""
    return tuple(
        formats.decimals(values.get(name)) if name == "youden" else formats.change(values.get(name))
        for name in _FIGURES
    )


def _form(name: str) -> formats.Format:
    """Return how a figure is written."""
    return formats.decimals if name == "youden" else formats.percent


def _spread(nested: Mapping[str, Any]) -> Row:
    """Return over what range Youden's J of the nested choice lies, as a sentence."""
    found = nested.get("youden_range")
    if not found:
        return ()
    low, high = formats.decimals(found["low"]), formats.decimals(found["high"])
    if low == high:
        return (f"Youden's J of the nested choice is {low} in every repeat.",)
    return (f"Youden's J of the nested choice lies between {low} and {high} over the repeats.",)
