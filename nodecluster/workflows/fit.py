"""``fit``: the model, from nodes without labels."""

from __future__ import annotations

from collections.abc import Sequence

from nodecluster.clustering.model import fit_model
from nodecluster.clustering.storage import to_json
from nodecluster.errors import ModelError
from nodecluster.loading import Patients, Source, load
from nodecluster.origin import UNKNOWN
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.runs import versions
from nodecluster.settings import Settings
from nodecluster.tables import failure_lines
from nodecluster.tasks.running import Progress
from nodecluster.validation.rules.rule import parse_rule
from nodecluster.workflows.applying import grouped, verdict_warnings


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
    """
    clock, settings = Clock(), settings or Settings()
    parse_rule(settings.rule)  # a slip in a setting is said before an hour of work, not after
    loaded = load(cohort, settings, patients=patients, cohorts=cohorts, jobs=jobs, progress=progress)
    try:
        model = fit_model(loaded.features, settings, loaded.notice, versions(), measured=loaded.origin != UNKNOWN)
    except ModelError as error:
        raise ModelError("\n  ".join([f"{loaded.name}: {error}", *failure_lines(loaded.failures)])) from error
    found = grouped(model, loaded, settings)
    info = describe(
        "fit",
        clock,
        settings.as_dict(),
        loaded,
        jobs=jobs,
        cohorts=cohorts,
        warnings=[*verdict_warnings(model), *found.warnings],
    )
    return Run(
        info=info,
        features=loaded.features,
        nodes=found.node_table(),
        patients=found.patient_table(),
        model=to_json(model),
        failures=loaded.failures,
    )
