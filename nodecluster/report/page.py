"""A run's page: sections are made as values, then rendered once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from plotly.offline import get_plotlyjs

from nodecluster.report.embed import content_policy, script_json
from nodecluster.report.parts import Section
from nodecluster.report.sections import (
    cohort,
    failures,
    features,
    groups,
    head,
    node_level,
    patient_level,
    patients,
    provenance,
    recipe,
)
from nodecluster.results import Run

BUILDERS: tuple[Callable[[Run], Section | None], ...] = (
    recipe.section,
    cohort.section,
    groups.section,
    features.section,
    node_level.section,
    patient_level.section,
    patients.section,
    failures.section,
    provenance.section,
)
"""The sections below the head, in the order of the page; one whose parts a run lacks gives None."""


def page(run: Run) -> str:
    """Return the report of a run as one HTML document, the same text for the same run.

    The document needs no network and forbids itself one. Whatever the run holds is shown as text.

    Parameters
    ----------
    run : the content of a run folder, of any command.
    """
    sections = [made for made in (build(run) for build in BUILDERS) if made is not None]
    drawn = any(section.figures for section in sections)
    scripts = [get_plotlyjs(), _static("figures.js")] if drawn else []
    text = (
        _environment()
        .get_template("page.html.jinja")
        .render(
            head=head.head(run),
            sections=sections,
            style=_static("report.css"),
            scripts=scripts,
            policy=content_policy(scripts),
        )
    )
    # File names that are not UTF-8 reach us as lone surrogates, which no file can hold.
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _environment() -> Environment:
    """Return the templates. Everything is escaped: ``select_autoescape`` would overlook the ``.jinja`` ending."""
    environment = Environment(
        autoescape=True,
        loader=PackageLoader("nodecluster.report", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["script_json"] = script_json
    return environment


def _static(name: str) -> str:
    """Return a file of ``static/``."""
    return (resources.files("nodecluster.report") / "static" / name).read_text(encoding="utf-8")
