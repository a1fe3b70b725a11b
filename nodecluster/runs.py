"""The output folder: every file is written under a temporary name and renamed, so that none is ever half-written."""

from __future__ import annotations

import hashlib
import json
import math
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import SimpleITK as sitk

from nodecluster import slicer_folder
from nodecluster.errors import CohortError, RunError
from nodecluster.results import Run
from nodecluster.staging import stage, undisturbed
from nodecluster.tables import (
    FAILURE_COLUMNS,
    FEATURES,
    FEATURES_CSV,
    KEY,
    NODE_COLUMNS,
    PATIENT_COLUMNS,
    PATIENTS_CSV,
    RUN_JSON,
    require_columns,
)
from nodecluster.volume import Volume

REPORTS = "reports"
INFO, METRICS, MODEL, REPORT = RUN_JSON, "metrics.json", "model.json", "report.html"
NODES, PATIENTS, FAILURES = "nodes.csv", PATIENTS_CSV, "failures.csv"
FEATURES_PARQUET = "features.parquet"
CHECK, CHECK_PAGE = "check.csv", "check.html"
SLICER = slicer_folder.FOLDER
FILES = (FEATURES_PARQUET, FEATURES_CSV, NODES, PATIENTS, METRICS, MODEL, FAILURES, REPORT, CHECK, CHECK_PAGE, INFO)
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
    name = f"{command}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))  # where a second holds several runs
    return next(folder for folder in (Path(REPORTS) / name for name in names) if not folder.exists())


@contextmanager
def prepared(out: Path, inputs: Sequence[Path] = (), command: str = "") -> Iterator[None]:
    """Make sure, before any work, that the folder can be written; leave no trace of it where the work then fails.

    Raises
    ------
    RunError
        the folder cannot be made or written, or holds what must not be lost: one of ``inputs``, the results of another
        command, a file of a result's name that no run has written, such as the ``patients.csv`` of a cohort, or a
        segmentation that was mended in 3D Slicer and saved there.
    """
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    _refuse_file(out)
    _refuse_file(out / SLICER)
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
    info = _earlier_info(out)
    earlier = info.get("command", "")
    if command and earlier not in ("", command):
        raise RunError(f"{out}: holds the results of '{earlier}'; give another --out, so that nothing is lost")
    changed = slicer_folder.not_its_own(out, info)
    if changed:
        raise RunError(
            f"{out}: {SLICER}/{changed} is not as the run wrote it; move it elsewhere, or give another "
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


def _earlier_info(out: Path) -> dict[str, Any]:
    """Return what ``run.json`` says of the results that a folder holds, or nothing."""
    try:
        return _read_json(out / INFO) or {}
    except (OSError, ValueError):
        return {}


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
        for name, part in _content(written, report).items():
            staged[name] = stage(out / name, part)
        earlier = slicer_folder.written_by(_earlier_info(out))
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
        stage(out / REPORT, report.encode("utf-8")).replace(out / REPORT)
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}); free space, or check your rights") from error


def read_run(out: Path) -> Run:
    """Read a run folder back.

    Raises
    ------
    RunError
        the folder holds no complete run.
    """
    if not (out / INFO).is_file():
        raise RunError(f"{out}: found no {INFO} in it; expected the folder of a finished run")
    if (out / CHECK).is_file():
        raise RunError(f"{out}: holds a check, whose page shows the images; run nodecluster check again")
    try:
        failures = pd.read_csv(out / FAILURES, dtype=str, keep_default_na=False)
        require_columns(failures, FAILURE_COLUMNS, FAILURES)
        return Run(
            info=_read_info(out / INFO),
            features=_read_table(out / FEATURES_PARQUET, (*KEY, *FEATURES)),
            nodes=_read_table(out / NODES, NODE_COLUMNS),
            patients=_read_table(out / PATIENTS, PATIENT_COLUMNS),
            metrics=_read_json(out / METRICS),
            model=_read_json(out / MODEL),
            failures=failures,
        )
    except FileNotFoundError as error:
        missing = Path(str(error.filename)).name
        raise RunError(f"{out}: found no {missing} in it; run the command again") from error
    except (OSError, ValueError, CohortError) as error:
        raise RunError(f"{out}: the run is damaged ({str(error).splitlines()[0]}); run the command again") from error


def read_origin(table: Path) -> Run | None:
    """Return the run that wrote a table, without its tables of nodes; None for a file that no run writes.

    Raises
    ------
    RunError
        the table lies beside a ``run.json`` whose run is incomplete or damaged: what failed in it would be forgotten.
    """
    folder = table.parent
    if table.name not in (FEATURES_CSV, FEATURES_PARQUET, NODES) or not (folder / INFO).is_file():
        return None
    try:
        info = _read_info(folder / INFO)
        failures = pd.read_csv(folder / FAILURES, dtype=str, keep_default_na=False)
        require_columns(failures, FAILURE_COLUMNS, FAILURES)
        return Run(info=info, failures=failures, model=_read_json(folder / MODEL))
    except (OSError, ValueError, CohortError) as error:
        said = str(error).splitlines()[0]
        raise RunError(
            f"{folder}: the run that {table.name} lies in is incomplete or damaged ({said}); copy the whole folder "
            "again, or rename the table if it is not that run's"
        ) from error


def write_cohort_folder(out: Path, fill: Callable[[Path], None]) -> None:
    """Make a new cohort folder as a whole: filled under a temporary name beside it, then renamed.

    Raises
    ------
    RunError
        the folder exists and is not empty, or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RunError(f"{out}: exists and is not empty; give the path of a new folder")
    _refuse_file(out)
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


def model_sha256(model: Mapping[str, Any]) -> dict[str, str]:
    """Return the name and SHA-256 of a model's file, as ``run.json`` names what a run has read."""
    return {"name": MODEL, "sha256": hashlib.sha256(json_bytes(model)).hexdigest()}


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV; floats are written so that reading gives the same number back."""
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """Return content as JSON; a number that is not one is a fault of ours and never written."""
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def _content(run: Run, report: str | None) -> dict[str, bytes]:
    """Return the files of a run by name."""
    content = {INFO: json_bytes(run.info)}
    if run.checks is None:
        content[FAILURES] = csv_bytes(run.failures[list(FAILURE_COLUMNS)])
    else:
        content[CHECK] = csv_bytes(run.checks)
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
        content[page_name(run)] = report.encode("utf-8")
    return content


def page_name(run: Run) -> str:
    """Return the name of a run's page."""
    return REPORT if run.checks is None else CHECK_PAGE


def _refuse_file(folder: Path) -> None:
    """Refuse the path of a folder that is, or leads through, a file."""
    for part in (folder, *folder.parents):
        if part.exists() and not part.is_dir():
            raise RunError(f"{folder}: {part} is a file; expected a folder. Give another path")


def _read_json(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is no JSON: {error}") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} holds no JSON object")
    return content


def _read_info(path: Path) -> dict[str, Any]:
    """Read ``run.json``, which every run has."""
    content = _read_json(path) or {}
    kinds = {"command": str, "settings": dict, "inputs": dict, "counts": dict, "warnings": list, "notice": str}
    for key, kind in kinds.items():
        if not isinstance(content.get(key), kind):
            raise ValueError(f"{path.name} lacks '{key}', or it is not what it should be")
    if not all(isinstance(remark, list) and len(remark) == 2 for remark in content.get("remarks", [])):
        raise ValueError(f"{path.name} has 'remarks' that are not what they should be")
    return content


def _read_table(path: Path, columns: Sequence[str]) -> pd.DataFrame | None:
    """Read a table of ours: ids and names as text, counts and labels as nullable integers, scores as floats."""
    if not path.is_file():
        return None
    if path.suffix == ".parquet":
        try:
            frame = pd.read_parquet(path)
        except (OSError, ValueError, pa.ArrowException) as error:
            raise ValueError(f"{path.name} is no Parquet table") from error
        require_columns(frame, columns, path.name)
        return frame
    text = pd.read_csv(path, dtype=str, keep_default_na=False)
    require_columns(text, columns, path.name)
    for name in text.columns:
        if name in (*KEY, "cohort", "clinical_n"):
            continue
        numbers = pd.to_numeric(text[name], errors="coerce")
        whole = all(math.isnan(value) or value % 1 == 0 for value in numbers)
        text[name] = numbers.astype("Int64") if whole and name != "score" else numbers
    if "group" in text and not text["group"].isin((1, 2)).all():
        raise ValueError(f"{path.name} has a node without a group")
    return text
