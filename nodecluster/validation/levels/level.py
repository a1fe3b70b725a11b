"""One level of analysis as a plain value: the confusion table and everything that is read from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nodecluster.validation.areas.area import auc_group, auc_score
from nodecluster.validation.intervals.wilson import share_estimate
from nodecluster.validation.paired.clinical import against_clinical, clinical_notes
from nodecluster.validation.values.confusion import Confusion, binary

Level = dict[str, Any]
"""``n``, ``confusion``, an estimate each of the seven proportions, ``auc_group`` and ``auc_score``, perhaps
``clinical``, and ``notes``: JSON-ready, as in ``metrics.json``."""

Unit = Literal["nodes", "patients"]

_CAVEAT = {"nodes": " (nodes treated as independent)", "patients": ""}
INDEPENDENCE = (
    "The intervals treat the nodes of one patient as independent. They are not, so the intervals are too narrow."
)


def level_from_arrays(
    truth: npt.ArrayLike,
    predicted: npt.ArrayLike,
    score: npt.ArrayLike | None = None,
    clinical: npt.ArrayLike | None = None,
    *,
    level: float = 0.95,
    unit: Unit = "patients",
    notes: Sequence[str] = (),
) -> Level:
    """Return a level of analysis from arrays with a value a node, or a value a patient.

    Parameters
    ----------
    truth, predicted : shape (n,), 1 metastatic, 0 not.
    score : shape (n,), larger on the metastatic side, NaN where missing; None where there is none.
    clinical : shape (n,), what the clinical assessment predicts, 0 or 1, NaN where missing; None where there is none.
        Not at node level: McNemar's test needs independent pairs.
    level : of the intervals.
    unit : what a value stands for; at node level the methods and a note say that independence is assumed.
    notes : said before those that arise here.

    >>> level_from_arrays([1, 1, 0, 0], [1, 0, 0, 0])["ccr"]["value"]
    0.75

    Raises
    ------
    ValueError
        the shapes differ, a value is none of the above, or ``clinical`` is given for nodes.
    """
    if unit == "nodes" and clinical is not None:
        raise ValueError("a clinical assessment is of patients, not of nodes")
    true, found = binary(truth, "truth"), binary(predicted, "predicted")
    confusion, caveat = Confusion.of(true, found), _CAVEAT[unit]
    result: Level = {"n": confusion.n, "confusion": confusion.as_dict()}
    for name, share in confusion.shares().items():
        result[name] = share_estimate(share, level, caveat).as_dict()
    result["auc_group"] = auc_group(confusion, level, caveat).as_dict()
    result["auc_score"] = auc_score(true, score, level, caveat).as_dict()
    said = [*notes, *([INDEPENDENCE] if unit == "nodes" and confusion.n else [])]
    if clinical is not None:
        assessed = np.asarray(clinical, dtype=np.float64)
        outcome = against_clinical(true, found, assessed, level)
        said += clinical_notes(assessed, outcome)
        result |= {"clinical": outcome} if outcome else {}
    return {**result, "notes": said}


def level_from_counts(
    confusion: Confusion, clinical: int | None = None, *, level: float = 0.95, unit: Unit = "patients"
) -> Level:
    """Return a level of analysis from a published two-by-two table, without a score.

    Parameters
    ----------
    confusion : the four counts.
    clinical : what the clinical assessment predicts of everyone: 0 for a table of cN0 patients, 1 for cN+.

    >>> level_from_counts(Confusion(28, 7, 10, 83), clinical=0)["clinical"]["discordant"]
    {'model_only': 28, 'clinical_only': 7}
    """
    counts = [confusion.tp, confusion.fp, confusion.fn, confusion.tn]
    assessed = None if clinical is None else np.full(confusion.n, float(clinical))
    truth, predicted = np.repeat([1, 0, 1, 0], counts), np.repeat([1, 1, 0, 0], counts)
    return level_from_arrays(truth, predicted, None, assessed, level=level, unit=unit)
