"""Tables of nodes and patients built from published counts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

PATIENT_COLUMNS = ["patient_id", "cohort", "clinical_n", "nodes_examined", "nodes_positive", "excluded"]


def nodes_from(rows: Sequence[tuple[str, str, int, float | None]]) -> pd.DataFrame:
    """Node predictions from (patient, node, group, score)."""
    return pd.DataFrame(rows, columns=["patient_id", "node_id", "group", "score"])


def patients_from(rows: Sequence[tuple[str, str, str, int | None, int | None, str]]) -> pd.DataFrame:
    """Truth from (patient, cohort, clinical_n, nodes_examined, nodes_positive, excluded)."""
    frame = pd.DataFrame(rows, columns=PATIENT_COLUMNS)
    return frame.astype({"nodes_examined": "Int64", "nodes_positive": "Int64"})


def one_node_patients(prefix: str, cohort: str, clinical_n: str, cells: tuple[int, int, int, int], positive: int):
    """Patients of one node each that fill a table (tp, fp, fn, tn); the metastatic have ``positive`` of 10 nodes."""
    nodes, patients = [], []
    for (truth, group), count in zip(((1, 2), (0, 2), (1, 1), (0, 1)), cells, strict=True):
        for number in range(count):
            name = f"{prefix}-{truth}{group}-{number:03d}"
            nodes.append((name, "n1", group, None))
            patients.append((name, cohort, clinical_n, 10, positive * truth, ""))
    return nodes_from(nodes), patients_from(patients)


def node_cohort(patients: int, cells: tuple[int, int, int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes that fill a table (tp, fp, fn, tn), dealt out to patients whose nodes are all, or none, metastatic."""
    tp, fp, fn, tn = cells
    half = patients // 2
    nodes, rows = [], []
    for truth, groups in ((1, [2] * tp + [1] * fn), (0, [2] * fp + [1] * tn)):
        ids = [f"N{truth}-{number:03d}" for number in range(half if truth else patients - half)]
        nodes += [(ids[i % len(ids)], f"n{i}", group, None) for i, group in enumerate(groups)]
        rows += [(name, "validation", "", 5, 5 * truth, "") for name in ids]
    return nodes_from(nodes), patients_from(rows)
