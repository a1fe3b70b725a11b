"""The page of a check: what would fail, what to look at, and every node with its picture."""

from __future__ import annotations

from nodecluster.report.checked import checked
from nodecluster.report.document import document
from nodecluster.report.sections import checked_nodes, findings, provenance
from nodecluster.report.sections.check_head import check_head
from nodecluster.results import Run


def check_page(run: Run) -> str:
    """Return the page of a check as one HTML document without scripts, the same text for the same run.

    The document needs no network and forbids itself one. Whatever the run holds is shown as text.

    Parameters
    ----------
    run : what a check found: ``info``, ``checks``, ``previews``.
    """
    rows = checked(run)
    made = (findings.failing(rows), findings.warning(rows), checked_nodes.section(rows), provenance.section(run))
    sections = [section for section in made if section is not None]
    return document("check-head.html.jinja", check_head(run, rows), sections, ("report.css", "check.css"))
