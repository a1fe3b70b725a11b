"""``validate``: a model against pathology and the clinical assessment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nodecluster.errors import TableError
from nodecluster.loading import Patients, Source
from nodecluster.provenance import Clock
from nodecluster.results import Run
from nodecluster.tasks.running import Progress
from nodecluster.workflows.applying import ModelSource, apply_model, read_model
from nodecluster.workflows.judging import judging_of, refuse_unknown_subgroups


def validate(
    model: ModelSource,
    cohort: Source,
    *,
    cohorts: Sequence[str] = (),
    patients: Patients | None = None,
    rule: str | None = None,
    level: float | None = None,
    resamples: int | None = None,
    prevalences: Sequence[float] = (),
    subgroups: Sequence[str] = (),
    jobs: int = 1,
    progress: Progress | None = None,
) -> Run:
    """Validate a model at node level, at patient level and against the clinical assessment.

    The patients that the model was fitted on are named, and the figures are given with and without them.

    Parameters
    ----------
    model, cohort, cohorts, patients, rule, jobs, progress : as of ``predict``.
    level, resamples : of the intervals, and of the bootstrap ones; None takes those of the model's settings.
    prevalences : of pN+ patients, for which predictive values are given; none takes the usual ones.
    subgroups : the clinical columns that make subgroups; none takes all that can.

    Raises
    ------
    CohortError, TableError, ModelError, SettingsError
        as of ``predict``; or the truth is not known, or a choice is none.
    """
    clock, fitted = Clock(), read_model(model)
    given = {"level": level, "resamples": resamples}
    settings = fitted.settings.changed({name: value for name, value in given.items() if value is not None})
    # A slip in these is said before an hour of work; the rule is known to the model.
    judging = judging_of("any", settings.level, settings.resamples, settings.seed, prevalences, subgroups)
    cohort = refuse_unknown_subgroups(cohort, patients, judging.subgroups or ())
    applied = apply_model(fitted, cohort, cohorts, patients, rule, jobs, progress)
    if applied.loaded.patients is None:
        raise TableError(f"{applied.loaded.name}: validation needs pathology; give the patients' table with --patients")
    applied = replace(applied, settings=replace(settings, rule=applied.settings.rule))
    return applied.as_run("validate", clock, cohorts, jobs, replace(judging, rule=applied.settings.rule))
