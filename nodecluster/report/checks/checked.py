"""A run's checks as the sections of its page take them: rows of text, each node with its picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nodecluster import formats
from nodecluster.report.columns import numbers, words
from nodecluster.report.nodes.thumbnail import Thumbnail, thumbnail
from nodecluster.results import CheckFinding, Run
from nodecluster.tables import CHECK_COLUMNS, CHECK_NUMBERS, FAILS, OK, WARNING, empty
from nodecluster.verdicts import Verdicts
from nodecluster.words import counted

GRIDS = {
    "same": "same grid as the CT",
    "cropped": "the CT's grid, cropped",
    "padded": "the CT's grid, padded",
    "cropped, padded": "the CT's grid, cropped and padded",
    "turned": "the CT's grid, turned",
    "sampled": "another grid than the CT's",
}
"""How a mask's grid lies to the CT's (``imaging.placing.GRIDS``), for a reader."""


@dataclass(frozen=True)
class Checked:
    """One row of ``check.csv``, as text.

    Attributes
    ----------
    key : unique on the page.
    patient, node : the node is empty where the row is about the patient.
    form : the format of the mask, and how its grid lies to the CT's.
    facts : what was measured, by name.
    verdict : its word.
    mark : the verdict's shape and colour: ``ok``, ``warning`` or ``fails``.
    findings : what fails first; none where all is well.
    picture : of the node, where there is one.
    """

    key: str
    patient: str
    node: str
    form: str
    facts: tuple[tuple[str, str], ...]
    verdict: str
    mark: str
    findings: tuple[CheckFinding, ...]
    picture: Thumbnail | None


def checked(run: Run) -> tuple[Checked, ...]:
    """Return the rows of a run's checks, in their order."""
    table = empty(CHECK_COLUMNS) if run.checks is None else run.checks
    return tuple(_checked(i, row, run) for i, row in enumerate(_rows(table)))


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a check's table: numbers as floats, NaN where they are missing, the rest as text."""
    columns: dict[str, list[Any]] = {
        name: numbers(table, name).tolist() if name in CHECK_NUMBERS else words(table, name) for name in CHECK_COLUMNS
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _checked(number: int, row: Mapping[str, Any], run: Run) -> Checked:
    """Return one row."""
    of_whom = row["patient_id"], row["node_id"]
    found = run.pictures.get(of_whom, ())
    picture = thumbnail(f"p{number}", found[0]) if found else None
    return Checked(
        key=f"r{number}",
        patient=row["patient_id"],
        node=row["node_id"],
        form=_form(row["format"], row["grid"]),
        facts=_facts(row, picture),
        verdict=row["verdict"],
        mark=row["verdict"] if row["verdict"] in (OK, FAILS) else WARNING,
        findings=tuple(run.findings.get(of_whom, ())),
        picture=picture,
    )


def _form(form: str, grid: str) -> str:
    """Return format and grid of a mask in a few words.

    >>> _form("NIfTI", "same"), _form("", "turned"), _form("NRRD", "")
    ('NIfTI, same grid as the CT', "the CT's grid, turned", 'NRRD')
    """
    return ", ".join(filter(None, [form, GRIDS.get(grid, grid)]))


def _facts(row: Mapping[str, Any], picture: Thumbnail | None) -> tuple[tuple[str, str], ...]:
    """Return what was measured of a node, and where it is largest; a figure that there is not is left out."""
    facts = (
        ("Volume", "volume_mm3", lambda volume: f"{_volume(volume)} mm³"),
        ("Voxels", "voxels", formats.count),
        ("Components", "components", formats.count),
        ("Median", "median_hu", lambda median: f"{formats.decimals(median, 0)} HU"),
    )
    shown = tuple((name, say(row[column])) for name, column, say in facts if formats.number(row[column]) is not None)
    return (*shown, ("Slice", picture.where)) if picture else shown


def _volume(value: float) -> str:
    """Return a volume in mm³: whole numbers, but for what is smaller than ten.

    >>> _volume(1234.56), _volume(3.14)
    ('1,235', '3.1')
    """
    return formats.count(value) if value >= 10 else formats.decimals(value, 1)


def verdicts(rows: Iterable[Checked]) -> Verdicts:
    """Return how many rows have which verdict, and how many patients lose what."""
    return Verdicts.of((row.patient, row.node, row.mark) for row in rows)


def summary(rows: Iterable[Checked]) -> str:
    """Return how many nodes there are of each verdict.

    >>> summary([])
    'no node'
    """
    nodes = verdicts(rows).nodes
    number = sum(nodes.values())
    if not number:
        return "no node"
    said = ((OK, "ok"), (WARNING, "with warnings"), (FAILS, "would fail"))
    parts = [f"{nodes[verdict]:,} {what}" for verdict, what in said if nodes[verdict]]
    return f"{counted(number, 'node')}: {', '.join(parts)}"
