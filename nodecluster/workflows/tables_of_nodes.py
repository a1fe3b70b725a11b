"""The tables of predictions that ``score`` is given: one, several, or several by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from nodecluster.clustering.model import Model
from nodecluster.cohort.tables.csvfile import named_sha256
from nodecluster.cohort.tables.node_tables import checked_predictions, read_predictions
from nodecluster.errors import TableError
from nodecluster.loading import Loaded, usable_path
from nodecluster.origin import UNKNOWN, Origin, origin_of
from nodecluster.results import Run
from nodecluster.words import printable, shown
from nodecluster.workflows.applying import read_model

Table = str | Path | pd.DataFrame | Run
"""A table of node predictions, its path, or a run that has predicted nodes."""

Tables = Table | Mapping[str, Table] | Sequence[Table]
"""One table, several, or several by name; the first is the one that the others are compared with."""


@dataclass(frozen=True, eq=False)
class Given:
    """A table of predictions, what is known of its making, and the model that made it, where that is known.

    ``origin`` is how its nodes were come by (``OUR_TABLE`` or ``UNKNOWN`` of ``origin``).
    """

    loaded: Loaded
    model: Model | None
    origin: str = UNKNOWN


def named_tables(nodes: Tables) -> dict[str, Table]:
    """Return tables by name: the one given, or the stem of the file, never its folder; else ``predictions``.

    A name that is there already is told from it by a number.

    >>> list(named_tables(["a/nodes.csv", "b/nodes.csv", "other.csv"]))
    ['nodes', 'nodes (2)', 'other']

    Raises
    ------
    TableError
        there is no table, or a name is empty.
    """
    if isinstance(nodes, Mapping):
        tables = {printable(str(name)).strip(): table for name, table in nodes.items()}
        if len(tables) < len(nodes) or "" in tables:
            raise TableError(
                f"score: found the names {', '.join(map(shown, nodes))}; expected different ones, not empty"
            )
    else:
        several = list(nodes) if isinstance(nodes, Sequence) and not isinstance(nodes, str) else [nodes]
        tables = {}
        for table in several:
            tables[_free(_name(table), tables)] = table
    if not tables:
        raise TableError("score: found no table of predictions; give one, or more to compare them")
    return tables


def read_table(nodes: Table, part: str) -> Given:
    """Return a table of predictions and what is known of its making.

    Parameters
    ----------
    nodes : the table.
    part : what ``run.json`` calls it among its inputs.

    Raises
    ------
    TableError, CohortError
        it cannot be read.
    """
    if isinstance(nodes, str | Path):
        path = usable_path(nodes)
        name, table, sources = printable(path.name), read_predictions(path), {part: named_sha256(path)}
        origin = origin_of(path, table)
    else:
        found = nodes.nodes if isinstance(nodes, Run) else nodes
        if not isinstance(found, pd.DataFrame):
            raise TableError("score: found no predictions; give a path, a DataFrame or a run that has nodes")
        name, sources = "node predictions", {}
        table = checked_predictions(found, name)
        origin = origin_of(nodes if isinstance(nodes, Run) else None, table)
    known = origin.failures, origin.remarks, None, origin.notice, "", sources
    return _given(Loaded(name, table, *known, **origin.imaged()), origin)


def _given(loaded: Loaded, origin: Origin) -> Given:
    """Return a table with its model; where the table has no notice, the model's is its own."""
    if origin.run is None or origin.run.model is None:
        return Given(loaded, None, origin.kind)
    model = read_model(origin.run)
    return Given(replace(loaded, notice=loaded.notice or model.notice), model, origin.kind)


def _name(table: Table) -> str:
    """Return what a table is called where nobody names it."""
    return printable(Path(table).stem).strip() or "predictions" if isinstance(table, str | Path) else "predictions"


def _free(name: str, taken: Mapping[str, object]) -> str:
    """Return a name that is not taken yet."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free
