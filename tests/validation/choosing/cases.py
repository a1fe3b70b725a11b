"""Nodes and patients for the choice of a rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nodecluster.validation.validate import Predictions, predictions


def cohort(patients: Sequence[tuple[int, Sequence[int]]], **columns: Sequence[object]) -> Predictions:
    """Return patients P000, P001, ..., each of a truth (None: no pathology) and of the groups of its nodes.

    Further columns are of the patients. Node scores are 1, 2, ... and -1, -2, ...; the first node is the largest.
    """
    ids = [f"P{number:03d}" for number in range(len(patients))]
    rows = [
        (name, f"n{place}", group, float((place + 1) * (1 if group == 2 else -1)), 100.0 - place)
        for name, (_, groups) in zip(ids, patients, strict=True)
        for place, group in enumerate(groups)
    ]
    nodes = pd.DataFrame(rows, columns=["patient_id", "node_id", "group", "score", "volume_mm3"])
    known = pd.DataFrame({"patient_id": ids, "nodes_examined": 5, **columns})
    known["nodes_positive"] = [None if truth is None else 2 * truth for truth, _ in patients]
    known["nodes_examined"] = known["nodes_examined"].where(known["nodes_positive"].notna())
    return predictions(nodes, known)


def random_cohort(n: int, seed: int, effect: float = 1.5) -> Predictions:
    """Return n patients, every other one pN+, whose nodes are of group 2 the more often by ``effect`` (in logits)."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(n):
        truth = number % 2
        share = 1 / (1 + np.exp(1.8 - effect * truth - rng.normal(0, 0.7)))
        made.append((truth, (1 + (rng.random(1 + rng.poisson(6)) < share)).tolist()))
    return cohort(made)


def relabelled(found: Predictions, seed: int) -> Predictions:
    """Return the same patients under other names, rows in another order."""
    rng = np.random.default_rng(seed)
    ids = found.known["patient_id"]
    names = dict(zip(ids, [f"Q{number}" for number in rng.permutation(len(ids))], strict=True))
    nodes = found.nodes.assign(patient_id=found.nodes["patient_id"].map(names)).sample(frac=1, random_state=seed)
    known = found.known.assign(patient_id=ids.map(names)).sample(frac=1, random_state=seed + 1)
    return predictions(nodes, known)
