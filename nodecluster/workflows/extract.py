"""``extract``: the features table of a cohort."""

from __future__ import annotations

from pathlib import Path

from nodecluster.cohort.tables.node_tables import is_node_table
from nodecluster.cohort.tables.patients import Cohort
from nodecluster.errors import TableError
from nodecluster.loading import load
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.settings import Settings
from nodecluster.tasks.running import Progress
from nodecluster.validation.rules.rule import check_rule_setting
from nodecluster.workflows.describing import described


def extract(
    cohort: str | Path | Cohort, *, settings: Settings | None = None, jobs: int = 1, progress: Progress | None = None
) -> Run:
    """Measure every node of a cohort.

    Parameters
    ----------
    cohort : a cohort, its folder, or its patients.csv.
    settings : the study's, if not given.
    jobs : processes.
    progress : called with patients done, patients in all, and the last one's id.

    Returns
    -------
    a run whose ``features`` has a row a node (patient, node, 107 features) and whose ``failures`` has the others.

    Raises
    ------
    CohortError, TableError
        the cohort has problems.
    """
    clock, settings = Clock(), settings or Settings()
    check_rule_setting(settings.rule)  # not used yet, but a slip in the settings is said at once
    if isinstance(cohort, str | Path) and is_node_table(Path(cohort)):
        raise TableError(f"{cohort}: found a features table, which has been measured already; give a cohort")
    loaded = load(cohort, settings, jobs=jobs, progress=progress)
    return Run(
        info=describe("extract", clock, settings.as_dict(), loaded, jobs=jobs),
        features=loaded.features,
        failures=loaded.failures,
        cohort=described(loaded),
        **loaded.imaged(),
    )
