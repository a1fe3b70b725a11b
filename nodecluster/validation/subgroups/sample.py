"""What is judged at one level, as arrays: patients, or labelled nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nodecluster.validation.levels.sets import countable
from nodecluster.validation.values.clusters import Clusters

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sample:
    """Observations, each of a patient.

    Attributes
    ----------
    truth, predicted : shape (n,), 0 or 1.
    score : shape (n,), NaN where missing.
    patient : shape (n,), the place of the patient in the table of patients.
    clusters : the same as clusters.
    """

    truth: Integers
    predicted: Integers
    score: npt.NDArray[np.float64]
    patient: Integers
    clusters: Clusters

    def only(self, chosen: Mask) -> Sample:
        """Return the observations where ``chosen``, shape (n,), holds."""
        kept = (self.truth[chosen], self.predicted[chosen], self.score[chosen], self.patient[chosen])
        return Sample(*kept, self.clusters.only(chosen))


def patient_sample(patients: pd.DataFrame, places: pd.Series) -> Sample:
    """Return the patients with a prediction and a truth.

    Parameters
    ----------
    patients : as ``patient_table`` returns it.
    places : the place of each patient to be judged, indexed by ``patient_id``.
    """
    used = patients[countable(patients) & patients["patient_id"].isin(places.index)]
    truth, predicted = (used[name].to_numpy(dtype=np.int64) for name in ("truth", "predicted"))
    return _sample(used, truth, predicted, places, nested=False)


def node_sample(nodes: pd.DataFrame, places: pd.Series) -> Sample:
    """Return the nodes that have a label.

    Parameters
    ----------
    nodes : a row a node, with ``patient_id``, ``group``, ``score`` and ``label``.
    places : as of ``patient_sample``.
    """
    used = nodes[nodes["label"].notna() & nodes["patient_id"].isin(places.index)]
    predicted = (used["group"].to_numpy(dtype=np.int64) == 2).astype(np.int64)
    return _sample(used, used["label"].to_numpy(dtype=np.int64), predicted, places, nested=True)


def _sample(used: pd.DataFrame, truth: Integers, predicted: Integers, places: pd.Series, nested: bool) -> Sample:
    """Return a table's rows as a sample."""
    patient = used["patient_id"].map(places).to_numpy(dtype=np.int64)
    clusters = Clusters.of(patient) if nested else Clusters.singletons(patient.size)
    return Sample(truth, predicted, used["score"].to_numpy(dtype=np.float64), patient, clusters)
