"""The decision curve: what treating by a risk is worth, at every exchange rate of needless for missed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Treated = npt.NDArray[np.bool_]

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
NOTES = (
    "Net benefit is read at the threshold that a patient and a surgeon would choose: the strategy on top is the one to"
    " take, whatever the intervals (Vickers et al. 2023); these only say how well it is known.",
    "The normal interval is poor at high thresholds, where few patients carry all the weight.",
)


def net_benefit(labels: npt.ArrayLike, treated: npt.ArrayLike, level: float = 0.95) -> dict[str, list[Any]]:
    """Return ``net_benefit``, ``low`` and ``high`` at each of ``THRESHOLDS``.

    With w = t / (1 - t), a patient contributes 1 if treated and metastatic, -w if treated and not, 0 if not treated;
    net benefit is the mean, its error sd / sqrt(n). The limits are None where the contributions do not vary (nobody is
    treated, or all are and all are metastatic), because an interval of no width would claim certainty. The upper one is
    cut off at the share of metastatic patients, which no strategy can exceed in the sample.

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
    half = float(norm.ppf((1 + level) / 2)) * np.sqrt(np.maximum(squares - value**2, 0) / max(n - 1, 1))
    most = float(truth.mean())
    limits = [
        (float(point - width), min(float(point + width), most)) if there else (None, None)
        for point, width, there in zip(value, half, np.broadcast_to(varies, value.shape), strict=True)
    ]
    return {
        "net_benefit": [float(point) for point in value],
        "low": [low for low, _ in limits],
        "high": [high for _, high in limits],
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
        With a gap the curve is left out, with the reason: curves compare only on the same patients.
    """
    truth = np.asarray(labels, dtype=np.int64)
    events = int(truth.sum())
    block: dict[str, Any] = {"n": truth.size, "events": events, "method": METHOD}
    reason = _why_not(truth.size, events)
    if reason:
        return {**block, "notes": [], "reason": reason}
    ones = np.ones((truth.size, 1), dtype=bool)
    curves: dict[str, dict[str, Any]] = {
        "model": {"reason": why_no_risk} if risks is None else net_benefit(truth, treated_by_risk(risks), level),
        "prediction": net_benefit(truth, np.asarray(predicted)[:, None] == 1, level),
        **_clinical(truth, clinical, level),
        "all": net_benefit(truth, ones, level),
        "none": net_benefit(truth, ~ones, level),
    }
    notes = list(NOTES)
    if risks is not None:
        notes.insert(0, "The model's risk is the patient score by logistic calibration, out of fold (see calibration).")
    return {
        **block,
        "thresholds": list(THRESHOLDS),
        "level": float(level),
        "strategies": {name: {"label": LABELS[name], **curve} for name, curve in curves.items()},
        **({} if risks is None else {"better": better(curves)}),
        "notes": notes,
    }


def better(curves: Mapping[str, Mapping[str, Any]]) -> list[list[float]]:
    """Return the ranges of thresholds, ends included, at which ``model`` lies above every curve but ``prediction``."""
    model = np.array(curves["model"]["net_benefit"])
    others = [
        curve["net_benefit"]
        for name, curve in curves.items()
        if name not in ("model", "prediction") and "net_benefit" in curve
    ]
    above = model > np.max(others, axis=0) + 1e-12
    ends = np.flatnonzero(np.diff(np.concatenate([[False], above, [False]]).astype(np.int64)))
    return [[THRESHOLDS[first], THRESHOLDS[last - 1]] for first, last in zip(ends[::2], ends[1::2], strict=True)]


def _clinical(truth: Integers, clinical: npt.ArrayLike | None, level: float) -> dict[str, dict[str, Any]]:
    """Return the curve of the clinical assessment, or why there is none; nothing where nobody was assessed."""
    assessed = np.full(truth.size, math.nan) if clinical is None else np.asarray(clinical, dtype=np.float64)
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
        return "nothing has both a prediction and a truth"
    if events in (0, n):
        missing = "positives" if events == 0 else "negatives"
        return f"pathology has no {missing}: there is nothing to weigh against each other"
    return ""
