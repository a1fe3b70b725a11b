"""The verdicts of a check counted, and what to do next: the same numbers and words on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from nodecluster.tables import FAILS, OK, WARNING

ADVICE = {
    FAILS: "Mend what fails and check again; an extraction would go on without it, and list it in failures.csv.",
    WARNING: "Look at the warnings first, then run: nodecluster extract",
    OK: "Now run: nodecluster extract",
}
"""What to do next, by the worst verdict that there is."""


@dataclass(frozen=True)
class Verdicts:
    """How many nodes and patients of a check have which verdict, and how many patients lose what.

    Attributes
    ----------
    nodes : how many of each verdict.
    patients : how many were found something of beside their nodes, by the verdict on that.
    whole : patients who fail as a whole: CT, masks or row of the patients' table cannot be used.
    emptied : those who lose every node, though it is the nodes that fail.
    part : those who fail themselves, as when one file of masks cannot be read, and keep a node that can be measured.
    """

    nodes: Mapping[str, int]
    patients: Mapping[str, int]
    whole: int
    emptied: int
    part: int

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> Verdicts:
        """Count rows of ``check.csv``: patient, node (nothing where it is the patient), verdict."""
        rows = list(rows)
        nodes = [(patient, verdict) for patient, node, verdict in rows if node]
        patients = [(patient, verdict) for patient, node, verdict in rows if not node]
        measured = {patient for patient, verdict in nodes if verdict != FAILS}
        failing = {patient for patient, verdict in patients if verdict == FAILS}
        lost = {patient for patient, _ in nodes} - measured
        return cls(
            nodes=_count(verdict for _, verdict in nodes),
            patients=_count(verdict for _, verdict in patients),
            whole=len(failing - measured),
            emptied=len(lost - failing),
            part=len(failing & measured),
        )

    @classmethod
    def of_table(cls, checks: pd.DataFrame | None) -> Verdicts:
        """Count the rows of a check's table, where there is one."""
        if checks is None:
            return cls.of(())
        return cls.of(zip(*(checks[name] for name in ("patient_id", "node_id", "verdict")), strict=True))

    @property
    def worst(self) -> str:
        """The worst verdict on a node or patient."""
        return next((verdict for verdict in (FAILS, WARNING) if self.nodes[verdict] or self.patients[verdict]), OK)


def _count(verdicts: Iterable[str]) -> dict[str, int]:
    found = list(verdicts)
    return {verdict: found.count(verdict) for verdict in (OK, WARNING, FAILS)}
