"""The files of a run folder by name, and where runs go."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from nodecluster.results import Run
from nodecluster.runs.own_folder import SLICER_FOLDER, TABLES_FOLDER
from nodecluster.tables import FEATURES_CSV, PATIENTS_CSV, RUN_JSON

REPORTS = "reports"
INFO, METRICS, MODEL, REPORT = RUN_JSON, "metrics.json", "model.json", "report.html"
COHORT, SIGNATURE = "cohort.json", "signature.json"
NODES, PATIENTS, FAILURES = "nodes.csv", PATIENTS_CSV, "failures.csv"
FEATURES_PARQUET = "features.parquet"
PICTURES, SHAPES = "pictures.parquet", "shapes.parquet"
CHECK, CHECK_PAGE = "check.csv", "check.html"
SLICER, TABLES = SLICER_FOLDER.name, TABLES_FOLDER.name
FILES = (
    FEATURES_PARQUET,
    FEATURES_CSV,
    NODES,
    PATIENTS,
    METRICS,
    COHORT,
    SIGNATURE,
    MODEL,
    FAILURES,
    REPORT,
    CHECK,
    CHECK_PAGE,
    PICTURES,
    SHAPES,
    INFO,
)


def default_folder(command: str) -> Path:
    """Return where a run goes when nothing is said: ``reports/<command>-<date-time>``."""
    name = f"{command}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))  # where a second holds several runs
    return next(folder for folder in (Path(REPORTS) / name for name in names) if not folder.exists())


def page_name(run: Run) -> str:
    """Return the name of a run's page."""
    return REPORT if run.checks is None else CHECK_PAGE
