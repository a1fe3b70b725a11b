"""What every workflow says of its cohort: the flow of patients and nodes, and the baseline table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from nodecluster.description.describe import describe_cohort
from nodecluster.description.studied import Studied
from nodecluster.loading import Loaded
from nodecluster.origin import UNKNOWN


def described(
    loaded: Loaded,
    nodes: pd.DataFrame | None = None,
    patients: pd.DataFrame | None = None,
    *,
    judged: bool = False,
    cohorts: Sequence[str] = (),
    origin: str = "",
) -> dict[str, Any]:
    """Return the description of a run's cohort, ``Run.cohort``.

    Parameters
    ----------
    loaded : the measured nodes and their patients, excluded and failed ones too.
    nodes, patients : ``nodes.csv`` and ``patients.csv``; without them the flow ends at who was measured, and there is
        no baseline table.
    judged : whether the run holds predictions against pathology.
    cohorts : as asked for.
    origin : how the nodes were come by, where ``loaded`` does not tell.
    """
    names = (cohorts,) if isinstance(cohorts, str) else tuple(cohorts)
    studied = Studied(
        patients=loaded.known_patients(),
        nodes=loaded.features[["patient_id", "node_id"]] if nodes is None else nodes,
        failures=loaded.failures,
        unusable=loaded.unusable,
        predicted=patients,
        judged=judged,
        set_aside=loaded.set_aside,
        from_table=loaded.patients is not None,
        failures_known=(origin or loaded.origin) != UNKNOWN,
        cohorts=names,
    )
    return describe_cohort(studied, baseline=patients is not None)
