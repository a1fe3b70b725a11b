"""``score``: the same validators on anybody's node predictions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from nodecluster.cohort.tables.csvfile import named_sha256
from nodecluster.cohort.tables.node_tables import read_predictions
from nodecluster.errors import TableError
from nodecluster.loading import Loaded, Patients, as_cohort, with_patients
from nodecluster.origin import Origin, origin_of
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.validation.judging import Judging
from nodecluster.validation.validate import validate_predictions
from nodecluster.words import printable
from nodecluster.workflows.applying import read_model, verdict_warnings

SEEN_UNKNOWN = "whether the predictions come from a model that was fitted on some of these patients is not known"


def score(nodes: str | Path | pd.DataFrame | Run, *, patients: Patients, rule: str = "any", level: float = 0.95) -> Run:
    """Validate anybody's node predictions with the same validators.

    Parameters
    ----------
    nodes : a table with a row a node: ``patient_id, node_id, group`` and optionally ``score``, ``label``,
        ``volume_mm3``; or its path, or a run that has predicted nodes.
    patients : the patients' table, its path, or a cohort.
    rule : how a patient's nodes make the prediction.
    level : of the intervals.

    Raises
    ------
    CohortError, TableError, SettingsError
        a table or the rule cannot be used.
    """
    clock, judging, known = Clock(), Judging(rule, level), as_cohort(patients)
    given, origin = _predictions(nodes)
    loaded = with_patients(given, known)
    model = None if origin.run is None or origin.run.model is None else read_model(origin.run)
    if model is not None and not loaded.notice:
        loaded = replace(loaded, notice=model.notice)
    judged = validate_predictions(
        given.features,  # with the nodes of excluded patients, so that leaving them out is said
        known.patients,
        judging,
        seen=() if model is None else model.has_seen(known.patients["patient_id"]),
        failed=loaded.failed_nodes(),
    )
    info = describe(
        "score",
        clock,
        {"rule": judged.metrics["rule"], "level": level},
        loaded,
        warnings=[*([SEEN_UNKNOWN] if model is None else verdict_warnings(model)), *judged.warnings],
    )
    return Run(
        info=info, nodes=judged.nodes, patients=judged.patients, metrics=judged.metrics, failures=loaded.failures
    )


def _predictions(nodes: str | Path | pd.DataFrame | Run) -> tuple[Loaded, Origin]:
    """Return a table of predictions and what is known of its making."""
    if isinstance(nodes, str | Path):
        path = Path(nodes)
        name, table, sources = printable(path.name), read_predictions(path), {"nodes": named_sha256(path)}
        origin = origin_of(path, table)
    else:
        found = nodes.nodes if isinstance(nodes, Run) else nodes
        if not isinstance(found, pd.DataFrame):
            raise TableError("score: found no predictions; give a path, a DataFrame or a run that has nodes")
        name, table, sources = "node predictions", found, {}
        origin = origin_of(nodes if isinstance(nodes, Run) else None, table)
    return Loaded(name, table, origin.failures, origin.remarks, None, origin.notice, "", sources), origin
