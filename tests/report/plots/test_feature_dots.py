"""The dot plot of the features."""

from __future__ import annotations

import pytest

from nodecluster.report.metrics.signed import Signed
from nodecluster.report.plots.feature_dots import MOST, dot_plot
from nodecluster.validation.signature.columns import COLUMNS

WHOSE = {"groups": "all nodes of this run", "labels": "labelled nodes"}


def numbers(name, d, q=0.001, p=0.001):
    row = dict.fromkeys(COLUMNS) | {"feature": name, "d": d, "q_bh": q, "p": p}
    return row if d is None or p is None else row | {"low": d - 0.5, "high": d + 0.25}


def made(groups, labels=()):
    """Return features of which each has a row: name, d, q."""
    rows = [{row["feature"]: row for row in part} for part in (groups, labels)]
    order = sorted(rows[0], key=lambda name: -abs(rows[0][name]["d"] or 0))
    return Signed(tuple(order), *rows)


def traces(figure):
    return {trace["name"]: trace for trace in figure.plot["data"]}


def test_marks_of_labels_are_filled_where_q_is_small_and_those_of_groups_all_alike():
    figure = dot_plot(
        made(
            [numbers("original_glcm_A", 2.0), numbers("original_glcm_B", -1.0, q=0.05)],
            [numbers("original_glcm_A", 0.1, q=0.4), numbers("original_glcm_B", -1.5)],
        ),
        WHOSE,
        0.95,
    )
    found = traces(figure)
    assert {name: (trace["x"], trace["marker"]["symbol"]) for name, trace in found.items()} == {
        "Groups": ([2.0, -1.0], "circle"),
        "Labels: q < 0.05": ([-1.5], "diamond"),
        "Labels: q ≥ 0.05": ([0.1], "diamond-open"),
    }
    bars = found["Groups"]["error_x"]
    assert (bars["array"], bars["arrayminus"]) == ([0.25, 0.25], [0.5, 0.5])
    # The larger |d| lies above; groups and labels of a feature lie beside each other.
    assert found["Groups"]["y"][0] > 1 > found["Labels: q ≥ 0.05"]["y"][0] > 0.5
    assert figure.plot["layout"]["yaxis"]["ticktext"] == ["glcm A", "glcm B"]
    assert "a description" in figure.caption
    assert "95 % intervals, each for itself," in figure.caption
    assert "Diamonds, filled: q < 0.05" in figure.caption
    assert "estimable" not in figure.caption
    assert found["Groups"]["customdata"][0] == ["glcm A", "+2.00 (1.50 to 2.25)"]
    assert "q" not in found["Groups"]["hovertemplate"].split("<br>")[1]
    assert found["Labels: q < 0.05"]["customdata"] == [["glcm B", "−1.50 (−2.00 to −1.25)", "0.0010"]]
    assert "<br>q %{customdata[2]}" in found["Labels: q < 0.05"]["hovertemplate"]


@pytest.mark.parametrize(
    ("p", "name"), [((None, None), "Labels: no test"), ((0.5, None), "Labels: q ≥ 0.05 or no test")]
)
def test_what_has_no_test_is_said_to_have_none(p, name):
    rows = [numbers(f"original_glcm_{i}", 1.0 + i, q=0.9 if each else None, p=each) for i, each in enumerate(p)]
    figure = dot_plot(made(rows, rows), WHOSE, 0.95)
    assert list(traces(figure)) == ["Groups", name]
    assert "the patients, none where not estimable." in figure.caption


def test_only_so_many_are_drawn_and_it_is_said():
    figure = dot_plot(made([numbers(f"original_glcm_{i}", i / 10) for i in range(1, 31)]), WHOSE, 0.95)
    assert len(figure.plot["layout"]["yaxis"]["tickvals"]) == MOST
    assert figure.plot["layout"]["yaxis"]["ticktext"][0] == "glcm 30"
    assert f"The {MOST} of 30 kept features" in figure.caption
    assert "Diamonds" not in figure.caption
    assert "q <" not in figure.caption


def test_without_any_d_there_is_no_figure():
    assert dot_plot(made([numbers("original_glcm_A", None)]), WHOSE, 0.95) is None
