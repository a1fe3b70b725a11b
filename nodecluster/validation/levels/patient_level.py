"""The patient level: one prediction a patient, against pathology and against the clinical assessment."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from nodecluster.validation.levels.level import Level, level_from_arrays
from nodecluster.validation.levels.sets import countable, patient_sets
from nodecluster.validation.rules.rule import Rule, predict_patients
from nodecluster.validation.tables.labels import CLINICAL_PREDICTS, patient_truth
from nodecluster.words import counted


def patient_table(
    nodes: pd.DataFrame, patients: pd.DataFrame, rule: Rule, failed: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """Return the columns of ``patients.csv``, ``score`` and ``failed``, a row a patient of ``patients``, in its order.

    A patient without nodes has 0 of them and no prediction; ``failed`` counts the nodes that could not be measured.
    """
    found = predict_patients(nodes, rule)
    table = patients[["patient_id", "cohort", "clinical_n"]].merge(found, on="patient_id", how="left")
    counts = {name: table[name].fillna(0).astype("Int64") for name in ("nodes", "nodes_group2")}
    table = table.assign(**counts, predicted=table["predicted"].astype("Int64"))
    table = table.assign(truth=patient_truth(patients).to_numpy(), score=table["score"].astype("float64"))
    table["failed"] = table["patient_id"].map(dict(failed or {})).fillna(0).astype("int64")
    return table.astype({"truth": "Int64"})


def patient_levels(
    table: pd.DataFrame, seen: Collection[str] = (), level: float = 0.95, resamples: int = 0, seed: int = 0
) -> dict[str, Level]:
    """Return a level for each of ``patient_sets``; parameters as there, the others as of ``level_from_arrays``."""
    return {name: _level(chosen, level, resamples, seed) for name, chosen in patient_sets(table, seen).items()}


def _level(table: pd.DataFrame, level: float, resamples: int, seed: int) -> Level:
    """Return one patient level; a note says who is not counted, and why."""
    without_nodes = int(table["predicted"].isna().sum())
    without_truth = int((table["predicted"].notna() & table["truth"].isna()).sum())
    notes = [f"{counted(without_nodes, 'patient')} without a node: not counted."] if without_nodes else []
    notes += [f"{counted(without_truth, 'patient')} without pathology: not counted."] if without_truth else []
    used = table[countable(table)]
    notes += _incomplete(used)
    return level_from_arrays(
        used["truth"].astype("int64").to_numpy(),
        used["predicted"].astype("int64").to_numpy(),
        used["score"].to_numpy(dtype="float64"),
        used["clinical_n"].map(CLINICAL_PREDICTS).astype("float64").to_numpy(),
        level=level,
        resamples=resamples,
        seed=seed,
        notes=notes,
    )


def _incomplete(used: pd.DataFrame) -> list[str]:
    """Say how many counted patients were judged without all of their nodes; a missing node may be the positive one."""
    partly = used[used["failed"] > 0]
    if partly.empty:
        return []
    negative = int((partly["predicted"] == 0).sum())
    missing = counted(int(partly["failed"].sum()), "node")
    return [
        f"{counted(len(partly), 'patient')} judged without {missing} that could not be measured; {negative} of them"
        " predicted negative, which a missing node might change."
    ]
