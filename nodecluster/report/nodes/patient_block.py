"""What is shown of one patient beside the cards of its nodes: what decided, how clearly, and where the nodes score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from markupsafe import Markup

from nodecluster import formats
from nodecluster.clustering.scoring import UNCERTAIN_SHARE
from nodecluster.report.nodes.cards import DECIDES, Card, Nodes
from nodecluster.report.nodes.deciding import Decision
from nodecluster.report.nodes.strip import Mark, score_strip
from nodecluster.results import Run
from nodecluster.words import counted


def strip(nodes: Nodes, patient: str, decision: Decision | None) -> Markup | None:
    """Return the patient's nodes along their scores; None where the run has no model or no node a score."""
    rows = [row for row in nodes.of_patient.get(patient, ()) if np.isfinite(nodes.score[row])]
    if not rows or not nodes.limit:
        return None
    deciding = decision.row if decision is not None else None
    marks = [Mark(float(nodes.score[row]), 2 if nodes.group[row] == 2 else 1, row == deciding) for row in rows]
    return score_strip(marks, nodes.limit / UNCERTAIN_SHARE, nodes.limit)


def decided_by(nodes: Nodes, decision: Decision | None) -> str:
    """Return which node decided and how clearly, as a sentence; nothing where the run cannot tell."""
    if decision is None:
        return ""
    if decision.row is None:
        return "The patient has fewer nodes than the rule asks for, and so is negative whatever their scores."
    score = decision.score
    said = f"Node {nodes.keys[decision.row][1]} decides, with a score of {formats.signed(score, 2)}"
    if not nodes.limit:
        return f"{said}."
    way, centre = abs(score) * UNCERTAIN_SHARE / nodes.limit, f"the centre of group {2 if score > 0 else 1}"
    said += (
        f": {100 * way:.0f} % of the way from the border to {centre}" if way < 1 else f": as far as {centre}, or beyond"
    )
    return f"{said}. That is uncertain: less than a quarter of the way." if abs(score) < nodes.limit else f"{said}."


def cards_of(nodes: Nodes, patient: str, decision: Decision | None, most: int) -> tuple[Card, ...]:
    """Return the cards of a patient's nodes, the deciding one first, then by falling score; ``most`` of them."""
    return tuple(
        nodes.card(row, (DECIDES,) if decision is not None and row == decision.row else ())
        for row in rows_of(nodes, patient, decision)[:most]
    )


def rows_of(nodes: Nodes, patient: str, decision: Decision | None) -> list[int]:
    """Return the rows of a patient's nodes, the deciding one first, then by falling score."""
    deciding = decision.row if decision is not None else None
    rows = nodes.of_patient.get(patient, [])
    return sorted(rows, key=lambda row: (row != deciding, -np.nan_to_num(nodes.score[row], nan=-np.inf), row))


def in_group2(nodes: Nodes, patient: str) -> str:
    """Return such as ``2 of 5 nodes in group 2``; nothing where the run has no node of the patient."""
    rows = nodes.of_patient.get(patient, [])
    if not rows:
        return ""
    second = sum(nodes.group[row] == 2 for row in rows)
    return f"{second:,} of {counted(len(rows), 'node')} in group 2"


def failed_nodes(run: Run) -> Mapping[str, int]:
    """Return how many nodes of each patient could not be used."""
    failed: pd.Series = run.failures.loc[run.failures["node_id"] != "", "patient_id"].astype(str).value_counts()
    return {str(patient): int(number) for patient, number in failed.items()}
