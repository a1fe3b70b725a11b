"""The choices of a validation, from what a caller gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from nodecluster.cohort.tables.patients import Cohort, read_cohort
from nodecluster.loading import Patients, Source, as_cohort, is_cohort
from nodecluster.validation.judging import PREVALENCES, Judging
from nodecluster.validation.subgroups.columns import refuse_unknown


def judging_of(
    rule: str,
    level: float,
    resamples: int,
    seed: int,
    prevalences: Sequence[float] | float = (),
    subgroups: Sequence[str] = (),
) -> Judging:
    """Return the choices of a validation.

    Parameters
    ----------
    rule, level, resamples, seed : as of ``Judging``.
    prevalences : of pN+ patients, or the only one; none takes the usual ones. Each counts once.
    subgroups : the clinical columns that make subgroups, or the only one; none takes all that can.

    Raises
    ------
    SettingsError
        a choice is none.
    """
    columns, shares = _several(subgroups), _several(prevalences) or PREVALENCES
    return Judging(
        rule=rule, level=level, resamples=resamples, seed=seed, prevalences=shares, subgroups=columns or None
    )


def _several(given: Any) -> tuple[Any, ...]:
    """Return what was given, once each, or the only one; what they are is judged later."""
    if given is None:
        return ()
    several = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    return tuple(value for place, value in enumerate(several) if value not in several[:place])


def refuse_unknown_subgroups(cohort: Source, patients: Patients | None, subgroups: Sequence[str]) -> Source:
    """Refuse columns that the patients' table has not, before its nodes are measured; return the cohort, read once.

    Raises
    ------
    CohortError, TableError, SettingsError
        the table cannot be used, or has no such column.
    """
    if not subgroups:
        return cohort
    if is_cohort(cohort):
        cohort = cohort if isinstance(cohort, Cohort) else read_cohort(cohort)
        refuse_unknown(subgroups, cohort.patients)
    elif patients is not None:
        refuse_unknown(subgroups, as_cohort(patients).patients)
    return cohort
