"""Who was studied, as flat tables: the flow of patients and nodes, and the baseline table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from nodecluster.sheets.cells import Block, Row, frame

EVERYBODY, COHORT = "all", "cohort"


def flow(cohort: Block) -> pd.DataFrame:
    """Return a row a step of the flow, and a row a reason; the same again for each cohort.

    Columns
    -------
    unit : ``patient`` or ``node``.
    step, part_of, label : the key of the step, that of the step that it is a part of, and words.
    reason : why patients or nodes ended there; empty on the row of the step itself.
    of, cohort : ``all``, or ``cohort`` and its name (empty: those without one).
    n : how many.
    """
    rows = []
    for unit, steps in (("patient", cohort["flow"]["patients"]), ("node", cohort["flow"]["nodes"])):
        for step in steps:
            head = {"unit": unit, "step": step["key"], "part_of": step["parent"], "label": step["label"]}
            rows += [{**head, "reason": "", **count} for count in _counts(step)]
            rows += [{**head, "reason": part["label"], **count} for part in step["reasons"] for count in _counts(part)]
    return frame(rows, ("unit", "step", "part_of", "label", "reason", "of", "cohort", "n"))


def baseline(table: Block) -> pd.DataFrame:
    """Return a row a variable, level and column of the baseline table.

    Columns
    -------
    name, label, kind, level : the variable, ``number`` or ``category``, and of a category which.
    by, column, column_n : what the columns part, the column and how many patients it has.
    n, missing : patients with a value, and without.
    shown, text : what is printed, ``mean (SD)``, ``median (range)`` or ``n (%)``, and how it is printed.
    count, share : of a level, among those with a value.
    mean, sd, median, q1, q3, low, high : of a number, in every digit.
    p, method, notes, reason : of the comparison of the groups (more in tests.csv); what must be known of the row; why a
        cell or p is empty.
    """
    numbers = ("mean", "sd", "median", "q1", "q3", "low", "high")
    head = ("name", "label", "kind", "level", "by", "column", "column_n", "n", "missing", "shown", "text")
    columns = (*head, "count", "share", *numbers, "p", "method", "notes", "reason")
    return frame((cells for row in table["rows"] for cells in _variable(table, row)), columns)


def baseline_differences(table: Block) -> pd.DataFrame:
    """Return a row a variable and two groups, with their standardised mean difference.

    Columns
    -------
    name, label, first, second, value, reason.
    """
    rows = (
        {"name": row["name"], "label": row["label"], **difference}
        for row in table["rows"]
        for difference in row["differences"]
    )
    return frame(rows, ("name", "label", "first", "second", "value", "reason"))


def _counts(step: Block) -> Iterator[Row]:
    """Yield how many there are in all, and of each cohort."""
    yield {"of": EVERYBODY, "cohort": "", "n": step["n"]}
    for name, n in step["cohorts"].items():
        yield {"of": COHORT, "cohort": name, "n": n}


def _variable(table: Block, row: Block) -> Iterator[Row]:
    """Yield the cells of one variable."""
    test = row["test"] or {}
    shared = {
        **{name: row[name] for name in ("name", "label", "kind", "shown")},
        "by": table["by"],
        "p": test.get("p"),
        "method": test.get("method"),
        "notes": " ".join(row["notes"]),
    }
    levels: Mapping[str, Any] = {each["level"]: each["cells"] for each in row.get("levels", ())}
    for level, cells in (levels or {"": row.get("cells", ())}).items():
        for place, cell in enumerate(cells):
            column = table["columns"][place]
            why = ["no patient of the column has a value"] if cell is None else []
            yield {
                **shared,
                "level": level,
                "column": column["label"],
                "column_n": column["n"],
                "n": row["n"][place],
                "missing": row["missing"][place],
                **(cell or {}),
                "reason": "; ".join([*why, *([f"p: {test['reason']}"] if test.get("reason") else [])]),
            }
