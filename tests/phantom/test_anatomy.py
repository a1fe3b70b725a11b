import numpy as np
import pytest

from nodecluster.phantom.anatomy import correlated, draw_axilla, inside
from nodecluster.phantom.scanner import coordinates
from nodecluster.volume import Geometry

GEOMETRY = Geometry((72, 76, 30), (0.8, 0.8, 1.5))


def test_a_soft_edge_is_half_on_the_surface_and_whole_away_from_it():
    assert inside(np.array([-5.0, 0.0, 5.0])) == pytest.approx([1, 0.5, 0], abs=1e-9)


def test_correlated_noise_has_unit_variance_and_is_smooth():
    noise = correlated((20, 30, 40), (2.0, 2.0, 2.0), np.random.default_rng(0))
    assert noise.std() == pytest.approx(1)
    assert np.corrcoef(noise[:, :, :-1].ravel(), noise[:, :, 1:].ravel())[0, 1] > 0.85


@pytest.mark.parametrize("seed", range(4))
def test_an_axilla_holds_every_tissue_and_room_for_nodes(seed):
    axilla = draw_axilla(coordinates(GEOMETRY), GEOMETRY.spacing_mm, np.random.default_rng(seed))
    assert axilla.tissue_hu.shape == axilla.fat.shape == (30, 76, 72)
    share = {
        "air": (axilla.tissue_hu < -900).mean(),
        "fat": (axilla.fat > 0.95).mean(),
        "muscle": ((axilla.tissue_hu > 35) & (axilla.tissue_hu < 75)).mean(),
        "vessel": (axilla.tissue_hu > 140).mean(),
    }
    assert share["fat"] > 0.4
    assert share["muscle"] > 0.1
    assert share["air"] > 0.002
    assert share["vessel"] > 0.002
    assert axilla.fat.min() >= 0
    assert axilla.fat.max() <= 1
