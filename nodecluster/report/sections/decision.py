"""The decision curve: at which threshold of risk the model is worth following."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster import formats
from nodecluster.report.metrics.sets import main_first, parts_of, title
from nodecluster.report.parts import Part, Row, Section, Table
from nodecluster.report.plots.curves import decision_figure
from nodecluster.results import Run
from nodecluster.words import counted, listed

_STEPS = tuple(step / 100 for step in (1, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80))
"""The thresholds of the table, as far as the curve has them; the figure, or ``decision_curve.csv``, has them all."""
_OF_THE_MODEL = ("model", "prediction")
_TINY = 1e-9


def section(run: Run) -> Section | None:
    """Return the decision curves; None where the run has none."""
    sets = (run.metrics or {}).get("decision_curve")
    if not sets:
        return None
    main = main_first(sets)[0]
    drawn = [decision_figure("plot-decision", title(main), sets[main])]
    if sets[main].get("assessed"):
        drawn.append(decision_figure("plot-decision-assessed", _assessed_name(title(main)), sets[main]["assessed"]))
    figures = tuple(figure for figure in drawn if figure is not None)
    return Section("decision-curve", "Decision curve", parts_of(sets, _part), figures)


def _part(name: str, block: Mapping[str, Any]) -> Part:
    """Return one set of patients, and those of them who were assessed clinically, where not all were."""
    notes = tuple(str(note) for note in block.get("notes") or ())
    if block.get("reason"):
        return Part(name, (f"Not estimable: {block['reason']}.",), notes=notes)
    words, tables = _words(block), [_table(name, block)]
    assessed = block.get("assessed")
    if assessed:
        said, more = _assessed(name, assessed)
        words, tables = (*words, *said), [*tables, *more]
        notes += tuple(str(note) for note in assessed.get("notes") or () if note not in notes)
    said = (f"Method: {_typeset(str(block.get('method')))}.", *notes)
    return Part(name, words, tuple(tables), said, shown=0)


def _assessed(name: str, block: Mapping[str, Any]) -> tuple[Row, list[Table]]:
    """Return sentences and table of the patients who were assessed clinically."""
    who = f"Of the {counted(int(block['n']), 'patient')} with a clinical assessment:"
    if block.get("reason"):
        return (f"{who} not estimable, {block['reason']}.",), []
    return tuple(f"{who} {sentence}" for sentence in _words(block)), [_table(_assessed_name(name), block)]


def _assessed_name(name: str) -> str:
    """Return the heading of the patients of a set who were assessed clinically."""
    return f"{name}, those with a clinical assessment"


def _typeset(method: str) -> str:
    """Return a method with its formula set as it is printed.

    >>> _typeset("positives / n - negatives / n x t / (1 - t) for treating")
    'positives / n − negatives / n × t / (1 − t) for treating'
    """
    return method.replace(" x ", " × ").replace(" - ", " − ")


def _gap(strategy: Mapping[str, Any]) -> bool:
    """Return whether a strategy has no curve."""
    return bool(strategy.get("reason"))


def _words(block: Mapping[str, Any]) -> Row:
    """Return which curves are missing and why, and where those of the model are on top, in sentences."""
    strategies = block["strategies"]
    missing = [f"{each['label']}: not estimable, {each['reason']}." for each in strategies.values() if _gap(each)]
    if "clinical" not in strategies:
        missing.append("No patient has a clinical assessment: it has no curve here.")
    return (*missing, *_better(block))


def _better(block: Mapping[str, Any]) -> Row:
    """Return at which thresholds the score is above the strategies without the model, and where the hard prediction is.

    No sentence where there is no score.
    """
    if "better" not in block:
        return ()
    ranges, hard = ([_range(*each) for each in block.get(name) or ()] for name in ("better", "prediction_better"))
    others = _without_model(block)
    if not ranges:
        return (f"There is no range of thresholds at which the score of the model is above {others}.",)
    said = f"The score of the model is above {others} at thresholds of {listed(ranges)}."
    return (
        (said, f"Among these, the model's hard prediction is above its score at {listed(hard)}.") if hard else (said,)
    )


def _without_model(block: Mapping[str, Any]) -> str:
    """Return the names of the curves that there are without the model: what its score was held against."""
    there = {key: each for key, each in block["strategies"].items() if key not in _OF_THE_MODEL and not _gap(each)}
    return listed([f"“{each['label']}”" for each in there.values()])


def _range(low: float, high: float) -> str:
    """Return a range of thresholds."""
    ends = [f"{100 * value:g} %" for value in (low, high)]
    return ends[0] if low == high else " to ".join(ends)


def _table(name: str, block: Mapping[str, Any]) -> Table:
    """Return the net benefit of each strategy at round thresholds."""
    curves = [each for each in block["strategies"].values() if not _gap(each)]
    thresholds = block["thresholds"]
    places = [
        place for place, value in enumerate(thresholds) if any(abs(value - step) < _TINY for step in _STEPS)
    ] or range(len(thresholds))
    rows = tuple((f"{100 * thresholds[place]:g} %", *(_cell(each, place) for each in curves)) for place in places)
    head = ("Threshold of risk", *(str(each["label"]) for each in curves))
    heading = formats.level({"level": block.get("level")})
    return Table(f"{name}: net benefit (net true positives a patient), {heading} below each", head, rows)


def _cell(curve: Mapping[str, Any], place: int) -> str:
    """Return the net benefit at a threshold and, below it, its interval."""
    value, low, high = (curve[key][place] for key in ("net_benefit", "low", "high"))
    if low is None or high is None:
        return formats.decimals(value)
    return f"{formats.decimals(value)}\n{formats.decimals(low)} to {formats.decimals(high)}"
