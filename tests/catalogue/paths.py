"""Files that are not there, are no files, or cannot be read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.case import NOBODY, NODE, Case, ct_of, mask_of, masks_of, table

FOLDERS = "patient_id,image,segmentation"


def _replaced(of: Callable[[Path], Path], make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Remove a file or folder, and put something else there."""

    def spoil(root: Path) -> None:
        path = of(root)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        make(path)

    return spoil


def _nothing(path: Path) -> None:
    """Leave the place empty."""


def _refused(name: str, error: type[OSError], number: int) -> Callable[[pytest.MonkeyPatch], None]:
    """Make the system refuse to open a file of patient B, whoever runs the tests."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        opened = Path.open

        def refuse(path: Path, *words: Any, **more: Any) -> Any:
            if path.name == name and "B" in path.parts:
                raise error(number, os.strerror(number), str(path))
            return opened(path, *words, **more)

        monkeypatch.setattr(Path, "open", refuse)

    return patch


LATIN_1 = os.fsdecode("Drüse".encode("latin-1"))
"""As an old zip archive of Windows leaves a name: bytes that are no UTF-8."""
CONTROLS = "a\tb\nc\x1b[31md\N{RIGHT-TO-LEFT OVERRIDE}"
SHOWN_CONTROLS = "a b c\N{REPLACEMENT CHARACTER}[31md\N{REPLACEMENT CHARACTER}"


def _third_mask(name: str) -> Callable[[Path], None]:
    """Put a mask of no byte beside patient B's two, under a name."""
    return lambda root: (masks_of(root) / name).write_bytes(b"")


def _slice_called(name: str) -> Callable[[Path], None]:
    """Make patient B's CT a folder with a damaged slice of a name."""

    def spoil(root: Path) -> None:
        (root / "B" / "ct").mkdir()
        (root / "B" / "ct" / name).write_bytes(bytes(128) + b"DICM")
        table(root, "A,,", "B,B/ct,", "C,,", header=FOLDERS)

    return spoil


def _untouched(root: Path) -> None:
    """Leave the cohort as it is."""


def _clinic(root: Path) -> None:
    """Name one patient's files by absolute paths, another's by a way up and down again."""
    table(
        root,
        f"A,{root}/A/ct.nii.gz,{root}/A/segmentations",
        "B,../cohort/B/ct.nii.gz,./B/../B/segmentations",
        "C,,",
        header=FOLDERS,
    )


PATH_CASES = (
    Case("path: no CT", _replaced(ct_of, _nothing), ("'B/ct.nii.gz', which does not exist", "Put the CT where")),
    Case("path: no masks", _replaced(masks_of, _nothing), ("'B/segmentations', which does not exist", "Export")),
    Case("path: no mask in the folder", _replaced(masks_of, Path.mkdir), ("'B/segmentations', which holds no mask",)),
    Case("path: a folder called ct.nii.gz", _replaced(ct_of, Path.mkdir), ("'B/ct.nii.gz', which is a folder",)),
    Case("path: a folder called LN_2.nii.gz", _replaced(mask_of, Path.mkdir), ("LN_2.nii.gz", "folder"), NODE),
    Case("path: a link to itself as CT", _replaced(ct_of, lambda p: p.symlink_to(p)), ("in a circle", "Put the CT")),
    Case("path: a link to nowhere as CT", _replaced(ct_of, lambda p: p.symlink_to("gone")), ("leads nowhere",)),
    Case("path: a link to itself as masks", _replaced(masks_of, lambda p: p.symlink_to(p)), ("in a circle",)),
    Case(
        "path: a link to itself as mask", _replaced(mask_of, lambda p: p.symlink_to(p)), ("LN_2.nii.gz", "link"), NODE
    ),
    Case(
        "path: a link to nowhere as mask",
        _replaced(mask_of, lambda p: p.symlink_to("gone")),
        ("LN_2.nii.gz", "not exist"),
        NODE,
    ),
    Case("path: a pipe as CT", _replaced(ct_of, os.mkfifo), ("'B/ct.nii.gz', which is neither a file nor a folder",)),
    Case("path: a pipe as mask", _replaced(mask_of, os.mkfifo), ("LN_2.nii.gz", "pipe"), NODE),
    Case(
        "path: a CT that may not be read",
        _untouched,
        ("ct.nii.gz may not be read", "right"),
        patch=_refused("ct.nii.gz", PermissionError, 13),
    ),
    Case(
        "path: a mask that may not be read",
        _untouched,
        ("LN_2.nii.gz may not be read", "right"),
        NODE,
        patch=_refused("LN_2.nii.gz", PermissionError, 13),
    ),
    Case(
        "path: a disk that gives up",
        _untouched,
        ("ct.nii.gz cannot be read (Input/output error)", "disk"),
        patch=_refused("ct.nii.gz", OSError, 5),
    ),
    Case(
        "path: back slashes",
        lambda root: table(root, "A,,", "B,B\\ct.nii.gz,", "C,,", header=FOLDERS),
        ("'B\\ct.nii.gz', which does not exist", "Write / between folders"),
    ),
    Case(
        "path: a name that no disk can hold",
        lambda root: table(root, "A,,", f"B,{'x' * 300}.nii,", "C,,", header=FOLDERS),
        ("cannot be looked at (File name too long)",),
    ),
    Case(
        "path: of another system",
        lambda root: table(root, "A,,", "B,C:/scans/b.nii.gz,", "C,,", header=FOLDERS),
        ("'C:/scans/b.nii.gz', which does not exist", "relative to the table"),
    ),
    Case("path: absolute, and with ..", _clinic, lost=NOBODY, code=0),
    Case(
        "name: a mask's is not UTF-8",
        _third_mask(f"{LATIN_1}.nii.gz"),
        ("Dr\N{REPLACEMENT CHARACTER}se.nii.gz",),
        (("B", "Dr se"),),
    ),
    Case(
        "name: a mask's has control characters",
        _third_mask(f"{CONTROLS}.nrrd"),
        (f"{SHOWN_CONTROLS}.nrrd",),
        (("B", "a b c [31md"),),
    ),
    Case(
        "name: a foreign file's is not UTF-8",
        _third_mask(f"{LATIN_1}.mha"),
        ("'Dr\N{REPLACEMENT CHARACTER}se.mha' in 'B/segmentations'",),
    ),
    Case(
        "name: a structure set's has control characters",
        _replaced(masks_of, lambda folder: (folder.mkdir(), (folder / f"{CONTROLS}.dcm").write_bytes(b""))),
        (f"{SHOWN_CONTROLS}.dcm",),
    ),
    Case("name: a slice's is not UTF-8", _slice_called(f"{LATIN_1}1"), ("Dr\N{REPLACEMENT CHARACTER}se1",)),
    Case("name: a slice's has control characters", _slice_called(f"{CONTROLS}.dcm"), (f"{SHOWN_CONTROLS}.dcm",)),
    Case("name: the cohort's is not UTF-8", _untouched, lost=NOBODY, code=0, folder=LATIN_1),
    Case("name: the cohort's has control characters", _untouched, lost=NOBODY, code=0, folder=CONTROLS),
    Case(
        "name: the cohort's is not UTF-8, and somebody fails",
        _replaced(ct_of, _nothing),
        ("'B/ct.nii.gz', which does not exist",),
        folder=LATIN_1,
    ),
    Case(
        "name: the cohort's has control characters, and its table is spoilt",
        lambda root: table(root, "A", "A", header="patient_id,patient_id"),
        ("column 'patient_id' twice", SHOWN_CONTROLS.replace("b c", "b\nc")),
        code=1,
        folder=CONTROLS,
    ),
)
