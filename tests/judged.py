"""A judged run that has every block: two predictions of made-up nodes, scored and compared."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

import nodecluster as nc
from nodecluster.results import Run
from nodecluster.validation.signature.signature import signature

PATIENTS = 90


def tables(seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return two tables of nodes, the second a worse prediction, and the patients' table."""
    random = np.random.default_rng(seed)
    patients, nodes = [], []
    for number in range(PATIENTS):
        name, count = f"Q{number:03d}", int(random.integers(1, 6))
        positive = int(count * random.choice([0.0, 0.0, 0.5, 1.0]))
        clinical = "cN+" if random.random() < (0.8 if positive else 0.3) else "cN0"
        cohort = "train" if number < 20 else "validation"
        stage, age = f"T{random.integers(1, 4)}", int(random.normal(55, 10))
        patients.append((name, cohort, clinical, count, positive, stage, age))
        for node in range(count):
            metastatic = node < positive
            scores = (random.normal(1.2 if metastatic else -1.2), random.normal(0.6 if metastatic else -1.0))
            nodes.append((name, f"LN{node}", *scores, float(random.lognormal(5 + metastatic))))
    known = pd.DataFrame(
        patients,
        columns=["patient_id", "cohort", "clinical_n", "nodes_examined", "nodes_positive", "t_stage", "age"],
    )
    frame = pd.DataFrame(nodes, columns=["patient_id", "node_id", "a", "b", "volume_mm3"])
    made = [
        frame[["patient_id", "node_id", "volume_mm3"]].assign(score=frame[name], group=np.where(frame[name] > 0, 2, 1))
        for name in ("a", "b")
    ]
    return made[0], made[1], known


@lru_cache
def scored() -> Run:
    """Return the run of ``score`` of both tables."""
    first, second, patients = tables()
    return nc.score({"ours": first, "theirs": second}, patients=patients, resamples=200)


@lru_cache
def signed() -> Run:
    """Return the same run with what sets its groups apart: one feature does, one varies nowhere."""
    run = scored()
    score = run.nodes["score"].to_numpy(dtype=np.float64)
    blank = np.zeros(len(score), dtype=bool)
    values = np.column_stack([score + np.random.default_rng(0).normal(size=len(score)), np.full(len(score), 7.3)])
    names = ["original_shape_LeastAxisLength", "original_glcm_MCC"]
    label = run.nodes["label"].to_numpy(dtype=np.float64, na_value=np.nan)
    whole = signature(values, names, run.nodes["patient_id"].to_numpy(str), run.nodes["group"], label, blank)
    return replace(run, signature=whole)
