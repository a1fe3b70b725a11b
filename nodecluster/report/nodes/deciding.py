"""Which node decides on a patient under the rule of a run, and how clearly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nodecluster.errors import NodeclusterError
from nodecluster.report.columns import numbers
from nodecluster.results import Run
from nodecluster.tables import KEY, MESH_VOLUME, VOLUME
from nodecluster.validation.rules.rule import Rule, parse_rule, predict_patients


@dataclass(frozen=True)
class Decision:
    """What decides on a patient.

    Attributes
    ----------
    row : of the deciding node, in the run's nodes; None where no node does.
    score : its score; -inf where the patient has fewer nodes than the rule asks for.
    """

    row: int | None
    score: float


def rule_of(run: Run) -> Rule | None:
    """Return the patient rule of a run: the one that was judged, or else that of its settings."""
    name = (run.metrics or {}).get("rule") or (run.info.get("settings") or {}).get("rule")
    try:
        return parse_rule(str(name)) if name else None
    except NodeclusterError:  # ``tuned`` stands in the settings of a fit; a run of another version may have other rules
        return None


def decisions(run: Run) -> dict[str, Decision]:
    """Return what decides on each patient, by id: the node of ``validation.rules.predict_patients``.

    Empty where the run cannot tell: no nodes, no rule, or rule ``largest`` without volumes. A patient of whom a node
    has no score is left out.
    """
    rule = rule_of(run)
    if run.nodes is None or rule is None:
        return {}
    score = numbers(run.nodes, "score")
    text = {name: run.nodes[name].astype(str).to_numpy() for name in KEY}
    nodes = run.nodes.assign(**text, score=score, group=numbers(run.nodes, "group"), row=np.arange(len(run.nodes)))
    if run.features is not None and MESH_VOLUME in run.features:
        volume = run.features[[*KEY, MESH_VOLUME]].rename(columns={MESH_VOLUME: VOLUME})
        volume = volume.assign(**{name: volume[name].astype(str) for name in KEY})
        nodes = nodes.drop(columns=VOLUME, errors="ignore").merge(volume, on=list(KEY), how="left")
    try:
        found = predict_patients(nodes, rule).dropna(subset="score")
    except NodeclusterError:
        return {}
    # The patient's score is the deciding node's own, so that one is found by it; of equal ones the first will do.
    first = nodes.drop_duplicates(["patient_id", "score"]).set_index(["patient_id", "score"])["row"]
    rows = first.to_dict()
    return {
        str(patient): Decision(rows.get((patient, value)), float(value))
        for patient, value in zip(found["patient_id"], found["score"], strict=True)
    }
