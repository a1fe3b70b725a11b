"""Cohorts of nodes for the tests of areas."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import HERE

STUDY = (368, 105, 88, 836)
"""True positives, false positives, false negatives, true negatives among the study's 1397 nodes."""


def study_nodes():
    """Truth and group of the study's nodes."""
    return np.repeat([1, 0, 1, 0], STUDY), np.repeat([1, 1, 0, 0], STUDY)


def nodes_of(name):
    """A table of reference data."""
    return pd.read_csv(HERE / name, comment="#")


def cohort(seed, patients=30, spread=0.7):
    """Truth, score (with ties) and patient of nodes that are alike within a patient; both classes in many patients."""
    rng = np.random.default_rng(seed)
    patient = np.repeat(np.arange(patients), rng.integers(1, 9, patients))
    truth = (rng.random(patient.size) < rng.random(patients)[patient]).astype(int)
    truth[:2] = 0, 1
    score = np.round(truth + spread * rng.normal(size=patients)[patient] + rng.normal(size=patient.size), 1)
    return truth, score, patient


@st.composite
def small_cohorts(draw):
    """Truth with both classes, scores with ties, patients: 4 to 30 nodes of 2 to 8 patients."""
    size = draw(st.integers(4, 30))
    whole = [draw(st.lists(st.integers(0, top), min_size=size, max_size=size)) for top in (1, 6, 7)]
    truth = np.array(whole[0])
    truth[:2] = 0, 1
    return truth, np.array(whole[1], dtype=float), np.array(whole[2])


def shuffled(seed, truth, score, patient):
    """The same nodes in another order, their patients under other names; scores changed without changing an order."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(truth))
    names = rng.permutation(1000)[np.unique(patient, return_inverse=True)[1]]
    return truth[order], np.exp(score[order] / 3) - 5, Clusters.of([f"p{name}" for name in names[order]])
