"""A folder within a run's folder whose files are written as a whole, and nobody's work in it is lost.

There are two: ``slicer/``, with a segmentation a patient, which an analyst may mend in 3D Slicer and save where it
lay, and ``tables/``, with the figures for a spreadsheet, which may be saved from there. ``run.json`` holds the SHA-256
of each file, so that a later run into the same folder knows its own files from those.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nodecluster.runs.staging import stage
from nodecluster.sheets.names import NAMES


@dataclass(frozen=True)
class OwnFolder:
    """One such folder.

    Attributes
    ----------
    name : of the folder.
    ending : of its files.
    key : of ``run.json``: the SHA-256 of each file by its name.
    names : the files that there may be; where none are given, whatever has the ending.
    """

    name: str
    ending: str
    key: str
    names: tuple[str, ...] = ()

    def stage_files(
        self, out: Path, makers: Mapping[str, Callable[[], bytes]]
    ) -> tuple[dict[str, Path], dict[str, str]]:
        """Write files, one made after the other, into a temporary folder of ``out``; return paths and SHA-256."""
        paths: dict[str, Path] = {}
        sums: dict[str, str] = {}
        if makers:
            work = Path(tempfile.mkdtemp(dir=out, prefix=f".{self.name}-"))
            for name, make in makers.items():
                content = make()
                sums[name] = hashlib.sha256(content).hexdigest()
                paths[name] = stage(work / name, content)
        return paths, sums

    def put_in_place(self, out: Path, staged: Mapping[str, Path], earlier: Mapping[str, str]) -> None:
        """Rename staged files into the folder, and remove those of an earlier run that are no more."""
        folder = out / self.name
        if staged:
            folder.mkdir(exist_ok=True)
        for name in earlier.keys() - staged.keys():
            (folder / name).unlink(missing_ok=True)
        for name, path in staged.items():
            path.replace(folder / name)
        if not staged and earlier:
            with contextlib.suppress(OSError):
                folder.rmdir()  # which holds what the analyst keeps there, or is gone

    def remove_staged(self, out: Path) -> None:
        """Remove temporary folders, also those of a run that was killed while it wrote."""
        for left in out.glob(f".{self.name}-*"):
            shutil.rmtree(left, ignore_errors=True)

    def with_sums(self, info: Mapping[str, Any], sums: Mapping[str, str]) -> dict[str, Any]:
        """Return ``run.json``'s content with the files that this run writes, and not those of one that was read."""
        rest = {key: value for key, value in info.items() if key != self.key}
        return {**rest, self.key: dict(sums)} if sums else rest

    def written_by(self, info: Mapping[str, Any]) -> dict[str, str]:
        """Return the SHA-256 of the files that a run has written, by name; any but plain names are not its own."""
        found = info.get(self.key)
        if not isinstance(found, dict):
            return {}
        return {name: str(value) for name, value in found.items() if Path(name).name == name and self._may_be(name)}

    def not_its_own(self, out: Path, info: Mapping[str, Any]) -> str:
        """Return the name of a file in the folder that is not as the run wrote it and might be lost, or nothing."""
        sums = self.written_by(info)
        for path in self._files(out):
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sums.get(path.name):
                return path.name
        return ""

    def _may_be(self, name: str) -> bool:
        """Return whether a run may write a file of this name here."""
        return name in self.names if self.names else name.endswith(self.ending)

    def _files(self, out: Path) -> Iterator[Path]:
        """Yield what lies in the folder under a name that a run may write."""
        yield from (path for path in sorted((out / self.name).glob(f"*{self.ending}")) if self._may_be(path.name))


SLICER_FOLDER = OwnFolder("slicer", ".seg.nrrd", "segmentations")
TABLES_FOLDER = OwnFolder("tables", ".csv", "tables", NAMES)
FOLDERS = (SLICER_FOLDER, TABLES_FOLDER)
