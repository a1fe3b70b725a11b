"""Whom the run is about: the flow of patients and nodes and what the patients were like, or else plain counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster import formats
from nodecluster.checklists.facts import Facts
from nodecluster.report.parts import Section, Table
from nodecluster.report.sections.baseline import baseline
from nodecluster.report.sections.flow import flow, flow_figures
from nodecluster.results import Run


def section(run: Run) -> Section | None:
    """Return the cohort of a run; None where nothing is known of it."""
    if run.cohort:
        facts = Facts.of(run)
        fitted = {"patients": facts.seen, "nodes": facts.seen_nodes}
        content = {"flow": flow(run.cohort, fitted), "baseline": baseline(run.cohort), "tables": ()}
        return Section("cohort", "Cohort", content, flow_figures(run.cohort, fitted))
    counts = run.info.get("counts")
    if not counts:
        return None
    tables = [_cohorts(counts), _clinical(counts), _excluded(run.info.get("excluded") or {})]
    shown = tuple(table for table in tables if table.rows)
    return Section("cohort", "Cohort", {"flow": None, "baseline": None, "tables": shown})


def _cohorts(counts: Mapping[str, Any]) -> Table:
    """Return patients, nodes and exclusions, by cohort where there is more than one, and altogether."""
    cohorts = counts.get("cohorts") or {}
    rows = [_row(name or "(no cohort)", part) for name, part in cohorts.items() if len(cohorts) > 1 or name]
    rows.append(_row("All", counts))
    head = ("Cohort", "Patients", "Patients excluded", "Nodes", "Nodes failed", "Patients failed")
    return Table("Patients and nodes by cohort", head, tuple(rows))


def _row(name: str, counts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return one row of counts."""
    keys = ("patients", "excluded", "nodes", "nodes_failed", "patients_failed")
    return (name, *(formats.count(counts.get(key)) for key in keys))


def _clinical(counts: Mapping[str, Any]) -> Table:
    """Return how many patients each clinical assessment has."""
    found = counts.get("clinical_n") or {}
    rows = tuple((name or "not stated", formats.count(n)) for name, n in found.items())
    return Table("Patients by clinical assessment of the axilla", ("Clinical assessment", "Patients"), rows)


def _excluded(reasons: Mapping[str, Any]) -> Table:
    """Return why patients were excluded."""
    rows = tuple((str(reason), formats.count(n)) for reason, n in reasons.items())
    return Table("Excluded patients: counted here, used nowhere", ("Reason", "Patients"), rows)
