"""Streams that contradict their header are refused before GDCM's decoder sees them; it would end the process."""

from __future__ import annotations

import struct

import pydicom
import pytest
from pydicom.encaps import encapsulate, generate_frames

from nodecluster.cohort.images.dicom.stream import Stream, jpeg, jpeg_2000
from nodecluster.cohort.images.files import open_image
from nodecluster.errors import NodeError
from tests.cohort.images.dicom.samples import GRID, compress, hu, write_series

SIZE = (Stream(11, 10, 1, 12), Stream(11, 10, 1, 16))  # GDCM writes 12 bits as 16


def series(folder, name):
    """A series, one of its slices, and that slice's stream."""
    paths = write_series(folder, hu(), GRID)
    compress(folder, name)
    dataset = pydicom.dcmread(paths[2])
    return paths[2], dataset, next(generate_frames(dataset.PixelData, number_of_frames=1))


@pytest.mark.parametrize("name", ["JPEGLosslessProcess14", "JPEGLosslessProcess14_1", "JPEGLSLossless"])
def test_jpeg(tmp_path, name):
    _, _, stream = series(tmp_path / "ct", name)
    assert jpeg(stream) in SIZE
    assert jpeg(stream[:2] + b"\xff" + stream[2:]) in SIZE  # a byte that fills up
    for spoilt in (stream[2:], stream[:4], stream[:2] + stream[-40:]):
        with pytest.raises((ValueError, struct.error)):
            jpeg(spoilt)


def test_jpeg_2000(tmp_path):
    _, _, stream = series(tmp_path / "ct", "JPEG2000Lossless")
    assert jpeg_2000(stream) in SIZE
    with pytest.raises(ValueError, match="not found"):
        jpeg_2000(stream[2:])


FRAME = b"\x00\x0b\x00\x0a\x01"  # rows, columns, numbers a pixel
LOSSLESS = "JPEGLosslessProcess14_1"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (LOSSLESS, b"\x10" + FRAME, b"\x71" + FRAME),  # 113 bits
        (LOSSLESS, FRAME, b"\x0f\x0b\x0f\x0a\x01"),
        (LOSSLESS, FRAME, b"\x00\x0b\x00\x0a\x03"),
        ("JPEGLSLossless", FRAME, b"\x00\x0b\x00\xff\x01"),
        ("JPEG2000Lossless", b"\x00\x00\x00\x0a\x00\x00\x00\x0b", b"\x00\x00\x0f\x0a\x00\x00\x0f\x0b"),
    ],
)
def test_a_stream_of_another_size_than_the_header(tmp_path, name, before, after):
    path, dataset, stream = series(tmp_path / "ct", name)
    assert before in stream
    dataset.PixelData = encapsulate([stream.replace(before, after, 1)])
    dataset.save_as(path)
    with pytest.raises(NodeError, match=f"the stream in {path.name} is .*; the header says 10 x 11, 1 and"):
        open_image(tmp_path / "ct").whole()


@pytest.mark.parametrize("place", [17, 18, 26])  # of a symbol, or of more symbols than there are
def test_a_huffman_table_that_would_end_the_process(tmp_path, place):
    path, dataset, stream = series(tmp_path / "ct", LOSSLESS)
    table = stream.index(b"\xff\xc4") + 4
    spoilt = bytearray(stream)
    spoilt[table + place] = 0xF1
    dataset.PixelData = encapsulate([bytes(spoilt)])
    dataset.save_as(path)
    with pytest.raises(NodeError, match=f"{path.name} holds pixels that cannot be decoded"):
        open_image(tmp_path / "ct").whole()


def test_a_lossless_stream_without_the_table_that_its_scan_selects():
    """One table, number 0, of the symbols 1 and 16; GDCM ends the process where the scan asks for another."""
    frame, table = (
        b"\xff\xc3\x00\x0b\x10" + FRAME + b"\x01\x11\x00",
        b"\xff\xc4\x00\x15\x00\x02" + bytes(15) + b"\x01\x10",
    )
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x01\x00\x00"
    assert jpeg(b"\xff\xd8" + frame + table + scan) == SIZE[1]
    other = scan.replace(b"\x01\x01\x00\x01", b"\x01\x01\x10\x01")
    large = table[:-1] + b"\x11"
    for spoilt in (frame + scan, frame + table + other, frame + large + scan):
        for kind in (b"\xff\xc3", b"\xff\xc7"):  # the second: of a hierarchy
            with pytest.raises(ValueError, match="no table of a lossless stream"):
                jpeg(b"\xff\xd8" + spoilt.replace(b"\xff\xc3", kind, 1))
    with pytest.raises(ValueError, match="a table that is cut short"):
        jpeg(b"\xff\xd8" + frame + table.replace(b"\x00\x02", b"\x00\x03", 1) + scan)
