"""A series of DICOM slices read as ITK's series reader reads it: place, values and type, whatever the writing."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk

from nodecluster.cohort.images.dicom.open import open_dicom
from nodecluster.cohort.images.files import open_image
from nodecluster.errors import NodeError
from nodecluster.volume import Geometry
from tests.cohort.images.dicom.samples import GRID, SIGNED_16, SYNTAXES, UNSIGNED_12, compress, hu, write_series

SIZE = GRID.size
STORED = pytest.mark.parametrize("stored", [UNSIGNED_12, SIGNED_16], ids=["12 bits", "16 bits, signed"])


def itk_series(folder: Path) -> sitk.Image:
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return reader.Execute()


def assert_as_itk(folder: Path, *, kind: str = "") -> np.ndarray:
    """The same grid to the last bit but for cosines that have to be squared (1e-15), the same values and type.

    ``kind`` is the type that is ours where it is narrower than ITK's.
    """
    volume, itk = open_image(folder).whole(), itk_series(folder)
    assert volume.geometry.size == itk.GetSize()
    assert volume.geometry.origin_mm == itk.GetOrigin()
    np.testing.assert_allclose(volume.geometry.spacing_mm, itk.GetSpacing(), rtol=1e-15, atol=0)
    np.testing.assert_allclose(volume.geometry.direction, itk.GetDirection(), rtol=0, atol=1e-15)
    theirs = sitk.GetArrayFromImage(itk)
    assert volume.voxels.dtype == (kind or theirs.dtype)
    assert np.array_equal(volume.voxels, theirs)
    return volume.voxels


@STORED
def test_as_written_and_as_itk_reads_it(tmp_path, stored):
    write_series(tmp_path / "ct", hu(), GRID, stored=stored)
    assert np.array_equal(assert_as_itk(tmp_path / "ct"), hu())
    opened = open_dicom(tmp_path / "ct")
    assert opened.remarks == ()
    np.testing.assert_allclose(opened.geometry.spacing_mm, GRID.spacing_mm, rtol=1e-13)
    np.testing.assert_allclose(opened.geometry.direction, GRID.direction, atol=1e-13)
    np.testing.assert_allclose(opened.geometry.origin_mm, GRID.origin_mm, atol=1e-10)


def turned(angles: tuple[float, float, float], flip: int = 1) -> Geometry:
    turn = sitk.Euler3DTransform((0, 0, 0), *angles).GetMatrix()
    axes = np.reshape(turn, (3, 3)) @ np.diag([1, flip, flip])
    return Geometry(SIZE, (0.7, 0.9, 1.25), (-101.123456789, 33.3, -1234.56789012), tuple(axes.ravel().tolist()))


@pytest.mark.parametrize("flip", [1, -1])
@pytest.mark.parametrize("angles", [(0, 0, 0), (0.3, 0, 0), (0.1, -0.2, 0.3), (1.5707963267948966, 0, 0), (2, 1, -3)])
def test_any_direction(tmp_path, angles, flip):
    """Coronal, oblique, head first or feet first: the origin is the first slice along the rows' and columns' normal."""
    grid = turned(angles, flip)
    paths = write_series(tmp_path / "ct", hu(), grid)
    assert np.array_equal(assert_as_itk(tmp_path / "ct"), hu())
    np.testing.assert_allclose(open_dicom(tmp_path / "ct").geometry.point((9, 10, 5)), grid.point((9, 10, 5)), 1e-9)
    assert sorted(paths) != paths  # names say nothing of the order


def test_cosines_of_few_digits_are_squared_as_itk_does(tmp_path):
    cosines = np.reshape(turned((0.1, -0.2, 0.3)).direction, (3, 3)).T[:2].round(4)
    normal = np.cross(*cosines) / np.linalg.norm(np.cross(*cosines))
    places = [list(np.array([-10.0, 5.0, 3.0]) + z * 2 * normal) for z in range(SIZE[2])]
    changes = {"ImageOrientationPatient": cosines.ravel().tolist(), "ImagePositionPatient": places.__getitem__}
    write_series(tmp_path / "ct", hu(), GRID, **changes)
    assert_as_itk(tmp_path / "ct")


@STORED
@pytest.mark.parametrize(
    "rescale",
    [("1", "0"), ("2", "-1024"), ("-1", "0"), ("0.5", "-1024"), ("1", "-1024.5"), ("1", "1000000"), ("3", "-50")],
)
def test_slope_and_intercept(tmp_path, stored, rescale):
    slope, intercept = rescale
    write_series(tmp_path / "ct", hu(), GRID, stored=stored, RescaleSlope=slope, RescaleIntercept=intercept)
    numbers = hu().astype(np.float64) - int(stored["RescaleIntercept"])
    assert np.array_equal(assert_as_itk(tmp_path / "ct"), numbers * float(slope) + float(intercept))


def test_a_slope_of_its_own_for_each_slice(tmp_path):
    """ITK takes the type of the first slice for all and cuts off what does not fit; here all that is stored is kept."""
    slopes = [0.5 if z == 3 else 1.0 + z for z in range(SIZE[2])]
    write_series(tmp_path / "ct", hu(), GRID, RescaleSlope=lambda z: str(slopes[z]))
    voxels = open_dicom(tmp_path / "ct").whole().voxels
    assert voxels.dtype == np.float64
    assert np.array_equal(voxels, (hu() + 1024.0) * np.array(slopes)[:, None, None] - 1024)
    write_series(tmp_path / "whole", hu(), GRID, RescaleSlope=lambda z: str(4 + z))
    voxels = open_dicom(tmp_path / "whole").whole().voxels
    assert voxels.dtype == np.int32  # 4095 * 9 - 1024 does not fit 16 bits
    assert np.array_equal(voxels, (hu() + 1024) * np.arange(4, 10)[:, None, None] - 1024)


def test_values_beyond_32_bits_with_a_sign(tmp_path):
    """All of them fit 32 bits without one."""
    write_series(tmp_path / "ct", hu(), GRID, RescaleIntercept="3000000000")
    voxels = open_dicom(tmp_path / "ct").whole().voxels
    assert voxels.dtype == np.uint32
    assert np.array_equal(voxels, hu() + 1024 + np.int64(3_000_000_000))


def test_spacings_and_cosines_that_are_nearly_the_same(tmp_path):
    """A hundred-thousandth is how programs round; the grid is that of the first by place."""
    turn = np.reshape(GRID.direction, (3, 3)).T[:2].ravel()
    changes = {
        "PixelSpacing": lambda z: [2.0, 1.0 + z * 1e-5],
        "ImageOrientationPatient": lambda z: turn + z * np.array([0, 0, 1e-5, 0, 0, 0]),
    }
    write_series(tmp_path / "ct", hu(), GRID, **changes)
    assert open_dicom(tmp_path / "ct").geometry.spacing_mm[0] == 1.0


def test_padding_is_a_value_like_any_other(tmp_path):
    write_series(tmp_path / "ct", hu(), GRID, stored=SIGNED_16, PixelPaddingValue=-1024)
    assert np.array_equal(assert_as_itk(tmp_path / "ct"), hu())


@pytest.mark.parametrize("signed", [0, 1])
def test_bits_that_are_not_the_pixels(tmp_path, signed):
    """An overlay in the upper four of 16 bits, as old scanners wrote it."""
    stored = {"BitsStored": 12, "PixelRepresentation": signed, "RescaleIntercept": "0"}
    values = (hu() // 2).clip(-1024, 2047) if signed else hu().clip(0)

    def scribble(z, dataset):
        pixels = np.frombuffer(dataset.PixelData, "<u2") & 0x0FFF | (0xA000 if z % 2 else 0x5000)
        dataset.PixelData = pixels.astype("<u2").tobytes()

    write_series(tmp_path / "ct", values, GRID, stored=stored, change=scribble)
    assert np.array_equal(assert_as_itk(tmp_path / "ct"), values)


@STORED
@pytest.mark.parametrize("way", SYNTAXES)
def test_every_writing_gives_the_same_values(tmp_path, way, stored):
    name, uid = SYNTAXES[way]
    write_series(tmp_path / "ct", hu(), GRID, stored=stored)
    compress(tmp_path / "ct", name)
    assert pydicom.dcmread(next((tmp_path / "ct").iterdir())).file_meta.TransferSyntaxUID == uid
    kind = "int16" if "JPEG2000" in name and stored is UNSIGNED_12 else ""  # of which GDCM forgets that bits are 12
    assert np.array_equal(assert_as_itk(tmp_path / "ct", kind=kind), hu())


def test_signed_numbers_of_twelve_bits_in_a_stream(tmp_path):
    stored = {"BitsStored": 12, "PixelRepresentation": 1, "RescaleIntercept": "0"}
    values = (hu() // 2).clip(-1024, 1535)
    for name, _ in SYNTAXES.values():
        write_series(tmp_path / name, values, GRID, stored=stored)
        compress(tmp_path / name, name)
        assert np.array_equal(open_dicom(tmp_path / name).whole().voxels, values), name


def test_compression_with_loss_is_told(tmp_path):
    remark = ("the CT was compressed with loss, which changes texture",)
    write_series(tmp_path / "told", hu(), GRID, LossyImageCompression=lambda z: "01" if z == 4 else "00")
    assert open_dicom(tmp_path / "told").remarks == remark
    write_series(tmp_path / "may be", hu(), GRID)
    compress(tmp_path / "may be", "JPEG2000")
    assert open_dicom(tmp_path / "may be").remarks == remark
    write_series(tmp_path / "never", hu(), GRID, LossyImageCompression="00")
    compress(tmp_path / "never", "JPEG2000")
    assert open_dicom(tmp_path / "never").remarks == ()


def test_a_tilt_that_only_the_header_tells_of(tmp_path):
    write_series(tmp_path / "ct", hu(), GRID, GantryDetectorTilt="-12.5")
    assert "gantry tilted by -12.5 degrees" in open_dicom(tmp_path / "ct").remarks[0]


def test_what_lies_beside_the_slices_is_passed_over(tmp_path):
    folder = tmp_path / "ct"
    paths = write_series(folder, hu(), GRID)
    for name in ("Thumbs.db", "notes.txt", ".hidden.dcm", "README"):
        (folder / name).write_bytes(b"no slice at all " * 20)
    for name in ("DICOMDIR", ".hidden"):  # DICOM by their mark, and no images
        (folder / name).write_bytes(bytes(128) + b"DICM")
    for modality in ("SEG", "RTSTRUCT", "SR"):
        other = pydicom.dcmread(paths[0])
        other.Modality, other.SeriesInstanceUID = modality, "1.2.3"
        other.save_as(folder / f"{modality}.dcm")
    opened = open_dicom(folder)
    assert np.array_equal(opened.whole().voxels, hu())
    assert opened.frame_uid == pydicom.dcmread(paths[0]).FrameOfReferenceUID
    assert opened.remarks == ()


def test_images_in_sub_folders_are_told(tmp_path, monkeypatch):
    """Half of the series lies there, as some exports have a folder for each hundred of slices."""
    folder = tmp_path / "ct"
    paths = write_series(folder, hu(), GRID)
    for name in ("1/2", "1/.hidden", ".hidden"):
        (folder / name).mkdir(parents=True)
        shutil.move(paths.pop(), folder / name / ("slice" if name == "1/2" else "no-slice"))
    (folder / "1" / "notes.txt").write_text("nothing")
    (folder / "1" / "DICOMDIR").write_bytes(bytes(128) + b"DICM")
    (folder / "1" / "gone.dcm").symlink_to("nowhere")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    for number, modality in enumerate(("SEG", "RTSTRUCT")):  # masks may lie below the CT
        other = pydicom.dcmread(paths[0])
        other.Modality = modality
        other.save_as(folder / "1" / f"{number}.dcm")
    one = "1 DICOM image in sub-folders was not read"
    assert open_dicom(folder).remarks == (one,)
    (folder / "2").mkdir()
    (folder / "2" / "damaged").write_bytes(bytes(128) + b"DICM")
    assert open_dicom(folder).remarks == (one.replace("1", "2").replace("image", "images").replace("was", "were"),)
    found = {}
    for most in (3, 5, 6, 7):  # sorted: 0.dcm, 1.dcm, gone.dcm, notes.txt, then 1/2/slice, then 2/damaged
        monkeypatch.setattr("nodecluster.cohort.images.dicom.folder.MOST_LOOKED", most)
        found[most] = [remark.split(" DICOM")[0] for remark in open_dicom(folder).remarks]
    assert found == {3: [], 5: ["at least 1"], 6: ["2"], 7: ["2"]}


@pytest.mark.parametrize(
    ("thickness", "every", "words"),
    [
        (3.0, 1, ""),
        (4.5, 1, ""),  # they overlap
        (2.8, 1, ""),
        (None, 1, ""),
        ("0", 1, ""),
        ("", 1, ""),
        (3.0, 2, "3 mm lie 6 mm apart: gaps of 3 mm between them; perhaps every second slice is missing"),
        (4.5, 2, "4.5 mm lie 6 mm apart: gaps of 1.5 mm between them; perhaps slices are missing"),
        (1.0, 1, "1 mm lie 3 mm apart: gaps of 2 mm between them; perhaps slices are missing"),
        (2.7, 1, "2.7 mm lie 3 mm apart: gaps of 0.3 mm between them; perhaps slices are missing"),
    ],
)
def test_slices_with_gaps_between_them(tmp_path, thickness, every, words):
    paths = write_series(tmp_path / "ct", hu(), GRID, SliceThickness=thickness)
    for number, path in enumerate(paths):
        if number % every:
            path.unlink()
    opened = open_dicom(tmp_path / "ct")
    assert opened.remarks == ((f"the CT's slices of {words}",) if words else ())
    assert np.array_equal(opened.whole().voxels, hu()[::every])


def test_slices_without_preamble_and_mark(tmp_path):
    """As archives of the nineties keep them: a bare data set, in the default transfer syntax or another."""
    for path in write_series(tmp_path / "ct", hu(), GRID):
        dataset = pydicom.dcmread(path)
        bare = pydicom.Dataset()
        bare.update({element.tag: element for element in dataset})
        if path.name < "1-5":
            bare.save_as(path, implicit_vr=True, little_endian=True, enforce_file_format=False)
        else:
            bare.save_as(path, implicit_vr=False, little_endian=True, enforce_file_format=False)
        assert path.read_bytes()[128:132] != b"DICM"
        path.rename(path.with_suffix("") if "7" in path.name else path)
    assert np.array_equal(open_dicom(tmp_path / "ct").whole().voxels, hu())


def test_windows_are_parts_of_the_whole(tmp_path):
    write_series(tmp_path / "ct", hu(), GRID)
    window = open_image(tmp_path / "ct").window((1, 2, 3), (6, 10, 5))
    assert np.array_equal(window.voxels, hu()[3:5, 2:10, 1:6])


def test_shared_series(shared_data):
    assert assert_as_itk(shared_data / "dicom_seg" / "ct").min() == -3024


def test_the_shared_series_that_are_refused(shared_data):
    with pytest.raises(NodeError) as caught:
        open_image(shared_data / "odd" / "gantry_tilt")
    assert "gantry was tilted" in caught.value.reason
    assert "14.0 degrees" in caught.value.reason
    with pytest.raises(NodeError) as caught:
        open_image(shared_data / "odd" / "missing_slices")
    assert caught.value.reason == (
        "1 slice is missing in missing_slices, between IM-0001-0009-0001.dcm at z = 28.107 mm and "
        "IM-0001-0010-0001.dcm at z = 38.107 mm; the others are 5 mm apart"
    )


def test_the_shared_series_in_another_order(shared_data, tmp_path):
    for number, path in enumerate(sorted((shared_data / "dicom_seg" / "ct").iterdir())):
        shutil.copy(path, tmp_path / f"IM{(number + 1) % 3}")
    theirs = sitk.GetArrayFromImage(itk_series(shared_data / "dicom_seg" / "ct"))
    assert np.array_equal(open_image(tmp_path).whole().voxels, theirs)
