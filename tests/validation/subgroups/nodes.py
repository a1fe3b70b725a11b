"""The invented nodes that R tested, and tables of patients for the blocks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nodecluster.validation.rules.rule import parse_rule, predict_patients
from nodecluster.validation.tables.checks import checked_nodes, checked_patients
from nodecluster.validation.tables.labels import node_labels, patient_truth
from tests.reference.reading import HERE


@dataclass(frozen=True)
class Tables:
    """The three tables that ``subgroup_blocks`` takes."""

    nodes: pd.DataFrame
    patients: pd.DataFrame
    known: pd.DataFrame

    def known_with(self, **columns: object) -> Tables:
        """Return the tables with other clinical columns."""
        return replace(self, known=self.known.assign(**columns))


def reference_nodes(case: str) -> pd.DataFrame:
    """Nodes in three subgroups: ``group``, ``patient``, ``truth``, ``predicted``, ``score``."""
    table = pd.read_csv(HERE / "subgroup_nodes.csv")
    return table[table["case"] == case].reset_index(drop=True)


def tables(nodes: pd.DataFrame, patients: pd.DataFrame, rule: str = "any") -> Tables:
    """Check and judge as a validation does."""
    known, found = checked_patients(patients), checked_nodes(nodes)
    judged = known[["patient_id"]].merge(predict_patients(found, parse_rule(rule)), on="patient_id", how="left")
    judged = judged.assign(predicted=judged["predicted"].astype("Int64"), truth=patient_truth(known))
    return Tables(found.assign(label=node_labels(found, known)), judged, known)


def cohort(patients: int = 60, seed: int = 0, volumes: bool = True, **columns: object) -> Tables:
    """Patients with all or no nodes metastatic, clinical columns, and a score that tells them apart badly."""
    rng = np.random.default_rng(seed)
    ids = [f"P{number:03d}" for number in range(patients)]
    positive = rng.random(patients) < 0.5
    clinical = {
        "age": rng.integers(30, 90, patients),
        "t_stage": rng.choice(["T1", "T2", "T10"], patients),
        **columns,
    }
    truth = pd.DataFrame({"patient_id": ids, "nodes_examined": 9, "nodes_positive": 9 * positive, **clinical})
    owner = np.repeat(np.arange(patients), rng.integers(1, 8, patients))
    score = 1.6 * positive[owner] - 0.8 + rng.normal(size=patients)[owner] + rng.normal(size=owner.size)
    nodes = pd.DataFrame({
        "patient_id": np.array(ids)[owner], "node_id": [f"n{number}" for number in range(owner.size)],
        "group": 1 + (score > 0), "score": score,
    })  # fmt: skip
    if volumes:
        nodes["volume_mm3"] = np.exp(rng.normal(6, 1, owner.size))
    return tables(nodes, truth, "fraction:0.5")
