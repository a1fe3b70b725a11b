"""``score``: the same validators on anybody's node predictions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nodecluster.cohort.csvfile import file_sha256
from nodecluster.cohort.node_tables import read_predictions
from nodecluster.loading import Loaded, Patients, as_cohort
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.tables import FAILURE_COLUMNS, empty
from nodecluster.validation.validate import validate_predictions


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
    clock = Clock()
    table = nodes if isinstance(nodes, pd.DataFrame) else read_predictions(Path(nodes))
    known = as_cohort(patients)
    judged = validate_predictions(table, known.patients, rule=rule, level=level)
    name = "node predictions" if isinstance(nodes, pd.DataFrame) else Path(nodes).name
    own = {} if isinstance(nodes, pd.DataFrame) else {name: file_sha256(Path(nodes))}
    loaded = Loaded(name, judged.nodes, empty(FAILURE_COLUMNS), (), known.patients, known.notice)
    settings = {"rule": judged.metrics["rule"], "level": level}
    info = describe("score", clock, settings, loaded, sources={**own, **known.sources()}, warnings=judged.warnings)
    return Run(info=info, nodes=judged.nodes, patients=judged.patients, metrics=judged.metrics)
