"""The three blocks of ``metrics.json`` that say what a prediction is worth in use.

SET is a name of ``patient_sets``; only countable patients (a prediction and a truth) are in. ESTIMATE is
``Estimate.as_dict()``. Every block has ``method`` (str) and ``notes`` (list of str). Where a block has ``reason``
(str), it has nothing beside the keys marked ``*``. A key marked ``?`` is there only where it can be.

``prevalence``: {SET: PREVALENCE}, what a positive and a negative prediction mean, by how common metastasis is::

    n*, events*          int: patients counted, and how many are pN+
    prevalence           ESTIMATE of pN+ among them
    likelihood_ratios    {"positive": ESTIMATE, "negative": ESTIMATE};
                         an infinite one has value None and the reason "infinite, because ..."
    own                  {"prevalence": float, "ppv": ESTIMATE, "npv": ESTIMATE}: as counted in the set
    stated               [{"prevalence": float, "ppv": ESTIMATE, "npv": ESTIMATE}, ...]: Judging.prevalences
    per_100              {"model": BURDEN, "clinical"?: BURDEN, "model_where_clinical"?: BURDEN,
                         "difference"?: DIFFERENCE}
    method*, notes*, reason?

    BURDEN               {"n": int, "dissections": ESTIMATE, "needless": ESTIMATE, "missed": ESTIMATE}, each in patients
                         per 100; dissections = predicted positive, needless = false positive, missed = false negative
    model_where_clinical the model on the patients that have a clinical_n, where not all have one
    DIFFERENCE           {"dissections": ESTIMATE, "needless": ESTIMATE, "missed": ESTIMATE}: model less clinical on the
                         same patients, per 100; below 0 is fewer with the model

``decision_curve``: {SET: CURVES}, net benefit in true positives a patient, by the threshold of risk::

    n*, events*          int
    thresholds           [float, ...], the 51 of decision.THRESHOLDS
    level                of the limits
    strategies           {"model": CURVE, "prediction": CURVE, "clinical"?: CURVE, "all": CURVE, "none": CURVE}
    better               [[float, float], ...]: ranges of thresholds, ends included, at which "model" is above
                         every curve that there is but "prediction", as far as more than single patients say so (see
                         decision.on_top); empty where nowhere; absent where "model" has a reason
    prediction_better    [[float, float], ...]: where within these "prediction" is above "model"; there with "better"
    assessed?            CURVES of the patients with a clinical_n, where some have none; the risks are the same
    method*, notes*, reason?

    CURVE                {"label": str, "net_benefit": [float, ...], "low": [float | None, ...], "high": [...],
                         "no_interval"?: str}, as long as thresholds; limits are None where the curve has no variance
                         (nobody, or nothing to weigh), and then no_interval says why;
                         or {"label": str, "reason": str}
    "model"              the patient score as an out-of-fold risk by logistic calibration; "prediction" the hard one

``calibration``: {"node": CALIBRATION, "node_unseen"?: CALIBRATION, "patient": {SET: CALIBRATION}}::

    n*, events*          int: nodes or patients with a label, and how many are metastatic
    patients*            int: how many patients they are of (n, at patient level)
    folds                int, of patients
    prevalence           float, events / n
    brier_prevalence     float: the Brier score of giving everybody the prevalence
    logistic, isotonic   CALIBRATOR each
    size?                str, that the sample is small for calibration and how large; it is the first of the notes, too
    method*, notes*, reason?

    CALIBRATOR           {"method": str, "mean_risk": float, "brier": ESTIMATE, "brier_scaled": ESTIMATE,
                         "slope": ESTIMATE, "intercept": ESTIMATE, "in_the_large": ESTIMATE,
                         "reliability": RELIABILITY}; ideal: slope 1, intercept 0, in_the_large 0; brier_scaled is
                         1 - brier / brier_prevalence, 1 perfect, 0 useless
    RELIABILITY          {"method": str, "level": float, "groups": [{"n": int, "events": int, "predicted": float (mean
                         risk), "observed": float (share), "low": float | None, "high": float | None,
                         "reason"?: str}, ...]}, by rising risk; limits are None where all nodes of a group are of one
                         patient, and then reason says so
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from nodecluster.validation.judging import Judging
from nodecluster.validation.levels.sets import countable, patient_sets
from nodecluster.validation.tables.labels import CLINICAL_PREDICTS
from nodecluster.validation.use.calibration import calibrate, calibration, calibration_block
from nodecluster.validation.use.decision import decision_curve
from nodecluster.validation.use.prevalence import prevalence_block
from nodecluster.validation.values.clusters import Clusters


def use_blocks(
    nodes: pd.DataFrame, patients: pd.DataFrame, judging: Judging | None = None, seen: Collection[str] = ()
) -> dict[str, Any]:
    """Return ``prevalence``, ``decision_curve`` and ``calibration``, JSON-ready.

    Parameters
    ----------
    nodes : a row a node: ``patient_id``, ``score`` (NaN where missing) and ``label`` (1, 0 or missing). Nodes without
        a label count nowhere.
    patients : as ``patient_table`` returns it: ``patient_id``, ``cohort``, ``clinical_n``, ``predicted``, ``truth`` and
        ``score``.
    judging : level, seed and prevalences.
    seen : the patients that the model was fitted on; the figures are given with and without them.
    """
    judging = judging or Judging()
    blocks: dict[str, Any] = {"prevalence": {}, "decision_curve": {}, "calibration": _node_blocks(nodes, judging, seen)}
    blocks["calibration"]["patient"] = {}
    for name, chosen in patient_sets(patients, seen).items():
        found = _patient_blocks(chosen[countable(chosen)], judging)
        blocks["prevalence"][name], blocks["decision_curve"][name], blocks["calibration"]["patient"][name] = found
    return blocks


def _patient_blocks(used: pd.DataFrame, judging: Judging) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return one set's blocks, in the order of their names in ``use_blocks``."""
    truth, predicted = (used[name].astype("int64").to_numpy() for name in ("truth", "predicted"))
    clinical = used["clinical_n"].map(CLINICAL_PREDICTS).astype("float64").to_numpy()
    clusters, level = Clusters.singletons(len(used)), judging.level
    risks, reason = calibrate(used["score"].to_numpy(dtype="float64"), truth, clusters, judging.seed)
    given = None if risks is None else risks.in_rows(risks.logistic)
    return (
        prevalence_block(truth, predicted, clinical, judging.prevalences, level),
        decision_curve(truth, predicted, given, clinical, level=level, why_no_risk=reason),
        calibration_block(risks, reason, truth, clusters, level),
    )


def _node_blocks(nodes: pd.DataFrame, judging: Judging, seen: Collection[str]) -> dict[str, Any]:
    """Return the calibration of the labelled nodes, and of those of unseen patients where some were seen."""
    labelled = nodes[nodes["label"].notna()]
    of_seen = labelled["patient_id"].isin(list(seen))
    blocks = {"node": _node_block(labelled, judging)}
    return blocks | ({"node_unseen": _node_block(labelled[~of_seen], judging)} if of_seen.any() else {})


def _node_block(labelled: pd.DataFrame, judging: Judging) -> dict[str, Any]:
    """Return the calibration of labelled nodes."""
    return calibration(
        labelled["score"].to_numpy(dtype="float64"),
        labelled["label"].astype("int64").to_numpy(),
        Clusters.of(labelled["patient_id"].to_numpy()),
        level=judging.level,
        seed=judging.seed,
    )
