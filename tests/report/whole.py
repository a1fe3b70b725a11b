"""A run with every part, its figures from a real validation of made-up nodes."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from nodecluster.description.describe import describe_cohort
from nodecluster.description.studied import Studied
from nodecluster.results import Run
from nodecluster.tables import failures_table
from nodecluster.validation.choosing.tuning import tune_rule
from nodecluster.validation.compare import compare_predictions
from nodecluster.validation.judging import Judging
from nodecluster.validation.signature.signature import signature
from nodecluster.validation.validate import judged, predictions

from .conftest import EVIL, FAILURES, KEPT, made_info, made_model, made_tables

PATIENTS, PER_PATIENT, SEEN = 100, 5, 40
JUDGING = Judging(resamples=200, prevalences=(0.1, 0.3))


def known(mark: str = "") -> pd.DataFrame:
    """Return the patients' table; ``mark`` goes before every text of it, the name of a column too."""
    rng = np.random.default_rng(1)
    places = np.arange(PATIENTS)
    frame = pd.DataFrame(
        {
            "patient_id": [f"{mark}p{i:04d}" for i in places],
            "cohort": [f"{mark}{'north' if i < SEEN else 'south'}" for i in places],
            "clinical_n": np.where(rng.random(PATIENTS) < 0.3 + 0.4 * (places % 2), "cN+", "cN0"),
            "nodes_examined": 10,
            "nodes_positive": 10 * (places % 2),
            "age": rng.normal(55, 10, PATIENTS).round(),
            f"{mark}stage": [f"{mark}T{1 + i % 3}" for i in rng.permutation(PATIENTS)],
            "same": f"{mark}x",
        }
    )
    return frame.astype({"nodes_examined": "Int64", "nodes_positive": "Int64"})


def second(nodes: pd.DataFrame) -> pd.DataFrame:
    """Return another prediction of the same nodes, which is worse."""
    score = nodes["score"] + np.random.default_rng(2).normal(scale=1.5, size=len(nodes))
    return nodes.assign(score=score, group=np.where(score > 0, 2, 1))


def signed(nodes: pd.DataFrame, features: pd.DataFrame, seen: list[str]) -> dict[str, Any]:
    """Return what sets the groups apart on the features that the made-up model keeps."""
    table = nodes.merge(features[["patient_id", "node_id", *KEPT]], on=["patient_id", "node_id"])
    label = table["label"].to_numpy(dtype=np.float64, na_value=np.nan)
    patients = table["patient_id"]
    return signature(table[KEPT].to_numpy(), KEPT, patients, table["group"], label, patients.isin(seen))


def whole_run(command: str = "validate", mark: str = "") -> Run:
    """Return the run; ``mark`` goes before every text that a user gives."""
    tables = made_tables(PATIENTS, PER_PATIENT)
    patients = known(mark)
    nodes = tables["nodes"].assign(patient_id=[mark + name for name in tables["nodes"]["patient_id"]], cohort="")
    features = tables["features"].assign(patient_id=nodes["patient_id"])
    nodes["group"] = np.where(nodes["score"] > 0.9, 2, 1)  # not on the side of the score: the border lies elsewhere
    nodes["score"] -= 0.9
    nodes["volume_mm3"] = np.exp(nodes["score"])
    out = patients.assign(excluded=[f"{mark}no CT" if i % 25 == 3 else "" for i in range(PATIENTS)])
    kept = set(out.loc[out["excluded"] == "", "patient_id"])
    nodes = nodes[nodes["patient_id"].isin(kept)].reset_index(drop=True)
    found = predictions(nodes, out, JUDGING.rule)
    seen = list(patients["patient_id"][:SEEN])
    validation = judged(found, JUDGING, seen)
    others = {f"{mark}first": found, f"{mark}second": predictions(second(nodes), out, JUDGING.rule)}
    metrics = {**validation.metrics, "comparison": compare_predictions(others, JUDGING, seen)}
    choice = tune_rule(found.nodes, found.known, folds=5, repeats=2).as_dict()
    failures = failures_table([(mark + FAILURES[0][0], *FAILURES[0][1:])])
    studied = Studied(out, validation.nodes, failures, predicted=validation.patients, judged=True)
    parts: dict[str, Any] = {"nodes": validation.nodes, "patients": validation.patients, "features": features}
    return Run(
        info=made_info(command),
        **parts,
        metrics=metrics,
        model={**made_model(tables), "rule": choice["rule"], "rule_choice": choice},
        failures=failures,
        signature=signed(validation.nodes, features, seen),
        cohort=describe_cohort(studied),
    )


@cache
def whole() -> Run:
    """Return the run of ``validate``, made once."""
    return whole_run()


@cache
def hostile() -> Run:
    """Return the same run with markup before every text that a user gives, made once."""
    return whole_run("validate", EVIL)
