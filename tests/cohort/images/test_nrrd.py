"""NRRD, packed or not, whole or cut."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk

from nodecluster.cohort.images.nrrd import open_nrrd
from nodecluster.errors import NodeError
from tests.cohort.images.samples import SIZE, SPACING, TURN, save_itk, save_nifti, values


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("kind", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
def test_as_itk_reads_it(tmp_path, kind, compress):
    path = save_itk(tmp_path / "ct.nrrd", values(kind), compress)
    volume, itk = open_nrrd(path).whole(), sitk.ReadImage(str(path))
    assert (volume.geometry.size, volume.geometry.spacing_mm) == (SIZE, SPACING)
    assert volume.geometry.direction == itk.GetDirection()
    assert volume.geometry.origin_mm == itk.GetOrigin()
    assert volume.voxels.dtype == kind
    assert (values(kind) == volume.voxels.T).all()


def test_the_same_place_in_the_patient_as_nifti(tmp_path):
    from nodecluster.cohort.images.nifti import open_nifti

    nrrd = open_nrrd(save_itk(tmp_path / "ct.nrrd", values())).whole()
    nifti = open_nifti(save_nifti(tmp_path / "ct.nii.gz", values())).whole()
    assert (nrrd.voxels == nifti.voxels).all()
    np.testing.assert_allclose(nrrd.geometry.point((9, 0, 4)), nifti.geometry.point((9, 0, 4)), atol=1e-4)
    assert not np.allclose(TURN, np.eye(3))


def test_big_endian_and_a_space_of_its_own(tmp_path):
    header = (
        "NRRD0004\ntype: short\ndimension: 3\nspace: right-anterior-superior\nsizes: 10 11 12\n"
        "space directions: (1,0,0) (0,2,0) (0,0,3)\nspace origin: (5,6,7)\nendian: big\nencoding: raw\n\n"
    )
    path = tmp_path / "ct.nrrd"
    path.write_bytes(header.encode() + values().T.astype(">i2").tobytes())
    volume = open_nrrd(path).whole()
    assert (values() == volume.voxels.T).all()
    np.testing.assert_allclose(volume.geometry.point((1, 1, 1)), (-6, -8, 10))  # RAS to LPS


def spoilt(raw: bytes) -> dict[str, bytes]:
    return {
        "nothing": b"",
        "text": b"hello, world\n" * 99,
        "header alone": raw[: raw.index(b"\n\n") + 2] if raw else b"",
        "half": raw[: len(raw) // 2],
        "half a header": raw[:60],
        "cut by some voxels": raw[:-64],
    }


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("way", spoilt(b"").keys())
def test_a_spoilt_file_is_never_read_as_if_it_were_whole(tmp_path, way, compress):
    path = save_itk(tmp_path / "ct.nrrd", values("int32"), compress)
    path.write_bytes(spoilt(path.read_bytes())[way])
    with pytest.raises(NodeError) as caught:
        open_nrrd(path).whole()
    assert "ct.nrrd" in caught.value.reason
    assert str(tmp_path) not in str(caught.value)


def test_segments_that_overlap_are_not_one_labelmap(tmp_path):
    layers = sitk.JoinSeries([sitk.GetImageFromArray(values("uint8").T)] * 2)
    sitk.WriteImage(layers, str(tmp_path / "four.seg.nrrd"))
    vector = sitk.Compose([sitk.GetImageFromArray(values("uint8").T)] * 2)
    sitk.WriteImage(vector, str(tmp_path / "vector.seg.nrrd"))
    with pytest.raises(NodeError, match="4 dimensions; 3 are needed"):
        open_nrrd(tmp_path / "four.seg.nrrd")
    with pytest.raises(NodeError, match="2 numbers a voxel"):
        open_nrrd(tmp_path / "vector.seg.nrrd")
