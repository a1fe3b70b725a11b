"""What the figures of estimates share: error bars, bands, and the colours of model and clinical assessment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nodecluster import formats

Estimate = Mapping[str, Any]

MODEL, CLINIC, OTHER = "#0072B2", "#A94C84", "#009E73"
"""Of the model, of the clinical assessment and of a third; the colour-blind tell them apart, and each has words too."""

DIGITS = 5
"""Decimals of a number in a figure: far below a pixel."""

END = 24
"""px beyond 100 % at the end of an axis, or plotly leaves its label out."""


def known(estimate: Estimate | None) -> bool:
    """Return whether an ESTIMATE has a value."""
    return formats.number((estimate or {}).get("value")) is not None


def whiskers(estimates: Sequence[Estimate], **look: object) -> dict[str, Any]:
    """Return the error bars of ESTIMATEs with a value; one without an interval has none.

    Its lengths are None, not 0: a bar of length 0 is drawn as its caps, like an interval that is very narrow.

    >>> whiskers([{"value": 0.5, "low": 0.25, "high": 0.875}], width=3)["array"]
    [0.375]
    """
    reach = {
        name: [_reach(each, end) for each in estimates] for name, end in (("array", "high"), ("arrayminus", "low"))
    }
    return {"type": "data", "symmetric": False, **reach, "thickness": 1.5, "width": 4, **look}


def band(
    name: str, places: Sequence[float], limits: tuple[Sequence[Any], Sequence[Any]], colour: str
) -> dict[str, Any]:
    """Return a translucent band between low and high limits, as one outline; points without limits are left out.

    Parameters
    ----------
    name : in the legend.
    places : of the points along the x axis.
    limits : the low and the high ones, None where there are none.
    colour : as ``#rrggbb``.
    """
    there = [(x, low, high) for x, low, high in zip(places, *limits, strict=True) if None not in (low, high)]
    outline = [(x, high) for x, _, high in there] + [(x, low) for x, low, _ in reversed(there)]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [round(x, DIGITS) for x, _ in outline],
        "y": [round(y, DIGITS) for _, y in outline],
        "fill": "toself",
        "fillcolor": faint(colour, 0.18),
        "line": {"color": colour, "width": 0},
        "hoverinfo": "skip",
    }


def faint(colour: str, opacity: float) -> str:
    """Return a colour that lets the ground shine through.

    >>> faint("#0072B2", 0.2)
    'rgba(0,114,178,0.2)'
    """
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def with_interval(estimate: Estimate, form: formats.Format) -> str:
    """Return a value and its interval, as a label has them.

    >>> with_interval({"value": 0.5, "low": 0.25, "high": 0.75}, formats.percent)
    '50.00 % (25.00 to 75.00 %)'
    """
    limits = formats.interval(estimate, form).replace(" % to ", " to ")
    return f"{form(estimate.get('value'))} ({limits})" if limits else form(estimate.get("value"))


def unless_missing(estimates: Iterable[Estimate]) -> str:
    """Return what a caption adds behind its intervals where an ESTIMATE has none; nothing where all have one.

    >>> unless_missing([{"value": 1.0, "low": None, "high": None}]), unless_missing([])
    (', none where not estimable', '')
    """
    return ", none where not estimable" if any(_reach(each, "low") is None for each in estimates) else ""


def _reach(estimate: Estimate, end: str) -> float | None:
    """Return how far a limit lies from the estimate; None where there is none."""
    limit = formats.number(estimate.get(end))
    return None if limit is None else round(abs(limit - estimate["value"]), DIGITS)
