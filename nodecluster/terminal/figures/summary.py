"""A validation as text: the levels, then in brief what is made of them; the report and the tables hold the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nodecluster.terminal.figures.comparison import comparisons, whose
from nodecluster.terminal.figures.groups import subgroups
from nodecluster.terminal.figures.levels import NO_VALIDATION, level_blocks
from nodecluster.terminal.figures.lines import WIDTH, Paper
from nodecluster.terminal.figures.use import prevalence, risks, rules
from nodecluster.validation.levels.naming import UNSEEN, main_set
from nodecluster.words import first_few

LEGEND = (
    "The first interval of a figure is the one to quote; those below it are by other methods (Wilson: the study's).",
    "CCR: correct classification rate. PPV, NPV: positive and negative predictive value. FPR, FNR: false positive and"
    " false negative rate. AUC: area under the ROC curve. Points: percentage points.",
)
SEEN_TOO = "What follows is of '{}', with the patients " + NO_VALIDATION + "."
REST = (
    "What follows the levels is of '{}' alone, and in brief. The other sets, every interval by every method and all"
    " notes are in the report and, for a spreadsheet, in tables/."
)


def summary(metrics: Mapping[str, Any], wide: int = WIDTH) -> str:
    """Return ``metrics.json`` as text: how to read it, the levels, what is made of them, the patients seen, warnings.

    Parameters
    ----------
    metrics : of a validation; blocks that it has not are passed over.
    wide : how long a line may be, 80 at least.
    """
    paper = Paper(wide)
    head = [*([whose(metrics["comparison"])] if "comparison" in metrics else []), *LEGEND]
    blocks = ["\n".join(paper.paragraph(text, "") for text in head)]
    blocks += [*level_blocks(metrics, paper), *_in_brief(metrics, paper), *_seen(metrics["seen_patients"], paper)]
    if metrics["warnings"]:
        blocks.append("\n".join(["Warnings", *paper.items(metrics["warnings"])]))
    return "\n\n".join(blocks) + "\n"


def _in_brief(metrics: Mapping[str, Any], paper: Paper) -> Iterator[str]:
    """Yield what is made of the predictions of the main set, and where the rest is."""
    name = main_set(metrics["patient"])
    if "rules" in metrics and name + UNSEEN in metrics["patient"]:  # nobody else is left
        yield paper.paragraph(SEEN_TOO.format(name), "")
    if "rules" in metrics:
        yield rules(metrics["rules"], name, paper)
    if "prevalence" in metrics:
        yield prevalence(metrics["prevalence"][name], name, paper)
    if "calibration" in metrics and "decision_curve" in metrics:
        yield risks(metrics, name, paper)
    yield from subgroups(metrics.get("subgroups", ()), paper)
    if "comparison" in metrics:
        yield from comparisons(metrics["comparison"], name, paper)
    if "rules" in metrics:
        yield paper.paragraph(REST.format(name), "")


def _seen(ids: Sequence[str], paper: Paper) -> list[str]:
    """Return who was seen, the first ten by name."""
    if not ids:
        return []
    text = f"Patients whose ids the model was fitted on, {len(ids)} of these: {first_few(sorted(ids), most=10)}."
    return [paper.paragraph(text, "")]
