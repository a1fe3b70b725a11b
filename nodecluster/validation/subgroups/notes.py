"""What must be read with a subgroup table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster.validation.subgroups.population import Population
from nodecluster.words import counted, listed

FEW_PATIENTS = 10

NOT_NAMED = (
    "This subgroup was not asked for by name: unless a protocol names it, what it shows is a question, not an answer."
)
ASKED = (
    "This subgroup was asked for by name. That it was planned before the figures were seen does not follow; a protocol"
    " has to say so."
)
NONE_NAMED = (
    "No subgroup here was asked for by name: unless a protocol names it, what it shows is a question, not an answer."
)
ALL_ASKED = (
    "These subgroups were asked for by name. That they were planned before the figures were seen does not follow; a"
    " protocol has to say so."
)
OF_ALL = {NOT_NAMED: NONE_NAMED, ASKED: ALL_ASKED}
"""What is said once of several columns in place of a note of each."""
INTERACTION = (
    "A small p in one subgroup and a large one in another is no interaction; only the test of interaction compares"
    " them. It has little power: that it finds no difference does not show that there is none."
)
HOLM = "p (Holm) is corrected for the {} columns that are tested, for each figure at each level by itself."
EIGHT = (
    "A column has up to 8 tests, of 4 figures at 2 levels, and no p is corrected for that: the smallest of the 8 is"
    " below 0.05 much more often than 1 time in 20 where nothing differs."
)
BUILT_IN = (
    "Where group 2 is the group of the larger nodes, as in the models that are fitted here, it is built in that"
    " sensitivity rises with size and specificity falls: p says nothing about patients then."
)
AT_NODE_LEVEL = (
    "The tests at node level respect that nodes come in patients, and take those of one patient to be equally alike in"
    " all subgroups."
)
ONLY_SEEN = "The model was fitted on all of these patients: the figures are no independent validation."


def block_notes(
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    columns: int,
    asked: bool,
    population: Population,
    by_size: bool = False,
) -> list[str]:
    """Return the notes of one block.

    Parameters
    ----------
    rows : of both levels, by level.
    columns : how many columns make subgroups; Holm's adjustment is over them.
    asked : whether the user named the column.
    population : who is judged.
    by_size : whether the subgroups are of the patients' largest nodes.
    """
    notes = [ASKED if asked else NOT_NAMED, *([BUILT_IN] if by_size else []), INTERACTION]
    notes += [*([HOLM.format(columns)] if columns > 1 else []), EIGHT, AT_NODE_LEVEL]
    return [*notes, *_population(population), *_small(rows["patient"]), *_not_stated(rows)]


def _population(population: Population) -> list[str]:
    """Say who is left out, or should be."""
    if population.only_seen:
        return [ONLY_SEEN]
    if not population.left_out:
        return []
    return [f"Left out: {counted(population.left_out, 'judged patient')} on whom the model was fitted."]


def _small(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name the subgroups that are too small to say much."""
    few = [f"{row['subgroup']} ({row['patients']})" for row in rows[1:] if row["patients"] < FEW_PATIENTS]
    if not few:
        return []
    return [f"Fewer than {FEW_PATIENTS} judged patients: {listed(few)}. Figures of so few say little."]


def _not_stated(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """Say how many patients have no value."""
    last = [row["patients"] for level in rows.values() for row in level if row["role"] == "not stated"]
    if not last:
        return []
    return [f"{counted(max(last), 'judged patient')} without a value: in a row of their own, and in no test."]
