"""What the interactive figures share."""

from __future__ import annotations

from typing import Any

from nodecluster.colours import GROUP_COLOURS

GREY = "#7a7f87"


def base_layout(x: str, y: str, height: int) -> dict[str, Any]:
    """Return what the figures share: transparent, so that the page's light or dark ground shows."""
    axis = {"showline": True, "linecolor": GREY, "gridcolor": GREY, "zerolinecolor": GREY, "ticks": "outside"}
    axis |= {"automargin": True, "separatethousands": True, "exponentformat": "none"}
    return {
        "height": height,
        "margin": {"l": 56, "r": 12, "t": 30, "b": 48},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 13},
        "xaxis": axis | {"title": {"text": x, "standoff": 8, "font": {"size": 14}}},
        "yaxis": axis | {"title": {"text": y, "standoff": 8, "font": {"size": 14}}},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "yref": "container", "y": 0, "yanchor": "bottom"},
        "hovermode": "closest",
        "dragmode": "pan",
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": GREY, "activecolor": GROUP_COLOURS[1]},
    }


def diagonal() -> dict[str, Any]:
    """Return the line from (0, 0) to (1, 1): of a guess in an ROC plot, of risks that are right in a calibration."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [0, 1],
        "y": [0, 1],
        "line": {"color": GREY, "dash": "dash", "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
    }
