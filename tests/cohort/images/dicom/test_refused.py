"""Series that are no CT to be measured: each refused with what is wrong, where, and what to do; no header is shown."""

from __future__ import annotations

import io
import os
import re
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import DeflatedExplicitVRLittleEndian, generate_uid

from nodecluster.cohort.images.files import open_image
from nodecluster.errors import NodeError
from tests.cohort.images.dicom.samples import GRID, SIGNED_16, SYNTAXES, compress, hu, write_series

SLICES = GRID.size[2]
PLACES = [GRID.point((0, 0, z)) for z in range(SLICES)]


def refused(folder: Path) -> NodeError:
    """Return why; nothing of what the headers say of the patient may be in it, and no path."""
    with pytest.raises(NodeError) as caught:
        open_image(folder).whole()
    shown = str(caught.value)
    assert caught.value.stage == "reading"
    assert caught.value.remedy
    assert not caught.value.remedy.endswith(".")
    assert not any(secret in shown for secret in ("Doe", "DOE", "secret", "1.2.826", "2.25.", str(folder.parent)))
    return caught.value


def at(places) -> dict:
    return {"ImagePositionPatient": lambda z: list(places[z])}


def along(*steps: float) -> dict:
    """Slices so many mm from the first along the normal, which is z."""
    return at([PLACES[0] + np.array([0, 0, step]) for step in steps])


def other(value, usual=None, z: int = 2):
    """A value that one slice alone has."""
    return lambda number: value if number == z else usual


TILTED = [place + np.array([0, z * 0.8, 0]) for z, place in enumerate(PLACES)]
SHIFTED = [place + np.array([0, z % 2 * 0.8, 0]) for z, place in enumerate(PLACES)]
TURN = np.reshape(GRID.direction, (3, 3)).T[:2].ravel()
ODD = r"1-6-74\.dcm"  # the slice that ``other`` changes
CASES = {
    "a gap": (
        along(0, 3, 6, 12, 15, 18),
        r"^1 slice is missing in ct, between 1-6-74\.dcm at z = -24 mm and 1-2-10\.dcm at z = -18 mm; "
        "the others are 3 mm apart$",
    ),
    "two gaps": (
        along(0, 3, 9, 12, 24, 27),
        r"^4 slices are missing in ct, between .* z = -27 mm and .* z = -21 mm, "
        r"between .* z = -18 mm and .* z = -6 mm; the others are 3 mm apart$",
    ),
    "uneven": (
        along(0, 3, 6, 9, 12.5, 15),
        r"unevenly spaced: 2\.5 mm after .*dcm at z = -17\.5 mm, 3\.5 mm after .*dcm at z = -21 mm",
    ),
    "two spacings": (along(0, 1, 2, 7, 12, 17), r"unevenly spaced: 1 mm after .*, 5 mm after"),
    "one off by a twentieth of a mm": (along(0, 3, 6, 9.05, 12, 15), "unevenly spaced"),
    "two at one place": (along(0, 3, 3, 6, 9, 12), r"^two slices in ct lie at one place: .* z = -27 mm and .*dcm$"),
    "all twice": (along(0, 0, 3, 3, 6, 6), "^3 pairs of slices in ct lie at one place, among them "),
    "a tilted gantry": (at(TILTED), r"^the gantry was tilted: the slices in ct are stacked 14\.9 degrees off"),
    "shifted slices": (at(SHIFTED), r"shifted against each other sideways by up to 0\.8 mm"),
    "no position": ({"ImagePositionPatient": None}, r"no usable Image Position \(Patient\) \(three numbers expected\)"),
    "no orientation": ({"ImageOrientationPatient": None}, "no usable Image Orientation"),
    "no spacing": ({"PixelSpacing": None}, r"no usable Pixel Spacing \(two positive numbers expected\)"),
    "a spacing of zero": ({"PixelSpacing": [0.0, 1.0]}, "no usable Pixel Spacing"),
    "a negative spacing": ({"PixelSpacing": [1.0, -1.0]}, "no usable Pixel Spacing"),
    "an absurd spacing": ({"PixelSpacing": [1.0, 5000.0]}, r"the voxel size of ct along x is 5000 mm"),
    "one number of spacing": ({"PixelSpacing": [1.0]}, "no usable Pixel Spacing"),
    "no slope": ({"RescaleSlope": None}, "no usable Rescale Slope and Intercept"),
    "a slope of zero": ({"RescaleSlope": "0"}, "no usable Rescale Slope and Intercept"),
    "no intercept": ({"RescaleIntercept": None}, "no usable Rescale Slope and Intercept"),
    "an empty intercept": ({"RescaleIntercept": ""}, "no usable Rescale Slope and Intercept"),
    "colour": ({"SamplesPerPixel": 3}, r"no usable Samples per Pixel \(1 expected\)"),
    "inverted": ({"PhotometricInterpretation": "MONOCHROME1"}, "no usable Photometric Interpretation"),
    "odd bits": ({"BitsAllocated": 12}, "no usable Bits Allocated, Bits Stored, High Bit"),
    "pixels in upper bits": ({"HighBit": 15}, "no usable Bits Allocated, Bits Stored, High Bit"),
    "no rows": ({"Rows": 0}, "no usable Rows and Columns"),
    "a dual-energy map": ({"RescaleType": "MGML"}, "are no Hounsfield units but MGML"),
    "magnetic resonance": ({"Modality": "MR"}, r"dcm is of modality MR; a CT is needed"),
    "text as modality": ({"Modality": "DOE JANE"}, "of a modality that is not told"),
    "localizers": ({"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}, "is a localizer, not a CT's slice"),
    "a localizer among them": (
        {"ImageType": other(["DERIVED", "PRIMARY", "LOCALIZER"], ["ORIGINAL"])},
        rf"^1 of 6 images is a localizer \({ODD}\)",
    ),
    "several frames": ({"NumberOfFrames": 40}, r"holds 40 images \(an enhanced or multi-frame CT\)"),
    "skewed axes": ({"ImageOrientationPatient": [1, 0, 0, 0.1, 1, 0]}, "are not at right angles, or their cosines"),
    "axes of no length": ({"ImageOrientationPatient": [0] * 6}, "or their cosines are not of length 1"),
    "another orientation": (
        {"ImageOrientationPatient": other([1, 0, 0, 0, 1, 0], TURN)},
        rf"^{ODD} has cosines 1, 0, 0, 0, 1, 0, .*dcm has -0\.8, -0\.6, 0, 0\.6, -0\.8, 0; all slices",
    ),
    "another spacing": (
        {"PixelSpacing": other([2.0, 1.1], [2.0, 1.0])},
        rf"^{ODD} has pixels of 2, 1\.1 mm, .*dcm has 2, 1; all slices must be alike$",
    ),
    "another spacing, by little": ({"PixelSpacing": other([2.0, 1.0003], [2.0, 1.0])}, "has pixels of 2, 1.0003 mm"),
    "another orientation, by little": (
        {"ImageOrientationPatient": other(TURN + np.array([0, 0, 3e-4, 0, 0, 0]), TURN)},
        "has cosines .*; all slices must be alike",
    ),
    "another size": ({"Rows": other(10, 11)}, rf"^{ODD} has 10 x 10 pixels, .*dcm has 10 x 11; all slices"),
    "another scan": ({"FrameOfReferenceUID": other("1.2.3", "1.2.4")}, "in different frames of reference"),
    "a huge slice": ({"Rows": 65535, "Columns": 65535}, r"claims 65535 x 65535 pixels; .* at most 4096 x 4096$"),
    "a large slice in a small file": ({"Rows": 4096, "Columns": 4096}, r"claims 33\.6 MB of image, more than a file"),
    "more rows than pixels": ({"Rows": 12}, "holds pixels that cannot be decoded"),
    "fewer rows than pixels": ({"Rows": 5}, "holds 10 x 5 x 2 pixels; its header says 10 x 5"),
}


@pytest.mark.parametrize("way", CASES)
def test_series_that_are_refused(tmp_path, way):
    changes, words = CASES[way]
    write_series(tmp_path / "ct", hu(), GRID, **changes)
    error = refused(tmp_path / "ct")
    assert re.search(words, error.reason), error.reason


@pytest.mark.parametrize("digits", [2, 3, 6])
def test_rounded_positions_are_even(tmp_path, digits):
    """Spacing of a third of a millimetre, written to hundredths: the slice and both ends are rounded."""
    steps = [round(z / 3, digits) for z in range(SLICES)]
    write_series(tmp_path / "ct", hu(), GRID, **along(*steps))
    opened = open_image(tmp_path / "ct")
    assert opened.geometry.spacing_mm[2] == pytest.approx(steps[-1] / 5, abs=1e-12)


def test_numbers_that_are_none(tmp_path):
    """pydicom writes no such text, so the files are patched."""
    for text in (b"nan", b"inf", b"one"):
        paths = write_series(tmp_path / text.decode(), hu(), GRID, PixelSpacing=[2.0, 1.5])
        raw = paths[0].read_bytes()
        assert raw.count(b"2.0\\1.5") == 1
        paths[0].write_bytes(raw.replace(b"2.0\\1.5", text + b"\\1.5"))
        assert "no usable Pixel Spacing" in refused(tmp_path / text.decode()).reason


def test_several_series_are_told_apart(tmp_path):
    folder = tmp_path / "ct"
    write_series(folder, hu(), GRID)
    write_series(folder, hu()[:1], GRID, series="2", ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    write_series(folder, hu()[:2], GRID, series="3", Modality="PT")
    error = refused(folder)
    assert error.reason == (
        "the folder ct holds 3 series: 6 files from 1-10-37.dcm on; 2-3-0.dcm alone (localizer); "
        "2 files from 3-10-37.dcm on (PT)"
    )
    assert error.remedy == "Keep only the CT's own series in the folder"
    for number in range(4, 12):
        write_series(folder, hu()[:1], GRID, series=str(number))
    assert "holds 11 series" in refused(folder).reason
    assert refused(folder).reason.endswith("and 6 more")


def test_single_files_and_folders_without_slices(tmp_path):
    paths = write_series(tmp_path / "ct", hu(), GRID)
    assert refused(paths[0]).reason == f"{paths[0].name} is one slice of a DICOM series; the whole CT is needed"
    dataset = pydicom.dcmread(paths[0])
    (tmp_path / "one").mkdir()
    dataset.save_as(tmp_path / "one" / "a.dcm")
    assert refused(tmp_path / "one").reason == "the folder one holds a single slice (a.dcm); a CT has more"
    dataset.Modality = "SEG"
    dataset.save_as(tmp_path / "one" / "a.dcm")
    assert refused(tmp_path / "one").reason == "the folder one holds no slice of a CT, only a file of SEG"
    assert refused(tmp_path / "one" / "a.dcm").reason == "a.dcm is of modality SEG; a CT is needed"
    assert refused(tmp_path).reason == f"the folder {tmp_path.name} holds no DICOM slice itself, but 2 folders"
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path / "empty").reason == "the folder empty holds no DICOM file"
    (tmp_path / "empty" / "ct.nii.gz").write_bytes(b"x")
    assert "empty/ct.nii.gz" in refused(tmp_path / "empty").remedy
    assert refused(tmp_path / "gone").reason == "gone does not exist"


@pytest.mark.parametrize("name", ["9.dcm", "IM0009", "1.2.840.9", "z.IMA"])
@pytest.mark.parametrize("content", [b"", b"hello, world\n" * 99, bytes(5000)])
def test_a_slice_that_is_none_is_not_left_out_in_silence(tmp_path, name, content):
    write_series(tmp_path / "ct", hu(), GRID)
    (tmp_path / "ct" / name).write_bytes(content)
    assert refused(tmp_path / "ct").reason == f"{name} is not a DICOM file, or is damaged"


def test_links_pipes_and_rights(tmp_path, monkeypatch):
    paths = write_series(tmp_path / "ct", hu(), GRID)
    os.mkfifo(tmp_path / "ct" / "pipe.dcm")
    assert refused(tmp_path / "ct").reason == "pipe.dcm is not a file, or a link to nothing"
    (tmp_path / "ct" / "pipe.dcm").unlink()
    (tmp_path / "ct" / "link.dcm").symlink_to(tmp_path / "gone")
    assert refused(tmp_path / "ct").reason == "link.dcm is not a file, or a link to nothing"
    (tmp_path / "ct" / "link.dcm").unlink()
    opened, right = open_image(tmp_path / "ct"), Path.open

    def refuse(self, *arguments, **named):
        if self.name == paths[1].name:
            raise PermissionError(13, "Permission denied", str(self))
        return right(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
    assert refused(tmp_path / "ct").reason == f"{paths[1].name} may not be read"
    monkeypatch.undo()
    paths[1].unlink()
    with pytest.raises(NodeError, match=f"{paths[1].name} does not exist"):
        opened.whole()


@pytest.mark.parametrize("way", SYNTAXES)
def test_a_damaged_stream_is_refused_by_its_files_name(tmp_path, way, capfd):
    """Cut in the middle, by little, and inside a file that is whole; what decoders say is kept off the screen."""
    name, _ = SYNTAXES[way]
    paths = write_series(tmp_path / "ct", hu(), GRID, stored=SIGNED_16)
    compress(tmp_path / "ct", name)
    whole = paths[3].read_bytes()
    spoilt = [whole[: -len(whole) // 9], whole[:-20]]
    if pydicom.dcmread(paths[3]).file_meta.TransferSyntaxUID.is_encapsulated:
        dataset = pydicom.dcmread(paths[3])
        stream = next(generate_frames(dataset.PixelData, number_of_frames=1))
        for part in (stream[: len(stream) // 2], stream[:-20], b"\0" * 64):
            dataset.PixelData = encapsulate([part])
            into = io.BytesIO()
            dataset.save_as(into)
            spoilt.append(into.getvalue())
    for content in spoilt:
        paths[3].write_bytes(content)
        assert paths[3].name in refused(tmp_path / "ct").reason
    assert capfd.readouterr() == ("", "")


def test_a_stream_of_more_bits_than_the_header_tells(tmp_path):
    """pydicom would cut the upper bits off and say nothing."""
    for name in ("JPEGLosslessProcess14_1", "JPEGLSLossless", "JPEG2000Lossless"):
        stored = {"BitsStored": 16, "PixelRepresentation": 0, "RescaleIntercept": "-9000"}
        paths = write_series(tmp_path / name, hu(), GRID, stored=stored)
        compress(tmp_path / name, name)
        for path in paths:
            dataset = pydicom.dcmread(path)
            dataset.BitsStored, dataset.HighBit = 12, 11
            dataset.save_as(path)
        assert "values of more than the 12 bits" in refused(tmp_path / name).reason


@pytest.mark.parametrize(
    ("syntax", "words"),
    [
        ("1.2.840.10008.1.2.4.51", r"JPEG Extended"),
        ("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000"),
        ("1.2.840.10008.1.2.4.100", "MPEG2"),
        ("1.3.46.670589.33.1.4.1", "no syntax of the standard"),
    ],
)
def test_syntaxes_that_are_not_read(tmp_path, syntax, words):
    for path in write_series(tmp_path / "ct", hu(), GRID):
        dataset = pydicom.dcmread(path)
        dataset.PixelData = encapsulate([dataset.PixelData])
        dataset["PixelData"].VR = "OB"
        dataset["PixelData"].is_undefined_length = True
        dataset.file_meta.TransferSyntaxUID = syntax
        dataset.save_as(path, implicit_vr=False, little_endian=True)
    assert words in refused(tmp_path / "ct").reason


@pytest.mark.parametrize("name", ["JPEGLosslessProcess14_1", "JPEGLSLossless", "JPEG2000Lossless"])
def test_a_stream_of_lower_values_than_the_headers_bits_allow(tmp_path, name):
    """Cutting their upper bits off would make large ones of them."""
    low = hu() // 2 - 1537  # from -2049, one below what 12 bits hold, to -2
    paths = write_series(tmp_path / "ct", low, GRID, stored=SIGNED_16)
    compress(tmp_path / "ct", name)
    for path in paths:
        dataset = pydicom.dcmread(path)
        dataset.BitsStored, dataset.HighBit = 12, 11
        dataset.save_as(path)
    assert low.min() == -2049
    assert "values of more than the 12 bits" in refused(tmp_path / "ct").reason


def test_a_series_that_claims_more_than_any_ct(tmp_path, monkeypatch):
    """Compressed slices may each claim 64 MB of memory in a few bytes."""
    write_series(tmp_path / "ct", hu(), GRID)
    for most in (hu().size * 4 - 1, hu().size * 4):
        monkeypatch.setattr("nodecluster.cohort.images.dicom.series.MOST_BYTES", most)
        if most < hu().size * 4:
            assert refused(tmp_path / "ct").reason == "the slices in ct claim 2.64 kB; at most 2.64 kB are read"
        else:
            assert open_image(tmp_path / "ct").geometry.size == GRID.size


def test_a_deflated_slice_that_never_ends(tmp_path):
    """Half a gigabyte of zeros in half a megabyte: refused while it is counted, never held."""
    paths = write_series(tmp_path / "ct", hu(), GRID)
    dataset = pydicom.dcmread(paths[0])
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    into = io.BytesIO()
    dataset.save_as(into)
    start = 144 + pydicom.dcmread(io.BytesIO(into.getvalue())).file_meta.FileMetaInformationGroupLength
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    zeros = b"".join(packer.compress(bytes(1 << 22)) for _ in range(80)) + packer.flush()
    paths[0].write_bytes(into.getvalue()[:start] + zeros)
    tracemalloc.start()
    try:
        assert "more than 256 MiB when it is decompressed" in refused(tmp_path / "ct").reason
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_series_of_the_same_uid_from_two_scans(tmp_path):
    """Two phases under one series: the second lies where the first lies."""
    write_series(tmp_path / "ct", hu(), GRID)
    uid = generate_uid(entropy_srcs=["series", "1"])
    write_series(tmp_path / "ct", hu(), GRID, series="2", SeriesInstanceUID=uid)
    error = refused(tmp_path / "ct")
    assert "6 pairs of slices" in error.reason
    assert error.remedy == "Keep one copy, one phase and one reconstruction in the folder"
