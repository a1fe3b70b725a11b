"""A run written into its folder: each file under a temporary name, then all renamed, so that none is half-written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from nodecluster.errors import RunError
from nodecluster.results import Run
from nodecluster.runs.content import content, sheet_bytes, utf8
from nodecluster.runs.names import FILES, INFO, REPORT
from nodecluster.runs.own_folder import FOLDERS, SLICER_FOLDER, TABLES_FOLDER, OwnFolder
from nodecluster.runs.prepare import earlier_info
from nodecluster.runs.staging import stage, undisturbed

Makers = Mapping[str, Callable[[], bytes]]


def write_run(run: Run, out: Path, report: str | None = None, tables: Mapping[str, pd.DataFrame] | None = None) -> None:
    """Write a run into a prepared folder; ``run.json`` comes last, so a folder that has it is complete.

    Results of an earlier run in the same folder are replaced, and those that this run does not make are removed.

    Parameters
    ----------
    run, out : what is written, and where to.
    report : its page.
    tables : its figures as flat tables by the name of the file in ``tables/``, as ``sheets`` makes them.

    Raises
    ------
    RunError
        the disk is full, or the folder may not be written.
    """
    sheets: Makers = {name: partial(sheet_bytes, table) for name, table in (tables or {}).items()}
    makers: tuple[tuple[OwnFolder, Makers], ...] = ((SLICER_FOLDER, run.segmentations), (TABLES_FOLDER, sheets))
    try:
        _remove_staged(out)
        info, folders = run.info, []
        for folder, parts in makers:
            paths, sums = folder.stage_files(out, parts)
            info = folder.with_sums(info, sums)
            folders.append((folder, paths))
        files = content(replace(run, info=info), report)
        staged = {name: stage(out / name, part) for name, part in files.items()}
        earlier = earlier_info(out)
        with undisturbed():
            (out / INFO).unlink(missing_ok=True)
            for folder, paths in folders:
                folder.put_in_place(out, paths, folder.written_by(earlier))
            for name in FILES:
                if name in staged:
                    staged[name].replace(out / name)
                else:
                    (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}); free space or give another --out") from error
    finally:
        _remove_staged(out)


def _remove_staged(out: Path) -> None:
    """Remove what lies there under a temporary name, also of a run that was killed while it wrote."""
    for folder in FOLDERS:
        folder.remove_staged(out)
    for name in FILES:
        for left in out.glob(f".{name}-*"):
            left.unlink(missing_ok=True)


def write_report(out: Path, report: str, name: str = REPORT) -> None:
    """Write a folder's page of some name again; a ``RunError`` says why it cannot be written."""
    try:
        stage(out / name, utf8(report)).replace(out / name)
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}); free space, or check your rights") from error
