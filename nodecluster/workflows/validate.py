"""``validate``: a model against pathology and the clinical assessment."""

from __future__ import annotations

from collections.abc import Sequence

from nodecluster.errors import TableError
from nodecluster.loading import Patients, Source
from nodecluster.provenance import Clock
from nodecluster.results import Run
from nodecluster.tasks.running import Progress
from nodecluster.validation.judging import Judging
from nodecluster.workflows.applying import ModelSource, apply_model


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
    clock = Clock()
    applied = apply_model(model, cohort, cohorts, patients, rule, jobs, progress)
    if applied.loaded.patients is None:
        raise TableError(f"{applied.loaded.name}: validation needs pathology; give the patients' table with --patients")
    judging = Judging(applied.settings.rule, applied.settings.level, seed=applied.settings.seed)
    return applied.as_run("validate", clock, cohorts, jobs, judging)
