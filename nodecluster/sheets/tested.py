"""Every test of a run as a flat table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nodecluster.results import Run
from nodecluster.sheets.cells import NODE_SETS, TEST, Block, Row, frame, tested_row
from nodecluster.sheets.levels import named_levels
from nodecluster.validation.values.tested import MCNEMAR_MIDP

COLUMNS = ("unit", "set", "what", *TEST)
QUANTITIES = ("auc_score", "ccr", "sensitivity", "specificity")
"""What predictions are compared by; each has a test."""


def tested(run: Run) -> pd.DataFrame:
    """Return a row for each test of a run, but for those of single features, which ``signature.csv`` has.

    Columns
    -------
    unit : ``node`` or ``patient``.
    set : of which nodes or patients.
    what : what was asked.
    p, p_holm, method, statistic, df, n, reason : p in every digit; adjusted by Holm where it belongs to a family;
        empty, with the reason, where the test cannot be done.
    """
    rows: list[Row] = []
    if run.metrics is not None:
        rows += [*_against_clinical(run.metrics), *_comparisons(run.metrics), *_interactions(run.metrics)]
    return frame([*rows, *_baseline((run.cohort or {}).get("baseline") or {})], COLUMNS)


def _against_clinical(metrics: Block) -> Iterator[Row]:
    """Yield the tests of the model against the clinical assessment."""
    for each in named_levels(metrics):
        clinical = each.level.get("clinical") or {}
        whose = f"model {each.prediction}".strip()
        head = {"unit": each.unit, "set": each.set, "what": f"CCR: {whose} against clinical assessment"}
        if "test" in clinical:
            yield {**head, **tested_row(clinical["test"])}
        if clinical.get("mcnemar_midp") is not None:
            yield {**head, **_midp(clinical["mcnemar_midp"], clinical["test"]["n"])}


def _comparisons(metrics: Block) -> Iterator[Row]:
    """Yield the tests of predictions against each other."""
    for pair in metrics.get("comparison", {}).get("pairs", ()):
        for unit, name, block in pair_blocks(pair):
            for quantity in QUANTITIES:
                found = block[quantity]
                what = f"{quantity}: {pair['second']} against {pair['first']}"
                head = {"unit": unit, "set": name, "what": what}
                yield {**head, **tested_row(found["test"]), "p_holm": found["p_holm"]}
                if found.get("permutation"):
                    yield {**head, **tested_row(found["permutation"])}
                if found.get("mcnemar_midp") is not None:
                    yield {**head, **_midp(found["mcnemar_midp"], found["test"]["n"])}


def pair_blocks(pair: Block) -> Iterator[tuple[str, str, Block]]:
    """Yield the unit, the set and the block of each comparison of a pair of predictions."""
    for key, name in NODE_SETS.items():
        if key in pair:
            yield "node", name, pair[key]
    for name, block in pair["patient"].items():
        yield "patient", name, block


def _interactions(metrics: Block) -> Iterator[Row]:
    """Yield the tests of interaction with the subgroups."""
    for block in metrics.get("subgroups", ()):
        for unit, found in block["interaction"].items():
            for figure, test in found.items():
                what = f"{figure}: interaction with {block['column']}"
                yield {"unit": unit, "set": block["population"], "what": what, **tested_row(test)}


def _baseline(table: Block) -> Iterator[Row]:
    """Yield the tests of the baseline table: between the groups, of normality a column each, and of the variances."""
    for row in table.get("rows", ()):
        every = {"unit": "patient", "set": "not excluded"}
        found = [(f"between the groups of {table['by']}", row["test"])]
        found += [
            (f"normality in {column['label']}", test)
            for column, test in zip(table["columns"], row.get("normality", ()), strict=False)
        ]
        found.append(("equal variances", row.get("variances")))
        for what, test in found:
            if test is not None:
                yield {**every, "what": f"baseline, {row['label']}: {what}", **tested_row(test)}


def _midp(p: float, n: int) -> Row:
    """Return McNemar's test by mid-p, which stands beside the exact one as a number."""
    return {"p": p, "method": MCNEMAR_MIDP, "n": n, "reason": ""}
