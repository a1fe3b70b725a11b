"""What sets the groups apart, and what sets pathology's labels apart, on the features that the model kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.validation.signature.contrast import Sides, contrast
from nodecluster.validation.signature.discovery import BH, BY
from nodecluster.words import counted

Floats = npt.NDArray[np.float64]

DIFFERENCE = "Cohen's d, mean of the second less mean of the first over the pooled standard deviation of nodes"
INTERVAL = (
    "linearised, clustered by patient (CR2 of the difference, linearised pooled SD), t; each for itself, not adjusted"
    " for how many features there are"
)
TEST = "t test of the difference of means, clustered by patient (CR2, degrees of freedom of Bell and McCaffrey)"

DOUBLE_DIPPING = (
    "The groups were made from these very features: their p and q would be small even where there is nothing to find"
    " (double dipping). They describe how far the groups lie apart; they are no evidence that there are two kinds of"
    " node. The intervals take the groups as given."
)
NO_PART = "Labels had no part in making the groups or in choosing the features: these p and q are those of a test."
FITTED_TOO = (
    "All labelled nodes are of patients that the model was fitted on. Their features chose which features were kept;"
    " their labels chose nothing."
)
BETWEEN_PATIENTS = (
    "A label mostly comes from the patient's counts, so that it compares patients with and without metastasis more than"
    " nodes within a patient; the test counts patients for that."
)


def signature(
    values: Floats,
    features: Sequence[str],
    patients: npt.ArrayLike,
    groups: npt.ArrayLike,
    labels: npt.ArrayLike,
    seen: npt.ArrayLike,
    level: float = 0.95,
) -> dict[str, Any]:
    """Return ``signature.json``: the groups, and pathology's labels, against each other on each feature.

    Groups are contrasted on all nodes. Labels are contrasted on the labelled nodes of patients that the model has not
    seen, or, where there are none, on all labelled nodes.

    Parameters
    ----------
    values : the kept features of the nodes in their own units, shape (nodes, features). A node whose values are not all
        finite is left out.
    features : their names, in the model's order.
    patients : whose the nodes are, shape (nodes,).
    groups : 1 or 2 a node, shape (nodes,).
    labels : 1 metastatic, 0 not, NaN where not known, shape (nodes,).
    seen : whether the model was fitted on the node's patient, shape (nodes,).
    level : of the intervals.

    Returns
    -------
    ``level``; ``method``, by what ``difference``, ``interval``, ``test``, ``q_bh`` and ``q_by`` are made; ``features``;
    ``left_out``, how many nodes have no finite values; and ``groups`` and ``labels``, as of ``contrast``. Ready for
    JSON: nothing is NaN.

    Raises
    ------
    ValueError
        the shapes do not go together, or a group is neither 1 nor 2.
    """
    matrix = np.asarray(values, dtype=np.float64)
    ids, side = np.asarray(patients), np.asarray(groups)
    label, fitted = np.asarray(labels, dtype=np.float64), np.asarray(seen, dtype=bool)
    if matrix.shape != (ids.size, len(features)) or not side.shape == label.shape == fitted.shape == ids.shape:
        raise ValueError(f"{matrix.shape} values for {ids.size} nodes and {len(features)} features")
    if not np.isin(side, (1, 2)).all():
        raise ValueError("groups must be 1 or 2")
    there = np.isfinite(matrix).all(axis=1)
    labelled = there & np.isin(label, (0.0, 1.0))
    used, names = _labelled(labelled, fitted)
    whole = Sides("group 1", "group 2", "all nodes of this run", False, (DOUBLE_DIPPING,), "no node has all features")
    return {
        "level": float(level),
        "method": {"difference": DIFFERENCE, "interval": INTERVAL, "test": TEST, "q_bh": BH, "q_by": BY},
        "features": [str(name) for name in features],
        "left_out": int((~there).sum()),
        "groups": contrast(matrix[there], features, ids[there], side[there].astype(np.int64), whole, level),
        "labels": contrast(matrix[used], features, ids[used], label[used].astype(np.int64) + 1, names, level),
    }


def _labelled(labelled: npt.NDArray[np.bool_], seen: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.bool_], Sides]:
    """Return which nodes the labels are contrasted on, and what is to be said of them."""
    fresh, known = labelled & ~seen, labelled & seen
    notes: tuple[str, ...]
    used, of, notes = labelled, "labelled nodes, all of patients that the model was fitted on", (FITTED_TOO,)
    if fresh.any() or not labelled.any():
        used, of, notes = fresh, "labelled nodes of patients that the model has not seen", ()
        if known.any():
            notes = (
                f"Left out: {counted(int(known.sum()), 'labelled node')} of patients that the model was fitted on.",
            )
    said = (NO_PART, BETWEEN_PATIENTS, *notes)
    return used, Sides("non-metastatic", "metastatic", of, True, said, "no node has a label")
