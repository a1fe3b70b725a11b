"""``check``: everything is read and judged, nothing is measured."""

from __future__ import annotations

from pathlib import Path

from nodecluster.cohort.tables.node_tables import is_node_table
from nodecluster.cohort.tables.patients import Cohort, read_cohort
from nodecluster.errors import TableError
from nodecluster.provenance import Clock, describe_check
from nodecluster.results import Run
from nodecluster.settings import Settings
from nodecluster.tasks.checking import check_cohort
from nodecluster.tasks.running import Progress
from nodecluster.validation.rules.rule import check_rule_setting


def check(
    cohort: str | Path | Cohort, *, settings: Settings | None = None, jobs: int = 1, progress: Progress | None = None
) -> Run:
    """Read every patient and node of a cohort, and say what could not be measured and what to look at.

    Parameters
    ----------
    cohort, settings, jobs, progress : as of ``extract``.

    Returns
    -------
    a run whose ``checks`` has a row a node, and one without a node for each patient of whom there is something to say.
    Its ``verdict`` is ``fails`` where ``extract`` would fail with that reason, else ``warning`` or ``ok``. Only what
    PyRadiomics itself may refuse while it computes the features is not foreseen.

    Raises
    ------
    CohortError, TableError
        the patients' table cannot be read, or none of its patients can be used.
    SettingsError
        the rule of the settings is none.
    """
    clock, settings = Clock(), settings or Settings()
    check_rule_setting(settings.rule)  # not used here, but a slip in the settings is said at once
    if isinstance(cohort, str | Path) and is_node_table(Path(cohort)):
        raise TableError(f"{cohort}: found a features table, which has been measured already; give a cohort")
    known = cohort if isinstance(cohort, Cohort) else read_cohort(cohort)
    found = check_cohort(known, settings, jobs, progress)
    info = describe_check(clock, settings.as_dict(), known, found.table, jobs=jobs)
    return Run(info=info, checks=found.table, findings=found.findings, pictures=found.pictures)
