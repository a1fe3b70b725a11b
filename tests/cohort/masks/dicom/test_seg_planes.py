"""Where frames lie: the limits of what is one even, upright stack, and which step it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset

from nodecluster.cohort.masks.dicom.seg_planes import planes
from nodecluster.errors import NodeError
from nodecluster.volume import Geometry

STEP = 3.0
CT = Geometry((4, 5, 9), (1.0, 2.0, STEP), (7.0, 8.0, 9.0))


def item(**elements: object) -> Dataset:
    found = Dataset()
    for name, value in elements.items():
        setattr(found, name, value)
    return found


def header(
    places: Sequence[float], stated: float | None = None, row: Sequence[float] = (1, 0, 0), sideways: float = 0
) -> Dataset:
    """Frames at places along z, mm from the CT's first slice, the last one moved ``sideways``."""
    positions = [[7.0 + sideways * (n == len(places) - 1), 8.0, 9.0 + place] for n, place in enumerate(places)]
    measures = item(PixelSpacing=[2.0, 1.0])
    if stated is not None:
        measures.SpacingBetweenSlices = stated
    return item(
        Columns=4,
        Rows=5,
        SharedFunctionalGroupsSequence=[
            item(
                PlaneOrientationSequence=[item(ImageOrientationPatient=[*map(float, row), 0.0, 1.0, 0.0])],
                PixelMeasuresSequence=[measures],
            )
        ],
        PerFrameFunctionalGroupsSequence=[
            item(PlanePositionSequence=[item(ImagePositionPatient=position)]) for position in positions
        ],
    )


def numbers(places: Sequence[float], ct: Geometry = CT, **how: object) -> list[int]:
    """The index of each frame's plane."""
    found = planes(header(places, **how), Path("s.dcm"), ct)
    assert found.geometry.size[2] == max(found.plane) + 1
    return found.plane.tolist()


def refused(*given: object, **how: object) -> str:
    with pytest.raises(NodeError) as error:
        numbers(*given, **how)
    return error.value.reason


def turned(angle: float, flip: float = 1) -> Geometry:
    """The CT, its slices turned about x by an angle against the frames."""
    cosine, sine = np.cos(angle), np.sin(angle)
    return Geometry(CT.size, CT.spacing_mm, CT.origin_mm, (1, 0, 0, 0, cosine, -sine * flip, 0, sine, cosine * flip))


def test_frames_of_several_segments_in_one_plane_whose_positions_are_rounded():
    assert numbers([0, 0.009, 3, 6, 6.008]) == [0, 0, 1, 2, 2]
    assert "unevenly spaced: planes at 0.00, 0.02, 3.00" in refused([0, 0.02, 3, 6])


def test_how_uneven_a_stack_may_be():
    assert numbers([0, 3.029, 6]) == [0, 1, 2]
    assert "planes at 0.00, 3.04, 6.00 mm from the first do not fit a step" in refused([0, 3.04, 6])
    assert numbers([0, 30.2]) == [0, 10], "the share of a step that each of many steps may be off adds up"


def test_the_step_is_what_the_planes_bear_out():
    found = planes(header([0, 3.02, 6.04], stated=3.0), Path("s.dcm"), CT).geometry
    assert found.spacing_mm == pytest.approx((1, 2, 3.02))
    assert numbers([0, 6], stated=2.0) == [0, 3]
    assert numbers([0, 6], stated=2.5) == [0, 2], "the CT's, where the stated one does not fit"
    assert numbers([0, 3, 9], stated=1.0) == [0, 1, 3], "the CT's, where it has neighbours and the stated one has none"
    assert numbers([0, 6], stated=0.0) == numbers([0, 6], stated=-3.0) == [0, 2]
    for none in (float("inf"), float("nan")):
        assert numbers([0, 6], stated=none) == [0, 2]
        assert numbers([0, 5], stated=none) == [0, 1]
    assert numbers([0, 5]) == [0, 1], "their own, where nothing else fits"
    assert numbers([4.5]) == [0]


@pytest.mark.parametrize("flip", [1, -1])
def test_the_cts_step_counts_where_its_slices_are_parallel(flip):
    assert numbers([0, 6], turned(0.0013, flip)) == [0, 2]
    assert numbers([0, 6], turned(0.0016, flip)) == [0, 1]
    assert refused([0], turned(0.5)) == "s.dcm does not tell how far its planes lie apart"
    assert numbers([0], turned(0.5), stated=2.0) == [0]


def test_how_far_planes_may_be_shifted():
    assert numbers([0, 3, 6], sideways=0.09) == [0, 1, 2]
    assert "its planes are shifted sideways by up to 0.11 mm" in refused([0, 3, 6], sideways=0.11)


def test_how_far_from_a_right_angle_rows_and_columns_may_be():
    assert numbers([0, 3], row=(1, 0.0009, 0)) == numbers([0, 3], row=(1.0004, 0, 0)) == [0, 1]
    for row in ((1, 0.0011, 0), (1.0006, 0, 0)):
        assert refused([0, 3], row=row) == "s.dcm states directions or pixel sizes that no image can have"


def test_all_frames_have_to_agree_on_their_pixels():
    given = header([0, 3])
    given.PerFrameFunctionalGroupsSequence[1].PixelMeasuresSequence = [item(PixelSpacing=[2.0, 1.001])]
    with pytest.raises(NodeError, match=r"s\.dcm has frames of differing pixel size"):
        planes(given, Path("s.dcm"), CT)
