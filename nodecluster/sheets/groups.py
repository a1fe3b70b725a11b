"""Subgroups, and predictions against each other, as flat tables."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nodecluster.sheets.cells import Block, Row, frame
from nodecluster.sheets.tested import QUANTITIES, pair_blocks

FIGURES = ("ccr", "sensitivity", "specificity", "auc_score")
INTERVAL = ("value", "low", "high", "level", "method")


def subgroups(metrics: Block) -> pd.DataFrame:
    """Return the data of a forest plot: a row a column, unit, figure and subgroup.

    Columns
    -------
    column, kind, how, asked, population : the clinical column, how it was cut, and whether it was asked for (1 or 0).
    unit, figure, subgroup, role : ``role`` is ``all``, ``subgroup`` or ``not stated``.
    patients, n, tp, fp, fn, tn : how many, and the counts.
    value, low, high, level, method : the figure with its interval.
    interaction_p, interaction_p_holm, interaction_method : whether the figure differs between the column's subgroups;
        the same on each row of a column, unit and figure.
    reason : why the figure has no value or no interval, the test no p, or the column no subgroups.
    """
    rows = (row for block in metrics["subgroups"] for row in _subgroup_rows(block))
    head = ("column", "kind", "how", "asked", "population", "unit", "figure", "subgroup", "role")
    counts = ("patients", "n", "tp", "fp", "fn", "tn")
    test = ("interaction_p", "interaction_p_holm", "interaction_method")
    return frame(rows, (*head, *counts, *INTERVAL, *test, "reason"))


def comparison(metrics: Block) -> pd.DataFrame:
    """Return a row a pair of predictions, set and quantity; a difference is the second less the first.

    Columns
    -------
    first, second, unit, set, n, patients, positives, negatives : of which predictions, and on what.
    quantity : ``auc_score_difference``, ``ccr_difference``, ``sensitivity_difference``, ``specificity_difference``,
        ``net_reclassification_events``, ``net_reclassification_non_events``, ``net_reclassification``, ``agreement``
        (the share on which both say the same) or ``kappa``.
    first_value, second_value : of the two, where it is a difference.
    value, low, high, level, method : of the quantity.
    p, p_holm, test, statistic, df : of the test of the difference.
    permutation_p : of the permutation test beside it (of areas; its method is in tests.csv).
    first_only_right, second_only_right : on how many only the one is right.
    up, down : how many the second calls positive and the first not, and the other way.
    both_positive, first_only_positive, second_only_positive, neither_positive : what the two say.
    reason : why there is no value, no interval or no p.
    """
    rows = (
        {**_pair_head(pair, unit, name, block), **row}
        for pair in metrics["comparison"]["pairs"]
        for unit, name, block in pair_blocks(pair)
        for row in _pair_rows(block)
    )
    head = ("first", "second", "unit", "set", "n", "patients", "positives", "negatives", "quantity")
    values = ("first_value", "second_value", *INTERVAL, "p", "p_holm", "test", "statistic", "df", "permutation_p")
    counts = ("first_only_right", "second_only_right", "up", "down", *(f"{name}_positive" for name in _TABLE))
    return frame(rows, (*head, *values, *counts, "reason"))


_TABLE = ("both", "first_only", "second_only", "neither")


def _subgroup_rows(block: Block) -> Iterator[Row]:
    """Yield the rows of one column."""
    head = {name: block[name] for name in ("column", "kind", "how", "population")} | {"asked": int(block["asked"])}
    if "reason" in block:
        yield {**head, "reason": block["reason"]}
        return
    for unit in ("patient", "node"):
        for figure in FIGURES:
            test = block["interaction"][unit][figure]
            for row in block[unit]:
                yield {
                    **head,
                    "unit": unit,
                    "figure": figure,
                    "subgroup": row["subgroup"],
                    "role": row["role"],
                    "patients": row["patients"],
                    "n": row["n"],
                    **row["confusion"],
                    **{name: row[figure][name] for name in INTERVAL},
                    "interaction_p": test["p"],
                    "interaction_p_holm": test["p_holm"],
                    "interaction_method": test["method"],
                    "reason": _reasons({figure: row[figure], "interaction": test}),
                }


def _pair_head(pair: Block, unit: str, name: str, block: Block) -> Row:
    """Return the cells that say which predictions are compared, and on what."""
    counts = {key: block[key] for key in ("n", "patients", "positives", "negatives")}
    return {"first": pair["first"], "second": pair["second"], "unit": unit, "set": name, **counts}


def _pair_rows(block: Block) -> Iterator[Row]:
    """Yield the quantities of one comparison."""
    for name in QUANTITIES:
        found = block[name]
        test, apart = found["test"], found.get("discordant", {})
        yield {
            "quantity": f"{name}_difference",
            "first_value": found["first"],
            "second_value": found["second"],
            **{key: found["difference"][key] for key in INTERVAL},
            "p": test["p"],
            "p_holm": found["p_holm"],
            "test": test["method"],
            "statistic": test.get("statistic"),
            "df": test.get("df"),
            "permutation_p": found.get("permutation", {}).get("p"),
            **{f"{side}_right": apart.get(side) for side in ("first_only", "second_only")},
            "reason": _reasons({"difference": found["difference"], "test": test}),
        }
    parts = block["reclassification"]
    for key, name in (("events", "_events"), ("non_events", "_non_events")):
        moved = {"up": parts[key]["up"], "down": parts[key]["down"]}
        yield {**_estimated(f"net_reclassification{name}", parts[key]["net"]), **moved}
    yield _estimated("net_reclassification", parts["sum"])
    said = {f"{name}_positive": block["agreement"]["table"][name] for name in _TABLE}
    yield {**_estimated("agreement", block["agreement"]["share"]), **said}
    yield {**_estimated("kappa", block["agreement"]["kappa"]), **said}


def _estimated(name: str, found: Block) -> Row:
    """Return a quantity that has no test."""
    return {"quantity": name, **{key: found[key] for key in INTERVAL}, "reason": found.get("reason", "")}


def _reasons(found: dict[str, Block]) -> str:
    """Return why parts are missing, each once."""
    said = {each["reason"]: name for name, each in reversed(found.items()) if each.get("reason")}
    return "; ".join(f"{name}: {reason}" for reason, name in reversed(said.items()))
