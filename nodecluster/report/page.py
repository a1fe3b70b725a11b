"""A run's page: sections are made as values, then rendered once."""

from __future__ import annotations

from collections.abc import Callable

from plotly.offline import get_plotlyjs

from nodecluster.report.document import document, static
from nodecluster.report.head.head import head
from nodecluster.report.parts import Section
from nodecluster.report.sections import (
    atlas,
    calibration,
    checklists,
    cohort,
    comparison,
    decision,
    failures,
    groups,
    method,
    node_level,
    patient_level,
    patient_sheets,
    patients,
    pictured,
    prevalence,
    provenance,
    rules,
    signature,
    subgroups,
    wrong,
)
from nodecluster.results import Run

BUILDERS: tuple[Callable[[Run], Section | None], ...] = (
    patient_sheets.section,
    comparison.section,
    wrong.section,
    cohort.section,
    groups.section,
    signature.section,
    node_level.section,
    patient_level.section,
    rules.section,
    prevalence.section,
    decision.section,
    calibration.section,
    subgroups.section,
    pictured.section,
    atlas.section,
    patients.section,
    method.section,
    checklists.section,
    failures.section,
    provenance.section,
)
"""The sections below the head, in the order of the page: whom it got wrong, who was studied, the groups and what sets
them apart, how right they are by node and by patient, the nodes and patients themselves, how it was done. One whose
parts a run lacks gives None."""

STYLES = (
    "report.css",
    "navigation.css",
    "figures.css",
    "save.css",
    "performance.css",
    "signature.css",
    "pictures.css",
    "nodes.css",
    "atlas.css",
    "method.css",
    "print.css",
)
SCRIPTS = (
    "figures.js",
    "print.js",
    "save.js",
    "save_tables.js",
    "save_figures.js",
    "hover.js",
    "surface.js",
    "camera.js",
    "scene.js",
    "atlas.js",
    "patients.js",
    "copy.js",
    "navigation.js",
)


def page(run: Run) -> str:
    """Return the report of a run as one HTML document, the same text for the same run.

    The document needs no network and forbids itself one. Whatever the run holds is shown as text.

    Parameters
    ----------
    run : the content of a run folder, of any command.
    """
    sections = [made for made in (build(run) for build in BUILDERS) if made is not None]
    drawn = any(
        section.key == "atlas" or any(figure.plot is not None for figure in section.figures) for section in sections
    )
    scripts = [*([get_plotlyjs()] if drawn else []), *map(static, SCRIPTS)]
    return document("head.html.jinja", head(run), sections, STYLES, scripts)
