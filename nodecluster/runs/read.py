"""A run folder read back, whole or as far as a table that was written into it needs."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from nodecluster.errors import CohortError, RunError
from nodecluster.results import Run
from nodecluster.runs.checks import read_checks
from nodecluster.runs.metrics import check_metrics
from nodecluster.runs.names import (
    CHECK,
    COHORT,
    FAILURES,
    FEATURES_PARQUET,
    INFO,
    METRICS,
    MODEL,
    NODES,
    PATIENTS,
    PICTURES,
    SHAPES,
    SIGNATURE,
)
from nodecluster.runs.pictures import read_pictures
from nodecluster.runs.shapes import read_shapes
from nodecluster.runs.signature import check_signature
from nodecluster.tables import (
    FAILURE_COLUMNS,
    FEATURES,
    FEATURES_CSV,
    KEY,
    NODE_COLUMNS,
    PATIENT_COLUMNS,
    require_columns,
)


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
        if (out / CHECK).is_file():
            return _read_check(out)
        failures = pd.read_csv(out / FAILURES, dtype=str, keep_default_na=False)
        require_columns(failures, FAILURE_COLUMNS, FAILURES)
        return Run(
            info=_read_info(out / INFO),
            features=_read_table(out / FEATURES_PARQUET, (*KEY, *FEATURES)),
            nodes=_read_table(out / NODES, NODE_COLUMNS),
            patients=_read_table(out / PATIENTS, PATIENT_COLUMNS),
            metrics=_read_metrics(out / METRICS),
            model=read_json(out / MODEL),
            cohort=_read_cohort(out / COHORT),
            signature=_read_signature(out / SIGNATURE),
            failures=failures,
            **_read_imaged(out),
        )
    except FileNotFoundError as error:
        missing = Path(str(error.filename)).name
        raise RunError(f"{out}: found no {missing} in it; run the command again") from error
    except (OSError, ValueError, CohortError) as error:
        raise RunError(f"{out}: the run is damaged ({str(error).splitlines()[0]}); run the command again") from error


def read_origin(table: Path) -> Run | None:
    """Return the run that wrote a table, without tables and figures of its own; None for a file that no run writes.

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
        return Run(info=info, failures=failures, model=read_json(folder / MODEL), **_read_imaged(folder))
    except (OSError, ValueError, CohortError) as error:
        said = str(error).splitlines()[0]
        raise RunError(
            f"{folder}: the run that {table.name} lies in is incomplete or damaged ({said}); copy the whole folder "
            "again, or rename the table if it is not that run's"
        ) from error


def _read_check(out: Path) -> Run:
    """Read the folder of a check."""
    table, findings = read_checks(out / CHECK)
    return Run(info=_read_info(out / INFO), checks=table, findings=findings, **_read_imaged(out))


def _read_imaged(folder: Path) -> dict[str, Any]:
    """Read pictures and shapes, which runs of earlier versions and of features tables have not."""
    return {"pictures": read_pictures(folder / PICTURES), "shapes": read_shapes(folder / SHAPES)}


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the object in a JSON file, or None where there is no file; a ``ValueError`` says what else it holds."""
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path.name} is no JSON: {error}") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} holds no JSON object")
    return content


def _read_metrics(path: Path) -> dict[str, Any] | None:
    """Read ``metrics.json``, where there is one."""
    content = read_json(path)
    if content is not None:
        check_metrics(content, path.name)
    return content


def _finite(text: str) -> float:
    """Return a number; one that no float holds is as little a number as NaN."""
    number = float(text)
    return number if math.isfinite(number) else _refuse_constant(text)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"found {name}, which is not a number")


def _read_cohort(path: Path) -> dict[str, Any] | None:
    """Read ``cohort.json``, which runs of earlier versions have not."""
    content = read_json(path)
    if content is not None and not (
        isinstance(content.get("flow"), dict)
        and isinstance(content.get("baseline"), dict | None)
        and isinstance(content.get("left_out"), list)
    ):
        raise ValueError(f"{path.name} lacks 'flow', 'baseline' or 'left_out', or one is not what it should be")
    if content is not None and not _are_counts(content.get("pathology", {})):
        raise ValueError(f"{path.name} has a 'pathology' that is not what it should be")
    return content


def _are_counts(found: object) -> bool:
    """Return whether these are pairs of counts, each None where it is not known, by patient."""
    return isinstance(found, dict) and all(
        isinstance(pair, list) and len(pair) == 2 and all(n is None or (type(n) is int and n >= 0) for n in pair)
        for pair in found.values()
    )


def _read_signature(path: Path) -> dict[str, Any] | None:
    """Read ``signature.json``, which runs of earlier versions have not."""
    content = read_json(path)
    if content is not None:
        check_signature(content, path.name)
    return content


def _read_info(path: Path) -> dict[str, Any]:
    """Read ``run.json``, which every run has."""
    content = read_json(path) or {}
    kinds = {"command": str, "settings": dict, "inputs": dict, "counts": dict, "warnings": list, "notice": str}
    for key, kind in kinds.items():
        if not isinstance(content.get(key), kind):
            raise ValueError(f"{path.name} lacks '{key}', or it is not what it should be")
    remarks = content.get("remarks", [])
    if not isinstance(remarks, list) or not all(isinstance(each, list) and len(each) == 2 for each in remarks):
        raise ValueError(f"{path.name} has 'remarks' that are not what they should be")
    return content


def _read_table(path: Path, columns: Sequence[str]) -> pd.DataFrame | None:
    """Read a table of ours: ids and names as text, counts and labels as nullable integers, scores as floats."""
    if not path.is_file():
        return None
    if path.suffix == ".parquet":
        try:
            with path.open("rb") as file:  # not by the path, which Arrow takes for UTF-8
                frame = pd.read_parquet(file)
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
