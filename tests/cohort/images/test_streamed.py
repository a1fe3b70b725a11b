"""Voxels read a slab at a time, packed or not, and how a file may end: the same rule for every format."""

from __future__ import annotations

import gzip
from dataclasses import replace

import numpy as np
import pytest

from nodecluster.cohort.images.files import open_image
from nodecluster.cohort.images.gzipped import MAGIC, GzipReader
from nodecluster.cohort.images.streamed import PADDING_BYTES, SLAB_BYTES, VoxelBytes, beginning
from nodecluster.errors import NodeError
from tests.cohort.images.samples import SIZE, save_itk, save_nifti, values

SLICE, SLICES = 700, 9
CONTENT = np.random.default_rng(3).integers(0, 256, SLICE * SLICES, np.uint8).tobytes()
PACKED = pytest.mark.parametrize("packed", [False, True])


def written(path, content: bytes, *, packed: bool, before: bytes = b"head", skip: bytes = b"") -> VoxelBytes:
    """Write voxels after a header, which may be packed with them, and return where they are."""
    path.write_bytes(before + (gzip.compress(skip + content) if packed else skip + content))
    return VoxelBytes(path, packed, len(before), len(skip), SLICE, SLICES)


@PACKED
@pytest.mark.parametrize("skip", [b"", b"passed over", bytes(2 * SLAB_BYTES + 5)])
@pytest.mark.parametrize("slab", [1, SLICE, SLICE * 2 + 1, SLAB_BYTES])
def test_slabs_are_whole_slices_and_together_the_content(tmp_path, monkeypatch, packed, skip, slab):
    monkeypatch.setattr("nodecluster.cohort.images.streamed.SLAB_BYTES", slab)
    if slab == 1:
        skip = skip[:20]  # a byte at a time
    found = list(written(tmp_path / "a", CONTENT, packed=packed, skip=skip).slabs())
    step = max(1, slab // SLICE)
    assert [len(part) for part in found[:-1]] == [step * SLICE] * (len(found) - 1)
    assert b"".join(found) == CONTENT


@PACKED
@pytest.mark.parametrize("padding", [0, 1, PADDING_BYTES])
def test_a_little_padding_may_follow(tmp_path, packed, padding):
    assert b"".join(written(tmp_path / "a", CONTENT + bytes(padding), packed=packed).slabs()) == CONTENT


@PACKED
@pytest.mark.parametrize("more", [b"\n", b"1234567890", bytes(PADDING_BYTES + 1), bytes(9) + b"x"])
def test_nothing_else_may_follow(tmp_path, packed, more):
    voxels = written(tmp_path / "a.nii", CONTENT + more, packed=packed, skip=b"1234")
    with pytest.raises(NodeError) as caught:
        list(voxels.slabs())
    end = "6.3 kB" if packed else "6.31 kB"  # 4 bytes before a packed content are not of it
    assert caught.value.reason == f"a.nii goes on after the last voxel that its header tells of (after {end})"
    assert caught.value.remedy.startswith("Its header is not that of its content. The file is damaged or incomplete")
    assert voxels.end() == len(CONTENT) + (4 if packed else 8)


@PACKED
def test_padding_is_less_than_a_slice(tmp_path, packed):
    small = replace(written(tmp_path / "a", CONTENT, packed=packed), slice_bytes=100, slices=63)
    assert b"".join(small.slabs()) == CONTENT
    for zeros, passes in ((99, True), (100, False)):
        written(tmp_path / "a", CONTENT + bytes(zeros), packed=packed)
        if passes:
            assert b"".join(small.slabs()) == CONTENT
        else:
            with pytest.raises(NodeError, match="goes on after the last voxel"):
                list(small.slabs())


@PACKED
@pytest.mark.parametrize("lost", [1, SLICE, len(CONTENT)])
def test_a_content_that_ends_too_early(tmp_path, packed, lost):
    with pytest.raises(NodeError, match=r"^a cannot be read: it is cut short or damaged"):
        list(written(tmp_path / "a", CONTENT[:-lost], packed=packed).slabs())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[:-8] + bytes(4) + raw[-4:],
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw + b"x",
        lambda raw: raw.replace(MAGIC, bytes(2), 1),
    ],
)
def test_a_packed_content_that_is_damaged(tmp_path, spoil):
    voxels = written(tmp_path / "a", CONTENT, packed=True)
    voxels.path.write_bytes(spoil(voxels.path.read_bytes()))
    with pytest.raises(NodeError, match=r"^a cannot be read: it is cut short or damaged"):
        list(voxels.slabs())


def test_what_follows_is_not_read_to_its_end(tmp_path, monkeypatch):
    voxels = written(tmp_path / "a", CONTENT + bytes(10**8), packed=True)
    given, read = [], GzipReader.read
    monkeypatch.setattr(GzipReader, "read", lambda stream, most: (piece := read(stream, most), given.append(piece))[0])
    with pytest.raises(NodeError, match="goes on after the last voxel"):
        list(voxels.slabs())
    assert sum(map(len, given)) == len(CONTENT) + PADDING_BYTES + 1


def test_several_streams_one_after_the_other(tmp_path):
    voxels = written(tmp_path / "a", CONTENT, packed=True)
    streams = [gzip.compress(part) for part in (CONTENT[:999], b"", CONTENT[999:])]
    for between in (0, 9999, 10**6):  # zeros, of more than one reading of the file
        voxels.path.write_bytes(b"head" + bytes(between).join([*streams, b""]))
        assert b"".join(voxels.slabs()) == CONTENT


def test_the_beginning_of_a_file(tmp_path):
    path = tmp_path / "a.nii.gz"
    path.write_bytes(CONTENT)
    assert beginning(path, 10) == (CONTENT[:10], False)
    assert beginning(path, 10**6) == (CONTENT, False)
    path.write_bytes(gzip.compress(CONTENT))
    assert beginning(path, 10) == (CONTENT[:10], True)
    assert beginning(path, 10**6) == (CONTENT, True)
    path.write_bytes(b"")
    with pytest.raises(NodeError, match=r"a\.nii\.gz is empty"):
        beginning(path, 10)
    path.write_bytes(MAGIC + CONTENT)
    with pytest.raises(NodeError, match=r"a\.nii\.gz cannot be read: it is cut short or damaged"):
        beginning(path, 10)


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz", "a.nrrd", "packed.nrrd"])
def test_the_same_rule_for_every_format(tmp_path, name):
    save = save_nifti if ".nii" in name else save_itk
    path = save(tmp_path / name, values(), **({} if ".nii" in name else {"compress": name == "packed.nrrd"}))
    raw = path.read_bytes()
    head = raw.index(b"\n\n") + 2 if name.endswith("nrrd") else 0
    packed = name in ("a.nii.gz", "packed.nrrd")
    content = gzip.decompress(raw[head:]) if packed else raw[head:]
    one_slice = SIZE[0] * SIZE[1] * 2
    for more, passes in ((bytes(100), True), (bytes(one_slice), False), (b"ten letter", False)):
        path.write_bytes(raw[:head] + (gzip.compress(content + more) if packed else content + more))
        if passes:
            assert (values() == open_image(path).whole().voxels.T).all()
        else:
            with pytest.raises(NodeError, match=f"{name} goes on after the last voxel"):
                open_image(path).whole()
