from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from nodecluster.imaging.inspection import Inspection, ct_findings, inspect, node_findings
from nodecluster.imaging.placing import place
from nodecluster.volume import Geometry, Volume
from tests.conftest import ellipsoid, whole

CT = Geometry((20, 18, 16), (0.8, 0.9, 2.0))
GOOD = Inspection(500, 700.0, (500,), 0, 60.0)


def looked(mask: np.ndarray, hu: np.ndarray | float = 50) -> Inspection:
    ct = np.broadcast_to(np.asarray(hu, np.float32), CT.size[::-1]).copy()
    return inspect(whole(Volume(ct, CT)), place(Volume(mask, CT), CT))


def texts(seen: Inspection) -> list[str]:
    found = list(node_findings(seen))
    assert all(finding.remedy and not finding.remedy.endswith(".") for finding in found)
    return [finding.text for finding in found]


def test_a_node_by_hand():
    mask = np.zeros(CT.size[::-1], bool)
    mask[3:6, 3:6, 3:6] = True
    mask[4, 4, 4] = False  # a hole
    mask[6, 6, 6] = True  # touches a corner: the same component
    mask[9, 9, 9] = mask[9, 9, 10] = True
    hu = np.zeros(CT.size[::-1])
    hu[mask] = np.arange(29)
    assert looked(mask, hu) == Inspection(29, pytest.approx(29 * 1.44), (27, 2), 1, 14.0)


@pytest.mark.parametrize("seed", range(20))
def test_components_and_holes_are_those_of_scipy(seed):
    rng = np.random.default_rng(seed)
    mask = rng.random(CT.size[::-1]) < (0.05, 0.7)[seed % 2]
    seen = looked(mask)
    labels, number = ndimage.label(mask, np.ones((3, 3, 3)))
    assert seen.components == tuple(sorted(np.bincount(labels.ravel())[1:].tolist(), reverse=True))
    assert len(seen.components) == number
    tight = mask[ndimage.find_objects(mask.astype(int))[0]]
    assert seen.holes == np.count_nonzero(ndimage.binary_fill_holes(tight) & ~tight)
    assert (seen.holes > 0) == bool(seed % 2)


def test_values_that_are_no_numbers_are_left_out_of_the_median():
    mask = ellipsoid(CT.size, (9, 9, 8), (4, 4, 4))
    hu = np.where(np.arange(CT.size[0]) < 9, np.nan, 70.0)
    assert looked(mask, hu).median_hu == 70
    assert looked(mask, np.inf).median_hu is None


def test_a_good_node_has_no_finding():
    assert texts(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"components": (300, 20)}, "2 components (300 and 20 voxels)"),
        ({"components": (9, 8, 7)}, "3 components (9, 8 and 7 voxels)"),
        ({"components": (9, 8, 7, 6, 5, 4)}, "6 components (9, 8, 7, 6 and 2 more)"),
        ({"holes": 3}, "holes inside, of 3 voxels"),
        ({"holes": 1}, "holes inside, of 1 voxel"),
        ({"volume_mm3": 9.9}, "a volume of 9.9 mm3, less than 10"),
        ({"volume_mm3": 123456.0}, "a volume of 123456 mm3, more than 100000"),
        ({"median_hu": -501.0}, "a median of -501 HU, which is air or lung and no node"),
        ({"median_hu": -51.0}, "a median of -51 HU, which is fat and no node"),
        (
            {"median_hu": 251.0},
            "a median of 251 HU, which is bone, calcification or a vessel full of contrast medium and no node",
        ),
        ({"median_hu": 2001.0}, "a median of 2001 HU, which is metal and no node"),
    ],
)
def test_what_a_node_should_not_have(changes, text):
    assert texts(replace(GOOD, **changes)) == [text]


@pytest.mark.parametrize(
    "changes",
    [{"volume_mm3": 10.0}, {"volume_mm3": 100_000.0}, {"median_hu": -50.0}, {"median_hu": 250.0}, {"median_hu": None}],
)
def test_the_limits_themselves_are_no_finding(changes):
    assert texts(replace(GOOD, **changes)) == []


@pytest.mark.parametrize(
    ("spacing", "said"),
    [
        ((0.8, 0.8, 2.5), None),
        ((0.8, 0.8, 2.5005), None),  # as files round
        ((0.8, 0.8, 3.0), "3 mm apart along z (slices)"),
        ((5.0, 0.8, 3.0), "5 mm apart along x,"),
    ],
)
def test_thick_slices(spacing, said):
    found = list(ct_findings(replace(CT, spacing_mm=spacing), ()))
    assert len(found) == (said is not None)
    assert said is None or said in found[0].text


def test_what_was_said_of_a_ct_is_a_finding_each():
    assert [finding.text for finding in ct_findings(CT, ("lossy", "turned"))] == ["lossy", "turned"]
