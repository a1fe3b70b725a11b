"""The levels of a validation as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nodecluster.terminal.figures.lines import Paper
from nodecluster.terminal.figures.table import HEAD, NAME, figures_row, why_missing
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.words import counted

Level = Mapping[str, Any]

_PERCENT = {
    "ccr": "CCR",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "ppv": "PPV",
    "npv": "NPV",
    "fpr": "FPR",
    "fnr": "FNR",
}
_AREAS = {"auc_group": "AUC of the hard group", "auc_score": "AUC of the score"}
_WHOLE = tuple(name + ending for name in ("all", "cN0", "cN+") for ending in ("", UNSEEN))
"""The sets that are printed in full; the others, which are cohorts, have a line each."""


def level_blocks(metrics: Mapping[str, Any], paper: Paper) -> Iterator[str]:
    """Yield a block of text for each level, and one for the patients of all cohorts.

    Percentages have two decimals and areas three, as the study prints them; p has four. A set of patients that has the
    figures of one before it, as a cohort that holds everybody, says so in a line.
    """
    yield _block(_node_title("Node level", metrics["node"]), metrics["node"], "nodes", paper)
    if "node_unseen" in metrics:
        title = _node_title("Node level, patients the model has not seen", metrics["node_unseen"])
        yield _block(title, metrics["node_unseen"], "nodes", paper)
    sets = metrics["patient"]
    for name in (name for name in _WHOLE if name in sets):
        level, title = sets[name], f"Patient level, {name}: {counted(sets[name]['n'], 'patient')}"
        same = same_as(name, sets)
        if same:
            yield paper.paragraph(f"{title}, with the figures of '{same}'", "")
        else:
            yield _block(f"{title} (rule {metrics['rule']})", level, "patients", paper)
    cohorts = [name for name in sets if name not in _WHOLE]
    if cohorts:
        lines = [line for name in cohorts for line in _cohort(name, sets, paper)]
        shown = {name: sets[name] for name in cohorts if sets[name]["n"] and not same_as(name, sets)}
        why = why_missing(shown, paper)
        yield "\n".join([*paper.title("Patient level, by cohort"), HEAD, *lines, *why])


def main_set(metrics: Mapping[str, Any]) -> str:
    """Return the name of the patients that a validation is about: all whom the model has not seen, if there are any."""
    unseen = metrics["patient"].get("all" + UNSEEN)
    return "all" + UNSEEN if unseen and unseen["n"] else "all"


def same_as(name: str, sets: Mapping[str, Level]) -> str:
    """Return the set, printed before another one, that has the same figures to every digit; or nothing.

    >>> same_as("cN0", {"all": {"n": 2}, "cN0": {"n": 2}}), same_as("cN0", {"all": {"n": 2}, "cN0": {"n": 1}})
    ('all', '')
    """
    whole = [other for other in _WHOLE if other in sets]
    before = whole[: whole.index(name)] if name in whole else [*whole, *(other for other in sets if other not in whole)]
    earlier = (other for other in before[: before.index(name) if name in before else None])
    level = sets[name]
    return next((other for other in earlier if level["n"] and sets[other] == level), "")


def _cohort(name: str, sets: Mapping[str, Level], paper: Paper) -> list[str]:
    """Return the line of a cohort."""
    level, same = sets[name], same_as(name, sets)
    if not level["n"]:
        return paper.named(name, NAME, f"{0:>6}  not estimable: {level['ccr']['reason']}")
    if same:
        return paper.named(name, NAME, f"{level['n']:>6}  as '{same}'")
    return figures_row(name, level, paper)


def _node_title(name: str, level: Level) -> str:
    """Return the title of a node level."""
    return f"{name}: {counted(level['n'], 'node')} of {counted(level['patients'], 'patient')}"


def _block(title: str, level: Level, unit: str, paper: Paper) -> str:
    """Return one level; an empty one says in one line why it is empty."""
    if level["n"] == 0:
        empty = paper.paragraph(f"{title}, not estimable: {level['ccr']['reason']}", "")
        return "\n".join([empty, *paper.items(level["notes"])])
    lines = [*paper.title(title), *_confusion(level["confusion"]), "", paper.header(level["ccr"]["level"])]
    for name, label in _PERCENT.items():
        lines += paper.estimate(label, level[name], "percent")
    for name, label in _AREAS.items():
        lines += paper.estimate(label, level[name], "area")
    if level.get("clinical"):
        lines += ["", *_clinical(level["clinical"], unit, paper)]
    return "\n".join([*lines, *([""] if level["notes"] else []), *paper.items(level["notes"])])


def _confusion(cells: Mapping[str, int]) -> list[str]:
    """Return the counts laid out as the study's Tables 2 and 3: the model's rows, pathology's columns, totals."""
    tp, fp, fn, tn = (cells[name] for name in ("tp", "fp", "fn", "tn"))
    rows = [("Metastasis", tp, fp), ("No metastasis", fn, tn), ("Total", tp + fn, fp + tn)]
    head = f"  {'Model':<16}{'Metastasis':>14}{'No metastasis':>16}{'Total':>8}"
    return [f"  {'':<16}{'Pathology':>14}", head, *(f"  {name:<16}{a:>14}{b:>16}{a + b:>8}" for name, a, b in rows)]


def _clinical(clinical: Mapping[str, Any], unit: str, paper: Paper) -> list[str]:
    """Return the clinical assessment's CCR, by how much the model's is more, and the test of that difference."""
    counts = clinical["discordant"]
    alone = f"model {counts['model_only']}, clinical assessment {counts['clinical_only']} ({unit})"
    return [
        *paper.estimate("CCR, clinical", clinical["ccr"], "percent"),
        *paper.estimate("CCR, less clinical", clinical["difference"], "percent"),
        paper.test("p of the difference", clinical["test"]),
        paper.aside("Only one of them right", alone),
    ]
