"""Where a NIfTI file lies: both placements in every combination of codes, as ITK has it, and what is said of it."""

from __future__ import annotations

import itertools

import nibabel as nib
import numpy as np
import pytest
import SimpleITK as sitk

from nodecluster.cohort.images.nifti.open import open_nifti
from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.errors import NodeError
from nodecluster.settings import Settings
from nodecluster.tasks.extraction import extract_cohort
from nodecluster.volume import Geometry
from tests.cohort.images.samples import SIZE, SPACING, TURN, affine, save, values

CODES = range(6)


def moved(by: float) -> np.ndarray:
    """The qform of most tests, moved along x: a turn by 180 degrees, which a quaternion holds exactly."""
    placed = affine(np.diag([-1.0, -1.0, 1.0]))
    placed[0, 3] += by
    return placed


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize(("sform_code", "qform_code"), list(itertools.product(CODES, CODES)))
def test_itk_and_both_versions_agree_on_every_combination_of_codes(tmp_path, sform_code, qform_code, big):
    forms = {"sform": affine(), "qform": moved(50.0 if big else 0.0)}
    codes = {"sform_code": sform_code, "qform_code": qform_code}
    one, two = (save(tmp_path / f"{v}.nii", v, **forms, **codes) for v in (1, 2))
    itk = Geometry.of(sitk.ReadImage(str(one)))
    assert open_nifti(one).geometry == itk
    assert open_nifti(two).geometry == itk
    assert open_nifti(two).remarks == tuple(text.replace("1.nii", "2.nii") for text in open_nifti(one).remarks)
    assert len(open_nifti(one).remarks) == (1 if (sform_code > 0) == (qform_code > 0) else 0)


def test_the_placement_that_is_used_is_named_with_the_difference(tmp_path):
    sform, qform = moved(12.5), moved(0.0)
    first = {code: save(tmp_path / f"{code}.nii", 1, sform, qform, sform_code=code) for code in (1, 2)}
    words = "place it differently, by up to 12.5 mm"
    assert open_nifti(first[1]).remarks == (f"the sform and the qform of 1.nii {words}; the sform was used",)
    assert open_nifti(first[2]).remarks == (f"the qform and the sform of 2.nii {words}; the qform was used",)
    for code, offset in ((1, 12.5), (2, 0.0)):
        assert open_nifti(first[code]).geometry.origin_mm[0] == -(moved(0)[0, 3] + offset)


@pytest.mark.parametrize(("shift", "said"), [(0.0, False), (0.009, False), (0.011, True)])
def test_a_rounding_of_coordinates_is_no_conflict(tmp_path, shift, said):
    """A hundredth of the smallest voxel edge, here 1 mm."""
    assert bool(open_nifti(save(tmp_path / "a.nii", 1, moved(shift), moved(0.0))).remarks) is said


def test_what_usual_programs_write_needs_no_remark(tmp_path):
    image = sitk.GetImageFromArray(values().T)
    image.SetDirection((np.diag([-1.0, -1.0, 1.0]) @ TURN).ravel().tolist())
    image.SetOrigin((-250.3, 173.77, -1755.5))
    image.SetSpacing((0.7, 0.7, 1.25))
    sitk.WriteImage(image, str(tmp_path / "itk.nii.gz"))
    nib.save(nib.Nifti1Image(values(), affine()), tmp_path / "nibabel.nii.gz")
    both = nib.Nifti1Image(values(), affine())
    both.set_qform(affine(), 1)
    both.set_sform(affine(), 1)
    nib.save(both, tmp_path / "both.nii.gz")
    for name in ("itk.nii.gz", "nibabel.nii.gz", "both.nii.gz"):
        assert open_nifti(tmp_path / name).remarks == ()


def test_a_file_that_does_not_say_where_it_lies(tmp_path):
    path = save(tmp_path / "a.nii", 1)
    (said,) = open_nifti(path).remarks
    assert said.startswith("the header of a.nii does not say where the image lies (no sform, no qform)")
    geometry = open_nifti(path).geometry
    assert geometry == Geometry.of(sitk.ReadImage(str(path))) == Geometry(SIZE, SPACING)


def test_a_voxel_size_that_the_sform_contradicts(tmp_path, capfd):
    """ITK takes the directions of one and the spacing of the other, and warns with the file's path; we say it."""
    path = save(tmp_path / "a.nii", 1, sform=affine(), pixdim=[1, 1, 2, 2.5, 0, 0, 0, 0])
    assert open_nifti(path).remarks == (
        "the sform of a.nii has voxels of 1 x 2 x 3 mm, and its pixdim 1 x 2 x 2.5 mm; the pixdim was used, as by ITK",
    )
    assert capfd.readouterr() == ("", "")
    assert open_nifti(path).geometry == Geometry.of(sitk.ReadImage(str(path)))


def test_a_sheared_sform_beside_a_good_qform(tmp_path):
    """ITK falls back to the qform; alone, the sheared sform is refused."""
    sheared = affine()
    sheared[0, 1] += 0.5
    path = save(tmp_path / "a.nii", 1, sheared, affine())
    assert open_nifti(path).geometry == Geometry.of(sitk.ReadImage(str(path)))
    assert "the qform was used" in open_nifti(path).remarks[0]
    with pytest.raises(NodeError, match=r"the axes of b\.nii are not at right angles"):
        open_nifti(save(tmp_path / "b.nii", 2, sform=sheared))


@pytest.mark.parametrize(("units", "mm"), [(0, 1.0), (1, 1e3), (2, 1.0), (3, 1e-3), (2 + 8, 1.0)])
@pytest.mark.parametrize("version", [1, 2])
def test_units_of_length(tmp_path, units, mm, version):
    placed = affine()
    placed[:3] /= mm
    fields = {"xyzt_units": units, "pixdim": [1, *(np.array(SPACING) / mm), 1, 0, 0, 0]}
    geometry = open_nifti(save(tmp_path / "a.nii", version, placed, placed, **fields)).geometry
    np.testing.assert_allclose(geometry.spacing_mm, SPACING, rtol=1e-6)
    np.testing.assert_allclose(geometry.origin_mm, affine()[:3, 3] * (-1, -1, 1), rtol=1e-6)
    if version == 1:
        assert geometry == Geometry.of(sitk.ReadImage(str(tmp_path / "a.nii")))
    assert open_nifti(tmp_path / "a.nii").remarks == ()


@pytest.mark.parametrize("version", [1, 2])
def test_nibabel_has_the_same_placements(tmp_path, version):
    for name in ("sform", "qform"):
        path = save(tmp_path / f"{name}.nii", version, **{name: affine()})
        corners = np.array(list(itertools.product(*((0.0, n - 1.0) for n in SIZE))))
        theirs = nib.affines.apply_affine(nib.load(path).affine, corners)
        np.testing.assert_allclose(open_nifti(path).geometry.point(corners) * (-1, -1, 1), theirs, atol=1e-4)
        assert open_nifti(path).remarks == ()


def test_what_is_said_of_ct_and_mask_reaches_the_results(small_cohort):
    root = small_cohort(patients=1) / "A"
    for path in (root / "ct.nii.gz", root / "segmentations" / "LN_1.nii.gz"):
        image = nib.load(path)
        header, turned = image.header, image.affine.copy()
        turned[0, 3] += 5.0
        again = nib.Nifti1Image(np.asanyarray(image.dataobj), None, header)
        again.set_sform(image.affine, 1)
        again.set_qform(turned, 1)
        nib.save(again, path)
    found = extract_cohort(read_cohort(root.parent), Settings())
    assert found.failures.empty
    words = "place it differently, by up to 5 mm; the sform was used"
    assert found.remarks == (
        ("A", f"the sform and the qform of ct.nii.gz {words}"),
        ("A", f"node LN_1: the sform and the qform of LN_1.nii.gz {words}"),
    )


@pytest.mark.parametrize("degrees", [0.0, 0.02, 0.1, 0.5, 1.0, 2.0, 5.0, 16.0])
def test_what_itk_writes_of_a_tilted_ct_is_no_conflict(tmp_path, degrees):
    """In RAS such a CT is turned by nearly 180 degrees, where three floats of a quaternion say little of the fourth."""
    image = sitk.Image(75, 80, 37, sitk.sitkInt16)
    image.SetSpacing((0.7421875, 0.7421875, 1.25))
    image.SetDirection(sitk.VersorTransform((0.8, 0.5, 0.33), np.radians(degrees)).GetMatrix())
    sitk.WriteImage(image, str(tmp_path / "ct.nii"))
    assert open_nifti(tmp_path / "ct.nii").remarks == ()


def test_a_conflict_beyond_what_the_quaternion_holds_is_told(tmp_path):
    near = affine(np.diag([-1.0, -1.0, 1.0]))
    near[:3, :3] @= np.array([[1.0, -0.02, 0.0], [0.02, 1.0, 0.0], [0.0, 0.0, 1.0]])
    path = save(tmp_path / "x.nii", 1, affine(np.diag([-1.0, -1.0, 1.0])), near)
    (remark,) = open_nifti(path).remarks
    assert "place it differently, by up to 0.542 mm" in remark
