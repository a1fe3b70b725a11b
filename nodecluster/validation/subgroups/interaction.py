"""Does a figure differ between the subgroups? One test a figure, and Holm's adjustment over the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nodecluster.validation.paired.holm import holm
from nodecluster.validation.subgroups.areas import equal_areas
from nodecluster.validation.subgroups.rows import group_codes
from nodecluster.validation.subgroups.sample import Sample
from nodecluster.validation.subgroups.shares import equal_shares
from nodecluster.validation.subgroups.split import Split
from nodecluster.validation.values.tested import Tested

FIGURES = ("ccr", "sensitivity", "specificity", "auc_score")
LEVELS = ("patient", "node")


def interaction(sample: Sample, split: Split, seed: int = 0) -> dict[str, Tested]:
    """Test for each figure whether it differs between the subgroups, at one level of analysis.

    Those whose value is not stated are in no test. Type I errors at 5 % by simulation are in the benchmark
    ``tests/benchmarks/subgroup_size.py``.

    Parameters
    ----------
    sample : of either level.
    split : of all patients of the table.
    seed : of the draws that large exact tests need.
    """
    codes = group_codes(sample, split)
    right = sample.predicted == sample.truth
    tests = {
        "ccr": equal_shares(right, codes, sample.clusters, seed),
        "sensitivity": equal_shares(right, np.where(sample.truth == 1, codes, -1), sample.clusters, seed),
        "specificity": equal_shares(right, np.where(sample.truth == 0, codes, -1), sample.clusters, seed),
        "auc_score": equal_areas(sample.truth, sample.score, codes, sample.clusters),
    }
    return {figure: tests[figure] for figure in FIGURES}


def with_holm(columns: Sequence[Mapping[str, Mapping[str, Tested]]]) -> list[dict[str, dict[str, dict[str, Any]]]]:
    """Return each column's tests by level and figure as plain values, with ``p_holm``.

    Parameters
    ----------
    columns : the tests of each column, by level and by figure. The tests of one figure at one level, over the columns,
        are the family that Holm's adjustment keeps at the level.
    """
    plain = [
        {level: {figure: test.as_dict() for figure, test in tests[level].items()} for level in LEVELS}
        for tests in columns
    ]
    for level in LEVELS:
        for figure in FIGURES:
            family = holm([tests[level][figure].p for tests in columns])
            for column, adjusted in zip(plain, family, strict=True):
                column[level][figure]["p_holm"] = adjusted
    return plain
