"""Which images are a CT in Hounsfield units."""

from __future__ import annotations

import numpy as np
import pytest

from nodecluster.cohort.images.files import open_image
from nodecluster.cohort.images.hounsfield import watched
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.errors import NodeError
from nodecluster.settings import Settings
from nodecluster.tasks.extraction import extract_cohort
from nodecluster.volume import Geometry
from tests.cohort.images.samples import SIZE
from tests.conftest import ROOT, write_image

RNG = np.random.default_rng(0)
SHAPE = SIZE[::-1]
CT = RNG.normal(-300, 500, SHAPE)


def image(voxels: np.ndarray) -> ImageFile:
    return ImageFile(Geometry(SIZE, (1.0, 2.0, 3.0)), lambda: (voxels[z : z + 5] for z in range(0, len(voxels), 5)))


def spoilt(value: float, share: float = 0.5) -> np.ndarray:
    return np.where(RNG.random(SHAPE) < share, value, CT).astype(np.float32)


GOOD = {
    "int16": CT.astype(np.int16),
    "float32": CT.astype(np.float32),
    "int32": CT.astype(np.int32),
    "soft tissue alone": RNG.normal(40, 25, SHAPE).astype(np.int16),
    "padding": np.where(CT < -500, -3024, CT).astype(np.int16),
    "metal": np.where(CT > 500, 30000, CT).astype(np.int32),
    "NaN": spoilt(np.nan),
    "infinite": spoilt(np.inf),
    "minus infinite": spoilt(-np.inf),
}


@pytest.mark.parametrize("voxels", GOOD.values(), ids=GOOD)
def test_a_ct_passes_unchanged(voxels):
    window = watched(image(voxels), "ct.nii").window((1, 2, 3), (9, 9, 9))
    assert np.array_equal(window.voxels, voxels[3:9, 2:9, 1:9], equal_nan=voxels.dtype.kind == "f")


BAD = {
    "8 bits": (np.clip(CT / 8 + 128, 0, 255).astype(np.uint8), "holds 8 bits a voxel, which cannot be Hounsfield"),
    "8 bits with a sign": (np.clip(CT, -128, 127).astype(np.int8), "values run from -128 to 127"),
    "no intercept": (np.maximum(CT + 1024, 0).astype(np.uint16), "its values run from 0 to"),
    "an MR": (np.abs(CT).astype(np.float32), "fat and air lie below 0"),
    "fractions": (np.clip(CT / 4000 + 0.3, 0, 1).astype(np.float32), "fat and air lie below 0"),
    "minus 1 to 1": (np.clip(CT / 1000, -1, 1), "its values run from -1 to 1, a range below 100 HU"),
    "z-scores": (((CT - CT.mean()) / CT.std()).astype(np.float32), "a range below 100 HU (scaled values?)"),
    "z-scores and NaN": (
        np.where(CT < -900, np.nan, (CT - CT.mean()) / CT.std()).astype(np.float32),
        "a range below 100 HU",
    ),
    "wrong bytes": (np.where(CT > 0, CT * 1e30, CT), "at most 100,000 are possible"),
    "zeros": (np.zeros(SHAPE, np.int16), "its values run from 0 to 0"),
    "one value": (np.full(SHAPE, -1024, np.int16), "its values run from -1024 to -1024"),
    "no number": (np.full(SHAPE, np.nan), "ct.nii holds no number at all"),
}


@pytest.mark.parametrize(("voxels", "reason"), BAD.values(), ids=BAD)
def test_no_ct_is_refused_with_its_values(voxels, reason):
    with pytest.raises(NodeError) as caught:
        watched(image(voxels), "ct.nii").window((0, 0, 0), (1, 1, 1))
    assert reason in caught.value.reason
    assert "ct.nii" in caught.value.reason
    assert caught.value.stage == "image"


def test_the_limits_themselves():
    limits = (
        *((-1, 99, True), (-1, 98, False), (-1, 100_000, True), (-1, 100_001, False)),
        *((-100_000, 0, True), (-100_001, 0, False)),
    )
    for least, most, passes in limits:
        voxels = np.full(SHAPE, most, np.int32)
        voxels[0, 0, 0] = least
        slabs = watched(image(voxels), "ct.nii").slabs()
        if passes:
            assert sum(len(slab) for slab in slabs) == SIZE[2]
        else:
            with pytest.raises(NodeError):
                list(slabs)


def test_every_ct_at_hand_passes(shared_data):
    paths = [*ROOT.glob("segmentations/*/ct.nii.gz"), ROOT / "tests/fixtures/ct.nii.gz"]
    paths += [shared_data / "chest_nodes/HM10395/ct.nii.gz", shared_data / "slicer_chest/CTChest4.nrrd"]
    assert len(paths) > 20
    for path in paths:
        assert sum(1 for _ in watched(open_image(path), path.name).slabs()) > 0


def test_the_8_bit_ct_at_hand(shared_data):
    """It is no CT; as a mask, where 8 bits are usual, the same file is read."""
    path = shared_data / "odd" / "oblique_uint8_ct.nii.gz"
    with pytest.raises(NodeError, match="holds 8 bits a voxel"):
        watched(open_image(path), path.name).window((0, 0, 0), (1, 1, 1))
    assert open_image(path).nonzero().voxels.any()


def test_in_an_extraction_it_is_the_patient_that_fails(small_cohort):
    root = small_cohort(patients=2)
    ct = np.clip(CT + 1024, 0, None).astype(np.int16)
    write_image(root / "A" / "ct.nii.gz", np.resize(ct, (20, 34, 30)))
    found = extract_cohort(read_cohort(root), Settings())
    assert found.failures["patient_id"].tolist() == ["A"]
    assert "ct.nii.gz is no CT in Hounsfield units" in found.failures["reason"][0]
    assert found.features["patient_id"].unique().tolist() == ["B"]
