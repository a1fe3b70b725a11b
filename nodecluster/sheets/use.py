"""What a prediction is worth in use, as flat tables: rules, prevalence, decision curve, calibration."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nodecluster.sheets.cells import (
    ESTIMATE,
    NODE_SETS,
    Block,
    Row,
    estimate_row,
    estimate_rows,
    frame,
    wide,
    wide_columns,
)

RULE_FIGURES = ("ccr", "sensitivity", "specificity", "ppv", "npv", "auc_group", "auc_score")
BURDEN = ("dissections", "needless", "missed")
CALIBRATION_FIGURES = ("brier", "brier_scaled", "slope", "intercept", "in_the_large")


def rules(metrics: Block) -> pd.DataFrame:
    """Return a row a set and patient rule.

    Columns
    -------
    set, rule, chosen, chosen_how : ``chosen`` is 1 for the rule that was used, ``chosen_how`` who fixed it.
    n, tp, fp, fn, tn : patients, and the counts.
    ccr, ccr_low, ccr_high, ... auc_score_high : every digit, shares of 1.
    level, method, reason : of the intervals; what could not be estimated and why.
    """
    block = metrics["rules"]
    rows = (_rule_row(name, row, block["chosen_how"]) for name, rows in block["sets"].items() for row in rows)
    head = ("set", "rule", "chosen", "chosen_how", "n", "tp", "fp", "fn", "tn")
    return frame(rows, (*head, *wide_columns(RULE_FIGURES)))


def prevalence(metrics: Block) -> pd.DataFrame:
    """Return a row a set, quantity and method.

    Columns
    -------
    set, n, events : of which patients, how many, and how many are pN+.
    quantity : ``prevalence``, ``likelihood_ratio_positive``, ``likelihood_ratio_negative``, ``ppv``, ``npv``,
        ``dissections_per_100``, ``needless_per_100`` or ``missed_per_100``.
    whose : ``model``, ``clinical``, ``model_where_clinical`` (the model on the patients with an assessment), or
        ``difference`` (the model less clinical on the same patients).
    at, prevalence : ``own`` or ``stated``, and the prevalence that a predictive value holds at.
    value, low, high, level, method, first, estimate_n, design_effect, reason : as of ``cells.ESTIMATE``.
    """
    rows = (row for name, block in metrics["prevalence"].items() for row in _prevalence_rows(name, block))
    head = ("set", "n", "events", "quantity", "whose", "at", "prevalence")
    return frame(rows, (*head, *("estimate_n" if column == "n" else column for column in ESTIMATE)))


def decision_curve(metrics: Block) -> pd.DataFrame:
    """Return a row a set, strategy and threshold.

    Columns
    -------
    set, n, events, strategy, label : ``model``, ``prediction``, ``clinical``, ``all`` or ``none``, and its words. Where
        not everybody has an assessment, those who have one are a set of their own, ``SET, with a clinical_n``.
    threshold, net_benefit, low, high, level : of risk; true positives a patient. The method is in notes.csv, once.
    model_best : 1 at a threshold of a range in which the model's curve is above every other one but its own hard
        prediction, and more than single patients say so, 0 at others; empty where the model has no curve.
    reason : why there is no curve, or no interval.
    """
    rows = (row for name, block in curve_sets(metrics) for row in _curve_rows(name, block))
    head = ("set", "n", "events", "strategy", "label", "threshold")
    return frame(rows, (*head, "net_benefit", "low", "high", "level", "model_best", "reason"))


def calibration(metrics: Block) -> pd.DataFrame:
    """Return a row a set, calibrator and measure.

    Columns
    -------
    unit, set, n, patients, events, prevalence, brier_prevalence, folds, validation : of what, and how it was validated;
        ``brier_prevalence`` is the Brier score of giving everybody the prevalence.
    calibrator, mean_risk : ``logistic`` or ``isotonic``, and the mean of the risks that it gives.
    measure : ``brier``, ``brier_scaled``, ``slope``, ``intercept`` or ``in_the_large``.
    value, low, high, level, method, first, estimate_n, design_effect, reason : as of ``cells.ESTIMATE``.
    """
    rows: list[Row] = []
    for unit, name, block in _calibrations(metrics):
        own = {key: block.get(key) for key in ("n", "patients", "events", "prevalence", "brier_prevalence", "folds")}
        head = {"unit": unit, "set": name, **own, "validation": block["method"]}
        if "reason" in block:
            rows.append({**head, "reason": block["reason"]})
            continue
        for calibrator in ("logistic", "isotonic"):
            found = block[calibrator]
            of = {**head, "calibrator": calibrator, "mean_risk": found["mean_risk"]}
            rows += [{**of, "measure": name, **_renamed(estimate_row(found[name]))} for name in CALIBRATION_FIGURES]
    head_columns = ("unit", "set", "n", "patients", "events", "prevalence", "brier_prevalence", "folds", "validation")
    columns = ("estimate_n" if column == "n" else column for column in ESTIMATE)
    return frame(rows, (*head_columns, "calibrator", "mean_risk", "measure", *columns))


def reliability(metrics: Block) -> pd.DataFrame:
    """Return a row a set, calibrator and group of risk.

    Columns
    -------
    unit, set, calibrator, group : the groups by rising risk, from 1.
    n, events, predicted, observed, low, high, level, method : how many, mean risk, and the share that is metastatic.
    reason : why there is no interval.
    """
    rows = []
    for unit, name, block in _calibrations(metrics):
        for calibrator in ("logistic", "isotonic") if "reason" not in block else ():
            found = block[calibrator]["reliability"]
            shared = {"unit": unit, "set": name, "calibrator": calibrator}
            rows += [
                {
                    **shared,
                    "group": number,
                    **group,
                    "level": found["level"],
                    "method": found["method"],
                    "reason": group.get("reason", ""),
                }
                for number, group in enumerate(found["groups"], 1)
            ]
    head = ("unit", "set", "calibrator", "group", "n", "events")
    return frame(rows, (*head, "predicted", "observed", "low", "high", "level", "method", "reason"))


def curve_sets(metrics: Block) -> Iterator[tuple[str, Block]]:
    """Yield the curves of each set, and of its patients with an assessment where not all have one."""
    for name, block in metrics.get("decision_curve", {}).items():
        yield name, block
        if block.get("assessed"):
            yield f"{name}, with a clinical_n", block["assessed"]


def _rule_row(name: str, row: Block, how: str) -> Row:
    """Return one rule's row of one set."""
    head = {"set": name, "rule": row["rule"], "chosen": int(row["chosen"]), "chosen_how": how if row["chosen"] else ""}
    if "reason" in row:
        return {**head, "n": row["n"], "reason": row["reason"]}
    return {**head, "n": row["n"], **row["confusion"], **wide({figure: row[figure] for figure in RULE_FIGURES})}


def _prevalence_rows(name: str, block: Block) -> Iterator[Row]:
    """Yield the rows of one set."""
    head = {"set": name, "n": block["n"], "events": block["events"]}
    if "reason" in block:
        yield {**head, "quantity": "prevalence", "method": block["method"], "reason": block["reason"]}
        return
    for quantity, cells, found in _quantities(block):
        for row in estimate_rows(found):
            yield {**head, "quantity": quantity, **cells, **_renamed(row)}


def _quantities(block: Block) -> Iterator[tuple[str, Row, Block]]:
    """Yield each quantity of one set: its name, the cells that say of what, and the estimate."""
    yield "prevalence", {}, block["prevalence"]
    for sign in ("positive", "negative"):
        yield f"likelihood_ratio_{sign}", {"whose": "model"}, block["likelihood_ratios"][sign]
    for at, each in (("own", block["own"]), *(("stated", stated) for stated in block["stated"])):
        for value in ("ppv", "npv"):
            yield value, {"whose": "model", "at": at, "prevalence": each["prevalence"]}, each[value]
    for whose, burden in block["per_100"].items():
        for part in BURDEN:
            yield f"{part}_per_100", {"whose": whose}, burden[part]


def _curve_rows(name: str, block: Block) -> Iterator[Row]:
    """Yield the rows of one set's curves."""
    head = {"set": name, "n": block["n"], "events": block["events"]}
    if "reason" in block:
        yield {**head, "reason": block["reason"]}
        return
    for strategy, curve in block["strategies"].items():
        own = {**head, "strategy": strategy, "label": curve["label"], "level": block["level"]}
        if "reason" in curve:
            yield {**own, "reason": curve["reason"]}
            continue
        points = zip(block["thresholds"], curve["net_benefit"], curve["low"], curve["high"], strict=True)
        for threshold, benefit, low, high in points:
            yield {
                **own,
                "threshold": threshold,
                "net_benefit": benefit,
                "low": low,
                "high": high,
                "model_best": _best(block, threshold),
                "reason": "" if low is not None else curve.get("no_interval", ""),
            }


def _best(block: Block, threshold: float) -> int | None:
    """Return whether the model is best at a threshold, or None where it has no curve."""
    if "better" not in block:
        return None
    return int(any(start <= threshold <= end for start, end in block["better"]))


def _calibrations(metrics: Block) -> Iterator[tuple[str, str, Block]]:
    """Yield the unit, the set and the block of each calibration."""
    for key, name in NODE_SETS.items():
        if key in metrics["calibration"]:
            yield "node", name, metrics["calibration"][key]
    for name, block in metrics["calibration"]["patient"].items():
        yield "patient", name, block


def _renamed(row: Row) -> Row:
    """Return an estimate's cells beside those of a set, whose ``n`` is another."""
    return {("estimate_n" if name == "n" else name): cell for name, cell in row.items()}
