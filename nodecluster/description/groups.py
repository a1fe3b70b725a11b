"""The columns of a baseline table: all patients, and the groups that they fall into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nodecluster.tables import CLINICAL_N, MOST_COHORTS

ALL = "All"
NAMELESS = {"cohort": "no cohort stated", "clinical_n": "not assessed"}


@dataclass(frozen=True, eq=False)
class Groups:
    """Patients parted into groups.

    Attributes
    ----------
    by : the column that parts them, or nothing.
    labels : of the groups; none where there is nothing to compare.
    codes : shape (patients,), the group of each patient as its place among the labels.
    """

    by: str
    labels: tuple[str, ...]
    codes: npt.NDArray[np.int64]

    def columns(self) -> list[dict[str, Any]]:
        """Return the heads of the columns: all, then a group each."""
        sizes = [len(self.codes), *(int((self.codes == code).sum()) for code in range(len(self.labels)))]
        return [{"label": label, "n": n} for label, n in zip((ALL, *self.labels), sizes, strict=True)]

    def masks(self) -> list[npt.NDArray[np.bool_]]:
        """Return which patients each column has, shape (patients,) each."""
        return [np.ones(self.codes.size, dtype=bool), *(self.codes == code for code in range(len(self.labels)))]


def groups_of(patients: pd.DataFrame) -> Groups:
    """Return the groups of patients: their cohorts; where there are not two, their clinical assessments, or none.

    More than ``MOST_COHORTS`` cohorts are no groups: every two of them would be compared.

    Parameters
    ----------
    patients : with the texts ``cohort`` and ``clinical_n``, "" where a patient has none; those are a group too, the
        last one.
    """
    for by, order in (("cohort", None), ("clinical_n", CLINICAL_N)):
        names = _ordered(patients[by], order)
        if len(names) > 1 and len(set(names) - {""}) <= MOST_COHORTS:
            codes = pd.Categorical(patients[by], categories=names).codes.astype(np.int64)
            labels = tuple(_label(by, name, names) for name in names)
            return Groups(by, labels, codes)
    return Groups("", (), np.zeros(len(patients), dtype=np.int64))


def _ordered(names: pd.Series, order: Sequence[str] | None) -> list[str]:
    """Return the names that occur, in a given order or that of the alphabet, nothing last."""
    present = set(names)
    known = sorted(present - {""}) if order is None else [name for name in order if name in present]
    return [*known, *([""] if "" in present else [])]


def _label(by: str, name: str, names: Sequence[str]) -> str:
    """Return the head of a group's column, which no other column has."""
    if not name:
        label = NAMELESS[by]
        return f"({label})" if label in names else label
    return f"{by} {name}" if name == ALL else name
