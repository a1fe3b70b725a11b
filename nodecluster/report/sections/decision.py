"""The decision curve: at which threshold of risk the model is worth following."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster import formats
from nodecluster.report.curves import decision_figure
from nodecluster.report.parts import Part, Row, Section, Table
from nodecluster.report.sets import main_first, parts_of, title
from nodecluster.results import Run
from nodecluster.words import listed

_STEPS = tuple(step / 100 for step in (1, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80))
"""The thresholds of the table, as far as the curve has them; the figure, or ``metrics.json``, has them all."""
_WITHOUT = "every strategy that does without the model"
_TINY = 1e-9


def section(run: Run) -> Section | None:
    """Return the decision curves; None where the run has none."""
    sets = (run.metrics or {}).get("decision_curve")
    if not sets:
        return None
    main = main_first(sets)[0]
    figure = decision_figure("plot-decision", title(main), sets[main])
    return Section("decision-curve", "Decision curve", parts_of(sets, _part), () if figure is None else (figure,))


def _part(name: str, block: Mapping[str, Any]) -> Part:
    """Return one set of patients."""
    notes = tuple(str(note) for note in block.get("notes") or ())
    if block.get("reason"):
        return Part(name, (f"Not estimable: {block['reason']}.",), notes=notes)
    strategies = block["strategies"]
    missing = tuple(f"{each['label']}: not estimable, {each['reason']}." for each in strategies.values() if _gap(each))
    words = (*missing, *_better(block))
    return Part(name, words, (_table(name, block),), (f"Method: {block.get('method')}.", *notes))


def _gap(strategy: Mapping[str, Any]) -> bool:
    """Return whether a strategy has no curve."""
    return bool(strategy.get("reason"))


def _better(block: Mapping[str, Any]) -> Row:
    """Return at which thresholds the score is above every strategy that does without the model, as a sentence."""
    if "better" not in block:
        return ()
    ranges = [_range(*each) for each in block["better"]]
    if not ranges:
        return (f"At no threshold is the score of the model above {_WITHOUT}.",)
    return (f"The score of the model is above {_WITHOUT} at thresholds of {listed(ranges)}.",)


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
