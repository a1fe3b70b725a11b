"""What the folder of a run holds."""

from __future__ import annotations

from pathlib import Path

from nodecluster import runs

FILES = set(runs.FILES) - {runs.CHECK, runs.CHECK_PAGE}  # of a fit
INFO = {"command": "fit", "settings": {}, "inputs": {}, "counts": {}, "warnings": [], "notice": "Ä \u2264 1"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
