"""A run's page: sections are made as values, then rendered once."""

from __future__ import annotations

from collections.abc import Callable

from plotly.offline import get_plotlyjs

from nodecluster.report.document import document, static
from nodecluster.report.parts import Section
from nodecluster.report.sections import (
    calibration,
    checklists,
    cohort,
    comparison,
    decision,
    failures,
    features,
    groups,
    head,
    node_level,
    patient_level,
    patients,
    prevalence,
    provenance,
    recipe,
    rules,
    subgroups,
)
from nodecluster.results import Run

BUILDERS: tuple[Callable[[Run], Section | None], ...] = (
    recipe.section,
    cohort.section,
    comparison.section,
    node_level.section,
    patient_level.section,
    rules.section,
    prevalence.section,
    decision.section,
    calibration.section,
    subgroups.section,
    groups.section,
    features.section,
    patients.section,
    checklists.section,
    failures.section,
    provenance.section,
)
"""The sections below the head, in the order of the page: what was done and with whom, how right it was, then what was
found in the nodes and the rest. One whose parts a run lacks gives None."""


def page(run: Run) -> str:
    """Return the report of a run as one HTML document, the same text for the same run.

    The document needs no network and forbids itself one. Whatever the run holds is shown as text.

    Parameters
    ----------
    run : the content of a run folder, of any command.
    """
    sections = [made for made in (build(run) for build in BUILDERS) if made is not None]
    drawn = any(section.figures for section in sections)
    scripts = [get_plotlyjs(), static("figures.js")] if drawn else []
    return document("head.html.jinja", head.head(run), sections, ("report.css",), scripts)
