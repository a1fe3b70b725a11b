"""A run, its report and its tables, written into its folder."""

from __future__ import annotations

from pathlib import Path

from jinja2 import TemplateError

from nodecluster import runs
from nodecluster.errors import RunError
from nodecluster.report import check_page, page
from nodecluster.results import Run
from nodecluster.sheets import sheets

_DAMAGE = (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError)
"""What a page is refused with where a part of the run is missing, or is not what it should be."""


def save(run: Run, out: str | Path) -> Path:
    """Write a run, its report and its tables into a folder, which is made if need be; return the report's path.

    Raises
    ------
    RunError
        the folder cannot be written, or holds files that are no run's.
    """
    folder = Path(out)
    with runs.prepared(folder, command=str(run.info["command"])):
        runs.write_run(run, folder, _page(run), sheets(run))
    return folder / runs.page_name(run)


def report(out: str | Path) -> Path:
    """Write the report of a run folder again, and return its path.

    Raises
    ------
    RunError
        the folder holds no finished run, or one that was changed since or is of another version.
    """
    folder = Path(out)
    run = runs.read_run(folder)
    try:
        made = _page(run)
    except (*_DAMAGE, TemplateError) as error:
        raise RunError(f"{folder}: the run is damaged, or of another version; run the command again") from error
    runs.write_report(folder, made, runs.page_name(run))
    return folder / runs.page_name(run)


def _page(run: Run) -> str:
    """Return the page of a run: its report, or what a check has found."""
    return page(run) if run.checks is None else check_page(run)
