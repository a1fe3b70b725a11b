"""The levels of a validation as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
_BASES = ("all", "cN0", "cN+")
"""The sets that are printed in full; the others, which are cohorts, have a line each."""
NO_VALIDATION = "that the model was fitted on: no validation"
NODES = "labelled nodes"
MID_P = "McNemar test with mid-p, which is less conservative"


def level_blocks(metrics: Mapping[str, Any], paper: Paper) -> Iterator[str]:
    """Yield a block of text for each level, and one for the patients of all cohorts.

    Percentages have two decimals and areas three, as the study prints them; p has four. A set of patients that has the
    figures of one before it, as a cohort that holds everybody, says so in a line. What holds patients that the model
    was fitted on comes last, a line each; only where nobody else is left it is printed in full, and marked.
    """
    sets, unseen = metrics["patient"], metrics.get("node_unseen")
    if unseen is not None:
        yield _block(_node_title("Node level, patients the model has not seen", unseen), unseen, "nodes", paper)
    full = unseen is None or _nobody_unseen(sets)
    if full:
        mark = "" if unseen is None else _mark(metrics["node"]["patients"] - unseen["patients"])
        yield _block(_node_title("Node level", metrics["node"]) + mark, metrics["node"], "nodes", paper)
    for name in _in_full(sets):
        level, mark = sets[name], _mark(_fitted_on(name, sets))
        title, same = f"Patient level, {name}: {counted(level['n'], 'patient')}", same_as(name, sets)
        if same:
            yield paper.paragraph(f"{title}{mark}, with the figures of '{same}'", "")
        else:
            yield _block(f"{title} (rule {metrics['rule']}){mark}", level, "patients", paper)
    yield from _table("Patient level, by cohort", _cohorts(sets), sets, paper)
    title = f"With the {counted(len(metrics['seen_patients']), 'patient')} {NO_VALIDATION}"
    yield from _table(title, _brief(sets), sets, paper, None if full else metrics["node"])


def same_as(name: str, sets: Mapping[str, Level]) -> str:
    """Return the set, printed before another one, that has the same figures to every digit; or nothing.

    >>> same_as("cN0", {"all": {"n": 2}, "cN0": {"n": 2}}), same_as("cN0", {"all": {"n": 2}, "cN0": {"n": 1}})
    ('all', '')
    """
    order = [*_in_full(sets), *_cohorts(sets), *_brief(sets)]
    earlier, level = order[: order.index(name)], sets[name]
    return next((other for other in earlier if level["n"] and sets[other] == level), "")


def _in_full(sets: Mapping[str, Level]) -> list[str]:
    """Return the sets that have a block of their own, in the order in which they are printed."""
    names = [name for base in _BASES for name in (base + UNSEEN, base)]
    return [name for name in names if name in sets and (not _fitted_on(name, sets) or _nobody_unseen(sets))]


def _cohorts(sets: Mapping[str, Level]) -> list[str]:
    """Return the cohorts, and what the model has not seen of those that it was fitted on."""
    return [name for name in sets if name.removesuffix(UNSEEN) not in _BASES and not _fitted_on(name, sets)]


def _brief(sets: Mapping[str, Level]) -> list[str]:
    """Return the sets that hold patients that the model was fitted on and are not printed in full."""
    full = _in_full(sets)
    return [name for name in sets if _fitted_on(name, sets) and name not in full]


def _fitted_on(name: str, sets: Mapping[str, Level]) -> int:
    """Return how many patients of a set the model was fitted on."""
    return int(sets[name]["n"] - sets[name + UNSEEN]["n"]) if name + UNSEEN in sets else 0


def _nobody_unseen(sets: Mapping[str, Level]) -> bool:
    """Return whether the model was fitted on every patient."""
    return "all" + UNSEEN in sets and not sets["all" + UNSEEN]["n"]


def _mark(fitted_on: int) -> str:
    """Return what the title of a level must say that holds patients that the model was fitted on."""
    return f", with {counted(fitted_on, 'patient')} {NO_VALIDATION}" if fitted_on else ""


def _table(
    title: str, names: Sequence[str], sets: Mapping[str, Level], paper: Paper, nodes: Level | None = None
) -> Iterator[str]:
    """Yield a block with a line for each of some sets, and perhaps one for nodes before them; nothing of nothing."""
    if not names and nodes is None:
        return
    lines = [] if nodes is None else figures_row(NODES, nodes, paper)
    lines += [line for name in names for line in _row(name, sets, paper)]
    shown = {name: sets[name] for name in names if sets[name]["n"] and not same_as(name, sets)}
    why = why_missing(shown if nodes is None else {NODES: nodes, **shown}, paper)
    yield "\n".join([*paper.title(title), HEAD, *lines, *why])


def _row(name: str, sets: Mapping[str, Level], paper: Paper) -> list[str]:
    """Return the line of a set."""
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
        lines += ["", *_clinical(level["clinical"], level["n"], unit, paper)]
    return "\n".join([*lines, *([""] if level["notes"] else []), *paper.items(level["notes"])])


def _confusion(cells: Mapping[str, int]) -> list[str]:
    """Return the counts laid out as the study's Tables 2 and 3: the model's rows, pathology's columns, totals."""
    tp, fp, fn, tn = (cells[name] for name in ("tp", "fp", "fn", "tn"))
    rows = [("Metastasis", tp, fp), ("No metastasis", fn, tn), ("Total", tp + fn, fp + tn)]
    head = f"  {'Model':<16}{'Metastasis':>14}{'No metastasis':>16}{'Total':>8}"
    return [f"  {'':<16}{'Pathology':>14}", head, *(f"  {name:<16}{a:>14}{b:>16}{a + b:>8}" for name, a, b in rows)]


def _clinical(clinical: Mapping[str, Any], n: int, unit: str, paper: Paper) -> list[str]:
    """Return the clinical assessment's CCR, by how much the model's is more, and the test of that difference.

    Where not all ``n`` were assessed the model's CCR of those who were stands above, for the difference is of these.
    """
    counts, model = clinical["discordant"], clinical.get("model_ccr")
    alone = f"model {counts['model_only']}, clinical assessment {counts['clinical_only']} ({unit})"
    lines = []
    if model is not None and model["n"] != n:
        lines.append(paper.aside("Assessed", f"{model['n']:,} of {n:,} {unit}"))
        lines += paper.estimate("CCR, model, assessed", model, "percent")
    lines += paper.estimate("CCR, clinical", clinical["ccr"], "percent")
    lines += paper.estimate("CCR less clinical", clinical["difference"], "points")
    lines.append(paper.test("p of the difference", clinical["test"]))
    if clinical.get("mcnemar_midp") is not None:
        lines.append(paper.test("mid-p of the difference", {"p": clinical["mcnemar_midp"], "method": MID_P}))
    return [*lines, paper.aside("Only one of them right", alone)]
