"""The levels of a validation: the study's tables a row a set, and every estimate by every method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from nodecluster import formats
from nodecluster.sheets.cells import ESTIMATE, NODE_SETS, Block, Row, estimate_rows, frame

PERCENT = ("ccr", "sensitivity", "specificity", "ppv", "npv", "fpr", "fnr")
AREAS = ("auc_group", "auc_score")
COUNTS = ("tp", "fp", "fn", "tn")
_HEADS = {"clinical_model_ccr": "model_ccr_where_clinical"}


class NamedLevel(NamedTuple):
    """A LEVEL and where it stands: whose prediction (nothing where there is one only), nodes or patients, which."""

    prediction: str
    unit: str
    set: str
    level: Block

    def place(self) -> Row:
        """Return the cells that name it."""
        return {"prediction": self.prediction, "unit": self.unit, "set": self.set}


PLACE = ("prediction", "unit", "set")


def named_levels(metrics: Block) -> Iterator[NamedLevel]:
    """Yield each level of a validation, and then those of the predictions that it was compared with."""
    first, *others = metrics.get("comparison", {}).get("predictions") or [{"name": ""}]
    yield from _levels(first["name"], metrics)
    for each in others:
        yield from _levels(each["name"], each)


def study_tables(metrics: Block) -> pd.DataFrame:
    """Return counts and rates a row a set, to the digits that the study prints.

    Columns
    -------
    prediction, unit (``node`` or ``patient``), set, n, tp, fp, fn, tn : whose, of what, and the counts.
    ccr_percent, sensitivity_percent, ... fnr_percent : with two decimals.
    auc_group, auc_score : with three.
    clinical_n, clinical_ccr_percent, model_ccr_where_clinical_percent, clinical_difference_percent,
    p_against_clinical, test : against the clinical assessment: how many have one, and on these its CCR, the model's,
        and the model's less the clinical one; p with four decimals.
    reason : what is not estimable, and why.
    """
    columns = (
        *(*PLACE, "n", *COUNTS, *(f"{measure}_percent" for measure in PERCENT), *AREAS),
        *("clinical_n", "clinical_ccr_percent", "model_ccr_where_clinical_percent", "clinical_difference_percent"),
        *("p_against_clinical", "test", "reason"),
    )
    return frame((_study_row(each) for each in named_levels(metrics)), columns)


def estimates(metrics: Block) -> pd.DataFrame:
    """Return a row for each estimate of a level and each method, with every digit.

    Columns
    -------
    prediction, unit, set : as of ``study_tables``.
    measure : ``ccr``, ``sensitivity``, ``specificity``, ``ppv``, ``npv``, ``fpr``, ``fnr``, ``auc_group``,
        ``auc_score``, ``clinical_ccr``, ``clinical_model_ccr`` (the model's where there is an assessment) or
        ``clinical_difference`` (this one less the clinical one).
    value, low, high, level, method, first, n, design_effect, reason : as of ``cells.ESTIMATE``.
    """
    rows = (
        {**each.place(), "measure": measure, **row}
        for each in named_levels(metrics)
        for measure, found in _measures(each.level).items()
        for row in estimate_rows(found)
    )
    return frame(rows, (*PLACE, "measure", *ESTIMATE))


def printed(measure: str, value: float | None) -> str:
    """Return a value as every table prints it: areas with three decimals, shares in percent with two.

    >>> printed("ccr", 111 / 128), printed("auc_group", 0.84772), printed("ccr", None)
    ('86.72', '0.848', '')
    """
    if value is None:
        return ""
    return f"{value:.3f}" if measure in AREAS else f"{100 * value:.2f}"


def _levels(prediction: str, holder: Block) -> Iterator[NamedLevel]:
    """Yield the levels that a validation, or one prediction of a comparison, holds."""
    for key, name in NODE_SETS.items():
        if key in holder:
            yield NamedLevel(prediction, "node", name, holder[key])
    for name, level in holder["patient"].items():
        yield NamedLevel(prediction, "patient", name, level)


def _measures(level: Block) -> dict[str, Any]:
    """Return every estimate of a level by its name."""
    clinical = level.get("clinical") or {}
    beside = {f"clinical_{key}": clinical[key] for key in ("ccr", "model_ccr", "difference") if key in clinical}
    return {**{measure: level[measure] for measure in (*PERCENT, *AREAS)}, **beside}


def _study_row(each: NamedLevel) -> Row:
    """Return one row; what is not estimable stays empty, with the reason at the end."""
    level = each.level
    found = _measures(level)
    clinical = level.get("clinical") or {}
    test = clinical.get("test") or {}
    values = {name: printed(name, estimate["value"]) for name, estimate in found.items()}
    why = {name: estimate["reason"] for name, estimate in found.items() if estimate["value"] is None}
    return {
        **each.place(),
        "n": level["n"],
        **{cell: level["confusion"][cell] for cell in COUNTS},
        **{name if name in AREAS else f"{_HEADS.get(name, name)}_percent": value for name, value in values.items()},
        "clinical_n": clinical.get("n", (clinical.get("ccr") or {}).get("n")),
        "p_against_clinical": "" if test.get("p") is None else formats.p_value(test["p"]),
        "test": test.get("method", ""),
        "reason": "; ".join(f"{name}: {reason}" for name, reason in why.items()),
    }
