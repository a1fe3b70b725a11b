"""A claim that a file cannot keep is refused before any memory is taken."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib

import nibabel as nib
import numpy as np
import pytest

from nodecluster.cohort.images.claimed_size import MOST_BYTES, MOST_PACKED, check_size
from nodecluster.cohort.images.files import open_image
from nodecluster.errors import NodeError

CLAIMED = (4096, 4096, 2980)  # int16: 100 GB


def nifti_claim(version: int) -> bytes:
    header = (nib.Nifti1Header if version == 1 else nib.Nifti2Header)()
    header.set_data_dtype(np.int16)
    header.set_data_shape(CLAIMED)
    header.set_zooms((1, 1, 1))
    header.set_data_offset(352 if version == 1 else 544)
    header["magic"] = b"n+1" if version == 1 else header["magic"]
    return header.binaryblock + bytes(4) + bytes(10**5)


def nrrd_claim(encoding: str) -> bytes:
    sizes = " ".join(map(str, CLAIMED))
    text = (
        f"NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: {sizes}\n"
        f"space directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nendian: little\nencoding: {encoding}\n\n"
    )
    content = bytes(10**5)
    return text.encode() + (gzip.compress(content) if encoding == "gzip" else content)


FILES = {
    "a.nii": nifti_claim(1),
    "a.nii.gz": gzip.compress(nifti_claim(1)),
    "b.nii": nifti_claim(2),
    "b.nii.gz": gzip.compress(nifti_claim(2)),
    "a.nrrd": nrrd_claim("raw"),
    "a.seg.nrrd": nrrd_claim("gzip"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_small_file_that_claims_100_gb(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FILES[name])
    open_image_fails(path)  # libraries are imported on the way
    tracemalloc.start()
    started = time.perf_counter()
    caught = open_image_fails(path)
    took, (_, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert f"the header of {name} claims 100 GB of image, more than a" in caught.reason
    assert peak < 2e6
    assert took < 1


def open_image_fails(path) -> NodeError:
    with pytest.raises(NodeError) as caught:
        open_image(path)
    return caught.value


def test_deflate_makes_no_more_of_a_byte():
    """The bound is of the format, held here against the best that zlib can do."""
    zeros = bytes(10**7)
    packed = zlib.compress(zeros, 9)
    assert MOST_PACKED - 40 < len(zeros) / len(packed) < MOST_PACKED


def test_what_a_file_can_hold_passes(tmp_path):
    path = tmp_path / "a.nii.gz"
    path.write_bytes(gzip.compress(bytes(10**7)))
    check_size(path, 10**7, packed=True)
    with pytest.raises(NodeError, match=r"claims 10 MB of image, more than a file of 9\.\d+ kB can hold"):
        check_size(path, 10**7, packed=False)


def test_no_image_is_larger_than_the_limit(tmp_path):
    path = tmp_path / "a.nii"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 2)  # sparse: takes no room
    check_size(path, MOST_BYTES, packed=False)
    with pytest.raises(NodeError, match=r"claims 8\.59 GB of image; at most 8\.59 GB are read"):
        check_size(path, MOST_BYTES + 1, packed=False)
