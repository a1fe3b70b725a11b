"""A run's folder made ready before any work: writable, and nothing in it that would be lost."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nodecluster.errors import RunError
from nodecluster.runs.names import FILES, INFO, SLICER
from nodecluster.runs.own_folder import FOLDERS
from nodecluster.runs.read import read_json


@contextmanager
def prepared(out: Path, inputs: Sequence[Path] = (), command: str = "") -> Iterator[None]:
    """Make sure, before any work, that the folder can be written; leave no trace of it where the work then fails.

    Raises
    ------
    RunError
        the folder cannot be made or written, or holds what must not be lost: one of ``inputs``, the results of another
        command, a file of a result's name that no run has written, such as the ``patients.csv`` of a cohort, a
        segmentation that was mended in 3D Slicer and saved there, or a table that was changed in ``tables/``.
    """
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    refuse_file(out)
    for own in FOLDERS:
        refuse_file(out / own.name)
    for path in inputs:
        if out.resolve() in (path.resolve(), path.resolve().parent):
            raise RunError(
                f"{out}: holds what this run reads ({path.name}); give another --out, so that nothing is lost"
            )
    _refuse_loss(out, command)
    try:
        _make_writable(out)
        yield
    except BaseException:
        for folder in made:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def _refuse_loss(out: Path, command: str) -> None:
    """Refuse a folder whose content a run of ``command`` would replace although no earlier one has made it."""
    names = () if (out / INFO).exists() else (*FILES, SLICER)
    strange = [name for name in names if (out / name).exists()]
    if strange:
        raise RunError(f"{out}: holds {strange[0]} and is no run folder; give another --out, so that nothing is lost")
    info = earlier_info(out)
    earlier = info.get("command", "")
    if command and earlier not in ("", command):
        raise RunError(f"{out}: holds the results of '{earlier}'; give another --out, so that nothing is lost")
    for own in FOLDERS:
        changed = own.not_its_own(out, info)
        if changed:
            raise RunError(
                f"{out}: {own.name}/{changed} is not as the run wrote it; move it elsewhere, or give another "
                "--out, so that nothing is lost"
            )


def _make_writable(out: Path) -> None:
    """Make a folder, and find out whether a file can be made in it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}); give another folder with --out") from error


def earlier_info(out: Path) -> dict[str, Any]:
    """Return what ``run.json`` says of the results that a folder holds, or nothing."""
    try:
        return read_json(out / INFO) or {}
    except (OSError, ValueError):
        return {}


def refuse_file(folder: Path) -> None:
    """Refuse the path of a folder that is, or leads through, a file."""
    for part in (folder, *folder.parents):
        if part.exists() and not part.is_dir():
            raise RunError(f"{folder}: {part} is a file; expected a folder. Give another path")
