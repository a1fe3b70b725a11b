"""The output folder: every file is written under a temporary name and renamed, so that none is ever half-written."""

from nodecluster.runs.cohort_folder import write_cohort_folder, write_volume
from nodecluster.runs.content import csv_bytes, json_bytes, model_sha256, sheet_bytes
from nodecluster.runs.names import CHECK, CHECK_PAGE, FILES, MODEL, REPORT, SLICER, TABLES, default_folder, page_name
from nodecluster.runs.prepare import prepared
from nodecluster.runs.read import read_origin, read_run
from nodecluster.runs.versions import versions
from nodecluster.runs.write import write_report, write_run

__all__ = [
    "CHECK",
    "CHECK_PAGE",
    "FILES",
    "MODEL",
    "REPORT",
    "SLICER",
    "TABLES",
    "csv_bytes",
    "default_folder",
    "json_bytes",
    "model_sha256",
    "page_name",
    "prepared",
    "read_origin",
    "read_run",
    "sheet_bytes",
    "versions",
    "write_cohort_folder",
    "write_report",
    "write_run",
    "write_volume",
]
