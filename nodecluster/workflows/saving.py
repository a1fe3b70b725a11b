"""A run and its report, written into its folder."""

from __future__ import annotations

from pathlib import Path

from nodecluster import runs
from nodecluster.report import page
from nodecluster.results import Run


def save(run: Run, out: Path) -> Path:
    """Write a run and its report into a prepared folder, and return the report's path."""
    runs.write_run(run, out, page(run))
    return out / runs.REPORT


def report(out: Path) -> Path:
    """Write the report of a run folder again, and return its path."""
    runs.write_report(out, page(runs.read_run(out)))
    return out / runs.REPORT
