"""A number's row of the baseline table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.description.differences import named, number_difference
from nodecluster.description.groups import Groups
from nodecluster.description.outcomes import (
    SIGNIFICANT,
    compared_means,
    compared_ranks,
    equal_variances,
    normality,
    not_tested,
)
from nodecluster.description.spread import varies
from nodecluster.formats import decimals

Floats = npt.NDArray[np.float64]

MEAN, MEDIAN = "mean (SD)", "median (range)"
_MOST_PLACES = 3
_LONGEST = 1e15


def number_row(name: str, label: str, values: Floats, groups: Groups) -> dict[str, Any]:
    """Return a number's row; the shape is ``describe``'s.

    Mean and standard deviation (of n - 1) are shown where Shapiro-Wilk could be done in a column and rejects normality
    at 0.05 in none, all patients included; else median and range. Groups are then compared by their means: as of one
    variance unless Bartlett's test rejects that at 0.05; else by ranks.

    Parameters
    ----------
    name, label : of the variable.
    values : shape (patients,), NaN where missing.
    groups : of the patients.
    """
    columns = [values[mask] for mask in groups.masks()]
    stated = [np.sort(column[~np.isnan(column)]) + 0.0 for column in columns]  # sums do not depend on rows; no -0.0
    tests = [normality(column) for column in stated]
    done = [test["p"] for test in tests if test["p"] is not None]
    normal = bool(done) and min(done) >= SIGNIFICANT and all(_may_be_normal(column, stated[0]) for column in stated)
    variances, test = _compared(stated[1:], normal=normal)
    places = _places(stated[0])
    return {
        "name": name,
        "label": label,
        "kind": "number",
        "shown": MEAN if normal else MEDIAN,
        "n": [int(column.size) for column in stated],
        "missing": [int(np.isnan(column).sum()) for column in columns],
        "test": test,
        "differences": [
            named(groups.labels[a], groups.labels[b], number_difference(stated[a + 1], stated[b + 1]))
            for a, b in combinations(range(len(groups.labels)), 2)
        ],
        "notes": _notes(stated[1:], variances, normal=normal),
        "cells": [_cell(column, places, normal=normal) for column in stated],
        "normality": tests,
        "variances": variances,
    }


def _may_be_normal(values: Floats, every: Floats) -> bool:
    """Return whether values, some of ``every``, could be of a normal distribution: several of the same are not."""
    return values.size < 2 or varies(values, every)


def _compared(groups: Sequence[Floats], *, normal: bool) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Compare the groups that have values: the test of their variances, where it is needed, and the comparison."""
    if not groups:
        return None, None
    used = [group for group in groups if group.size]
    if len(used) < 2:
        return None, not_tested("comparison of groups", sum(map(len, used)), "fewer than two groups have a value")
    if not normal or min(group.size for group in used) < 2:
        return None, compared_ranks(used)
    variances = equal_variances(used)
    return variances, compared_means(used, equal=variances["p"] >= SIGNIFICANT)


def _notes(groups: Sequence[Floats], variances: dict[str, Any] | None, *, normal: bool) -> list[str]:
    """Say what is not as the table's notes have it."""
    if normal and len(groups) > 1 and variances is None:
        return ["A group has a single value, so the groups are compared by ranks."]
    return []


def _cell(values: Floats, places: int, *, normal: bool) -> dict[str, Any] | None:
    """Return the figures of one column."""
    if not values.size:
        return None
    low, q1, median, q3, high = (float(value) for value in np.quantile(values, (0, 0.25, 0.5, 0.75, 1)))
    sd = float(values.std(ddof=1)) if values.size > 1 else None
    cell = {"mean": float(values.mean()), "sd": sd, "median": median, "q1": q1, "q3": q3, "low": low, "high": high}
    if normal:
        text = f"{_text(cell['mean'], places + 1)} ({_text(sd, places + 1)})"
    else:
        finer = places if round(median, places) == median else places + 1
        text = f"{_text(median, finer)} ({_text(low, places)} to {_text(high, places)})"
    return {"text": text, **cell}


def _text(value: float | None, places: int) -> str:
    """Return a number with its decimals; one of which they show too much or nothing by its first four digits."""
    size = abs(value or 0.0)
    if value is None or size == 0 or 10.0**-_MOST_PLACES <= size < _LONGEST:
        return decimals(value, places)
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")


def _places(values: Floats) -> int:
    """Return with how many decimals values are stated, at most three."""
    return next((n for n in range(_MOST_PLACES) if np.array_equal(np.round(values, n), values)), _MOST_PLACES)
