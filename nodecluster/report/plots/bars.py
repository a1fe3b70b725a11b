"""CCR, sensitivity and specificity as bars with their intervals, the clinical assessment's CCR beside the model's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nodecluster import formats
from nodecluster.report.embed import plot_text
from nodecluster.report.metrics.levels import Level, assessed, clinical_test, equals
from nodecluster.report.parts import Figure
from nodecluster.report.plots.plotting import base_layout
from nodecluster.report.plots.whiskers import (
    CLINIC,
    DIGITS,
    MODEL,
    Estimate,
    faint,
    known,
    unless_missing,
    whiskers,
    with_interval,
)

RATES = {"ccr": "CCR", "sensitivity": "Sensitivity", "specificity": "Specificity"}

_ROW, _WIDTH = 26, 0.78
"""Of a line in px, of a bar in lines."""
_LABELS, _VALUES = 88, 70
"""px of the labels at the axis, and of the values beyond its end."""
_FAR = 1.03
"""End of the axis: the whiskers reach to 1."""
_OF = {MODEL: "Model", CLINIC: "Clinical assessment"}


@dataclass(frozen=True)
class _Line:
    """A line of the figure: a bar, or above a set's bars its heading and its p, which have no estimate.

    Attributes
    ----------
    words : the label at the axis, or what stands there in place of a bar.
    estimate, colour : of the bar.
    """

    words: str
    estimate: Estimate | None = None
    colour: str = MODEL


def bars_figure(key: str, sets: Sequence[tuple[str, Level]], unit: str) -> Figure | None:
    """Return the bars of every set below each other, or None where there is nothing to draw.

    Parameters
    ----------
    key : unique on the page.
    sets : the name of each and its LEVEL.
    unit : what is counted: ``nodes`` or ``patients``.
    """
    lines = [line for name, level in sets for line in _lines(name, level)]
    places = list(range(len(lines)))[::-1]
    bars = [(place, line) for place, line in zip(places, lines, strict=True) if line.estimate is not None]
    if not bars:
        return None
    there = [colour for colour in _OF if any(line.colour == colour for _, line in bars)]
    layout = base_layout("", "", height=70 + _ROW * len(lines))
    layout["margin"] |= {"r": _VALUES}
    layout["xaxis"] |= {"range": [0, _FAR], "dtick": 0.25, "tickangle": 0, "tickformat": ".0%", "zeroline": False}
    layout["yaxis"].pop("title")  # even an empty one takes room from a telephone
    layout["yaxis"] |= {
        "tickvals": [place for place, _ in bars],
        "ticktext": [line.words for _, line in bars],
        "range": [-0.7, len(lines) - 0.2],
        "showgrid": False,
        "showline": False,  # it would cross the headings
        "zeroline": False,
        "ticks": "",
    }
    headings = [(place, line) for place, line in zip(places, lines, strict=True) if line.estimate is None]
    layout |= {"showlegend": False, "barmode": "overlay", "annotations": [_heading(*each) for each in headings]}
    data = [_bars([each for each in bars if each[1].colour == colour], colour) for colour in there]
    plot = {"data": [*data, _values(bars)], "layout": layout}
    lacking = unless_missing(line.estimate or {} for _, line in bars)
    return Figure(key, plot, _caption(sets, unit, lacking, clinic=CLINIC in there), _alt(sets))


def _lines(name: str, level: Level) -> Iterator[_Line]:
    """Yield the lines of one set; the clinical assessment has a CCR only where the run says it."""
    found = [(words, level[rate]) for rate, words in RATES.items() if known(level.get(rate))]
    if not found:
        return
    clinical, among = level.get("clinical") or {}, assessed(level)
    yield _Line(f"<b>{plot_text(name)}</b> (n = {formats.count(level['n'])})")
    p = formats.number(clinical_test(clinical).get("p")) if clinical else None
    if p is not None:  # on a line of its own: beside the heading a telephone would cut it
        yield _Line(f"p {equals(formats.p_value(p))}")
    for words, estimate in found:
        yield _Line(words if among is None or words != RATES["ccr"] else f"{words}, model", estimate)
        if words == RATES["ccr"] and among is not None:
            yield from _beside(clinical, among.n, int(level["n"]))


def _beside(clinical: Mapping[str, Any], n: int, of: int) -> Iterator[_Line]:
    """Yield the clinical assessment's CCR; where not all have one, the model's on the same ones above it."""
    if n != of and known(clinical.get("model_ccr")):
        yield _Line(f"on {n:,} assessed", clinical["model_ccr"])
    if known(clinical.get("ccr")):
        yield _Line("CCR, clinical", clinical["ccr"], CLINIC)


def _heading(place: int, line: _Line) -> dict[str, Any]:
    """Return what stands above a set's bars, as far left as their labels: a telephone has no room to waste."""
    look = {"showarrow": False, "xanchor": "left", "yanchor": "middle", "align": "left", "xshift": -_LABELS}
    return {"text": line.words, "x": 0, "y": place - 0.1, "xref": "x", "yref": "y", **look}


def _bars(lines: Sequence[tuple[int, _Line]], colour: str) -> dict[str, Any]:
    """Return the bars of model or clinical assessment: faint, so that the whiskers show on them."""
    estimates = [line.estimate or {} for _, line in lines]
    return {
        "type": "bar",
        "orientation": "h",
        "name": _OF[colour],
        "x": [round(each["value"], DIGITS) for each in estimates],
        "y": [place for place, _ in lines],
        "width": _WIDTH,
        "marker": {"color": faint(colour, 0.3), "line": {"color": colour, "width": 1}},
        "error_x": whiskers(estimates, color=colour, thickness=2),
        "customdata": [
            [line.words, with_interval(each, formats.percent)] for (_, line), each in zip(lines, estimates, strict=True)
        ],
        "hovertemplate": f"{_OF[colour]}: %{{customdata[0]}}<br>%{{customdata[1]}}<extra></extra>",
    }


def _values(lines: Sequence[tuple[int, _Line]]) -> dict[str, Any]:
    """Return the values, written beyond the end of the axis: on the bars, whiskers would strike them through."""
    return {
        "type": "scatter",
        "mode": "text",
        "cliponaxis": False,
        "x": [_FAR] * len(lines),
        "y": [place for place, _ in lines],
        "text": [formats.percent((line.estimate or {})["value"]) for _, line in lines],
        "textposition": "middle right",
        "hoverinfo": "skip",
    }


def _caption(sets: Sequence[tuple[str, Level]], unit: str, lacking: str, *, clinic: bool) -> str:
    """Return what is to be seen."""
    methods = [str((level.get(rate) or {}).get("method")) for _, level in sets for rate in RATES]
    how = ", clustered by patient" if any("clustered" in method for method in methods) else ""
    said = f"Rates of the {unit} with their {formats.level(sets[0][1].get('ccr'))}s{how}{lacking}."
    if not clinic:
        return said
    tests = {str(clinical_test(level["clinical"]).get("method") or "") for _, level in sets if level.get("clinical")}
    said += f" p: model against clinical assessment on the same {unit} ({'; '.join(sorted(filter(None, tests)))})."
    return (
        f"{said} The assessment's sensitivity and specificity are not drawn: by its definition they are 0 and 100 % in"
        " cN0, 100 and 0 % in cN+."
    )


def _alt(sets: Sequence[tuple[str, Level]]) -> str:
    """Return the bars in words."""
    said = []
    for name, level in sets:
        rates = [(words, level.get(rate)) for rate, words in RATES.items()]
        clinical = ("CCR of the clinical assessment", (level.get("clinical") or {}).get("ccr"))
        shown = [
            f"{words} {formats.percent(each['value'])}" for words, each in (*rates, clinical) if each and known(each)
        ]
        said.append(f"{name}: {', '.join(shown)}" if shown else f"{name}: nothing to draw")
    return f"Bar chart. {'; '.join(said)}."
