"""How well a score, made a risk on other patients, agrees with what pathology found."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import logit

from nodecluster.validation.use.brier import brier_scores
from nodecluster.validation.use.recalibration import recalibration
from nodecluster.validation.use.reliability import reliability
from nodecluster.validation.use.risks import FOLDS, Risks, out_of_fold, why_no_risks
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import binary

Floats = npt.NDArray[np.float64]

METHOD = (
    f"{FOLDS}-fold cross-validation, the folds being of patients, stratified by pathology; each risk is given by"
    " calibrations fitted on the other folds"
)
LOGISTIC = "logistic: logit risk = a + b score, maximum likelihood"
ISOTONIC = "isotonic: non-decreasing steps of risk on the rank of the score, pool adjacent violators"

ENOUGH_EVENTS, WELL_ENOUGH_EVENTS = 100, 200
ADVISED = (
    "At least 100 events are advised, ideally 200 (Collins et al. 2016), and 200 events and 200 non-events for a"
    " calibration curve (Van Calster et al. 2016)"
)


def calibrate(
    scores: npt.ArrayLike, labels: npt.ArrayLike, clusters: Clusters, seed: int = 0
) -> tuple[Risks | None, str]:
    """Return the out-of-fold risks of scores, or None and why there are none; parameters as of ``calibration``."""
    truth = binary(labels, "labels")
    values = np.asarray(scores, dtype=np.float64)
    if values.shape != truth.shape or clusters.codes.shape != truth.shape:
        raise ValueError("scores and clusters must be as many as labels")
    reason = why_no_risks(values, truth, clusters)
    return (None, reason) if reason else (out_of_fold(values, truth, clusters, seed), "")


def calibration(
    scores: npt.ArrayLike, labels: npt.ArrayLike, clusters: Clusters, *, level: float = 0.95, seed: int = 0
) -> dict[str, Any]:
    """Return a CALIBRATION block, as ``blocks`` describes it, of scores against labels.

    Neither the names of patients nor the order of rows changes anything, to the last bit.

    Parameters
    ----------
    scores : shape (n,), larger for class 1; NaN where missing, and then there is no block but a reason. Infinite
        ones take the nearest finite one (see ``out_of_fold``).
    labels : shape (n,), 0 or 1.
    clusters : which patient each belongs to; ``Clusters.singletons`` at patient level.
    level : of the intervals.
    seed : of the folds.

    Raises
    ------
    ValueError
        the shapes differ, or a label is neither 0 nor 1.
    """
    risks, reason = calibrate(scores, labels, clusters, seed)
    return calibration_block(risks, reason, np.asarray(labels), clusters, level)


def calibration_block(
    risks: Risks | None, reason: str, labels: npt.NDArray[Any], clusters: Clusters, level: float = 0.95
) -> dict[str, Any]:
    """Return the block of what ``calibrate`` has returned."""
    n, events = labels.size, int(labels.sum())
    block: dict[str, Any] = {"n": n, "patients": clusters.count, "events": events, "method": METHOD}
    if risks is None:
        return {**block, "notes": [], "reason": reason}
    share, size = events / n, size_note(clusters, labels)
    with np.errstate(divide="ignore"):  # A risk of 0 or 1 has an infinite logit, which is looked for.
        isotonic_logit = logit(risks.isotonic)
    return {
        **block,
        "folds": FOLDS,
        "prevalence": share,
        "brier_prevalence": share * (1 - share),
        "logistic": _calibrator(LOGISTIC, risks, risks.logistic, risks.logit, level),
        "isotonic": _calibrator(ISOTONIC, risks, risks.isotonic, isotonic_logit, level),
        **({"size": size} if size else {}),
        "notes": [*([size] if size else []), *risks.notes, *_level_notes(clusters)],
    }


def size_note(clusters: Clusters, labels: npt.NDArray[Any]) -> str:
    """Return what is to be said of the size of a sample, or nothing; it counts patients with an event and with none.

    Source: Collins GS, Ogundimu EO, Altman DG. Sample size considerations for the external validation of a
    multivariable prognostic model. Stat Med 2016;35:214-226. Van Calster B, et al. A calibration hierarchy for risk
    models was defined. J Clin Epidemiol 2016;74:167-176. That even these are only rules of thumb: Snell KIE, et al.
    J Clin Epidemiol 2021;135:79-89.
    """
    events, others = (int((clusters.sums(labels == label) > 0).sum()) for label in (1, 0))
    counts = f"{events} patients with an event and {others} with a non-event"
    if min(events, others) < ENOUGH_EVENTS:
        return f"Small for calibration: {counts}. {ADVISED}."
    if min(events, others) < WELL_ENOUGH_EVENTS:
        return f"Enough for slope and intercept, few for a calibration curve: {counts}. {ADVISED}."
    return ""


def _level_notes(clusters: Clusters) -> list[str]:
    """Return what is to be said of every calibration at this level."""
    notes = [
        "The risks are of these patients' own calibration: they say how well such a score can be made a risk, not that"
        " a risk fitted here holds elsewhere. Calibration in the large is therefore near 0 by construction; a slope"
        " below 1 says that risks fitted to so few are too extreme."
    ]
    if not clusters.single:
        notes.append("Every interval respects that the nodes of one patient are alike.")
    return notes


def _calibrator(method: str, risks: Risks, given: Floats, logits: Floats, level: float) -> dict[str, Any]:
    """Return the figures of one calibration."""
    estimates = {
        **brier_scores(risks.labels, given, risks.clusters, level),
        **recalibration(risks.labels, logits, risks.clusters, level),
    }
    return {
        "method": method,
        "mean_risk": float(given.mean()),
        **{name: estimate.as_dict() for name, estimate in estimates.items()},
        "reliability": reliability(risks.labels, given, risks.clusters, level),
    }
