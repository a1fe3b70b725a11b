"""Grids that no image of a patient has, whatever the format."""

from __future__ import annotations

import math

import pytest

from nodecluster.cohort.images.geometry_checks import check_geometry
from nodecluster.errors import NodeError
from nodecluster.volume import IDENTITY, Geometry

GOOD = {"size": (10, 11, 12), "spacing_mm": (1.0, 2.0, 3.0), "origin_mm": (1.0, 2.0, 3.0), "direction": IDENTITY}
TILT = math.sin(math.radians(0.1))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"size": (10, 0, 12)}, "the header of a.nrrd has a size of 0 voxels"),
        ({"size": (10, 11)}, "a.nrrd has 2 dimensions; 3 are needed"),
        ({"spacing_mm": (1.0, math.nan, 3.0)}, "the voxel size of a.nrrd along y is not a finite number"),
        ({"spacing_mm": (1.0, 2.0, 0.0)}, "along z is 0 mm; 0.01 to 100 mm are expected"),
        ({"spacing_mm": (1.0, 2.0, -3.0)}, "along z is -3 mm"),
        ({"spacing_mm": (1e-9, 2.0, 3.0)}, "along x is 1e-09 mm"),
        ({"origin_mm": (1.0, math.inf, 3.0)}, "the origin of a.nrrd holds no finite number"),
        ({"origin_mm": (1.0, 2.0, -1e6)}, "the origin of a.nrrd holds -1e+06 mm; at most 100 m are expected"),
        ({"direction": (math.nan, *IDENTITY[1:])}, "the axes of a.nrrd are not numbers"),
        ({"direction": (1, TILT, 0, 0, 1, 0, 0, 0, 1)}, "the axes of a.nrrd are not at right angles"),
        ({"direction": (0,) * 9}, "the axes of a.nrrd are not at right angles"),
        ({"direction": (2, 0, 0, 0, 1, 0, 0, 0, 1)}, "the axes of a.nrrd are not at right angles"),
    ],
)
def test_a_grid_that_cannot_be(change, reason):
    with pytest.raises(NodeError) as caught:
        check_geometry("a.nrrd", Geometry(**(GOOD | change)))
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"direction": (1, 5e-4, 0, 0, 1, 0, 0, 0, 1)},
        {"direction": (0, 0, -1, 0, 1, 0, 1, 0, 0)},
        {"direction": (1, 0, 0, 0, 1, 0, 0, 0, -1)},
        {"spacing_mm": (0.01, 100.0, 3.0)},
        {"size": (1, 1, 1)},
    ],
)
def test_a_grid_that_can(change):
    check_geometry("a.nrrd", Geometry(**(GOOD | change)))
