"""What comes of an error while a DICOM file is read: of the system, of pydicom, or of our own."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from nodecluster.cohort.images.dicom.file import reading
from nodecluster.errors import NodeError


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (OSError(errno.EIO, os.strerror(errno.EIO), "/home/a.dcm"), "a.dcm cannot be read (Input/output error)"),
        (PermissionError(errno.EACCES, "Permission denied", "/home/a.dcm"), "a.dcm may not be read"),
        (OSError("pydicom's own, without a number"), "a.dcm cannot be read: it ends too early"),
        (EOFError("there is no more"), "a.dcm cannot be read: it ends too early"),
        (KeyError("secret"), "a.dcm cannot be read: its content is not what DICOM asks for"),
        (NodeError("mask", "our own", "Mend it"), "our own"),
    ],
)
def test_what_is_raised_becomes_a_failure_of_the_file(raised, reason):
    with pytest.raises(NodeError) as caught, reading(Path("/home/a.dcm")):
        raise raised
    assert caught.value.reason == reason
    assert "home" not in str(caught.value)
