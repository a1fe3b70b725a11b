"""A cohort's folder, made as a whole: what ``simulate`` writes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import SimpleITK as sitk

from nodecluster.errors import RunError
from nodecluster.runs.prepare import refuse_file
from nodecluster.volume import Volume


def write_cohort_folder(out: Path, fill: Callable[[Path], None]) -> None:
    """Make a new cohort folder as a whole: filled under a temporary name beside it, then renamed.

    Raises
    ------
    RunError
        the folder exists and is not empty, or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RunError(f"{out}: exists and is not empty; give the path of a new folder")
    refuse_file(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}); give another folder") from error
    try:
        fill(work)
        work.chmod(0o755)
        if out.exists():
            out.rmdir()
        work.rename(out)
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}); free space or give another folder") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def write_volume(path: Path, volume: Volume) -> None:
    """Write a volume as NIfTI, compressed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sitk.WriteImage(volume.image(), str(path), useCompression=True, compressionLevel=9)
