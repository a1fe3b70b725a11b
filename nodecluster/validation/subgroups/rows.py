"""The rows of a subgroup table: the figures of everybody, of each subgroup, and of those whose value is not stated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from nodecluster.validation.areas.area import auc_score
from nodecluster.validation.intervals.proportions import proportions
from nodecluster.validation.subgroups.sample import Integers, Sample
from nodecluster.validation.subgroups.split import Split
from nodecluster.validation.values.confusion import Confusion
from nodecluster.validation.values.estimate import Estimate

Role = Literal["all", "subgroup", "not stated"]
Row = dict[str, Any]

ALL, NOT_STATED = "all", "not stated"


def everybody(sample: Sample, level: float) -> Row:
    """Return the first row, which is the same for every column."""
    return row(ALL, "all", sample, level)


def split_rows(sample: Sample, split: Split, level: float) -> list[Row]:
    """Return a row a subgroup, also where a level of analysis has none of it, and at the end those not stated, if any.

    Parameters
    ----------
    sample : of either level.
    split : of all patients of the table.
    level : of the intervals.
    """
    codes = group_codes(sample, split)
    rows = [row(name, "subgroup", sample.only(codes == place), level) for place, name in enumerate(split.levels)]
    if (codes < 0).any():
        rows.append(row(NOT_STATED, "not stated", sample.only(codes < 0), level))
    return rows


def group_codes(sample: Sample, split: Split) -> Integers:
    """Return the subgroup of each observation, shape (n,): its place in ``split.levels``, -1 where not stated."""
    return split.codes.to_numpy(dtype=np.int64)[sample.patient]


def row(name: str, role: Role, sample: Sample, level: float) -> Row:
    """Return the figures of one row, each with the interval that respects the patients."""
    true, found = sample.truth, sample.predicted
    confusion = Confusion.of(true, found)
    shares = proportions(true, found, sample.clusters, level)
    figures = {figure: shares[figure] for figure in ("ccr", "sensitivity", "specificity")}
    figures["auc_score"] = auc_score(true, sample.score, sample.clusters, level, resamples=0)
    return {
        "subgroup": name,
        "role": role,
        "patients": sample.clusters.count,
        "n": confusion.n,
        "confusion": confusion.as_dict(),
        **{figure: _alone(estimate).as_dict() for figure, estimate in figures.items()},
    }


def _alone(estimate: Estimate) -> Estimate:
    """Return an estimate without the other intervals: a row of a forest plot has one."""
    return replace(estimate, others=())
