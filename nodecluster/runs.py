"""The output folder: every file is written under a temporary name and renamed, so that none is ever half-written."""

from __future__ import annotations

import json
import math
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd
import SimpleITK as sitk

from nodecluster.errors import RunError
from nodecluster.results import Run
from nodecluster.tables import FAILURE_COLUMNS, KEY
from nodecluster.volume import Volume

REPORTS = "reports"
INFO, METRICS, MODEL, REPORT = "run.json", "metrics.json", "model.json", "report.html"
NODES, PATIENTS, FAILURES = "nodes.csv", "patients.csv", "failures.csv"
FEATURES_CSV, FEATURES_PARQUET = "features.csv", "features.parquet"
FILES = (FEATURES_PARQUET, FEATURES_CSV, NODES, PATIENTS, METRICS, MODEL, FAILURES, REPORT, INFO)
_LIBRARIES = ("nodecluster", "numpy", "pandas", "pyradiomics", "scikit-learn", "scipy", "SimpleITK", "statsmodels")


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    found = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def default_folder(command: str) -> Path:
    """Return where a run goes when nothing is said: ``reports/<command>-<date-time>``."""
    return Path(REPORTS) / f"{command}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"


@contextmanager
def prepared(out: Path) -> Iterator[None]:
    """Make sure, before any work, that the folder can be written; leave no trace of it where the work then fails.

    Raises
    ------
    RunError
        the folder cannot be made or written.
    """
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}); give another folder with --out") from error
    try:
        yield
    except BaseException:
        for folder in made:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def write_run(run: Run, out: Path, report: str | None = None) -> None:
    """Write a run into a prepared folder; ``run.json`` comes last, so a folder that has it is complete.

    Results of an earlier run in the same folder are replaced, and those that this run does not make are removed.

    Raises
    ------
    RunError
        the disk is full, or the folder may not be written.
    """
    content = _content(run, report)
    try:
        (out / INFO).unlink(missing_ok=True)
        for name in FILES:
            if name in content:
                _replace(out / name, content[name])
            else:
                (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}); free space or give another --out") from error


def write_report(out: Path, report: str) -> None:
    """Write a folder's report again."""
    _replace(out / REPORT, report.encode("utf-8"))


def read_run(out: Path) -> Run:
    """Read a run folder back.

    Raises
    ------
    RunError
        the folder holds no complete run.
    """
    if not (out / INFO).is_file():
        raise RunError(f"{out}: found no {INFO} in it; expected the folder of a finished run")
    try:
        return Run(
            info=_read_json(out / INFO) or {},
            features=_read_table(out / FEATURES_PARQUET),
            nodes=_read_table(out / NODES),
            patients=_read_table(out / PATIENTS),
            metrics=_read_json(out / METRICS),
            model=_read_json(out / MODEL),
            failures=pd.read_csv(out / FAILURES, dtype=str, keep_default_na=False),
        )
    except (OSError, ValueError) as error:
        raise RunError(f"{out}: the run cannot be read ({error}); run the command again") from error


def write_cohort_folder(out: Path, fill: Callable[[Path], None]) -> None:
    """Make a new cohort folder as a whole: filled under a temporary name beside it, then renamed.

    Raises
    ------
    RunError
        the folder exists and is not empty, or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RunError(f"{out}: exists and is not empty; give the path of a new folder")
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


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV; floats are written so that reading gives the same number back."""
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """Return content as JSON; a number that is not one is a fault of ours and never written."""
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def _content(run: Run, report: str | None) -> dict[str, bytes]:
    """Return the files of a run by name."""
    content = {INFO: json_bytes(run.info), FAILURES: csv_bytes(run.failures[list(FAILURE_COLUMNS)])}
    if run.features is not None:
        content[FEATURES_CSV] = csv_bytes(run.features)
        content[FEATURES_PARQUET] = run.features.to_parquet(index=False)
    for name, table in ((NODES, run.nodes), (PATIENTS, run.patients)):
        if table is not None:
            content[name] = csv_bytes(table)
    for name, mapping in ((METRICS, run.metrics), (MODEL, run.model)):
        if mapping is not None:
            content[name] = json_bytes(mapping)
    if report is not None:
        content[REPORT] = report.encode("utf-8")
    return content


def _replace(path: Path, content: bytes) -> None:
    """Write a file under a temporary name in the same folder, to the disk, and rename it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read_json(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _read_table(path: Path) -> pd.DataFrame | None:
    """Read a table of ours: ids and names as text, counts and labels as nullable integers, scores as floats."""
    if not path.is_file():
        return None
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    text = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name in text.columns:
        if name in (*KEY, "cohort", "clinical_n"):
            continue
        numbers = pd.to_numeric(text[name], errors="coerce")
        whole = all(math.isnan(value) or value == int(value) for value in numbers)
        text[name] = numbers.astype("Int64") if whole and name != "score" else numbers
    return text
