"""A run written into its folder: each file under a temporary name, then all renamed, so that none is half-written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nodecluster.errors import RunError
from nodecluster.results import Run
from nodecluster.runs import slicer_folder
from nodecluster.runs.content import content, utf8
from nodecluster.runs.names import FILES, INFO, REPORT
from nodecluster.runs.prepare import earlier_info
from nodecluster.runs.staging import stage, undisturbed


def write_run(run: Run, out: Path, report: str | None = None) -> None:
    """Write a run into a prepared folder; ``run.json`` comes last, so a folder that has it is complete.

    Results of an earlier run in the same folder are replaced, and those that this run does not make are removed.

    Raises
    ------
    RunError
        the disk is full, or the folder may not be written.
    """
    staged: dict[str, Path] = {}
    try:
        slicer_folder.remove_staged(out)
        for name in FILES:
            for left in out.glob(f".{name}-*"):
                left.unlink()  # of a run that was killed while it wrote
        segmentations, sums = slicer_folder.stage_files(out, run.segmentations)
        written = replace(run, info=slicer_folder.with_sums(run.info, sums))
        for name, part in content(written, report).items():
            staged[name] = stage(out / name, part)
        earlier = slicer_folder.written_by(earlier_info(out))
        with undisturbed():
            (out / INFO).unlink(missing_ok=True)
            slicer_folder.put_in_place(out, segmentations, earlier)
            for name in FILES:
                if name in staged:
                    staged[name].replace(out / name)
                else:
                    (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}); free space or give another --out") from error
    finally:
        for path in staged.values():
            path.unlink(missing_ok=True)  # those that were renamed are there no more
        slicer_folder.remove_staged(out)


def write_report(out: Path, report: str) -> None:
    """Write a folder's report again; a ``RunError`` says why it cannot be written."""
    try:
        stage(out / REPORT, utf8(report)).replace(out / REPORT)
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}); free space, or check your rights") from error
