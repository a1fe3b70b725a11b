"""Populations of clustered nodes whose figures are known in closed form, and cohorts drawn from them.

A node's latent score is ``distance`` if it is metastatic, plus its patient's part, plus its own; the intraclass
correlation is the patient's share of the variance, which is 1. The group is the score cut at a fixed threshold. In the
design ``whole`` all nodes of a patient are of one class, as the study labels them; in ``mixed`` the share of metastatic
nodes differs between patients and a patient may have both. Patients have 1 to 30 nodes, 8.7 on average (the study: 1397
of 160) with a standard deviation of 6; how many says nothing about the class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from nodecluster.validation.values.clusters import Clusters

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DESIGNS = ("whole", "mixed")
PATIENTS = (40, 160)
CORRELATIONS = (0.0, 0.3, 0.6)
AREAS = (0.7, 0.85, 0.95)

METASTATIC = 0.4
"""The share of metastatic patients in ``whole``, and of metastatic nodes in either design."""
CUT = 0.6
"""Where the threshold lies on the way between the classes: above the middle, so that specificity is the larger."""
MOST_NODES = 30


@dataclass(frozen=True, eq=False)
class Cohort:
    """Nodes of patients: truth, latent scores of one or two models with their groups (1 metastatic), whose they are."""

    truth: Ints
    scores: tuple[Floats, ...]
    groups: tuple[Ints, ...]
    assessed: Ints
    clusters: Clusters


@dataclass(frozen=True)
class Population:
    """Where cohorts come from.

    Attributes
    ----------
    design : ``whole`` or ``mixed``.
    patients : of each cohort.
    icc : intraclass correlation of the latent score within a class.
    area : under the ROC curve, of two nodes of different patients.
    nodes : whether patients have several nodes; else one each.
    """

    design: str
    patients: int
    icc: float
    area: float
    nodes: bool = True

    @property
    def distance(self) -> float:
        """How far apart the classes' means are: area = Phi(distance / sqrt 2)."""
        return float(np.sqrt(2) * norm.ppf(self.area))

    def truths(self) -> dict[str, float]:
        """Return the figures of all nodes of the population; CCR is that of a node drawn from all nodes."""
        sensitivity = float(norm.cdf((1 - CUT) * self.distance))
        specificity = float(norm.cdf(CUT * self.distance))
        return {
            "sensitivity": sensitivity,
            "specificity": specificity,
            "ccr": METASTATIC * sensitivity + (1 - METASTATIC) * specificity,
            "auc_score": self.area,
            "auc_group": (sensitivity + specificity) / 2,
        }

    def rng(self, seed: int) -> np.random.Generator:
        """Return a generator of its own, the same in every run and whatever else is simulated."""
        place = (DESIGNS.index(self.design), self.patients, round(100 * self.icc), round(100 * self.area), self.nodes)
        return np.random.default_rng([seed, *(int(number) for number in place)])

    def cohort(self, rng: np.random.Generator, models: int = 1) -> Cohort:
        """Draw a cohort, seen by one or two models.

        Two models have the same figures, and share half of the variance of their scores. ``assessed`` is what a
        clinical assessment says, one thing of all nodes of a patient; it is right as often as a model is, and
        correlates with the patient's part of the scores.
        """
        sizes = np.ones(self.patients, dtype=np.int64)
        if self.nodes:
            sizes = np.minimum(1 + rng.negative_binomial(2, 2 / 9.7, self.patients), MOST_NODES)
        patient = np.repeat(np.arange(self.patients), sizes)
        if self.design == "whole":
            truth = (rng.random(self.patients) < METASTATIC)[patient].astype(np.int64)
        else:
            share = rng.beta(2 * METASTATIC, 2 * (1 - METASTATIC), self.patients)
            truth = (rng.random(patient.size) < share[patient]).astype(np.int64)
        parts = [self._noise(rng, patient) for _ in range(1 if models == 1 else 3)]
        noise = parts[:1] if models == 1 else [(parts[0] + part) / np.sqrt(2) for part in parts[1:]]
        scores = tuple(self.distance * truth + each for each in noise)
        groups = tuple((score > CUT * self.distance).astype(np.int64) for score in scores)
        assessed = np.zeros(0, dtype=np.int64) if models == 1 else self._assessed(rng, truth, scores[0], patient)
        clusters = Clusters(patient, self.patients) if self.nodes else Clusters.singletons(self.patients)
        return Cohort(truth, scores, groups, assessed, clusters)

    def _noise(self, rng: np.random.Generator, patient: Ints) -> Floats:
        """Return what a score has beyond its class's mean: variance 1, correlated within patients."""
        shared = np.sqrt(self.icc) * rng.normal(size=self.patients)
        return shared[patient] + np.sqrt(1 - self.icc) * rng.normal(size=patient.size)

    def _assessed(self, rng: np.random.Generator, truth: Ints, score: Floats, patient: Ints) -> Ints:
        """Return a clinical assessment of the patients of ``whole``, a value a node; in ``mixed`` there is none."""
        if self.design != "whole":
            return np.zeros(0, dtype=np.int64)
        firsts = np.unique(patient, return_index=True)[1]
        # Of standard normal noise that correlates by one half with that of the patient's first node.
        mean = self.distance * truth[firsts]
        noise = (score[firsts] - mean) / 2 + np.sqrt(0.75) * rng.normal(size=self.patients)
        return (mean + noise > CUT * self.distance).astype(np.int64)[patient]


def populations(design: str) -> Iterator[Population]:
    """Yield the populations of a design."""
    for patients, icc, area in product(PATIENTS, CORRELATIONS, AREAS):
        yield Population(design, patients, icc, area)
