"""Made-up runs: small, by hand, with numbers that mean nothing but where a test says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from nodecluster.results import Run
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES, LEAST_AXIS, failures_table

KEPT = ["original_shape_Elongation", LEAST_AXIS, "original_firstorder_Entropy", "original_glcm_Idm"]
EVIL = "<img src=x onerror=alert(1)>"


def estimate(part: int, whole: int) -> dict[str, Any]:
    """Return an ESTIMATE whose interval is invented: the share, give or take 0.05."""
    if not whole:
        gap = {"value": None, "low": None, "high": None, "reason": "nobody to count"}
        return gap | {"level": 0.95, "method": "Wilson score", "n": 0}
    value = part / whole
    low, high = max(0.0, value - 0.05), min(1.0, value + 0.05)
    return {"value": value, "low": low, "high": high, "level": 0.95, "method": "Wilson score", "n": whole}


def level(tp: int, fp: int, fn: int, tn: int, **more: Any) -> dict[str, Any]:
    """Return a LEVEL with these counts."""
    n, positives, negatives = tp + fp + fn + tn, tp + fn, fp + tn
    shares = {
        "ccr": (tp + tn, n),
        "sensitivity": (tp, positives),
        "specificity": (tn, negatives),
        "ppv": (tp, tp + fp),
        "npv": (tn, tn + fn),
        "fpr": (fp, negatives),
        "fnr": (fn, positives),
    }
    area = estimate(0, 0)
    if positives and negatives:
        value = (tp / positives + tn / negatives) / 2
        area |= {"value": value, "low": value - 0.02, "high": value + 0.02, "n": n}
    score = area | {"method": "DeLong"} | ({"value": 0.9123, "low": 0.89, "high": 0.93} if area["value"] else {})
    found = {name: estimate(*pair) for name, pair in shares.items()}
    table = {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    return {"n": n, "confusion": table, **found, "auc_group": area, "auc_score": score, "notes": [], **more}


def clinical(right: int, n: int, p: float | None, model_only: int, clinical_only: int) -> dict[str, Any]:
    """Return the clinical part of a LEVEL."""
    pairs = {"model_only": model_only, "clinical_only": clinical_only}
    return {"ccr": estimate(right, n), "mcnemar_p": p, "discordant": pairs, "method": "exact McNemar test"}


def made_tables(patients: int, per_patient: int, seed: int = 0) -> dict[str, pd.DataFrame]:
    """Return features, nodes and patients: half of the patients have larger nodes, and a positive pathology."""
    rng = np.random.default_rng(seed)
    ids = np.repeat([f"p{i:04d}" for i in range(patients)], per_patient)
    node_ids = np.tile([f"n{j}" for j in range(per_patient)], patients)
    truth = np.repeat(np.arange(patients) % 2, per_patient)
    values = rng.normal(size=(ids.size, len(FEATURES))) + 1.6 * truth[:, None]
    score = np.round(values[:, FEATURES.index(LEAST_AXIS)] - 0.8, 6)
    keys = pd.DataFrame({"patient_id": ids, "node_id": node_ids})
    features = pd.concat([keys, pd.DataFrame(values, columns=list(FEATURES))], axis=1)
    label = pd.Series(truth, dtype="Int64").mask(pd.Series(np.arange(ids.size) % 5 == 0))
    cohort = np.where(np.arange(ids.size) // per_patient % 3 == 0, "north", "south")
    nodes = keys.assign(cohort=cohort, group=np.where(score > 0, 2, 1), score=score, label=label)
    by_patient = nodes.groupby("patient_id")
    second = by_patient["group"].agg(lambda group: int((group == 2).sum()))
    table = pd.DataFrame(
        {
            "patient_id": second.index,
            "cohort": by_patient["cohort"].first().to_numpy(),
            "clinical_n": ["cN0" if i % 4 < 2 else "cN+" for i in range(patients)],
            "nodes": per_patient,
            "nodes_group2": second.to_numpy(),
            "predicted": pd.array((second > 0).astype(int), dtype="Int64"),
            "truth": pd.array(np.arange(patients) % 2, dtype="Int64"),
        }
    )
    return {"features": features, "nodes": nodes, "patients": table}


def made_model(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the content of a model.json that keeps four features and drops the others."""
    values = tables["features"][list(FEATURES)].to_numpy()
    patients = tables["nodes"].groupby("group")["patient_id"].nunique()
    return {
        "schema": 1,
        "nodecluster": "0.2.0",
        "recipe": "study",
        "settings": Settings().as_dict(),
        "features": list(FEATURES),
        "mean": values.mean(axis=0).tolist(),
        "sd": values.std(axis=0).tolist(),
        "kept": KEPT,
        "dropped": [{"feature": name, "because": LEAST_AXIS, "r": -0.9512} for name in FEATURES if name not in KEPT],
        "centroids": [[-1.0, -1.0, -1.0, -1.0], [1.0, 1.0, 1.0, 1.0]],
        "orientation": {
            "feature": LEAST_AXIS,
            "group1_mean": 5.4321,
            "group2_mean": 9.8765,
            "reason": "group 2 is the one whose nodes have the larger mean least axis length; no label was used",
        },
        "projection": {"components": [[0.5, 0.5, 0.5, 0.5], [0.5, -0.5, 0.5, -0.5]], "explained": [0.6, 0.15]},
        "rule": "any",
        "fitted": {
            "nodes": 1737,
            "patients": 190,
            "nodes_group1": 1073,
            "nodes_group2": 664,
            "patients_group1": int(patients.get(1, 0)),
            "patients_group2": int(patients.get(2, 0)),
        },
        "patients_sha256": [],
        "verdict": {"name": "usable", "reasons": ["The smaller group holds 38.23% of the nodes."]},
        "versions": {"numpy": "2.0", "scikit-learn": "1.6"},
        "notice": "",
    }


def made_info(command: str, **more: Any) -> dict[str, Any]:
    """Return the content of a run.json."""
    return {
        "nodecluster": "0.2.0",
        "command": command,
        "started": "2026-03-05T14:07:33+00:00",
        "seconds": 252.4,
        "versions": {"python": "3.12", "numpy": "2.0"},
        "settings": Settings().as_dict(),
        "inputs": {"cohort": "axilla", "model": "study-model", "cohorts": ["north", "south"], "jobs": 2},
        "counts": {
            "patients": 478,
            "excluded": 6,
            "nodes": 3134,
            "nodes_failed": 2,
            "patients_failed": 0,
            "cohorts": {
                "north": {"patients": 128, "nodes": 1000, "excluded": 2},
                "south": {"patients": 350, "nodes": 2134, "excluded": 4},
            },
            "clinical_n": {"cN0": 128, "cN+": 350},
        },
        "excluded": {"neoadjuvant chemotherapy": 4, "no CT": 2},
        "warnings": ["Two scanners in one cohort."],
        "notice": "",
        **more,
    }


def made_metrics(**more: Any) -> dict[str, Any]:
    """Return the content of a metrics.json as version 0.2.0 wrote it: the study's counts, an unseen part made up.

    What later versions have beside the levels is in ``whole.py``.
    """
    too_narrow = "Nodes of one patient are not independent: the intervals are too narrow."
    c0 = level(28, 7, 10, 83, clinical=clinical(90, 128, 0.000508, 28, 7))
    plus = level(216, 33, 11, 90, clinical=clinical(227, 350, 1.2e-16, 90, 11))
    return {
        "node": level(368, 105, 88, 836, patients=160, notes=[too_narrow]),
        "node_unseen": level(100, 20, 30, 200, patients=60, notes=[too_narrow]),
        "patient": {
            "all": level(244, 40, 21, 173, clinical=clinical(317, 478, 1e-19, 118, 18)),
            "all (unseen)": level(200, 30, 10, 48),
            "cN0": c0,
            "cN+": plus,
            "cN+ (unseen)": level(100, 10, 5, 45, clinical=clinical(105, 160, 0.02, 45, 5)),
            "north": c0,
            "south": plus,
        },
        "seen_patients": ["p0001", "p0003"],
        "rule": "any",
        "warnings": ["The model has seen 2 of these patients."],
        **more,
    }


FAILURES = [("p0007", "n2", "features", "the node has 3 voxels", "Segment it again or leave it out.")]


@pytest.fixture(scope="session")
def validated() -> Run:
    """Return a validate run as version 0.2.0 wrote it, with every part."""
    tables = made_tables(patients=24, per_patient=6)
    parts = {"metrics": made_metrics(), "model": made_model(tables), "failures": failures_table(FAILURES)}
    return Run(info=made_info("validate"), **tables, **parts)


@pytest.fixture(scope="session")
def runs(validated: Run) -> dict[str, Run]:
    """Return a run of every command, with the parts that it makes."""
    unlabelled = validated.nodes.assign(label=pd.array([pd.NA] * len(validated.nodes), dtype="Int64"))
    kept = {"features": validated.features, "model": validated.model}
    predicted = validated.patients.assign(truth=pd.array([pd.NA] * len(validated.patients), dtype="Int64"))
    return {
        "extract": Run(info=made_info("extract"), features=validated.features, failures=validated.failures),
        "fit": Run(info=made_info("fit"), nodes=unlabelled, **kept),
        "predict": Run(info=made_info("predict"), nodes=unlabelled, patients=predicted, **kept),
        "validate": validated,
        "score": Run(
            info=made_info("score"), nodes=validated.nodes, patients=validated.patients, metrics=made_metrics()
        ),
    }
