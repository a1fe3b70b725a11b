"""The folder ``slicer/`` of a run: a segmentation a patient, written as a whole, and nobody's work in it lost.

An analyst may mend a segmentation in 3D Slicer and save it where it lay. ``run.json`` holds the SHA-256 of each file,
so that a later run into the same folder knows its own files from those.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nodecluster.runs.staging import stage

FOLDER, ENDING = "slicer", ".seg.nrrd"
KEY = "segmentations"
"""Of ``run.json``: the SHA-256 of each file by its name."""


def stage_files(out: Path, makers: Mapping[str, Callable[[], bytes]]) -> tuple[dict[str, Path], dict[str, str]]:
    """Write the files, one made after the other, into a temporary folder of ``out``; return their paths and SHA-256."""
    paths: dict[str, Path] = {}
    sums: dict[str, str] = {}
    if makers:
        work = Path(tempfile.mkdtemp(dir=out, prefix=f".{FOLDER}-"))
        for name, make in makers.items():
            content = make()
            sums[name] = hashlib.sha256(content).hexdigest()
            paths[name] = stage(work / name, content)
    return paths, sums


def put_in_place(out: Path, staged: Mapping[str, Path], earlier: Mapping[str, str]) -> None:
    """Rename staged files into the folder, and remove those of an earlier run that are no more."""
    folder = out / FOLDER
    if staged:
        folder.mkdir(exist_ok=True)
    for name in earlier.keys() - staged.keys():
        (folder / name).unlink(missing_ok=True)
    for name, path in staged.items():
        path.replace(folder / name)
    if not staged and earlier:
        with contextlib.suppress(OSError):
            folder.rmdir()  # which holds what the analyst keeps there, or is gone


def remove_staged(out: Path) -> None:
    """Remove temporary folders, also those of a run that was killed while it wrote."""
    for left in out.glob(f".{FOLDER}-*"):
        shutil.rmtree(left, ignore_errors=True)


def with_sums(info: Mapping[str, Any], sums: Mapping[str, str]) -> dict[str, Any]:
    """Return the content of ``run.json`` with the files that this run writes, and not those of one that was read."""
    rest = {key: value for key, value in info.items() if key != KEY}
    return {**rest, KEY: dict(sums)} if sums else rest


def written_by(info: Mapping[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of the files that a run has written, by name; names that are no plain ones are not its own."""
    found = info.get(KEY)
    if not isinstance(found, dict):
        return {}
    return {name: str(value) for name, value in found.items() if name.endswith(ENDING) and Path(name).name == name}


def not_its_own(out: Path, info: Mapping[str, Any]) -> str:
    """Return the name of a segmentation in the folder that is not as the run wrote it, or nothing."""
    sums = written_by(info)
    for path in sorted((out / FOLDER).glob(f"*{ENDING}")):
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sums.get(path.name):
            return path.name
    return ""
