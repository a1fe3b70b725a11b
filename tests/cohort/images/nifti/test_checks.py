"""Each field of a NIfTI header that cannot be true, with its own reason, in both versions."""

from __future__ import annotations

import nibabel as nib
import numpy as np
import pytest

from nodecluster.cohort.images.nifti.open import open_nifti
from nodecluster.errors import NodeError
from tests.cohort.images.samples import affine, save, values


def pixdim(x=1.0, y=2.0, z=3.0) -> list[float]:
    return [1.0, x, y, z, 0, 0, 0, 0]


def srow(at: int, value: float) -> dict[str, object]:
    row = affine()[0].copy()
    row[at] = value
    return {"srow_x": row}


BAD = {
    "spacing NaN": ({"pixdim": pixdim(np.nan)}, "voxel size of a.nii along x is not a finite number; 0.01 to 100 mm"),
    "spacing infinite": ({"pixdim": pixdim(y=np.inf)}, "voxel size of a.nii along y is not a finite number"),
    "spacing 0": ({"pixdim": pixdim(z=0)}, "voxel size of a.nii along z is 0 mm"),
    "spacing negative": ({"pixdim": pixdim(z=-3)}, "voxel size of a.nii along z is -3 mm"),
    "spacing in metres": ({"pixdim": pixdim(7e-4, 7e-4, 1e-3)}, "voxel size of a.nii along x is 0.0007 mm"),
    "spacing huge": ({"pixdim": pixdim(700, 700, 1000)}, "voxel size of a.nii along x is 700 mm"),
    "size 0": ({"dim": [3, 10, 0, 12, 1, 1, 1, 1]}, "has a size of 0 voxels"),
    "size negative": ({"dim": [3, 10, 11, -12, 1, 1, 1, 1]}, "has a size of -12 voxels"),
    "no dimension": ({"dim": [0, 10, 11, 12, 1, 1, 1, 1]}, "has 0 dimensions; 3 are needed"),
    "too many dimensions": ({"dim": [9, 10, 11, 12, 1, 1, 1, 1]}, "has 9 dimensions; 3 are needed"),
    "2-D": ({"dim": [2, 10, 132, 1, 1, 1, 1, 1]}, "a.nii has 2 dimensions; 3 are needed"),
    "4-D": ({"dim": [4, 10, 11, 6, 2, 1, 1, 1]}, "a.nii has 4 dimensions; 3 are needed"),
    "vectors": ({"dim": [5, 10, 11, 4, 1, 3, 1, 1]}, "a.nii holds 3 numbers a voxel (vectors)"),
    "one bit": ({"datatype": 1, "bitpix": 1}, "a.nii holds one bit a voxel"),
    "128-bit floats": ({"datatype": 1536, "bitpix": 128}, "a.nii holds floats of 128 bits"),
    "RGBA": ({"datatype": 2304, "bitpix": 32}, "a.nii holds 4 numbers a voxel (RGBA colour)"),
    "RGB": ({"datatype": 128, "bitpix": 24}, "a.nii holds 3 numbers a voxel (RGB colour)"),
    "complex": ({"datatype": 32, "bitpix": 64}, "a.nii holds 2 numbers a voxel (complex)"),
    "unknown type": ({"datatype": 5}, "voxels of the unknown type 5"),
    "bits": ({"bitpix": 8}, "contradicts itself: its type has 16 bits a voxel, and it says 8"),
    "origin NaN": (srow(3, np.nan), "the sform of a.nii holds no finite number"),
    "direction infinite": (srow(0, np.inf), "the sform of a.nii holds no finite number"),
    "origin absurd": (srow(3, 1e30), "the sform of a.nii holds 1e+30 mm; at most 100 m"),
    "qform NaN": ({"quatern_b": np.nan}, "the qform of a.nii is no rotation"),
    "qform no rotation": ({"quatern_b": 0.9, "quatern_c": 0.9}, "the qform of a.nii is no rotation"),
    "qform's origin": ({"qoffset_z": -np.inf}, "the qform of a.nii holds no finite number"),
    "sform without an axis": (
        {name: [0, 0, 0, 1] for name in ("srow_x", "srow_y", "srow_z")},
        "the voxel size of a.nii in its sform along x is 0 mm",
    ),
    "offset in the header": ({"vox_offset": 300}, "has the voxels begin at byte 300"),
    "offset negative": ({"vox_offset": -16}, "has the voxels begin at byte -16"),
    "offset beyond the file": ({"vox_offset": 10**6}, "claims 1 MB of image, more than a file of"),
    "slope infinite": ({"scl_slope": np.inf}, "the scaling of a.nii is none that can be meant: scl_slope inf"),
    "intercept NaN": ({"scl_slope": 2, "scl_inter": np.nan}, "the scaling of a.nii"),
    "intercept with slope NaN": ({"scl_slope": np.nan, "scl_inter": 5}, "ambiguous: scl_slope nan with scl_inter 5"),
    "intercept infinite": ({"scl_slope": 1, "scl_inter": np.inf}, "the scaling of a.nii"),
    "intercept without slope": ({"scl_slope": 0, "scl_inter": -1024}, "ambiguous: scl_slope 0 with scl_inter -1024"),
    "tiny slope": ({"scl_slope": 1e-36, "scl_inter": 0}, "none that can be meant: scl_slope 1e-36, scl_inter 0"),
    "sform of no kind": ({"sform_code": 127}, "the sform of a.nii is of the unknown kind 127; 0 to 5 are known"),
    "qform of no kind": ({"qform_code": 6}, "the qform of a.nii is of the unknown kind 6"),
    "more voxels than there are": ({"dim": [3, 10, 11, 13, 1, 1, 1, 1]}, "the header of a.nii claims 3.21 kB of image"),
    "fewer voxels than there are": ({"dim": [3, 10, 11, 11, 1, 1, 1, 1]}, "a.nii goes on after the last voxel"),
    "larger than any image": ({"dim": [3, 32767, 32767, 32767, 1, 1, 1, 1]}, "claims 70.4 TB of image"),
}


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(("fields", "reason"), BAD.values(), ids=BAD)
def test_a_header_that_cannot_be_true(tmp_path, version, fields, reason, capfd):
    path = save(tmp_path / "a.nii", version, affine(), affine(), **fields)
    with pytest.raises(NodeError) as caught:
        open_nifti(path).whole()
    if version == 2:
        reason = reason.replace("3.21 kB", "3.4 kB")
    assert reason in caught.value.reason
    assert caught.value.stage == "reading"
    assert caught.value.remedy
    assert str(tmp_path) not in str(caught.value)
    assert capfd.readouterr() == ("", "")  # no library speaks instead


def test_a_size_that_nifti_1_cannot_tell(tmp_path):
    path = save(tmp_path / "a.nii", 2, dim=[3, 40000, 1, 1, 1, 1, 1, 1])
    with pytest.raises(NodeError, match="a size of 40000 voxels; at most 32767 are read"):
        open_nifti(path)


@pytest.mark.parametrize(
    "fields",
    [{"bitpix": 0}, {"qform_code": 0, "quatern_b": np.nan}, {"scl_slope": 0.0}, {"scl_slope": 1, "scl_inter": 0}],
)
def test_what_does_no_harm(tmp_path, fields):
    path = save(tmp_path / "a.nii", 1, affine(), affine(), **fields)
    assert (values() == open_nifti(path).whole().voxels.T).all()


def test_voxels_in_another_file(tmp_path):
    path = save(tmp_path / "a.nii", 1, affine(), magic=b"ni1")
    with pytest.raises(NodeError, match=r"a\.nii is a NIfTI header whose voxels are in another file"):
        open_nifti(path)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(600), "a PNG picture"),
        (b"\xff\xd8\xff\xe0" + bytes(600), "a JPEG picture"),
        (b"NRRD0005\n" + bytes(600), "an NRRD file"),
        (bytes(128) + b"DICM" + bytes(600), "a DICOM file"),
        (b"PK\x03\x04" + bytes(600), "a zip archive"),
        ((348).to_bytes(4, "little") + bytes(600), "a header of the older Analyze format, or a damaged one"),
        (b"<!doctype html><html>" + bytes(600), "a web page"),
    ],
)
def test_a_file_of_another_format_is_called_by_its_name(tmp_path, content, found):
    (tmp_path / "a.nii").write_bytes(content)
    with pytest.raises(NodeError) as caught:
        open_nifti(tmp_path / "a.nii")
    assert "a.nii is not an image that can be read: it has no valid NIfTI header, but looks like " + found in str(
        caught.value
    )


def test_samples_are_nifti_to_others(tmp_path):
    for version in (1, 2):
        image = nib.load(save(tmp_path / "a.nii", version, affine(), affine()))
        assert (np.asanyarray(image.dataobj) == values()).all()
