"""The decision curve: what treating by a risk is worth, at every exchange rate of needless for missed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.validation.intervals.critical import critical
from nodecluster.validation.values.confusion import NOTHING_TO_COUNT, lacking
from nodecluster.words import counted

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Treated = npt.NDArray[np.bool_]

_TIE = 1e-12

THRESHOLDS = (0.01, *(step / 50 for step in range(1, 50)), 0.99)

METHOD = (
    "decision curve (Vickers and Elkin 2006): net benefit = true positives / n - false positives / n x t / (1 - t) for"
    " treating from a risk of t; normal interval of the mean over patients (Pfeiffer and Gail 2020), the risks taken as"
    " given, cut off at the prevalence"
)
LABELS = {
    "model": "Model: patient score as a risk",
    "prediction": "Model: hard prediction",
    "clinical": "Clinical assessment (cN+)",
    "all": "Dissect all",
    "none": "Dissect none",
}
NO_INTERVAL = "no interval: the net benefit has no variance here"
LEAST_EITHER_SIDE, LEAST_THRESHOLDS = 5, 2
NOTES = (
    "Net benefit is read at the threshold that a patient and a surgeon would choose. A choice that cannot wait would go"
    " by the strategy on top, whatever the intervals (Vickers et al. 2023); these say how well it is known which one"
    " that is.",
    "The normal interval is poor at high thresholds, where few patients carry all the weight.",
)
OF_RISKS = (
    "The model's risk is the patient score by logistic calibration, out of fold (see calibration).",
    f"That the model is on top is said only of two or more neighbouring thresholds with {LEAST_EITHER_SIDE} patients or"
    " more on either side of them; elsewhere single patients decide.",
)


def net_benefit(labels: npt.ArrayLike, treated: npt.ArrayLike, level: float = 0.95) -> dict[str, Any]:
    """Return ``net_benefit``, ``low`` and ``high`` at each of ``THRESHOLDS``, and perhaps ``no_interval``.

    With w = t / (1 - t), a patient contributes 1 if treated and metastatic, -w if treated and not, 0 if not treated;
    net benefit is the mean, its error sd / sqrt(n). The limits are None where the contributions do not vary (nobody is
    treated, or all are and all are metastatic), because an interval of no width would claim certainty; then
    ``no_interval`` says so. The upper one is cut off at the share of metastatic patients, which no strategy can exceed
    in the sample.

    Source: Vickers AJ, Elkin EB. Decision curve analysis: a novel method for evaluating prediction models. Med Decis
    Making 2006;26:565-574. Pfeiffer RM, Gail MH. Estimating the decision curve and its precision from three study
    designs. Biom J 2020;62:764-776.

    Parameters
    ----------
    labels : shape (n,), 0 or 1, n at least 1; one a patient.
    treated : shape (n, thresholds), or (n, 1) where the threshold changes nothing; bool.
    """
    truth, chosen = np.asarray(labels, dtype=np.int64), np.asarray(treated, dtype=bool)
    weights = np.array(THRESHOLDS) / (1 - np.array(THRESHOLDS))
    n = truth.size
    positives = (chosen & (truth == 1)[:, None]).sum(axis=0)
    negatives = (chosen & (truth == 0)[:, None]).sum(axis=0)
    value = (positives - weights * negatives) / n
    squares = (positives + weights**2 * negatives) / n
    varies = (positives + negatives > 0) & ~((positives == n) | (negatives == n))
    half = critical(level) * np.sqrt(np.maximum(squares - value**2, 0) / max(n - 1, 1))
    most = float(truth.mean())
    limits = [
        (float(point - width), min(float(point + width), most)) if there else (None, None)
        for point, width, there in zip(value, half, np.broadcast_to(varies, value.shape), strict=True)
    ]
    return {
        "net_benefit": [float(point) for point in value],
        "low": [low for low, _ in limits],
        "high": [high for _, high in limits],
        **({} if bool(varies.all()) else {"no_interval": NO_INTERVAL}),
    }


def treated_by_risk(risks: npt.ArrayLike) -> Treated:
    """Return who is treated at each threshold, shape (n, thresholds): those of at least that risk."""
    return np.asarray(risks, dtype=np.float64)[:, None] >= np.array(THRESHOLDS)


def decision_curve(
    labels: npt.ArrayLike,
    predicted: npt.ArrayLike,
    risks: npt.ArrayLike | None,
    clinical: npt.ArrayLike | None = None,
    *,
    level: float = 0.95,
    why_no_risk: str = "there are no risks",
) -> dict[str, Any]:
    """Return a CURVES block, as ``blocks`` describes it; patients are the unit.

    Parameters
    ----------
    labels, predicted : shape (n,), 0 or 1.
    risks : shape (n,), out of fold; None where there are none, and ``why_no_risk`` says why.
    clinical : shape (n,), what the clinical assessment predicts, 0 or 1, NaN where missing; None where nobody has one.
        With a gap the curve is left out, with the reason, for curves compare only on the same patients; ``assessed``
        then has all curves of those who have one, with the same risks.
    """
    truth, assessed = np.asarray(labels, dtype=np.int64), _assessed(clinical, np.size(labels))
    block = _curves(truth, np.asarray(predicted), risks, assessed, level, why_no_risk)
    known = ~np.isnan(assessed)
    if "reason" in block or known.all() or not known.any():
        return block
    some = None if risks is None else np.asarray(risks)[known]
    within = _curves(truth[known], np.asarray(predicted)[known], some, assessed[known], level, why_no_risk)
    of_all = "" if risks is None else f"; the risks are those calibrated on all {truth.size}"
    who = f"Of the {counted(int(known.sum()), 'patient')} with a clinical_n, of {truth.size}{of_all}."
    return {**block, "assessed": {**within, "notes": [who, *within["notes"]]}}


def _curves(
    truth: Integers,
    predicted: npt.NDArray[Any],
    risks: npt.ArrayLike | None,
    assessed: Floats,
    level: float,
    why_no_risk: str,
) -> dict[str, Any]:
    """Return a CURVES block without ``assessed``."""
    events = int(truth.sum())
    block: dict[str, Any] = {"n": truth.size, "events": events, "method": METHOD}
    reason = _why_not(truth.size, events)
    if reason:
        return {**block, "notes": [], "reason": reason}
    ones = np.ones((truth.size, 1), dtype=bool)
    treated = None if risks is None else treated_by_risk(risks)
    curves: dict[str, dict[str, Any]] = {
        "model": {"reason": why_no_risk} if treated is None else net_benefit(truth, treated, level),
        "prediction": net_benefit(truth, predicted[:, None] == 1, level),
        **_clinical(truth, assessed, level),
        "all": net_benefit(truth, ones, level),
        "none": net_benefit(truth, ~ones, level),
    }
    return {
        **block,
        "thresholds": list(THRESHOLDS),
        "level": float(level),
        "strategies": {name: {"label": LABELS[name], **curve} for name, curve in curves.items()},
        **({} if treated is None else on_top(curves, treated.sum(axis=0), truth.size)),
        "notes": [*(() if treated is None else OF_RISKS), *NOTES],
    }


def on_top(curves: Mapping[str, Mapping[str, Any]], treated: Integers, n: int) -> dict[str, list[list[float]]]:
    """Return ``better`` and ``prediction_better``, each ranges of thresholds, ends included.

    ``better``: where ``model`` lies above every curve that there is but ``prediction``, at two or more neighbouring
    thresholds, each with at least five patients of a risk below it and five of a risk at least as high. With fewer the
    curve differs from that of treating nobody, or everybody, by single patients.
    ``prediction_better``: where within these ``prediction`` lies above ``model``.

    Parameters
    ----------
    curves : with ``net_benefit``, but for those that have a reason; ``model`` has none.
    treated : shape (thresholds,), how many of the ``n`` patients have a risk of at least the threshold.
    """
    benefits = {name: np.array(curve["net_benefit"]) for name, curve in curves.items() if "net_benefit" in curve}
    model, hard = benefits.pop("model"), benefits.pop("prediction")
    carried = np.minimum(treated, n - treated) >= LEAST_EITHER_SIDE
    above = carried & (model > np.max(list(benefits.values()), axis=0) + _TIE)
    found = [(first, last) for first, last in _runs(above) if last - first + 1 >= LEAST_THRESHOLDS]
    inside = np.zeros(above.size, dtype=bool)
    for first, last in found:
        inside[first : last + 1] = True
    return {"better": _ranges(found), "prediction_better": _ranges(_runs(inside & (hard > model + _TIE)))}


def _runs(holds: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first and the last place of every run of neighbours at which something holds."""
    ends = np.flatnonzero(np.diff(np.concatenate([[False], holds, [False]]).astype(np.int64)))
    return [(int(first), int(last) - 1) for first, last in zip(ends[::2], ends[1::2], strict=True)]


def _ranges(runs: Sequence[tuple[int, int]]) -> list[list[float]]:
    """Return runs of places as ranges of thresholds."""
    return [[THRESHOLDS[first], THRESHOLDS[last]] for first, last in runs]


def _assessed(clinical: npt.ArrayLike | None, n: int) -> Floats:
    """Return what the clinical assessment predicts, NaN where it is missing, shape (n,)."""
    return np.full(n, math.nan) if clinical is None else np.asarray(clinical, dtype=np.float64)


def _clinical(truth: Integers, assessed: Floats, level: float) -> dict[str, dict[str, Any]]:
    """Return the curve of the clinical assessment, or why there is none; nothing where nobody was assessed."""
    gaps = int(np.isnan(assessed).sum())
    if gaps == truth.size:
        return {}
    if gaps:
        reason = f"{gaps} of {truth.size} patients have no clinical_n, and curves compare only on the same patients"
        return {"clinical": {"reason": reason}}
    return {"clinical": net_benefit(truth, assessed[:, None] == 1, level)}


def _why_not(n: int, events: int) -> str:
    """Return why there is no decision curve, or nothing."""
    if n == 0:
        return NOTHING_TO_COUNT
    missing = lacking(events, n - events)
    return f"{missing}: there is nothing to weigh against each other" if missing else ""
