"""One level of analysis as a plain value: the confusion table and everything that is read from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nodecluster.validation.areas.area import auc_group, auc_score
from nodecluster.validation.intervals.proportions import proportions
from nodecluster.validation.paired.clinical import against_clinical
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import Confusion, binary

Level = dict[str, Any]
"""``n``, ``confusion``, an estimate each of the seven proportions, ``auc_group`` and ``auc_score``, perhaps
``clinical``, and ``notes``: JSON-ready, as in ``metrics.json``."""

Unit = Literal["nodes", "patients"]

CLUSTERED = (
    "The nodes of one patient are not independent. The first interval of each figure takes the patients as the sample;"
    " those that treat the nodes as independent are too narrow wherever a patient's nodes are alike. A design effect"
    " above 1 suggests that they are; it is an estimate itself, and of a share never taken below 1."
)
ONE_EACH = "Each patient has one labelled node, so that nodes are as independent as patients are."
UNKNOWN_PATIENTS = (
    "The counts do not tell which nodes are of one patient: every interval treats the nodes as independent, and is too"
    " narrow."
)


def level_from_arrays(
    truth: npt.ArrayLike,
    predicted: npt.ArrayLike,
    score: npt.ArrayLike | None = None,
    clinical: npt.ArrayLike | None = None,
    *,
    clusters: Clusters | None = None,
    level: float = 0.95,
    resamples: int = 0,
    seed: int = 0,
    notes: Sequence[str] = (),
) -> Level:
    """Return a level of analysis from arrays with a value a node, or a value a patient.

    Parameters
    ----------
    truth, predicted : shape (n,), 1 metastatic, 0 not.
    score : shape (n,), larger on the metastatic side, NaN where missing; None where there is none.
    clinical : shape (n,), what the clinical assessment predicts, 0 or 1, NaN where missing; None where there is none.
        A node has its patient's.
    clusters : the patient of each node; None at patient level, where every observation is a patient.
    level : of the intervals.
    resamples, seed : of the bootstrap of patients; without resamples there is none.
    notes : said before those that arise here.

    >>> level_from_arrays([1, 1, 0, 0], [1, 0, 0, 0])["ccr"]["value"]
    0.75

    Raises
    ------
    ValueError
        the shapes differ, or a value is none of the above.
    """
    true, found = binary(truth, "truth"), binary(predicted, "predicted")
    confusion = Confusion.of(true, found)
    patients = Clusters.singletons(confusion.n) if clusters is None else clusters
    result: Level = {"n": confusion.n, "confusion": confusion.as_dict()}
    result |= {name: share.as_dict() for name, share in proportions(true, found, patients, level).items()}
    result["auc_group"] = auc_group(true, found, patients, level, resamples, seed).as_dict()
    result["auc_score"] = auc_score(true, score, patients, level, resamples, seed).as_dict()
    said = list(notes)
    if clusters is not None and confusion.n:
        said.append(ONE_EACH if clusters.single else CLUSTERED)
    if clinical is not None:
        outcome = against_clinical(true, found, np.asarray(clinical, dtype=np.float64), patients, level)
        result |= {"clinical": outcome} if outcome else {}
        said += outcome["notes"] if outcome else []
    return {**result, "notes": said}


def level_from_counts(
    confusion: Confusion,
    clinical: int | None = None,
    *,
    level: float = 0.95,
    resamples: int = 0,
    seed: int = 0,
    unit: Unit = "patients",
) -> Level:
    """Return a level of analysis from a published two-by-two table, without a score.

    Parameters
    ----------
    confusion : the four counts.
    clinical : what the clinical assessment predicts of everyone: 0 for a table of cN0 patients, 1 for cN+.
    level, resamples, seed : as of ``level_from_arrays``.
    unit : what was counted; of nodes nobody knows whose they are, which a note says.

    >>> level_from_counts(Confusion(28, 7, 10, 83), clinical=0)["clinical"]["discordant"]
    {'model_only': 28, 'clinical_only': 7}
    """
    counts = [confusion.tp, confusion.fp, confusion.fn, confusion.tn]
    assessed = None if clinical is None else np.full(confusion.n, float(clinical))
    truth, predicted = np.repeat([1, 0, 1, 0], counts), np.repeat([1, 1, 0, 0], counts)
    notes = [UNKNOWN_PATIENTS] if unit == "nodes" else []
    return level_from_arrays(truth, predicted, None, assessed, level=level, resamples=resamples, seed=seed, notes=notes)
