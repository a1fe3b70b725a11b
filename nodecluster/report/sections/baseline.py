"""The baseline table: what the patients were like, and how it was tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.report.parts import Part, Row, Table

Variable = Mapping[str, Any]

_LONG = 60
"""A table of more rows is folded away."""
_BY = {"cohort": " by cohort", "clinical_n": " by clinical assessment"}


def baseline(cohort: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the baseline table of ``cohort.json``, how its rows were tested and which columns it leaves out, folded.

    None where it has no such table.
    """
    found = cohort.get("baseline")
    if not found:
        return None
    labels = [str(column["label"]) for column in found["columns"]]
    notes = tuple(str(note) for note in found.get("notes") or ())
    of_rows = tuple(f"{row['label']}: {note}" for row in found["rows"] for note in row.get("notes") or ())
    table = _table(found, labels)
    shown = Part(
        "Baseline table",
        tables=(table,),
        notes=(f"Method: {found.get('method')}.", *notes, *of_rows),
    )
    tested = Part("How each row of the baseline table was tested", tables=(_tests(found["rows"], labels),))
    left_out = _left_out(cohort.get("left_out") or ())
    more = (Part(left_out.caption, tables=(left_out,)),) if left_out.rows else ()
    return {
        "shown": shown,
        "folded": (tested, *more),
        "long": len(table.rows) > _LONG,
        "parted": len(labels) > 1,
    }


def _table(found: Mapping[str, Any], labels: Sequence[str]) -> Table:
    """Return a row a variable, and below a category a row a level."""
    parted = len(labels) > 1
    counts = [formats.count(column["n"]) for column in found["columns"]]
    columns = tuple(f"{label}\n(n = {n})" for label, n in zip(labels, counts, strict=True))
    head = ("Characteristic", *columns, *(("p", "SMD") if parted else ()), "Missing")
    rows: list[Row] = []
    depths: list[int] = []
    for row in found["rows"]:
        beside = (*((_p(row), _largest(row)) if parted else ()), _missing(row))
        name = f"{row['label']}, {row['shown']}"
        if row["kind"] == "number":
            rows.append((name, *_texts(row["cells"]), *beside))
        else:
            rows.append((name, *("" for _ in labels), *beside))
        depths.append(0)
        for level in row.get("levels") or ():
            rows.append((str(level["level"]), *_texts(level["cells"]), *("" for _ in beside)))
            depths.append(1)
    caption = f"Characteristics of the patients{_BY.get(str(found.get('by')), '')}"
    return Table(caption, head, tuple(rows), depths=tuple(depths))


def _texts(cells: Sequence[Mapping[str, Any] | None]) -> Row:
    """Return cells as they are shown."""
    return tuple(formats.ABSENT if cell is None else str(cell["text"]) for cell in cells)


def _p(row: Variable) -> str:
    """Return the p of a row."""
    return formats.p_value((row.get("test") or {}).get("p"))


def _largest(row: Variable) -> str:
    """Return the standardised difference of two groups, or the largest of several."""
    values = [formats.number(each.get("value")) for each in row.get("differences") or ()]
    known = [value for value in values if value is not None]
    if not known:
        return formats.ABSENT
    largest = formats.decimals(max(known, key=abs))
    return largest if len(values) == 1 else f"{largest} (largest)"


def _missing(row: Variable) -> str:
    """Return how many patients have no value."""
    return formats.count((row.get("missing") or [0])[0])


def _tests(rows: Sequence[Variable], labels: Sequence[str]) -> Table:
    """Return the tests behind each row: normality, variances, groups, differences."""
    made = tuple(
        (
            str(row["label"]),
            _each(zip(labels, row.get("normality") or (), strict=False)),
            _test(row.get("variances")),
            _test(row.get("test")),
            "; ".join(_difference(each) for each in row.get("differences") or ()) or formats.ABSENT,
            _each_missing(row, labels),
        )
        for row in rows
    )
    head = ("Variable", "Normality", "Equal variances", "Groups", "Standardised differences", "Missing")
    return Table("Tests behind the baseline table", head, made, words=frozenset({1, 2, 3, 4, 5}))


def _each(tests: Any) -> str:
    """Return a test for each column."""
    return "; ".join(f"{label}: {_test(test)}" for label, test in tests) or formats.ABSENT


def _test(test: Mapping[str, Any] | None) -> str:
    """Return a TEST: its p and name, or why there is none."""
    if test is None:
        return formats.ABSENT
    if formats.number(test.get("p")) is None:
        return str(test.get("reason") or formats.NOT_ESTIMABLE)
    return f"p {formats.p_value(test['p'])} ({test.get('method')})"


def _difference(each: Mapping[str, Any]) -> str:
    """Return the standardised difference of two groups."""
    pair = f"{each['first']} against {each['second']}"
    if formats.number(each.get("value")) is None:
        return f"{pair}: {each.get('reason') or formats.NOT_ESTIMABLE}"
    return f"{pair}: {formats.decimals(each['value'])}"


def _each_missing(row: Variable, labels: Sequence[str]) -> str:
    """Return how many values are missing in each column, where any is."""
    missing = row.get("missing") or ()
    if not any(missing):
        return "0"
    return "; ".join(f"{label}: {formats.count(n)}" for label, n in zip(labels, missing, strict=False))


def _left_out(columns: Sequence[Mapping[str, Any]]) -> Table:
    """Return the columns of the patients' table that are no variables, and why."""
    rows = tuple((str(column["name"]), str(column["reason"])) for column in columns)
    head = ("Column", "Why it is left out")
    return Table("Columns of the patients’ table that are left out", head, rows, words=frozenset({1}))
