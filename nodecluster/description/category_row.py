"""A category's row of the baseline table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.description.differences import category_difference, named
from nodecluster.description.groups import Groups
from nodecluster.description.outcomes import compared_counts, not_tested

Counts = npt.NDArray[np.int64]

SHARE = "n (%)"


def category_row(name: str, label: str, values: Sequence[str], levels: Sequence[str], groups: Groups) -> dict[str, Any]:
    """Return a category's row; the shape is ``describe``'s.

    Percentages, the test and the differences are of the patients who have a value.

    Parameters
    ----------
    name, label : of the variable.
    values : one of ``levels`` a patient, "" where it is missing.
    levels : in the order in which they are shown.
    groups : of the patients.
    """
    codes = np.array([{level: code for code, level in enumerate(levels)}.get(value, -1) for value in values], np.int64)
    masks = groups.masks()
    table = np.array([np.bincount(codes[mask & (codes >= 0)], minlength=len(levels)) for mask in masks], np.int64)
    totals = table.sum(axis=1)
    return {
        "name": name,
        "label": label,
        "kind": "category",
        "shown": SHARE,
        "n": [int(total) for total in totals],
        "missing": [int(mask.sum() - total) for mask, total in zip(masks, totals, strict=True)],
        "test": _compared(table[1:]),
        "differences": [
            named(groups.labels[a], groups.labels[b], category_difference(table[a + 1], table[b + 1]))
            for a, b in combinations(range(len(groups.labels)), 2)
        ],
        "notes": _alike(levels),
        "levels": [
            {"level": level, "cells": [_share(int(n), int(of)) for n, of in zip(table[:, code], totals, strict=True)]}
            for code, level in enumerate(levels)
        ],
    }


def _compared(groups: Counts) -> dict[str, Any] | None:
    """Compare the groups that have values, counts of shape (groups, levels); None where there are no groups."""
    if not len(groups):
        return None
    used = groups[groups.sum(axis=1) > 0]
    if len(used) < 2:
        return not_tested("chi-square test", int(used.sum()), "fewer than two groups have a value")
    return compared_counts(used[:, used.sum(axis=0) > 0].T)


def _share(count: int, total: int) -> dict[str, Any] | None:
    """Return the figures of one level in one column."""
    if not total:
        return None
    return {"text": f"{count:,} ({100 * count / total:.1f} %)", "count": count, "share": count / total}


def _alike(levels: Sequence[str]) -> list[str]:
    """Say that levels differ in nothing but capitals or spaces, which may be one."""
    plain = ["".join(level.casefold().split()) for level in levels]
    if len(set(plain)) == len(plain):
        return []
    return ["Some levels differ in nothing but capitals or spaces; if they are one, write them alike."]
