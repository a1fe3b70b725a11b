"""``score``: the same validators on anybody's node predictions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from nodecluster.cohort.csvfile import named_sha256
from nodecluster.cohort.node_tables import read_predictions
from nodecluster.loading import Loaded, Patients, as_cohort
from nodecluster.origin import Origin, origin_of
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.validation.validate import validate_predictions
from nodecluster.workflows.applying import read_model

SEEN_UNKNOWN = "whether the predictions come from a model that was fitted on some of these patients is not known"


def score(nodes: str | Path | pd.DataFrame, *, patients: Patients, rule: str = "any", level: float = 0.95) -> Run:
    """Validate anybody's node predictions with the same validators.

    Parameters
    ----------
    nodes : a table with a row a node: ``patient_id, node_id, group`` and optionally ``score``, ``label``,
        ``volume_mm3``; or its path.
    patients : the patients' table, its path, or a cohort.
    rule : how a patient's nodes make the prediction.
    level : of the intervals.

    Raises
    ------
    CohortError, TableError, SettingsError
        a table or the rule cannot be used.
    """
    clock, known = Clock(), as_cohort(patients)
    if isinstance(nodes, pd.DataFrame):
        name, table, sources, origin = "node predictions", nodes, {}, Origin()
    else:
        path = Path(nodes)
        name, table, sources = path.name, read_predictions(path), {"nodes": named_sha256(path)}
        origin = origin_of(path, table)
    seen = _seen(origin, known.patients["patient_id"])
    loaded = Loaded(name, table, origin.failures, (), known.patients, known.notice or origin.notice)
    judged = validate_predictions(
        table, known.patients, rule=rule, level=level, seen=seen or (), failed=loaded.failed_nodes()
    )
    info = describe(
        "score",
        clock,
        {"rule": judged.metrics["rule"], "level": level},
        replace(loaded, features=judged.nodes),
        sources={**sources, **known.sources()},
        warnings=[*([SEEN_UNKNOWN] if seen is None else []), *judged.warnings],
    )
    return Run(
        info=info, nodes=judged.nodes, patients=judged.patients, metrics=judged.metrics, failures=origin.failures
    )


def _seen(origin: Origin, patient_ids: pd.Series[str]) -> list[str] | None:
    """Return those of the patients whose ids the predictions' model was fitted on; None where no model is known."""
    if origin.run is None or origin.run.model is None:
        return None
    return read_model(origin.run).has_seen(patient_ids)
