"""``fit``: the model, from nodes without labels; and, where it is asked for, a patient rule tuned on pathology."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nodecluster.clustering.model import Model, fit_model
from nodecluster.clustering.storage import to_json
from nodecluster.cohort.tables.patients import Cohort, read_cohort
from nodecluster.errors import ModelError
from nodecluster.loading import Loaded, Patients, Source, is_cohort, load
from nodecluster.origin import UNKNOWN
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.runs import versions
from nodecluster.settings import Settings
from nodecluster.tables import failure_lines
from nodecluster.tasks.running import Progress
from nodecluster.validation.choosing.rule_origin import rule_origin, tuned_words
from nodecluster.validation.choosing.tuning import pathology_counts, refuse_too_few, tune_rule
from nodecluster.validation.rules.rule import TUNED, check_rule_setting
from nodecluster.workflows.applying import grouped, verdict_warnings
from nodecluster.workflows.describing import described
from nodecluster.workflows.signing import signature_of


def fit(
    cohort: Source,
    *,
    cohorts: Sequence[str] = (),
    patients: Patients | None = None,
    settings: Settings | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Run:
    """Fit the model to the nodes of a cohort, without labels.

    With the setting ``rule = "tuned"`` the patient rule is then chosen by the pathology of these patients; the groups
    of the nodes, which no label has made, stay as they are. The model keeps the choice and what it is worth.

    Parameters
    ----------
    cohort : a cohort or a features table.
    cohorts : names of the cohorts to fit on; none takes all.
    patients : the patients' table that goes with a features table, where there is one.
    settings, jobs, progress : as of ``extract``.

    Returns
    -------
    a run with ``model``, and the groups of the nodes that it was fitted on.

    Raises
    ------
    CohortError, TableError
        the cohort has problems.
    ModelError
        there are too few nodes.
    SettingsError
        there is no such rule, or it is to be tuned and there are too few patients with pathology.
    """
    clock, settings = Clock(), settings or Settings()
    check_rule_setting(settings.rule)  # a slip in a setting is said before an hour of work, not after
    tuned = settings.rule.strip() == TUNED
    cohort = _tunable(cohort, cohorts) if tuned and is_cohort(cohort) else cohort
    settings = settings.changed({"rule": Settings.rule}) if tuned else settings  # until one is chosen
    loaded = load(cohort, settings, patients=patients, cohorts=cohorts, jobs=jobs, progress=progress)
    model = _fitted(loaded, settings)
    model = _with_tuned_rule(model, loaded) if tuned else model
    return _run(clock, loaded, model, cohorts, jobs)


def _run(clock: Clock, loaded: Loaded, model: Model, cohorts: Sequence[str], jobs: int) -> Run:
    """Return what the fit leaves behind."""
    found = grouped(model, loaded, model.settings)
    info = describe(
        "fit",
        clock,
        model.settings.as_dict(),
        loaded,
        jobs=jobs,
        cohorts=cohorts,
        warnings=[*verdict_warnings(model), *_tuned_warnings(model), *found.warnings],
    )
    return Run(
        info={**info, "rule_origin": rule_origin(model.rule_choice)},
        features=loaded.features,
        nodes=found.node_table(),
        patients=found.patient_table(),
        model=to_json(model),
        signature=signature_of(model, loaded.features, found.nodes, model.settings.level),
        cohort=described(loaded, found.node_table(), found.patient_table(), cohorts=cohorts),
        failures=loaded.failures,
        **loaded.imaged(),
    )


def _fitted(loaded: Loaded, settings: Settings) -> Model:
    """Return the model of the nodes; where there is none, the error tells what failed before."""
    try:
        return fit_model(loaded.features, settings, loaded.notice, versions(), measured=loaded.origin != UNKNOWN)
    except ModelError as error:
        raise ModelError("\n  ".join([f"{loaded.name}: {error}", *failure_lines(loaded.failures)])) from error


def _tunable(cohort: Cohort | str | Path, cohorts: Sequence[str]) -> Cohort:
    """Return the cohort, read; refuse one without the pathology to tune a rule by before its nodes are measured."""
    read = cohort if isinstance(cohort, Cohort) else read_cohort(cohort)
    names = (cohorts,) if isinstance(cohorts, str) else tuple(cohorts)
    refuse_too_few(*pathology_counts(read.only(names).included()), measured=False)
    return read


def _with_tuned_rule(model: Model, loaded: Loaded) -> Model:
    """Return the model with the rule that does best on the patients it was fitted on."""
    found = grouped(model, loaded, model.settings)
    settings = model.settings
    choice = tune_rule(found.nodes, found.known, failed=found.failed, seed=settings.seed, level=settings.level)
    return model.with_rule(choice.rule, choice.as_dict())


def _tuned_warnings(model: Model) -> list[str]:
    """Say that labels had a part in the rule, and what its figures on these patients are worth."""
    if model.rule_choice is None:
        return []
    return [
        f"the patient rule '{model.settings.rule}' was {tuned_words(model.rule_choice)}. The groups used no label; on"
        " these patients the rule is tuned, not validated"
    ]
