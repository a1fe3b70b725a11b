"""Write baseline_tableone.csv: a baseline table's figures as the package tableone gives them.

Run in this folder with an interpreter that has tableone 0.9.6 and pandas below 3: python baseline_tableone.py. The
tests read the table; they need neither. The data are the example cohort and observations.csv (made by areas.R).
tableone's own choice of tests is not ours (it has no Shapiro-Wilk and no Bartlett), so each test is asked of it where
it has it.
"""

from __future__ import annotations

import warnings
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from tableone import TableOne

HERE = Path(__file__).resolve().parent
PATIENTS = HERE.parent.parent / "segmentations" / "patients.csv"
NUMBERS, CATEGORIES = ["age", "ki67"], ["histology", "grade", "t_stage", "subtype", "clinical_n"]
CASES = {
    "example cohort": (PATIENTS, "cohort", NUMBERS, CATEGORIES),
    "example t_stage": (PATIENTS, "t_stage", NUMBERS, ["histology", "grade", "clinical_n"]),
    "made truth": (HERE / "observations.csv", "truth", ["even", "skewed"], ["coarse"]),
    "made coarse": (HERE / "observations.csv", "coarse", ["even", "skewed"], ["truth"]),
}


def rows(case: str):
    """Yield the rows of one table: variable and quantity, and the value."""
    path, by, numbers, categories = CASES[case]
    data = pd.read_csv(path, comment="#")
    ways = {"means": {"ttest_equal_var": True}, "welch": {}, "ranks": {"nonnormal": numbers, "min_max": numbers}}
    for way, options in ways.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = TableOne(
                data[[*numbers, *categories, by]], categorical=categories, groupby=by, pval=True, smd=True,
                decimals=9, include_null=False, **options,
            )  # fmt: skip
        for name in numbers:
            yield from number_figures(case, way, table, name)
    for name in categories:
        yield from category_figures(case, table, name)
    for name in [*numbers, *categories]:
        yield from differences(case, table, name)


def number_figures(case, way, table, name):
    """Yield a number's figures; ``rest`` are the parts of what stands in brackets."""
    key = next(key for key in table.tableone.index if key[0].startswith(f"{name},"))
    for head, cell in cells(table, key):
        first, rest = cell.split(" ", 1)
        yield f"{case} {name}", f"{way} {head} first", first
        for number, part in enumerate(rest.strip("()[]").replace(",", " ").split()):
            yield f"{case} {name}", f"{way} {head} rest {number}", part
    yield f"{case} {name}", f"{way} p", table.htest_table.loc[name, "P-Value"]


def category_figures(case, table, name):
    """Yield a category's figures."""
    for key in [key for key in table.tableone.index if key[0] == f"{name}, n (%)"]:
        for head, cell in cells(table, key):
            count, share = cell.split(" ")
            yield f"{case} {name}", f"n {key[1]} {head}", count
            yield f"{case} {name}", f"% {key[1]} {head}", share.strip("()")
    yield f"{case} {name}", f"p {table.htest_table.loc[name, 'Test']}", table.htest_table.loc[name, "P-Value"]


def differences(case, table, name):
    """Yield the standardised mean differences, where tableone has them."""
    for pair in table.smd_table.columns:
        yield f"{case} {name}", f"smd {pair}", table.smd_table.loc[name, pair]


def cells(table, key):
    """Yield the cells of a row by the heads of their columns: all, and the groups."""
    heads = {"Overall", *map(str, table._groupbylvls)}
    for column, cell in table.tableone.loc[key].items():
        if column[1] in heads:
            yield column[1], str(cell)


if __name__ == "__main__":
    said = f"tableone {version('tableone')}, pandas {version('pandas')}, scipy {version('scipy')}"
    lines = [f"# By tests/reference/baseline_tableone.py; {said}", "case,quantity,value"]
    lines += [f'{case},"{quantity}",{value}' for name in CASES for case, quantity, value in rows(name)]
    (HERE / "baseline_tableone.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
