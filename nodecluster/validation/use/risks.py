"""Scores made risks by cross-validation in which a patient is in one fold with all of their nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression

from nodecluster.validation.areas.missing import missing_scores
from nodecluster.validation.use.folds import content_order, patient_folds
from nodecluster.validation.use.logistic import fit_line, separated
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import NOTHING_TO_COUNT
from nodecluster.words import counted

Floats = npt.NDArray[np.float64]

FOLDS = 10
LEAST_EVENTS = 20


@dataclass(frozen=True, eq=False)
class Risks:
    """Out-of-fold risks, in an order that neither names nor the order of rows decide.

    Attributes
    ----------
    labels : shape (n,), 0 or 1.
    clusters : the patients of these.
    logit : shape (n,), of the risk by logistic calibration; finite.
    isotonic : shape (n,), the risk by isotonic calibration; 0 and 1 occur.
    rows : shape (n,), the place of each in the arrays that were given.
    notes : what a reader must know of how they were made.
    """

    labels: Floats
    clusters: Clusters
    logit: Floats
    isotonic: Floats
    rows: npt.NDArray[np.int64]
    notes: tuple[str, ...]

    @property
    def logistic(self) -> Floats:
        """The risk by logistic calibration, shape (n,)."""
        return np.asarray(expit(self.logit), dtype=np.float64)

    def in_rows(self, values: Floats) -> Floats:
        """Return values, shape (n,), in the order of the arrays that were given."""
        given = np.empty_like(values)
        given[self.rows] = values
        return given


def why_no_risks(scores: npt.ArrayLike, labels: npt.ArrayLike, clusters: Clusters) -> str:
    """Return why ``out_of_fold`` cannot be had, or nothing.

    At least 20 patients with an event and 20 with a non-event are needed: ten folds of two each. The figure is a
    floor of ours below which nothing is shown; what the literature asks for is in ``size_note``.
    """
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(labels)
    missing = missing_scores(values) if values.size else NOTHING_TO_COUNT
    if missing:
        return missing
    holders = [int((clusters.sums(truth == label) > 0).sum()) for label in (1, 0)]
    if min(holders) < LEAST_EVENTS:
        return (
            f"too few: {counted(holders[0], 'patient')} with metastasis and {holders[1]} without, and calibration by"
            f" cross-validation needs {LEAST_EVENTS} of each"
            if clusters.single
            else f"too few: {counted(holders[0], 'patient')} with a metastatic node and {holders[1]} with a"
            f" non-metastatic one, and calibration by cross-validation needs {LEAST_EVENTS} of each"
        )
    finite = values[np.isfinite(values)]
    if not finite.size:
        return "no score is finite"
    return "all scores tie" if float(values.min()) == float(values.max()) else ""


def out_of_fold(scores: npt.ArrayLike, labels: npt.ArrayLike, clusters: Clusters, seed: int = 0) -> Risks:
    """Return the risks that ten-fold cross-validation gives, the folds being of patients.

    In each fold both calibrations are fitted on the other nine: logistic, logit risk = a + b score by maximum
    likelihood (``fit_line``), and isotonic, the non-decreasing step of risk that is nearest in least squares
    (pool adjacent violators), on the rank of the score, linear between the ranks that were fitted and flat beyond. The
    folds are stratified by whether a patient has an event and shuffled by ``seed``, starting from an order that only
    scores and labels decide.

    A score of minus infinity (a patient with fewer nodes than the rule counts) takes the lowest finite score, one of
    plus infinity the highest, and a note says so.

    Parameters
    ----------
    scores : shape (n,), without NaN.
    labels : shape (n,), 0 or 1; ``why_no_risks`` has found nothing against them.
    clusters : which patient each belongs to.

    Source: Platt JC 2000 (see ``fit_line``); Zadrozny B, Elkan C. Transforming classifier scores into accurate
    multiclass probability estimates. KDD 2002, 694-699.
    """
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(labels, dtype=np.int64)
    values, notes = _finite(values, "patient" if clusters.single else "node")
    ranks = np.unique(values, return_inverse=True)[1].astype(np.int64).ravel()
    order, places = content_order(ranks, truth, clusters)
    fold = patient_folds(places, clusters.sums(truth) > 0, FOLDS, seed)[clusters.codes][order]
    values, ranks, truth = values[order], ranks[order], truth[order]
    logit, isotonic = np.empty(values.size), np.empty(values.size)
    slopes, parted = [], 0
    aims = truth.astype(np.float64)
    for number in range(FOLDS):
        held, rest = fold == number, fold != number
        parted += separated(values[rest], truth[rest])
        intercept, slope = fit_line(values[rest], aims[rest])
        slopes.append(slope)
        logit[held] = intercept + slope * values[held]
        steps = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(ranks[rest], aims[rest])
        isotonic[held] = steps.predict(ranks[held])
    notes += _fit_notes(slopes, parted)
    return Risks(aims, Clusters.of(places[clusters.codes][order]), logit, isotonic, order, tuple(notes))


def _finite(values: Floats, one: str) -> tuple[Floats, list[str]]:
    """Return scores with the infinite ones moved to the nearest finite one, and what to say of it."""
    finite = values[np.isfinite(values)]
    low, high = float(finite.min()), float(finite.max())
    notes = []
    for infinite, words in ((-np.inf, "minus infinity (negative at every threshold)"), (np.inf, "plus infinity")):
        number = int((values == infinite).sum())
        if number:
            where = "lowest" if infinite < 0 else "highest"
            notes.append(f"{counted(number, one)} with a score of {words}: given the {where} finite score.")
    return np.clip(values, low, high), notes


def _fit_notes(slopes: list[float], parted: int) -> list[str]:
    """Return what the fits ask to be said."""
    notes = []
    if parted:
        notes.append(
            f"The score separates the classes in {parted} of {FOLDS} training parts, where logistic calibration has no"
            " maximum; there it is fitted to Platt's targets, which keep the risks off 0 and 1."
        )
    if min(slopes) < 0:
        falling = sum(slope < 0 for slope in slopes)
        notes.append(
            f"Logistic risk falls with the score in {falling} of {FOLDS} folds: the score says little, or less."
        )
    return notes
