from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree  # only ever of pictures made here

import numpy as np
import pytest

from nodecluster.report.nodes.placed import placed_patient
from nodecluster.report.nodes.projection import _spread, alt, projection

from ..conftest import EVIL
from ..placing import MIDDLE, ball, barrel, small_run


def drawn(run, patient="B"):
    return ElementTree.fromstring(str(projection(run, patient)))  # noqa: S314


def points(path) -> np.ndarray:
    """Return the corners of a polygon of relative steps."""
    start, steps = re.fullmatch(r"M(\S+ \S+)l(.*)z", path.get("d")).groups()
    numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
    first = np.array([int(n) for n in start.split()])
    return first + np.concatenate([[[0, 0]], np.cumsum(np.reshape(numbers, (-1, 2)), axis=0)])


def nodes(svg):
    """Return each view's outlines by the node's number: the front's first, as they are drawn."""
    found = [
        (path.find("title").text.split()[0], points(path)) for path in svg.iter("path") if "node" in path.get("class")
    ]
    half = len(found) // 2
    return dict(found[:half]), dict(found[half:])


def scale(svg) -> float:
    """Return units a millimetre, as the bar says."""
    bar = next(path for path in svg.iter("path") if path.get("class") == "scale")
    start, end = re.fullmatch(r"M(\d+) \d+H(\d+)", bar.get("d")).groups()
    length = next(text.text for text in svg.iter("text") if text.get("class") == "bar")
    return (int(end) - int(start)) / float(length.removesuffix(" mm"))


def test_nodes_stand_where_they_lie_at_the_bars_scale():
    run = small_run()
    svg = drawn(run)
    front, side = nodes(svg)
    unit = scale(svg)
    places = {"1": [105, -30, 60], "2": [-90, -22, 20], "3": [115, -14, -20]}  # of ``placing.place``, from the middle
    for one, other in (("1", "2"), ("2", "3"), ("1", "3")):
        apart = np.subtract(places[other], places[one])
        assert (front[other].mean(axis=0) - front[one].mean(axis=0)) / unit == pytest.approx(
            [apart[0], -apart[2]], abs=1
        )
        assert (side[other].mean(axis=0) - side[one].mean(axis=0)) / unit == pytest.approx([apart[1], -apart[2]], abs=1)
    for number, radius in (("1", 4), ("2", 5), ("3", 6)):
        assert np.ptp(front[number], axis=0) / unit == pytest.approx([2 * radius] * 2, abs=1.6)


def test_letters_stand_at_the_sides_that_they_name():
    svg = drawn(small_run())
    x = {text.text: int(text.get("x")) for text in svg.iter("text") if text.get("class") == "side"}
    assert list(x) == ["R", "L", "A", "P"]
    assert x["R"] < x["L"] < x["A"] < x["P"]
    front, side = nodes(svg)
    assert x["R"] < front["2"][:, 0].max() < (x["R"] + x["L"]) / 2 < front["1"][:, 0].min() < x["L"]
    assert x["A"] < side["1"][:, 0].mean() < side["3"][:, 0].mean() < x["P"]


def test_everything_lies_inside_the_picture():
    for run in (small_run(), replace(small_run(), shapes={k: v for k, v in small_run().shapes.items() if k[1]})):
        svg = drawn(run)
        _, _, width, height = map(int, svg.get("viewBox").split())
        for path in svg.iter("path"):
            if path.get("d").endswith("z"):
                assert (points(path) >= 0).all()
                assert (points(path) <= [width, height]).all()
        for text in svg.iter("text"):
            assert 0 <= int(text.get("x")) <= width
            assert 0 <= int(text.get("y")) <= height


def test_a_long_body_is_cut_far_above_and_below_the_nodes():
    run = small_run()
    long = barrel(MIDDLE - [0, 0, 700])
    both = long.mask()[:1].repeat(120, axis=0) | True
    tall = replace(run, shapes={**run.shapes, ("B", ""): type(long).of(both, long.origin_mm, long.step_mm)})
    svg = drawn(tall)
    body = next(path for path in svg.iter("path") if path.get("class") == "body")
    assert np.ptp(points(body)[:, 1]) / scale(svg) == pytest.approx(80 + 10 + 240, abs=26)  # nodes and 120 mm each way


def test_groups_are_told_by_class_and_in_words():
    svg = drawn(small_run(), "A")
    assert [path.get("class") for path in svg.iter("path") if "node" in path.get("class")].count("node group2") == 2
    assert svg.get("aria-label") == (
        "Patient A, from the front and from the side: 2 nodes; 1 in group 2 (1 on the patient’s left); "
        "1 in group 1 (1 on the patient’s right). Grey: the body, as far as the CT shows it."
    )


def test_without_body_or_group_no_side_or_group_is_claimed():
    run = small_run()
    bare = replace(run, nodes=None, shapes={key: shape for key, shape in run.shapes.items() if key[1]})
    assert alt(placed_patient(bare, "B")) == "Patient B, from the front and from the side: 3 nodes. No body outline."
    assert "group" not in str(projection(bare, "B"))


def test_one_small_node_alone_has_a_shorter_bar():
    run = replace(small_run(), shapes={("C", "n1"): ball((0, 0, 0), 3)})
    texts = [text.text for text in drawn(run, "C").iter("text")]
    assert "10 mm" in texts
    assert "1" in texts


def test_no_shape_no_picture():
    assert projection(small_run(), "D") is None


def test_markup_in_an_id_stays_text():
    found = str(projection(small_run(EVIL), EVIL + "B"))
    assert "<img" not in found
    assert drawn(small_run(EVIL), EVIL + "B").get("aria-label").startswith(f"Patient {EVIL}B")


def test_it_is_small():
    assert len(str(projection(small_run(), "B"))) < 4000


@pytest.mark.parametrize("rows", [[0, 0, 0], [10, 20, 30, 500], [990, 995, 1000], [5], []])
def test_numbers_do_not_cover_each_other_and_stay_inside(rows):
    found = _spread(rows, 0, 1000)
    assert found == sorted(found)
    assert all(after - before >= 49 for before, after in pairwise(found))
    assert all(0 <= row <= 1000 for row in found)


def test_more_numbers_than_there_is_room_for_move_closer():
    found = _spread([500] * 40, 0, 1000)
    assert min(found) >= 0
    assert max(found) <= 1000
    assert len(set(found)) == 40
