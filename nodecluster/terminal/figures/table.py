"""Figures of several sets or rules below each other, a row each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nodecluster.terminal.figures.lines import Form, Paper, number
from nodecluster.words import listed

NAME = 20
_COLUMNS: dict[str, tuple[str, Form]] = {
    "ccr": ("CCR", "percent"),
    "sensitivity": ("Sens.", "percent"),
    "specificity": ("Spec.", "percent"),
    "auc_group": ("AUC group", "area"),
    "auc_score": ("AUC score", "area"),
}
HEAD = f"  {'':<{NAME}} {'n':>6}" + "".join(f"{head:>10}" for head, _ in _COLUMNS.values())


def figures_row(name: str, found: Mapping[str, Any], paper: Paper) -> list[str]:
    """Return a row: how many, the shares and the areas; a dash where there is none, which ``why_missing`` explains."""
    values = ((found[key]["value"], form) for key, (_, form) in _COLUMNS.items())
    cells = "".join(f"{'-' if value is None else number(value, form):>10}" for value, form in values)
    return paper.named(name, NAME, f"{found['n']:>6}{cells}")


def why_missing(rows: Mapping[str, Mapping[str, Any]], paper: Paper) -> Iterator[str]:
    """Yield why there are dashes, a line a reason, with the rows that it holds for unless it holds for all."""
    names: dict[str, list[str]] = {}
    for name, found in rows.items():
        for reason in dict.fromkeys(found[key]["reason"] for key in _COLUMNS if found[key]["value"] is None):
            names.setdefault(reason, []).append(name)
    for reason, of in names.items():
        whose = "" if len(of) == len(rows) else f" ({listed(of)})"
        yield paper.paragraph(f"-: not estimable, {reason}{whose}.")
