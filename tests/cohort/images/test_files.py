"""Files by their ending, whatever its case."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from nodecluster.cohort.images.files import OPENERS, ending, open_image, stem
from nodecluster.errors import NodeError
from tests.cohort.images.samples import SIZE, save_itk, save_nifti, values


@pytest.mark.parametrize(
    ("name", "known", "node"),
    [
        ("LN_1.nii.gz", ".nii.gz", "LN_1"),
        ("LN_1.NII.GZ", ".nii.gz", "LN_1"),
        ("LN.1.nii", ".nii", "LN.1"),
        ("LN_1.seg.nrrd", ".seg.nrrd", "LN_1"),
        ("LN_1.Nrrd", ".nrrd", "LN_1"),
        ("Knoten Ä.nii", ".nii", "Knoten Ä"),
        ("notes.txt", None, "notes"),
        ("LN_1.gz", None, "LN_1"),
        ("nii.gz", None, "nii"),
    ],
)
def test_endings_and_ids(name, known, node):
    assert (ending(Path("a.nii") / name), stem(Path(name))) == (known, node)


def test_a_longer_ending_comes_first():
    names = list(OPENERS)
    for place, name in enumerate(names):
        assert not any(name.endswith(earlier) for earlier in names[:place])


@pytest.mark.parametrize("name", ["ct.nii.gz", "ct.nii", "CT.NII", "ct.nrrd", "ct.seg.nrrd", "Ä ö.nii.gz", "a,b'c.nii"])
def test_every_format_gives_the_same_volume(tmp_path, name):
    save = save_itk if name.lower().endswith("nrrd") else save_nifti
    path = save(tmp_path / name.lower(), values()).rename(tmp_path / name)
    volume = open_image(path).whole()
    assert volume.geometry.size == SIZE
    assert np.array_equal(volume.voxels.T, values())


@pytest.mark.parametrize("name", ["ct.dcm", "ct", "ct.gz", "ct.mha"])
def test_an_unknown_format(tmp_path, name):
    (tmp_path / name).write_text("x")
    with pytest.raises(NodeError) as caught:
        open_image(tmp_path / name)
    assert caught.value.reason == f"{name} is of no known format (.nii.gz, .nii, .seg.nrrd, .nrrd)"


@pytest.mark.parametrize("known", OPENERS)
def test_what_the_system_does_not_give(tmp_path, known):
    with pytest.raises(NodeError, match=f"gone{known} does not exist. Check the path"):
        open_image(tmp_path / f"gone{known}")
    (tmp_path / f"folder{known}").mkdir()
    with pytest.raises(NodeError, match=f"folder{known} is a folder, not a file"):
        open_image(tmp_path / f"folder{known}")
    (tmp_path / f"empty{known}").write_bytes(b"")
    with pytest.raises(NodeError, match=f"empty{known} is empty"):
        open_image(tmp_path / f"empty{known}")
    (tmp_path / f"loop{known}").symlink_to(tmp_path / f"loop{known}")
    with pytest.raises(NodeError, match=f"loop{known} is a link that leads back to itself"):
        open_image(tmp_path / f"loop{known}")


@pytest.mark.parametrize("known", OPENERS)
def test_what_is_no_file_is_not_waited_for(tmp_path, known):
    """Reading a pipe waits for a writer, and a device of zeros has no end."""
    os.mkfifo(tmp_path / f"pipe{known}")
    (tmp_path / f"device{known}").symlink_to("/dev/zero")
    for name in (f"pipe{known}", f"device{known}"):
        with pytest.raises(NodeError, match=f"{name} is no file on a disk but a pipe, a device or a socket"):
            open_image(tmp_path / name)


@pytest.mark.parametrize("known", OPENERS)
def test_links_to_files(tmp_path, known):
    save = save_itk if known.endswith("nrrd") else save_nifti
    (tmp_path / f"link{known}").symlink_to(save(tmp_path / f"a{known}", values()))
    assert open_image(tmp_path / f"link{known}").geometry.size == SIZE
    (tmp_path / f"dangling{known}").symlink_to(tmp_path / f"gone{known}")
    with pytest.raises(NodeError, match=f"dangling{known} does not exist"):
        open_image(tmp_path / f"dangling{known}")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    """As root, who runs some tests, no right is wanting; so the system's answer is put in its mouth."""
    path = save_nifti(tmp_path / "ct.nii", values())

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(NodeError, match=r"ct\.nii may not be read") as caught:
        open_image(path)
    assert str(tmp_path) not in str(caught.value)
