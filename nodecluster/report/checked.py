"""A run's checks as the sections of its page take them: rows of text, each node with its picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nodecluster.report import formats
from nodecluster.report.labels import numbers, words
from nodecluster.report.thumbnail import Thumbnail, thumbnail
from nodecluster.results import CheckFinding, Run
from nodecluster.tables import CHECK_COLUMNS, FAILS, KEY, OK, WARNING, empty

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
    texts = [words(table, name) for name in (*KEY, "format", "grid", "verdict")]
    values = [numbers(table, name).tolist() for name in CHECK_COLUMNS[4:-3]]
    rows = []
    for i, row in enumerate(zip(*texts, *values, strict=True)):
        patient, node, form, grid, verdict, *measured = row
        preview = run.previews.get((patient, node))
        picture = None if preview is None else thumbnail(f"p{i}", preview)
        facts = _facts(measured, picture)
        mark = verdict if verdict in (OK, FAILS) else WARNING
        findings = tuple(run.findings.get((patient, node), ()))
        rows.append(Checked(f"r{i}", patient, node, _form(form, grid), facts, verdict, mark, findings, picture))
    return tuple(rows)


def _form(form: str, grid: str) -> str:
    """Return format and grid of a mask in a few words.

    >>> _form("NIfTI", "same"), _form("", "turned"), _form("NRRD", "")
    ('NIfTI, same grid as the CT', "the CT's grid, turned", 'NRRD')
    """
    return ", ".join(filter(None, [form, GRIDS.get(grid, grid)]))


def _facts(measured: list[float], picture: Thumbnail | None) -> tuple[tuple[str, str], ...]:
    """Return what was measured of a node, and where it is largest; a figure that there is not is left out."""
    voxels, volume, components, median = measured
    facts = (
        ("Volume", volume, f"{_volume(volume)} mm³"),
        ("Voxels", voxels, formats.count(voxels)),
        ("Components", components, formats.count(components)),
        ("Median", median, f"{formats.decimals(median, 0)} HU"),
    )
    shown = tuple((name, text) for name, value, text in facts if formats.number(value) is not None)
    return (*shown, ("Slice", picture.where)) if picture else shown


def _volume(value: float) -> str:
    """Return a volume in mm³: whole numbers, but for what is smaller than ten.

    >>> _volume(1234.56), _volume(3.14)
    ('1,235', '3.1')
    """
    return formats.count(value) if value >= 10 else formats.decimals(value, 1)


def summary(rows: Iterable[Checked]) -> str:
    """Return how many nodes there are of each verdict.

    >>> summary([])
    'no node'
    """
    verdicts = [row.mark for row in rows if row.node]
    if not verdicts:
        return "no node"
    warnings, fails = verdicts.count(WARNING), verdicts.count(FAILS)
    parts = [f"{verdicts.count(OK):,} ok" if OK in verdicts else ""]
    parts += [f"{warnings:,} with warnings" if warnings else "", f"{fails:,} would fail" if fails else ""]
    return f"{formats.counted(len(verdicts), 'node')}: {', '.join(filter(None, parts))}"
