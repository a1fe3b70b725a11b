"""Anybody's node predictions against pathology: tables in, figures out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nodecluster.tables import NODE_COLUMNS, PATIENT_COLUMNS
from nodecluster.validation.choosing.side_by_side import rule_blocks
from nodecluster.validation.judging import Judging
from nodecluster.validation.levels.curves import roc_blocks
from nodecluster.validation.levels.node_level import node_levels
from nodecluster.validation.levels.patient_level import patient_levels, patient_table
from nodecluster.validation.levels.sets import cohort_warnings, countable
from nodecluster.validation.rules.rule import parse_rule
from nodecluster.validation.subgroups.blocks import subgroup_blocks
from nodecluster.validation.tables.checks import checked_nodes, checked_patients, refuse_strangers
from nodecluster.validation.tables.labels import node_labels
from nodecluster.validation.tables.warn import data_warnings, incomplete_warnings, outcome_warnings
from nodecluster.validation.use.blocks import use_blocks


@dataclass(frozen=True, eq=False)
class Predictions:
    """Node predictions beside the truth, checked, without the excluded patients.

    Attributes
    ----------
    nodes : the columns of ``nodes.csv`` with every label filled in that can be known, ``volume_mm3`` where given, and
        the patient's ``clinical_n``.
    known : the patients' truth and clinical variables, a row a patient.
    patients : as ``patient_table`` returns it: the columns of ``patients.csv``, ``score`` and ``failed``.
    failed : how many nodes of a patient could not be measured, by patient id.
    warnings : what is odd about the tables.
    """

    nodes: pd.DataFrame
    known: pd.DataFrame
    patients: pd.DataFrame
    failed: Mapping[str, int]
    warnings: tuple[str, ...]

    def node_table(self) -> pd.DataFrame:
        """Return ``nodes.csv``."""
        return self.nodes[list(NODE_COLUMNS)]

    def patient_table(self) -> pd.DataFrame:
        """Return ``patients.csv``."""
        return self.patients[list(PATIENT_COLUMNS)]


@dataclass(frozen=True, eq=False)
class Validation:
    """What a validation gives.

    Attributes
    ----------
    metrics : ``metrics.json``, JSON-ready.
    nodes : ``nodes.csv`` with every label filled in that can be known; without the nodes of excluded patients.
    patients : ``patients.csv``; without excluded patients.
    warnings : what a reader must know before believing the figures; also in ``metrics``.
    """

    metrics: dict[str, Any]
    nodes: pd.DataFrame
    patients: pd.DataFrame
    warnings: tuple[str, ...]


def predictions(
    nodes: pd.DataFrame, patients: pd.DataFrame, rule: str = "any", failed: Mapping[str, int] | None = None
) -> Predictions:
    """Bring node predictions and the truth together, and predict the patients.

    Parameters
    ----------
    nodes : a row a node: ``patient_id``, ``node_id``, ``group`` (1 or 2; 2 is metastatic-looking) and, where there
        are, ``score`` (larger on group 2's side), ``label`` (1 or 0; overrides the patient's counts), ``cohort``, and
        ``volume_mm3`` for the rule ``largest``.
    patients : a row a patient: ``patient_id`` and, where there are, ``cohort``, ``clinical_n`` (cN0 or cN+),
        ``nodes_examined``, ``nodes_positive``, ``excluded`` (a reason; the patient is used nowhere) and clinical
        variables.
    rule : how a patient's nodes make the prediction: ``any``, ``count:K``, ``fraction:F`` or ``largest``.
    failed : how many nodes of a patient could not be measured, by patient id; said where such a patient is counted.
        None where that is not known.

    Raises
    ------
    CohortError
        a table cannot be read, or a node belongs to a patient who is not in the patients table.
    SettingsError
        there is no such rule.
    TableError
        the rule is ``largest`` and volumes are missing.
    """
    parsed = parse_rule(rule)
    every_node, everyone = checked_nodes(nodes), checked_patients(patients)
    refuse_strangers(every_node, everyone)
    known = everyone[everyone["excluded"] == ""].reset_index(drop=True)
    kept = every_node[every_node["patient_id"].isin(known["patient_id"])].reset_index(drop=True)
    clinical = kept["patient_id"].map(known.set_index("patient_id")["clinical_n"])
    labelled = kept.assign(label=node_labels(kept, known), cohort=_cohorts(kept, known), clinical_n=clinical)
    table = patient_table(labelled, known, parsed, failed)
    odd = data_warnings(every_node, kept, known, measured=failed is not None)
    warnings = (*odd, *incomplete_warnings(table))
    return Predictions(labelled, known, table, dict(failed or {}), warnings)


def validate_predictions(
    nodes: pd.DataFrame,
    patients: pd.DataFrame,
    judging: Judging | None = None,
    *,
    seen: Collection[str] = (),
    failed: Mapping[str, int] | None = None,
) -> Validation:
    """Validate node predictions at node level and at patient level, and against the clinical assessment.

    Parameters
    ----------
    nodes, patients, failed : as of ``predictions``.
    judging : rule, level of the intervals, resamples and the like.
    seen : the patients that the model was fitted on; the figures are given with and without them.

    Raises
    ------
    CohortError, TableError
        as of ``predictions``.
    """
    judging = judging or Judging()
    return judged(predictions(nodes, patients, judging.rule, failed), judging, seen)


def judged(found: Predictions, judging: Judging, seen: Collection[str] = ()) -> Validation:
    """Return the figures of predictions; parameters as of ``validate_predictions``."""
    known_seen = sorted(set(seen) & set(found.known["patient_id"]))
    choices = (known_seen, judging.level, judging.resamples, judging.seed)
    node = node_levels(found.nodes, *choices)
    fresh = node.get("node_unseen") or node["node"]
    outcome = outcome_warnings(fresh if fresh["n"] else node["node"], _counted(found), known_seen)
    warnings = (*found.warnings, *cohort_warnings(found.patients), *outcome)
    metrics = {
        **node,
        "patient": patient_levels(found.patients, *choices),
        "roc": roc_blocks(found.nodes, found.patients, judging, known_seen),
        "seen_patients": known_seen,
        "rule": parse_rule(judging.rule).name,
        "judging": judging.as_dict(),
        "rules": rule_blocks(found.nodes, found.known, found.failed, judging, known_seen),
        **use_blocks(found.nodes, found.patients, judging, known_seen),
        "subgroups": subgroup_blocks(found.nodes, found.patients, found.known, judging, known_seen),
        "warnings": list(warnings),
    }
    return Validation(metrics, found.node_table(), found.patient_table(), warnings)


def _counted(found: Predictions) -> set[str]:
    """Return the patients who are in a figure, or of whom a node is."""
    patients = found.patients.loc[countable(found.patients), "patient_id"]
    return {*patients, *found.nodes.loc[found.nodes["label"].notna(), "patient_id"]}


def _cohorts(nodes: pd.DataFrame, patients: pd.DataFrame) -> pd.Series[str]:
    """Return each node's cohort: its patient's, or the nodes table's own where the patient has none."""
    of_patient = nodes["patient_id"].map(patients.set_index("patient_id")["cohort"])
    return nodes["cohort"].mask(of_patient != "", of_patient)
