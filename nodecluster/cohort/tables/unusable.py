"""The rows of the patients' table that cannot be used, apart from the others, so that they can be counted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nodecluster.cohort.tables.csvfile import OverlongRow
from nodecluster.cohort.tables.row_problems import TABLE, RowProblem
from nodecluster.tables import empty
from nodecluster.words import one_line

UNUSABLE_COLUMNS = ("patient_id", "cohort")


def no_rows() -> pd.DataFrame:
    """Return what there is where every row can be used."""
    return empty(UNUSABLE_COLUMNS)


def parted(
    frame: pd.DataFrame, problems: Sequence[RowProblem], overlong: Sequence[OverlongRow]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the rows that can be used from those that cannot.

    Of an id that several rows have, none can be used: which of them is right is not known.

    Parameters
    ----------
    frame : all rows, as text.
    problems : those of the cells are what counts; a patient whose files are missing has a good row.
    overlong : rows whose cells may stand in the wrong columns.

    Returns
    -------
    the good rows, and a row a lost patient: ``patient_id`` on one line, and ``cohort``, which is None where the rows do
    not tell.
    """
    bad = [problem for problem in problems if problem.stage == TABLE]
    lost = frame.index.isin([problem.row for problem in bad])
    lost |= frame["patient_id"].isin({problem.patient for problem in bad} - {""}).to_numpy()
    rows = frame.loc[lost, list(UNUSABLE_COLUMNS)].astype(object)
    if rows.empty:
        return frame, no_rows()
    rows.loc[rows.index.isin([row.row for row in overlong]), "cohort"] = None
    named = rows["patient_id"] != ""
    once = [
        (one_line(patient), cohorts.iloc[0] if len(set(cohorts)) == 1 else None)
        for patient, cohorts in rows[named].groupby("patient_id")["cohort"]
    ]
    nameless = [("", cohort) for cohort in rows.loc[~named, "cohort"]]  # each is a patient of its own
    return frame[~lost], pd.DataFrame([*once, *nameless], columns=list(UNUSABLE_COLUMNS), dtype=object)
