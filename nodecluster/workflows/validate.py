"""``validate``: a model against pathology and the clinical assessment."""

from __future__ import annotations

from collections.abc import Sequence

from nodecluster.clustering.storage import to_json
from nodecluster.errors import TableError
from nodecluster.extraction import Progress
from nodecluster.loading import Patients, Source
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.runs import versions
from nodecluster.workflows.applying import ModelSource, grouped, measured, read_model, verdict_warnings, with_rule


def validate(
    model: ModelSource,
    cohort: Source,
    *,
    cohorts: Sequence[str] = (),
    patients: Patients | None = None,
    rule: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Run:
    """Validate a model at node level, at patient level and against the clinical assessment.

    Parameters are those of ``predict``. The patients that the model was fitted on are named, and the figures are given
    with and without them.

    Raises
    ------
    CohortError, TableError, ModelError
        as of ``predict``; or the truth is not known.
    """
    clock, fitted = Clock(), with_rule(read_model(model), rule)
    loaded = measured(cohort, fitted, cohorts, patients, jobs, progress)
    if loaded.patients is None:
        raise TableError(f"{loaded.name}: validation needs pathology; give the patients' table with --patients")
    seen = fitted.has_seen(loaded.patients["patient_id"])
    judged = grouped(fitted, loaded, seen)
    warnings = [*verdict_warnings(fitted), *judged.warnings]
    info = describe("validate", clock, fitted.settings, loaded, jobs=jobs, cohorts=cohorts, warnings=warnings)
    return Run(
        info=info,
        features=loaded.features,
        nodes=judged.nodes,
        patients=judged.patients,
        metrics=judged.metrics,
        model=to_json(fitted, versions()),
        failures=loaded.failures,
    )
