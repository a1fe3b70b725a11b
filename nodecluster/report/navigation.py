"""The contents of a page: short names of its sections, in groups, for the column or bar that is always in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nodecluster.report.parts import Section

GROUPS: dict[str, dict[str, str]] = {
    "Result": {
        "sheets": "",
        "comparison": "Predictions compared",
        "wrong": "Who was wrong",
        "mend": "To be mended",
        "look": "To look at",
        "nodes": "Every node",
    },
    "Cohort": {"cohort": "Flow and baseline"},
    "Groups": {"groups": "Sizes and labels", "signature": "What sets them apart"},
    "Performance": {
        "node-level": "Node level",
        "patient-level": "Patient level",
        "rules": "Patient rules",
        "prevalence": "Prevalence",
        "decision-curve": "Decision curve",
        "calibration": "Calibration",
        "subgroups": "Subgroups",
    },
    "Nodes and patients": {"pictured": "Nodes in pictures", "atlas": "3-D atlas", "patients": "Patients"},
    "The run": {
        "method": "Method",
        "checklists": "Checklists",
        "failures": "Failures, warnings",
        "provenance": "Provenance",
    },
}
"""The short name of every section, by group; nothing where its title is short enough."""


@dataclass(frozen=True)
class Link:
    """A section in the contents."""

    key: str
    name: str


@dataclass(frozen=True)
class Group:
    """Sections that belong together."""

    name: str
    links: tuple[Link, ...]


def contents(sections: Sequence[Section]) -> tuple[Group, ...]:
    """Return the sections of a page in groups, in the order of the page.

    A section without a short name goes by its title, and with the one before it.
    """
    found: list[tuple[str, list[Link]]] = []
    for section in sections:
        group, name = _place(section, found[-1][0] if found else next(iter(GROUPS)))
        if not found or found[-1][0] != group:
            found.append((group, []))
        found[-1][1].append(Link(section.key, name))
    return tuple(Group(name, tuple(links)) for name, links in found)


def _place(section: Section, before: str) -> tuple[str, str]:
    """Return the group and the short name of a section."""
    for group, names in GROUPS.items():
        if section.key in names:
            return group, names[section.key] or section.title
    return before, section.title
