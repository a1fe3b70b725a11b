"""What the system or a damaged file did: the file's name alone, what happened, and a remedy that can be read alone."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from nodecluster.cohort.failures import damaged, empty, from_os_error, not_a_file

PATH = Path("/home/somebody/cohort/A/ct.nii.gz")


@pytest.mark.parametrize(
    ("number", "reason", "remedy"),
    [
        (errno.ENOENT, "ct.nii.gz does not exist", "Check the path in patients.csv"),
        (errno.EACCES, "ct.nii.gz may not be read", "Give yourself the right to read ct.nii.gz"),
        (errno.EPERM, "ct.nii.gz may not be read", "Give yourself the right to read ct.nii.gz"),
        (errno.EISDIR, "ct.nii.gz is a folder, not a file", "Put the file itself in the place of ct.nii.gz"),
        (errno.ELOOP, "ct.nii.gz is a link that leads back to itself", "Put the file itself in the place of ct.nii.gz"),
        (
            errno.EIO,
            "ct.nii.gz cannot be read (Input/output error)",
            "Check the disk or the network, or copy ct.nii.gz",
        ),
    ],
)
def test_what_the_system_says(number, reason, remedy):
    failure = from_os_error(PATH, OSError(number, os.strerror(number), str(PATH)))
    assert failure.reason.startswith(reason)
    assert failure.remedy.startswith(remedy)
    assert failure.stage == "reading"
    assert "somebody" not in str(failure)


def test_an_error_of_the_system_without_words():
    assert from_os_error(PATH, OSError(str(PATH))).reason == "ct.nii.gz cannot be read (input/output error)"


def test_what_is_damaged_or_no_file():
    again = "The file is damaged or incomplete; copy or export it again"
    for failure, reason in (
        (damaged(PATH), "ct.nii.gz cannot be read: it is cut short or damaged"),
        (damaged(PATH, "it ends too early"), "ct.nii.gz cannot be read: it ends too early"),
        (empty(PATH), "ct.nii.gz is empty (0 bytes)"),
    ):
        assert (failure.stage, failure.reason, failure.remedy) == ("reading", reason, again)
    assert not_a_file(PATH, "is a pipe").reason == "ct.nii.gz is a pipe"
