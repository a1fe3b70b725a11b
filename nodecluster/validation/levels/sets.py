"""The sets of patients that are judged each on its own: everybody, by clinical assessment, by cohort."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from nodecluster.tables import MOST_COHORTS
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.validation.tables.labels import CLINICAL_PREDICTS
from nodecluster.words import counted


def patient_sets(table: pd.DataFrame, seen: Collection[str] = ()) -> dict[str, pd.DataFrame]:
    """Return the patients of ``all``, ``cN0``, ``cN+`` and each cohort, and of each without the patients seen.

    A cohort that has the name of another set is called 'cohort NAME'; one whose name ends as those of unseen patients
    do stands in quotation marks. Where there are more than ``MOST_COHORTS``, no cohort is a set.

    Parameters
    ----------
    table : as ``patient_table`` returns it.
    seen : the patients that the model was fitted on. Where some of a set's countable patients are among them, the
        set ``NAME (unseen)`` follows it, without them.
    """
    sets: dict[str, pd.DataFrame] = {}
    for name, chosen in _named(table).items():
        sets[name] = chosen
        of_seen = chosen["patient_id"].isin(list(seen))
        if (of_seen & countable(chosen)).any():
            sets[name + UNSEEN] = chosen[~of_seen]
    return sets


def countable(table: pd.DataFrame) -> pd.Series[bool]:
    """Return where a patient has both a prediction and a truth."""
    return table["predicted"].notna() & table["truth"].notna()


def _named(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the patients of each set by its name."""
    sets = {"all": table} | {name: table[table["clinical_n"] == name] for name in CLINICAL_PREDICTS}
    cohorts = _cohorts(table)
    for cohort in cohorts if len(cohorts) <= MOST_COHORTS else ():
        others = {*sets, *(name for name in cohorts if name != cohort)}
        sets[_free(cohort, others)] = table[table["cohort"] == cohort]
    return sets


def _cohorts(table: pd.DataFrame) -> list[str]:
    """Return the names of the cohorts, sorted."""
    return sorted(set(table["cohort"]) - {""})


def _free(cohort: str, others: Collection[str]) -> str:
    """Return the name of a cohort's set: neither it nor that of its unseen patients is among the others'."""
    name = f"cohort '{cohort}'" if cohort.endswith(UNSEEN) else cohort
    while name in others:
        name = f"cohort {name}"
    return name


def cohort_warnings(table: pd.DataFrame) -> list[str]:
    """Say that cohorts have no figures of their own where there are too many; ``table`` as of ``patient_sets``."""
    cohorts = len(_cohorts(table))
    if cohorts <= MOST_COHORTS:
        return []
    return [
        f"{counted(cohorts, 'cohort')} are too many to be judged one by one: at most {MOST_COHORTS} have figures of"
        " their own."
    ]
