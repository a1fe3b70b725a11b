"""The content of a run's files as bytes.

Texts are made printable where they are made. Should one come here that UTF-8 has no letters for, it costs a letter and
not the run.
"""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from nodecluster.results import Run
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
    page_name,
)
from nodecluster.runs.pictures import pictures_bytes
from nodecluster.runs.shapes import shapes_bytes
from nodecluster.tables import FAILURE_COLUMNS, FEATURES_CSV


def content(run: Run, report: str | None) -> dict[str, bytes]:
    """Return the files of a run by name; ``report`` is its page."""
    files = {INFO: json_bytes(run.info)}
    if run.checks is None:
        files[FAILURES] = csv_bytes(run.failures[list(FAILURE_COLUMNS)])
    else:
        files[CHECK] = csv_bytes(run.checks)
    if run.features is not None:
        files[FEATURES_CSV] = csv_bytes(run.features)
        files[FEATURES_PARQUET] = run.features.to_parquet(index=False)
    for name, table in ((NODES, run.nodes), (PATIENTS, run.patients)):
        if table is not None:
            files[name] = csv_bytes(table)
    parts = ((METRICS, run.metrics), (COHORT, run.cohort), (SIGNATURE, run.signature), (MODEL, run.model))
    for name, mapping in parts:
        if mapping is not None:
            files[name] = json_bytes(mapping)
    if run.pictures:
        files[PICTURES] = pictures_bytes(run.pictures)
    if run.shapes:
        files[SHAPES] = shapes_bytes(run.shapes)
    if report is not None:
        files[page_name(run)] = utf8(report)
    return files


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV; floats are written so that reading gives the same number back."""
    return utf8(frame.to_csv(index=False, lineterminator="\n"))


def sheet_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table for a spreadsheet: as ``csv_bytes``, with the mark by which Excel knows UTF-8."""
    return codecs.BOM_UTF8 + csv_bytes(frame)


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """Return content as JSON; a number that is not one is a fault of ours and never written."""
    return utf8(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def utf8(text: str) -> bytes:
    """Return a text as UTF-8, with question marks for what it has no letters for."""
    return text.encode("utf-8", errors="replace")


def model_sha256(model: Mapping[str, Any]) -> dict[str, str]:
    """Return the name and SHA-256 of a model's file, as ``run.json`` names what a run has read."""
    return {"name": MODEL, "sha256": hashlib.sha256(json_bytes(model)).hexdigest()}
