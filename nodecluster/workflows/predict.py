"""``predict``: groups and scores for new nodes and patients."""

from __future__ import annotations

from collections.abc import Sequence

from nodecluster.clustering.storage import to_json
from nodecluster.extraction import Progress
from nodecluster.loading import Patients, Source
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.runs import versions
from nodecluster.workflows.applying import (
    ModelSource,
    grouped,
    measured,
    read_model,
    seen_warnings,
    verdict_warnings,
    with_rule,
)


def predict(
    model: ModelSource,
    cohort: Source,
    *,
    cohorts: Sequence[str] = (),
    patients: Patients | None = None,
    rule: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Run:
    """Give groups and scores to new nodes, and predictions to their patients; nothing is refitted.

    Parameters
    ----------
    model : a model, its ``model.json``, the folder of a fit, or the run that ``fit`` returned.
    cohort, cohorts, patients, jobs, progress : as of ``fit``.
    rule : how a patient's nodes make the prediction; the model's, if not given.

    Raises
    ------
    CohortError, TableError
        the cohort has problems, or none of its nodes could be measured.
    ModelError
        the model cannot be used.
    """
    clock, fitted = Clock(), with_rule(read_model(model), rule)
    loaded = measured(cohort, fitted, cohorts, patients, jobs, progress)
    seen = fitted.has_seen(loaded.features["patient_id"])
    judged = grouped(fitted, loaded, seen)
    warnings = [*verdict_warnings(fitted), *seen_warnings(seen)]
    info = describe("predict", clock, fitted.settings, loaded, jobs=jobs, cohorts=cohorts, warnings=warnings)
    return Run(
        info=info,
        features=loaded.features,
        nodes=judged.nodes,
        patients=judged.patients,
        model=to_json(fitted, versions()),
        failures=loaded.failures,
    )
