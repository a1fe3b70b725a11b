import dataclasses

import numpy as np
import pytest

from nodecluster.errors import NodeclusterError
from nodecluster.phantom.anatomy import Axilla
from nodecluster.phantom.looks import NodeLook
from nodecluster.phantom.nodes import blend, place_nodes
from nodecluster.phantom.scanner import coordinates
from nodecluster.volume import Geometry

GEOMETRY = Geometry((60, 62, 40), (0.8, 0.8, 1.0))
AXES = coordinates(GEOMETRY)
PLAIN = NodeLook((4.0, 5.0, 6.0), lobulation=0.0, intensity_hu=80.0, texture_hu=0.0, hilum=0.0, necrosis=0.0)


def fat_only() -> Axilla:
    shape = GEOMETRY.size[::-1]
    return Axilla(np.full(shape, -100.0), np.ones(shape))


def test_the_contour_has_the_size_of_the_node():
    (node,) = place_nodes([PLAIN], fat_only(), AXES, 0.0, np.random.default_rng(0))
    # 4/3 pi 4 x 5 x 6 = 502.7 mm3; a hand that strays by 0.25 mm makes a few per cent.
    assert node.mask.sum() * 0.64 == pytest.approx(502.7, rel=0.1)


def test_a_reader_who_draws_wide_draws_more():
    sizes = [
        place_nodes([PLAIN], fat_only(), AXES, bias, np.random.default_rng(0))[0].mask.sum()
        for bias in (-0.5, 0.0, 0.5)
    ]
    assert sizes[0] < sizes[1] < sizes[2]


def test_nodes_keep_the_order_of_their_looks_and_their_distance():
    looks = [
        dataclasses.replace(PLAIN, semi_axes_mm=axes) for axes in ((3.0, 3.5, 4.0), (6.0, 6.5, 7.0), (4.0, 5.0, 6.0))
    ]
    nodes = place_nodes(looks, fat_only(), AXES, 0.0, np.random.default_rng(1))
    assert [tuple(node.surface.semi_axes_mm) for node in nodes] == [look.semi_axes_mm for look in looks]
    count = np.zeros(GEOMETRY.size[::-1], dtype=int)
    for node in nodes:
        count[node.box] += node.distance_mm < 1.0
    assert count.max() == 1


def test_a_thin_node_on_thick_slices_still_shows_on_three():
    axes = coordinates(Geometry((60, 62, 18), (0.8, 0.8, 2.5)))
    small = dataclasses.replace(PLAIN, semi_axes_mm=(3.0, 3.1, 3.2))
    shape = (18, 62, 60)
    for seed in range(10):
        axilla = Axilla(np.full(shape, -100.0), np.ones(shape))
        (node,) = place_nodes([small], axilla, axes, -0.4, np.random.default_rng(seed))
        assert node.mask.any(axis=(1, 2)).sum() >= 3


def test_no_room_is_an_error_and_not_an_endless_search():
    shape = GEOMETRY.size[::-1]
    with pytest.raises(NodeclusterError, match="no room"):
        place_nodes([PLAIN], Axilla(np.zeros(shape), np.zeros(shape)), AXES, 0.0, np.random.default_rng(0))


def test_a_plain_node_is_filled_with_its_intensity_and_nothing_else_changes():
    axilla = fat_only()
    (node,) = place_nodes([PLAIN], axilla, AXES, 0.0, np.random.default_rng(0))
    blend(node, PLAIN, axilla, AXES, np.random.default_rng(0))
    part = axilla.tissue_hu[node.box]
    assert part[node.distance_mm < -2] == pytest.approx(80, abs=0.1)
    assert part[node.distance_mm > 2] == pytest.approx(-100, abs=0.1)
    outside = np.ones(axilla.tissue_hu.shape, dtype=bool)
    outside[node.box] = False
    assert (axilla.tissue_hu[outside] == -100).all()


@pytest.mark.parametrize("part", ["hilum", "necrosis"])
def test_hilum_and_necrosis_darken_the_node(part):
    look = dataclasses.replace(PLAIN, **{part: 0.5})
    axilla = fat_only()
    (node,) = place_nodes([look], axilla, AXES, 0.0, np.random.default_rng(0))
    blend(node, look, axilla, AXES, np.random.default_rng(0))
    body = axilla.tissue_hu[node.box][node.distance_mm < -1]
    assert body.min() < (-40 if part == "hilum" else 40)
    # Half the radius is an eighth of a centred ball, less where the hilum leaves the node.
    assert 0.02 < (body < 60).mean() < 0.45


def test_texture_has_the_asked_spread():
    look = dataclasses.replace(PLAIN, texture_hu=30.0)
    axilla = fat_only()
    (node,) = place_nodes([look], axilla, AXES, 0.0, np.random.default_rng(0))
    blend(node, look, axilla, AXES, np.random.default_rng(0))
    assert axilla.tissue_hu[node.box][node.distance_mm < -1.5].std() == pytest.approx(30, rel=0.25)
