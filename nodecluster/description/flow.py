"""The flow of patients and nodes through a study, as STARD 2015 asks for in a diagram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from nodecluster.description.node_flow import node_ends, node_steps
from nodecluster.description.patient_flow import patient_ends, patient_steps
from nodecluster.description.steps import Step, counted_steps
from nodecluster.description.studied import Studied
from nodecluster.tables import MOST_COHORTS
from nodecluster.words import counted, listed

FAILED = ("failed", "nodes_failed")
"""The steps of patients and nodes that could not be measured."""

METHOD = (
    "flow of patients and nodes (STARD 2015, item 19): every patient of the table and every node that was found is "
    "counted once, where its way ends"
)


def flow(studied: Studied) -> dict[str, Any]:
    """Return the flow of patients and nodes; the shape is ``describe``'s.

    A patient's way ends, in this order, where the row cannot be used; where the table excludes the patient; where
    nothing could be opened, every node failed, or there is none; where pathology says nothing; and else with what was
    predicted and what is true. A patient of whom one node was measured is measured, whatever failed of the others.

    Source: Bossuyt PM, et al. STARD 2015. BMJ 2015;351:h5527, item 19 and figure 1.
    """
    patients, nodes = patient_ends(studied), node_ends(studied)
    names = sorted({*patients["cohort"], *nodes["cohort"]})
    several = len(set(names) - {""})
    cohorts = names if 0 < several <= MOST_COHORTS else []
    many = [f"{counted(several, 'cohort')} are too many to be counted one by one."] if several > MOST_COHORTS else []
    return {
        "method": METHOD,
        "notes": [*_notes(studied), *many],
        "cohorts": cohorts,
        "patients": counted_steps(_told(patient_steps(studied), patients, studied), patients, cohorts),
        "nodes": counted_steps(_told(node_steps(studied), nodes, studied), nodes, cohorts),
    }


def _told(steps: Sequence[Step], ended: pd.DataFrame, studied: Studied) -> list[Step]:
    """Leave out the steps of failures where these are not known: that nothing failed would be a claim."""
    ends = set(ended["end"])
    return [step for step in steps if studied.failures_known or step.key not in FAILED or step.key in ends]


def _notes(studied: Studied) -> list[str]:
    """Return what the flow does not know, and what its words mean."""
    said = []
    if studied.cohorts:
        said.append(f"Only patients of the cohorts that were asked for are counted: {listed(list(studied.cohorts))}.")
    if not studied.from_table:
        said.append(
            "There is no patients' table: the patients are those of the nodes' table, and who was excluded or had no "
            "node is not known."
        )
    if not studied.failures_known:
        said.append("Which nodes could not be measured is not known: the nodes' table does not come from a run.")
    if studied.from_table and studied.set_aside is None and (studied.everyone()["excluded"] != "").any():
        said.append("The files of excluded patients stay shut: how many nodes they have is not known.")
    if len(studied.unusable) or (studied.failures["node_id"] == "").any():
        said.append(
            "Nodes of a patient who failed as a whole, or whose row cannot be used, are not among those that were "
            "found."
        )
    if studied.predicted is not None:
        said.append(
            "A node is labelled where all or none of the patient's examined nodes are positive, or where its table "
            "labels it."
        )
    return said
