"""What two tables of predictions have in common, and what all of them say pathology says."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from nodecluster.errors import CohortError, Problem
from nodecluster.tables import KEY
from nodecluster.words import counted, shown

SIDES = ("_first", "_second")
"""Follow the names of the columns that two tables give, each its own."""


def common_labels(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the label of every node that any table gives one, with ``patient_id``, ``node_id`` and ``label``.

    Parameters
    ----------
    tables : nodes by the table's name, with ``label`` (1, 0 or missing).

    Raises
    ------
    CohortError
        two tables give a node different labels; the first such node is named.
    """
    given = [nodes.loc[nodes["label"].notna(), [*KEY, "label"]].assign(table=name) for name, nodes in tables.items()]
    every = pd.concat(given, ignore_index=True)
    differing = every.drop_duplicates([*KEY, "label"]).sort_values(list(KEY), kind="stable")
    differing = differing[differing.duplicated(list(KEY), keep=False)]
    if not differing.empty:
        one, two = differing.iloc[0], differing.iloc[1]
        raise CohortError(
            f"{one['table']} and {two['table']}",
            [
                Problem(
                    f"patient {one['patient_id']}, node {one['node_id']}, column 'label'",
                    f"{one['label']} in the one and {two['label']} in the other",
                    "one truth for both predictions",
                    _mend(len(differing.drop_duplicates(list(KEY)))),
                )
            ],
        )
    return every.drop_duplicates(list(KEY))[[*KEY, "label"]].reset_index(drop=True)


def common_nodes(first: pd.DataFrame, second: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Return the nodes that are in both tables, sorted, with ``label`` and each table's ``group`` and ``score``.

    Parameters
    ----------
    first, second : nodes with ``group`` (1 or 2) and ``score`` (NaN where missing).
    labels : as of ``common_labels``.
    """
    columns = [*KEY, "group", "score"]
    both = first[columns].merge(second[columns], on=list(KEY), suffixes=SIDES)
    table = both.merge(labels, on=list(KEY), how="left").astype({"label": "Int64"})
    return table.sort_values(list(KEY), kind="stable").reset_index(drop=True)


def common_patients(first: pd.DataFrame, second: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    """Return the patients whom both predict, sorted: ``clinical_n``, ``truth`` and each one's prediction and score.

    ``predicted`` is there as well, as the first says it; ``cohort`` is empty.

    Parameters
    ----------
    first, second : tables of patients as ``patient_table`` returns them, of one patients' table.
    names : of the two predictions.

    Raises
    ------
    CohortError
        there is none.
    """
    own = [table.loc[table["predicted"].notna(), ["patient_id", "predicted", "score"]] for table in (first, second)]
    both = own[0].merge(own[1], on="patient_id", suffixes=SIDES)
    if both.empty:
        where = f"{names[0]} predicts {counted(len(own[0]), 'patient')}, {names[1]} {counted(len(own[1]), 'patient')}"
        expected = "patients whom both predict"
        remedy = "Compare predictions of the same cohort, or correct how patient ids are spelt"
        raise CohortError(f"{names[0]} and {names[1]}", [Problem(where, "none of them in common", expected, remedy)])
    table = both.merge(first[["patient_id", "clinical_n", "truth"]], on="patient_id")
    table = table.assign(predicted=table[f"predicted{SIDES[0]}"], cohort="")
    return table.sort_values("patient_id", kind="stable").reset_index(drop=True)


def difference_notes(
    names: tuple[str, str], nodes: tuple[pd.DataFrame, pd.DataFrame], patients: tuple[pd.DataFrame, pd.DataFrame]
) -> list[str]:
    """Return what only one of two predictions has, and whose patients they judge by different nodes.

    Parameters
    ----------
    names : of the two.
    nodes, patients : the tables of each.
    """
    keys = [set(table[list(KEY)].itertuples(index=False, name=None)) for table in nodes]
    predicted = [set(table.loc[table["predicted"].notna(), "patient_id"]) for table in patients]
    notes = [*_one_sided(names, keys, "node"), *_one_sided(names, predicted, "patient")]
    if not keys[0] & keys[1]:
        notes.append("No node is in both: there is no comparison at node level. Nodes are matched by their ids.")
    uneven = {patient for patient, _ in keys[0] ^ keys[1]} & predicted[0] & predicted[1]
    if uneven:
        notes.append(
            f"{counted(len(uneven), 'patient')} judged by nodes that are not the same in both; at patient level each"
            " prediction rests on all nodes that it has."
        )
    return notes


def _one_sided(names: tuple[str, str], found: list[set[tuple[str, str]]] | list[set[str]], what: str) -> list[str]:
    """Say how many nodes or patients only one prediction has."""
    alone = [len(set(found[0]) - set(found[1])), len(set(found[1]) - set(found[0]))]
    return [
        f"{counted(number, what)} only in {shown(name)}: left out of the comparison."
        for name, number in zip(names, alone, strict=True)
        if number
    ]


def _mend(nodes: int) -> str:
    """Return what to do about differing labels."""
    more = f" ({counted(nodes - 1, 'more node')} with differing labels)" if nodes > 1 else ""
    return f"Correct the label, or leave out the column 'label' of one of the tables{more}"
