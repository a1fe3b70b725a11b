"""NIfTI as it comes: both versions, both byte orders, scaled or not, packed or not, whole or cut."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import SimpleITK as sitk

from nodecluster.cohort.images.gzipped import GzipReader
from nodecluster.cohort.images.nifti.open import open_nifti
from nodecluster.errors import NodeError
from tests.cohort.images.samples import SIZE, SPACING, affine, save_nifti, values

KINDS = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "int64", "uint64", "float32", "float64")


def assert_as_itk_and_nibabel(path: Path) -> None:
    volume = open_nifti(path).whole()
    itk = sitk.ReadImage(str(path))
    assert volume.geometry.size == itk.GetSize() == SIZE
    assert volume.geometry.spacing_mm == itk.GetSpacing()
    assert volume.geometry.origin_mm == itk.GetOrigin()
    assert volume.geometry.direction == itk.GetDirection()
    theirs = sitk.GetArrayFromImage(itk)
    assert volume.voxels.dtype == theirs.dtype
    assert (volume.voxels == theirs).all()
    other = nib.load(path)
    np.testing.assert_allclose(volume.voxels.T, np.asanyarray(other.dataobj), rtol=1e-6)
    corners = np.array(list(itertools.product(*((0, n - 1) for n in SIZE))), dtype=float)
    ras = corners @ other.affine[:3, :3].T + other.affine[:3, 3]
    np.testing.assert_allclose(volume.geometry.point(corners) * (-1, -1, 1), ras, atol=1e-4)


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_type(tmp_path, kind, ending):
    path = save_nifti(tmp_path / f"ct{ending}", values(kind))
    assert_as_itk_and_nibabel(path)
    assert (values(kind) == open_nifti(path).whole().voxels.T).all()


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
@pytest.mark.parametrize("big_endian", [False, True])
def test_byte_orders(tmp_path, big_endian, ending):
    path = save_nifti(tmp_path / f"ct{ending}", values(), big_endian=big_endian)
    raw = gzip.decompress(path.read_bytes()) if ending == ".nii.gz" else path.read_bytes()
    assert raw[:4] == (348).to_bytes(4, "big" if big_endian else "little")
    assert_as_itk_and_nibabel(path)
    voxels = open_nifti(path).whole().voxels
    assert voxels.dtype.isnative
    assert (values() == voxels.T).all()


@pytest.mark.parametrize("scale", [(1.0, -1024.0), (0.5, 0.0), (2.0, 3.0), (1.0, 0.0)])
@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
def test_scaled_values_are_hounsfield_units(tmp_path, scale, ending):
    path = save_nifti(tmp_path / f"ct{ending}", values("uint16"), scale=scale)
    assert_as_itk_and_nibabel(path)
    assert open_nifti(path).whole().voxels[5, 3, 2] == values("uint16")[2, 3, 5] * scale[0] + scale[1]


def test_a_header_extension_is_passed_over(tmp_path):
    image = nib.Nifti1Image(values(), affine())
    image.header.extensions.append(nib.nifti1.Nifti1Extension("comment", b"anonymised " * 40))
    nib.save(image, tmp_path / "ct.nii.gz")
    assert_as_itk_and_nibabel(tmp_path / "ct.nii.gz")


def test_the_place_is_itks_where_sform_and_qform_differ(tmp_path):
    image = nib.Nifti1Image(values(), affine())
    image.set_qform(affine(np.eye(3)), 1)
    image.set_sform(affine(), 2)
    nib.save(image, tmp_path / "ct.nii.gz")
    path = tmp_path / "ct.nii.gz"
    assert open_nifti(path).geometry.direction == sitk.ReadImage(str(path)).GetDirection()


def test_an_ending_that_is_wrong_about_compression(tmp_path):
    save_nifti(tmp_path / "a.nii.gz", values()).rename(tmp_path / "b.nii")
    with pytest.raises(NodeError, match=r"b\.nii is compressed, which its name does not say. Rename the file"):
        open_nifti(tmp_path / "b.nii")
    save_nifti(tmp_path / "c.nii", values()).rename(tmp_path / "d.nii.gz")  # which ITK reads all the same
    assert (values() == open_nifti(tmp_path / "d.nii.gz").whole().voxels.T).all()


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_nifti_2_is_read_as_the_same_image_in_nifti_1(tmp_path, kind, big_endian, ending):
    """ITK reads no NIfTI-2, so the same image as NIfTI-1 tells what it would read."""
    two = save_nifti(tmp_path / f"two{ending}", values(kind), version=2, big_endian=big_endian)
    with pytest.raises(RuntimeError, match="Unable to determine ImageIO reader"):
        sitk.ReadImage(str(two))
    one = save_nifti(tmp_path / f"one{ending}", values(kind), big_endian=big_endian)
    assert_as_itk_and_nibabel(one)
    image, other = open_nifti(two).whole(), open_nifti(one).whole()
    assert image.geometry == other.geometry
    assert (image.voxels == other.voxels).all()
    assert image.voxels.dtype == other.voxels.dtype == kind


@pytest.mark.parametrize("scale", [(1.0, -1024.0), (0.1, 0.3), (1.0, 0.0), (-2.5, 1e-3)])
@pytest.mark.parametrize("kind", ["int32", "int16", "uint8", "float32", "float64", "int64"])
def test_scaling_is_itks_to_the_last_bit_in_both_versions(tmp_path, kind, scale):
    voxels = values(kind)
    if kind in ("int32", "int64"):
        voxels = voxels * 400_003  # more digits than a float of 32 bits has
    one = save_nifti(tmp_path / "one.nii.gz", voxels, scale=scale)
    two = save_nifti(tmp_path / "two.nii", voxels, scale=scale, version=2)
    theirs = sitk.GetArrayFromImage(sitk.ReadImage(str(one)))
    for path in (one, two):
        ours = open_nifti(path).whole().voxels
        assert ours.dtype == theirs.dtype
        assert np.array_equal(ours, theirs)


def test_a_fourth_dimension_of_one_is_none(tmp_path):
    for shape in ((*SIZE, 1), (*SIZE, 1, 1), (*SIZE, 1, 1, 1, 1)):
        nib.save(nib.Nifti1Image(values().reshape(shape), affine()), tmp_path / "a.nii.gz")
        assert (values() == open_nifti(tmp_path / "a.nii.gz").whole().voxels.T).all()
        itk = sitk.ReadImage(str(tmp_path / "a.nii.gz"))
        assert open_nifti(tmp_path / "a.nii.gz").geometry.origin_mm == itk.GetOrigin()


def test_several_gzip_streams_and_zeros_after_them(tmp_path):
    raw = save_nifti(tmp_path / "a.nii", values()).read_bytes()
    path = tmp_path / "b.nii.gz"
    path.write_bytes(gzip.compress(raw[:1000]) + gzip.compress(b"") + gzip.compress(raw[1000:]) + bytes(600))
    assert (values() == open_nifti(path).whole().voxels.T).all()


def cut(raw: bytes) -> dict[str, tuple[str, bytes]]:
    """Ways in which a file is spoilt, by name: the file's name and its bytes."""
    packed = gzip.compress(raw)
    flipped = bytearray(packed)
    flipped[len(packed) // 2] ^= 0xFF
    return {
        "nothing": ("a.nii.gz", b""),
        "plain nothing": ("a.nii", b""),
        "text": ("a.nii.gz", b"hello, world\n" * 99),
        "plain text": ("a.nii", b"hello, world\n" * 99),
        "packed text": ("a.nii.gz", gzip.compress(b"hello, world\n" * 99)),
        "half": ("a.nii.gz", packed[: len(packed) // 2]),
        "without its last byte": ("a.nii.gz", packed[:-1]),
        "without its checksum": ("a.nii.gz", packed[:-8]),
        "a wrong checksum": ("a.nii.gz", packed[:-8] + bytes(4) + packed[-4:]),
        "a flipped byte": ("a.nii.gz", bytes(flipped)),
        "garbage after it": ("a.nii.gz", packed + b"garbage"),
        "header alone": ("a.nii.gz", gzip.compress(raw[:352])),
        "half a header": ("a.nii.gz", gzip.compress(raw[:200])),
        "one voxel short, packed whole": ("a.nii.gz", gzip.compress(raw[:-2])),
        "one voxel short": ("a.nii", raw[:-2]),
        "plain half": ("a.nii", raw[: len(raw) // 2]),
    }


@pytest.mark.parametrize("way", cut(b"").keys())
@pytest.mark.parametrize("kind", ["int16", "int64"])  # read by igzip, and through ITK
def test_a_spoilt_file_is_never_read_as_if_it_were_whole(tmp_path, way, kind):
    raw = save_nifti(tmp_path / "whole.nii", values(kind)).read_bytes()
    name, content = cut(raw)[way]
    (tmp_path / name).write_bytes(content)
    for part in ("whole", "nonzero", "window"):
        with pytest.raises(NodeError) as caught:
            getattr(open_nifti(tmp_path / name), part)(*(((0, 0, 0), (2, 2, 2)) if part == "window" else ()))
        assert name in caught.value.reason
        assert str(tmp_path) not in str(caught.value)
        assert caught.value.stage == "reading"
        assert caught.value.remedy


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_what_follows_the_last_voxel(tmp_path, name):
    """A little padding is none of our business; anything else means that the header is not that of the content."""
    raw = save_nifti(tmp_path / "whole.nii", values()).read_bytes()
    pack = gzip.compress if name.endswith("gz") else bytes
    one_slice = SIZE[0] * SIZE[1] * 2
    for more in (b"", bytes(1), bytes(one_slice - 1)):
        (tmp_path / name).write_bytes(pack(raw + more))
        assert (values() == open_nifti(tmp_path / name).whole().voxels.T).all()
    for more in (b"x", bytes(one_slice), bytes(10**6)):
        (tmp_path / name).write_bytes(pack(raw + more))
        with pytest.raises(NodeError, match=f"{name} goes on after the last voxel that its header tells of") as caught:
            open_nifti(tmp_path / name).whole()
        assert "2.99 kB" in caught.value.reason


def test_what_follows_the_last_voxel_is_not_decompressed_to_its_end(tmp_path, monkeypatch):
    raw = save_nifti(tmp_path / "whole.nii", values()).read_bytes()
    (tmp_path / "a.nii.gz").write_bytes(gzip.compress(raw) + gzip.compress(bytes(10**8), 1) * 10)  # 1 GB, packed
    given, read = [], GzipReader.read
    monkeypatch.setattr(GzipReader, "read", lambda stream, most: (piece := read(stream, most), given.append(piece))[0])
    with pytest.raises(NodeError, match="goes on after the last voxel"):
        open_nifti(tmp_path / "a.nii.gz").whole()
    assert len(raw) < sum(map(len, given)) < len(raw) + 2000  # the header is read twice


def test_a_scaled_file_that_is_cut(tmp_path):
    path = save_nifti(tmp_path / "a.nii", values(), scale=(2.0, 1.0))
    short = path.read_bytes()[:-100]
    for name, content in (("b.nii", short), ("b.nii.gz", gzip.compress(short))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(NodeError, match=r"more than a file of|cut short or damaged"):
            open_nifti(tmp_path / name).whole()


@pytest.mark.parametrize("shape", [(10, 11), (10, 11, 12, 2), (10, 11, 12, 1, 3)])
def test_other_than_three_dimensions(tmp_path, shape):
    nib.save(nib.Nifti1Image(np.zeros(shape, np.int16), np.eye(4)), tmp_path / "a.nii.gz")
    with pytest.raises(NodeError, match=r"dimensions; 3 are needed|numbers a voxel"):
        open_nifti(tmp_path / "a.nii.gz")


def test_more_than_one_number_a_voxel(tmp_path):
    colour = np.zeros(SIZE, dtype=[("R", "u1"), ("G", "u1"), ("B", "u1")])
    nib.save(nib.Nifti1Image(colour, affine()), tmp_path / "rgb.nii.gz")
    nib.save(nib.Nifti1Image(np.zeros(SIZE, np.complex64), affine()), tmp_path / "complex.nii")
    for name in ("rgb.nii.gz", "complex.nii"):
        with pytest.raises(NodeError, match=r"numbers a voxel .*; one real number is needed") as caught:
            open_nifti(tmp_path / name)
        assert name in caught.value.reason


def test_sheared_axes_are_said_to_be_that(tmp_path):
    sheared = affine()
    sheared[0, 1] += 0.5
    image = nib.Nifti1Image(values(), sheared)
    image.set_qform(None, 0)
    image.set_sform(sheared, 1)
    nib.save(image, tmp_path / "tilted.nii.gz")
    with pytest.raises(NodeError, match=r"the axes of tilted.nii.gz are not at right angles") as caught:
        open_nifti(tmp_path / "tilted.nii.gz")
    assert "damaged" not in caught.value.remedy


def test_windows_and_slabs_are_parts_of_the_whole(tmp_path):
    mask = np.zeros(SIZE, np.uint8)
    mask[2:5, 3:9, 4:7] = 1
    for name in ("a.nii", "a.nii.gz"):
        file = open_nifti(save_nifti(tmp_path / name, mask))
        window = file.window((1, 2, 3), (6, 10, 8))
        assert (window.voxels == file.whole().voxels[3:8, 2:10, 1:6]).all()
        cropped = file.nonzero()
        assert cropped.voxels.sum() == mask.sum()
        index = np.argwhere(cropped.voxels.T)[0]
        np.testing.assert_allclose(cropped.geometry.point(index), file.geometry.point((2, 3, 4)))
        assert cropped.geometry.spacing_mm == pytest.approx(SPACING, rel=1e-6)


def test_shared_files_that_others_have_written(shared_data):
    with pytest.raises(NodeError, match="4 dimensions; 3 are needed"):
        open_nifti(shared_data / "odd" / "four_dimensional.nii.gz")
    with pytest.raises(NodeError, match=r"nifti2.nii.gz has 4 dimensions; 3 are needed"):
        open_nifti(shared_data / "odd" / "nifti2.nii.gz")
    path = shared_data / "odd" / "oblique_uint8_ct.nii.gz"
    whole, itk = open_nifti(path).whole(), sitk.ReadImage(str(path))
    assert (whole.voxels == sitk.GetArrayFromImage(itk)).all()
    assert whole.geometry.direction == itk.GetDirection()
