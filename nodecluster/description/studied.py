"""What is described: the patients, their nodes, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from nodecluster.tables import FAILURE_COLUMNS, empty

COLUMNS = ("cohort", "clinical_n", "excluded")


@dataclass(frozen=True, eq=False)
class Studied:
    """A cohort as a run has seen it.

    Attributes
    ----------
    patients : a row a patient whose row can be used, excluded ones too: ``patient_id`` and, where there are,
        ``cohort``, ``clinical_n``, ``nodes_examined``, ``nodes_positive``, ``excluded`` and clinical variables.
    nodes : a row a measured node of those who are not excluded: ``patient_id``, ``node_id`` and, where they are known,
        ``label`` (1, 0 or missing) and ``group`` (1 or 2).
    failures : the nodes and patients that could not be measured, as in ``failures.csv``.
    unusable : the patients whose row cannot be used: ``patient_id`` and ``cohort`` (None where that is not known).
    predicted : ``patient_id``, ``predicted`` and ``truth`` (1, 0 or missing), where they are to be told; else None,
        and the flow ends before pathology.
    judged : whether predictions are held against the truth; without it the flow ends at who has pathology.
    set_aside : nodes of excluded patients that a table of nodes has, by patient; None where their files stay shut.
    from_table : whether there is a patients' table; without it nothing but the patients' ids is known.
    failures_known : whether it is known which nodes could not be measured.
    cohorts : the cohorts that were asked for; none where all were.
    """

    patients: pd.DataFrame
    nodes: pd.DataFrame
    failures: pd.DataFrame = field(default_factory=lambda: empty(FAILURE_COLUMNS))
    unusable: pd.DataFrame = field(default_factory=lambda: empty(("patient_id", "cohort")))
    predicted: pd.DataFrame | None = None
    judged: bool = False
    set_aside: Mapping[str, int] | None = None
    from_table: bool = True
    failures_known: bool = True
    cohorts: Sequence[str] = ()

    def everyone(self) -> pd.DataFrame:
        """Return the patients with all of the contract's texts, "" where a column or a cell is missing."""
        texts = {name: self._text(name) for name in COLUMNS}
        return self.patients.assign(**texts)

    def included(self) -> pd.DataFrame:
        """Return the patients that are not excluded."""
        everyone = self.everyone()
        return everyone[everyone["excluded"] == ""].reset_index(drop=True)

    def _text(self, name: str) -> pd.Series:
        """Return a column of the patients as text."""
        if name not in self.patients:
            return pd.Series("", index=self.patients.index, dtype="object")
        return self.patients[name].astype("string").fillna("").astype("object")
