"""``predict``: groups and scores for new nodes and patients."""

from __future__ import annotations

from collections.abc import Sequence

from nodecluster.loading import Patients, Source
from nodecluster.provenance import Clock
from nodecluster.results import Run
from nodecluster.tasks.running import Progress
from nodecluster.workflows.applying import ModelSource, apply_model


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
    clock = Clock()
    applied = apply_model(model, cohort, cohorts, patients, rule, jobs, progress)
    return applied.as_run("predict", clock, cohorts, jobs)
