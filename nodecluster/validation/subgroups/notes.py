"""What must be read with a subgroup table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster.validation.subgroups.population import Population
from nodecluster.words import counted, listed

FEW_PATIENTS = 10

NOT_PRESPECIFIED = (
    "Nobody asked for this subgroup before the figures were known: what it shows is a question, not an answer."
)
ASKED = "This subgroup was asked for by name; only its authors know whether that was before the figures were seen."
INTERACTION = (
    "A small p in one subgroup and a large one in another is no interaction; only the test of interaction compares"
    " them. It has little power: that it finds no difference does not show that there is none."
)
AT_NODE_LEVEL = (
    "The tests at node level respect that nodes come in patients, and take those of one patient to be equally alike in"
    " all subgroups."
)
ONLY_SEEN = "The model was fitted on all of these patients: the figures are no independent validation."


def block_notes(
    rows: Mapping[str, Sequence[Mapping[str, Any]]], columns: int, asked: bool, population: Population
) -> list[str]:
    """Return the notes of one block.

    Parameters
    ----------
    rows : of both levels, by level.
    columns : how many columns make subgroups; Holm's adjustment is over them.
    asked : whether the user named the column.
    population : who is judged.
    """
    notes = [ASKED if asked else NOT_PRESPECIFIED, INTERACTION]
    if columns > 1:
        notes.append(f"p_holm is adjusted by Holm over the {columns} columns, for each figure at each level by itself.")
    notes += [AT_NODE_LEVEL, *_population(population), *_small(rows["patient"]), *_not_stated(rows)]
    return notes


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
