"""The nodes of a patient along their scores."""

from __future__ import annotations

import re

import pytest

from nodecluster.report.nodes.strip import WIDTH, Mark, score_strip

from ..reading import Reader


def parts(svg: str, tag: str) -> list[dict[str, str]]:
    return [dict(found) for name, found in Reader(svg).tags if name == tag]


def test_the_border_is_in_the_middle_and_the_centres_beside_it():
    # Half the way 2: the line reaches to 3, 170 units from the middle.
    svg = score_strip([Mark(-2.0, 1), Mark(1.0, 2, decides=True)], half=2.0, limit=0.5)
    (circle,) = parts(svg, "circle")
    assert (circle["cx"], circle["class"]) == ("66.7", "group1")  # 180 - 2 / 3 x 170
    diamond = next(path for path in parts(svg, "path") if path["class"] == "group2 decides")
    assert diamond["d"].startswith("M236.7 ")
    (band,) = parts(svg, "rect")
    assert (float(band["x"]), float(band["width"])) == pytest.approx((151.7, 56.6), abs=0.11)
    assert [text["x"] for text in parts(svg, "text")] == ["66.7", "293.3", "180"]


def test_what_lies_far_out_is_an_arrow_at_the_edge():
    svg = score_strip([Mark(-900.0, 1), Mark(900.0, 2), Mark(0.1, 2)], half=1.0, limit=0.25)
    tips = [float(re.match(r"M([\d.]+) ", path["d"])[1]) for path in parts(svg, "path") if path["class"] != "axis"]
    assert {2.0, WIDTH - 2.0} < set(tips)


def test_it_says_what_is_drawn():
    assert "Scores of 2 nodes from −2.00 to +1.00; 1 in group 2" in score_strip([Mark(1, 2), Mark(-2, 1)], 2, 0.5)
    assert "Score of the node +1.00; 1 in group 2" in score_strip([Mark(1, 2)], 2, 0.5)
    assert "No node has a score" in score_strip([], 2, 0.5)
