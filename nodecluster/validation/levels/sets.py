"""The sets of patients that are judged each on its own: everybody, by clinical assessment, by cohort."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.validation.tables.labels import CLINICAL_PREDICTS


def patient_sets(table: pd.DataFrame, seen: Collection[str] = ()) -> dict[str, pd.DataFrame]:
    """Return the patients of ``all``, ``cN0``, ``cN+`` and each cohort, and of each without the patients seen.

    A cohort that has the name of another set is called 'cohort NAME'.

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
    for cohort in sorted(set(table["cohort"]) - {""}):
        taken = cohort in sets or cohort.endswith(UNSEEN)
        sets[f"cohort {cohort}" if taken else cohort] = table[table["cohort"] == cohort]
    return sets
