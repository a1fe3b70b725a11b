"""What a run says on the terminal: plain text, a few lines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from nodecluster.results import Run
from nodecluster.tables import failure_lines
from nodecluster.terminal.figures.lines import WIDTH, Paper
from nodecluster.terminal.figures.summary import summary as validation_summary
from nodecluster.validation.choosing.rule_origin import tuned_words
from nodecluster.words import counted

SHOWN_WARNINGS = 20
_WHOSE = re.compile(r"\Apatient .*?, (?:nodes? .*?: )?")


def summary(run: Run, wide: int = WIDTH) -> str:
    """Return what was done, the groups, the figures (lines so ``wide`` at most) and the warnings of a run."""
    paper = Paper(wide)
    lines = [*map(paper.hanging, (*_counts(run), *_groups(run), *_rule(run), *_predictions(run)))]
    if run.metrics is not None:
        lines += ["", validation_summary(run.metrics, wide).rstrip(), ""]
    own = [] if run.metrics is None else list(run.metrics.get("warnings", []))
    said = [*own, *(line for line in run.info["warnings"] if _is_said(run, line))]
    rest = [warning for warning in run.info["warnings"] if warning not in said]
    lines += map(paper.hanging, _warnings(rest))
    if run.info["notice"]:
        lines.append(paper.hanging(f"Note: {run.info['notice']}"))
    return "\n".join(lines)


def _warnings(said: Sequence[str]) -> Iterator[str]:
    """Yield a line for each warning; of many, for the first of each kind, so that no kind hides the others."""
    kinds = defaultdict[str, list[str]](list)
    for warning in said:
        kinds[_kind(warning) if len(said) > SHOWN_WARNINGS else warning].append(warning)
    shown = list(kinds.values())[:SHOWN_WARNINGS]
    for alike in shown:
        more = len(alike) - 1
        yield f"Warning: {alike[0]}{f' (and {more} more like this, see the report)' if more else ''}"
    left = len(said) - sum(map(len, shown))
    if left:
        yield f"... and {counted(left, 'more warning')}, see the report"


def _kind(warning: str) -> str:
    """Return what a warning says, whoever it says it of and whatever the numbers are."""
    return re.sub(r"[-+]?[0-9]+", "0", _WHOSE.sub("", warning, count=1))


def failures(run: Run, most: int) -> Iterator[str]:
    """Yield a line for each failure, up to ``most`` of them; however long, so that a search finds all of it."""
    for line in failure_lines(run.failures.head(most)):
        yield f"Failed: {line}{'' if line.endswith('?') else '.'}"
    if len(run.failures) > most:
        yield f"... and {len(run.failures) - most} more, see failures.csv"


def _counts(run: Run) -> Iterator[str]:
    """Yield how much was used."""
    counts = run.info["counts"]
    excluded = f", {counts['excluded']} excluded" if counts["excluded"] else ""
    failed = f"; {counted(len(run.failures), 'failure')}" if len(run.failures) else ""
    nodes, patients = counted(counts["nodes"], "node"), counted(counts["patients_measured"], "patient")
    missing = counts["patients"] - counts["patients_measured"]
    node = "node" if run.info["command"] == "score" else "measured node"  # there nothing is measured
    patients += f" ({missing} more without a {node})" if missing else ""
    yield f"{run.info['inputs']['cohort']}: {nodes} of {patients}{excluded}{failed}"


def _groups(run: Run) -> Iterator[str]:
    """Yield the model's groups and its verdict."""
    if run.model is None:
        return
    fitted, verdict = run.model["fitted"], run.model["verdict"]
    yield (
        f"Model: {len(run.model['kept'])} of {len(run.model['features'])} features kept; fitted on {fitted['nodes']} "
        f"nodes of {fitted['patients']} patients: group 1 {fitted['nodes_group1']}, group 2 {fitted['nodes_group2']}"
    )
    yield f"Verdict: {verdict['name']} ({'; '.join(verdict['reasons'])})"


def _rule(run: Run) -> Iterator[str]:
    """Yield the patient rule of a fit that has tuned it, and what that is worth."""
    choice = run.model.get("rule_choice") if run.model is not None and run.info["command"] == "fit" else None
    if choice is not None:
        yield (
            f"Rule: {choice['rule']}, {tuned_words(choice)}. The groups used no label; on these patients the rule is "
            "tuned, not validated"
        )


def _is_said(run: Run, warning: str) -> bool:
    """Return whether a warning is that of the verdict or of the tuned rule, which have lines of their own."""
    choice = run.model.get("rule_choice") if run.model is not None and run.info["command"] == "fit" else None
    return warning.startswith("the model is ") or (choice is not None and tuned_words(choice) in warning)


def _predictions(run: Run) -> Iterator[str]:
    """Yield how many nodes and patients were predicted, where they are new."""
    if run.info["command"] != "predict" or run.nodes is None or run.patients is None:
        return
    second, predicted = int((run.nodes["group"] == 2).sum()), run.patients["predicted"].dropna()
    without = len(run.patients) - len(predicted)
    origin = f" ({run.info['rule_origin']})" if run.info.get("rule_origin") else ""
    yield (
        f"Predicted: {second} of {len(run.nodes)} nodes in group 2; {int((predicted == 1).sum())} of "
        f"{counted(len(predicted), 'patient')} metastatic by rule '{run.info['settings']['rule']}'{origin}"
        + (f"; {counted(without, 'patient')} without a prediction" if without else "")
    )
