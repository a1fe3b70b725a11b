"""The page of a check: what would fail, what to look at, and every node with its picture."""

from __future__ import annotations

from nodecluster.report.checks import checked_nodes, findings
from nodecluster.report.checks.check_head import check_head
from nodecluster.report.checks.checked import checked
from nodecluster.report.document import document, static
from nodecluster.report.sections import provenance
from nodecluster.results import Run

STYLES = ("report.css", "navigation.css", "save.css", "pictures.css", "check.css", "print.css")
SCRIPTS = ("print.js", "save.js", "save_tables.js", "navigation.js")


def check_page(run: Run) -> str:
    """Return the page of a check as one HTML document, the same text for the same run.

    The document needs no network and forbids itself one; its scripts mark the section that is read and save tables.
    Whatever the run holds is shown as text.

    Parameters
    ----------
    run : what a check found: ``info``, ``checks``, ``pictures``.
    """
    rows = checked(run)
    made = (findings.failing(rows), findings.warning(rows), checked_nodes.section(rows), provenance.section(run))
    sections = [section for section in made if section is not None]
    return document("check-head.html.jinja", check_head(run, rows), sections, STYLES, [*map(static, SCRIPTS)])
