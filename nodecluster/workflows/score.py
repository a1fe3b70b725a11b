"""``score``: the same validators on anybody's node predictions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nodecluster.cohort.node_tables import read_predictions
from nodecluster.cohort.patients import Cohort, read_cohort
from nodecluster.loading import Loaded, Patients
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.settings import Settings
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
    clock, settings = Clock(), Settings().changed({"rule": rule, "level": level})
    table = nodes if isinstance(nodes, pd.DataFrame) else read_predictions(Path(nodes))
    known = patients if isinstance(patients, Cohort) else read_cohort(patients, images=False)
    judged = validate_predictions(table, known.patients, rule=rule, level=level)
    name = "node predictions" if isinstance(nodes, pd.DataFrame) else Path(nodes).name
    loaded = Loaded(name, table, empty(FAILURE_COLUMNS), (), known.patients, known.notice)
    info = describe("score", clock, settings, loaded, warnings=judged.warnings)
    return Run(info=info, nodes=judged.nodes, patients=judged.patients, metrics=judged.metrics)
