"""A problem of one row of the patients' table: a line to mend, or the failure of one patient."""

from __future__ import annotations

from dataclasses import dataclass

from nodecluster.errors import NodeError, Problem
from nodecluster.tables import FailureRow
from nodecluster.words import brief, one_line

TABLE, READING = "table", "reading"
"""The stages: what the row itself says, and the files that it names."""


@dataclass(frozen=True)
class RowProblem:
    """One thing wrong with a patient's row, or with the files that it names.

    Attributes
    ----------
    row : as the spreadsheet numbers it.
    patient : the id as it stands in the table.
    where : the column; nothing where it is the row as a whole.
    found, expected, remedy : as of ``Problem``.
    stage : ``TABLE`` or ``READING``.
    """

    row: int
    patient: str
    where: str
    found: str
    expected: str
    remedy: str
    stage: str = TABLE

    def problem(self) -> Problem:
        """Return it as one of a cohort's problems."""
        who = f" (patient {brief(self.patient)})" if self.stage == READING else ""
        where = ", ".join(filter(None, [f"row {self.row}{who}", self.where]))
        return Problem(where, self.found, self.expected, self.remedy)

    def failure(self, table: str) -> FailureRow:
        """Return it as the failure of its patient; ``table`` is the name of the table's file."""
        where = ", ".join(filter(None, [table, f"row {self.row}", self.where]))
        error = NodeError(self.stage, f"{where}: found {self.found}; expected {self.expected}", self.remedy)
        return one_line(self.patient), "", error.stage, error.reason, error.remedy
