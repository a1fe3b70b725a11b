"""The text of a NRRD header: fields, notes, and what they say of the voxels."""

from __future__ import annotations

import numpy as np
import pytest

from nodecluster.cohort.images.nrrd_header import NrrdHeader, read_nrrd_header
from nodecluster.errors import NodeError


def header(tmp_path, text: str) -> NrrdHeader:
    path = tmp_path / "a.nrrd"
    path.write_bytes(text.encode())
    return read_nrrd_header(path)


def test_fields_notes_and_comments(tmp_path):
    text = "NRRD0005\n# sizes: 9\nSizes: 3 4\nkey one:=a: b:=c\\nd\\\\n\n\ncontent: x\n"
    found = header(tmp_path, text)
    assert found.fields == {"sizes": "3 4"}
    assert found.notes == {"key one": "a: b:=c\nd\\n"}
    assert found.offset == text.index("content")


def test_what_comes_first_says_whether_a_line_is_a_field_or_a_note(tmp_path):
    found = header(tmp_path, "NRRD0005\ncontent: a:=b\nSegment0_Name:=LN: left\n\n")
    assert found.fields == {"content": "a:=b"}
    assert found.notes == {"Segment0_Name": "LN: left"}


def test_lines_that_are_neither(tmp_path):
    found = header(tmp_path, "NRRD0005\nhello\n: x\n:=y\nsizes:3\n\n")
    assert (dict(found.fields), dict(found.notes)) == ({}, {})


def test_a_header_that_the_file_ends_in(tmp_path):
    assert header(tmp_path, "NRRD0005\nsizes: 3").offset is None


@pytest.mark.parametrize(("text", "reason"), [("", "a.nrrd is empty"), ("hello\n\n", "a.nrrd is no NRRD file")])
def test_what_is_no_header(tmp_path, text, reason):
    with pytest.raises(NodeError, match=reason):
        header(tmp_path, text)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [("3 4 5", (3, 4, 5)), ("3 0 5", ()), ("3 -4 5", ()), ("3 4.0", ()), ("", ()), ("3 " + "9" * 30, ()), ("٣ 4", ())],
)
def test_sizes(sizes, expected):
    assert NrrdHeader({"sizes": sizes}, {}, 0).sizes() == expected


@pytest.mark.parametrize(
    ("fields", "axis"),
    [
        ({"space directions": "none (1,0,0) (0,1,0) (0,0,1)"}, 0),
        ({"space directions": "(1, 0, 0) (0,1,0) (0,0,1) none"}, 3),
        ({"space directions": "(1,0,0) (0,1,0) (0,0,1)"}, None),
        ({"space directions": "none none (0,1,0) (0,0,1)"}, None),
        ({"kinds": "list domain domain domain"}, 0),
        ({"kinds": "domain domain domain vector"}, 3),
        ({"kinds": "domain domain domain domain"}, None),
        ({"kinds": "space space space time"}, None),
        ({}, None),
    ],
)
def test_the_axis_of_layers(fields, axis):
    assert NrrdHeader({"sizes": "2 3 4 5", **fields}, {}, 0).layer_axis() == axis


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"type": "short", "endian": "big"}, ">i2"),
        ({"type": "unsigned  Short int", "endian": "little"}, "<u2"),
        ({"type": "uchar"}, "u1"),
        ({"type": "double", "endian": "little"}, "<f8"),
        ({"type": "short"}, None),
        ({"type": "block", "endian": "big"}, None),
        ({}, None),
    ],
)
def test_the_type_of_the_voxels(fields, kind):
    assert NrrdHeader(fields, {}, 0).kind() == (None if kind is None else np.dtype(kind))


@pytest.mark.parametrize(
    ("fields", "claimed"),
    [
        ({"type": "short", "endian": "big", "encoding": "raw"}, 120),
        ({"type": "short", "endian": "big", "encoding": "gz"}, 120),
        ({"type": "short", "endian": "big", "encoding": "hex"}, 240),
        ({"type": "short", "encoding": "txt"}, 119),
        ({"type": "block", "encoding": "raw"}, 60),
    ],
)
def test_how_much_a_header_claims(fields, claimed):
    assert NrrdHeader({"sizes": "3 4 5", **fields}, {}, 0).claimed_bytes() == claimed
    assert NrrdHeader(fields, {}, 0).claimed_bytes() == 0
