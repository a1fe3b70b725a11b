from __future__ import annotations

import pytest

from nodecluster.report.plots.predictive import predictive_figure

from ..conftest import EVIL, estimate


def at(prevalence, ppv=(1, 2), npv=(3, 4)):
    return {"prevalence": prevalence, "ppv": estimate(*ppv), "npv": estimate(*npv)}


def test_by_rising_prevalence_with_the_patients_own_among_them():
    block = {"own": at(0.25, (2, 4)), "stated": [at(0.5, (3, 4)), at(0.1, (1, 4))]}
    figure = predictive_figure("k", "All", block)
    ppv, npv = figure.plot["data"]
    assert (ppv["x"], ppv["y"]) == ([0.1, 0.25, 0.5], [0.25, 0.5, 0.75])
    assert npv["y"] == [0.75] * 3
    assert ppv["error_y"]["array"] == [pytest.approx(0.05)] * 3
    (line,) = figure.plot["layout"]["shapes"]
    assert line["x0"] == line["x1"] == 0.25
    assert "25.00 %" in figure.caption
    assert "positive predictive value 50.00 % (45.00 to 55.00 %)" in figure.alt


def test_what_is_not_estimable_is_left_out():
    nobody = (0, 0)
    block = {"own": at(0.25, nobody), "stated": [at(0.1, nobody), at(0.5, (1, 2))]}
    (npv,) = predictive_figure("k", "All", block).plot["data"]
    assert npv["name"] == "Negative predictive value"
    assert predictive_figure("k", "All", {"reason": "nobody"}) is None
    assert predictive_figure("k", "All", {"own": at(0.25), "stated": []}) is None  # one is no curve
    assert predictive_figure("k", EVIL, block).caption.startswith(EVIL)  # a caption is the template's to escape
