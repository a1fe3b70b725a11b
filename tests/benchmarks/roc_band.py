"""How often the band of an ROC curve holds the true sensitivity, by simulation, one false positive rate at a time.

Run it with ``python -m tests.benchmarks.roc_band``. Scores are normal in both classes, of patients or of the nodes of
patients, alike within a patient. A row is a population; a number is the share of cohorts in percent whose interval
holds the truth at that rate, of those that have one there; beside it the plain quantiles of the same resamples.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from nodecluster.validation.areas.band import MOST_RESAMPLES, roc_band
from nodecluster.validation.areas.drawn import STEPS, resampled_sensitivities
from nodecluster.validation.areas.ordering import Scored, scored
from nodecluster.validation.values.clusters import Clusters

RATES = (2, 3, 5, 10, 20, 30, 50, 80)
"""Shown, in percent; the mean is over all from 5 to 95."""


@dataclass(frozen=True)
class Population:
    """Patients of two classes, the area of their score, how many nodes they have, and how alike these are."""

    positives: int
    negatives: int
    area: float
    nodes: int = 1
    alike: float = 0.0

    def sample(self, rng: np.random.Generator) -> Scored:
        """Return one cohort."""
        sizes = 1 + rng.poisson(self.nodes - 1, self.positives + self.negatives)
        codes = np.repeat(np.arange(sizes.size), sizes)
        truth = (codes < self.positives).astype(np.int64)
        noise = np.sqrt(self.alike) * rng.normal(size=sizes.size)[codes]
        noise += np.sqrt(1 - self.alike) * rng.normal(size=codes.size)
        return scored(truth, [self.apart * truth + noise], Clusters(codes, int(sizes.size)))

    @property
    def apart(self) -> float:
        """By how many standard deviations the classes differ."""
        return float(norm.ppf(self.area) * np.sqrt(2))

    def truth(self) -> np.ndarray:
        """Return the true sensitivity at each rate of the grid."""
        return norm.sf(norm.isf(np.arange(STEPS + 1) / STEPS) - self.apart)


POPULATIONS = (
    Population(20, 30, 0.85), Population(60, 100, 0.85), Population(200, 300, 0.85), Population(20, 30, 0.95),
    Population(60, 100, 0.95), Population(20, 30, 0.85, 8, 0.4), Population(80, 80, 0.85, 9, 0.4),
    Population(20, 30, 0.95, 8, 0.0), Population(20, 30, 0.85, 8, 0.8), Population(80, 80, 0.85, 9, 0.8),
    Population(60, 100, 0.85, 6, 0.8),
)  # fmt: skip


def coverage(population: Population, cohorts: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of intervals that hold the truth at each rate, of the band and of the plain quantiles."""
    rng, truth = np.random.default_rng(seed), population.truth()
    held, known, plain = np.zeros(STEPS + 1), np.zeros(STEPS + 1), np.zeros(STEPS + 1)
    for _ in range(cohorts):
        sample = population.sample(rng)
        band = roc_band(sample, 0.95, MOST_RESAMPLES, seed)
        known += ~np.isnan(band.low)
        held += (band.low <= truth) & (truth <= band.high)
        low, high = np.quantile(resampled_sensitivities(sample, MOST_RESAMPLES, seed), [0.025, 0.975], axis=0)
        plain += (low <= truth) & (truth <= high)
    return np.where(known > 0, held / np.maximum(known, 1), np.nan), plain / cohorts


def main() -> None:
    """Print the coverage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cohorts", type=int, default=400)
    arguments = parser.parse_args()
    print("patients +/-, area, nodes, alike      FPR", "".join(f"{rate:>6}%" for rate in RATES), "   mean")
    for population in POPULATIONS:
        name = f"{population.positives}/{population.negatives}, {population.area}, {population.nodes}"
        for method, shares in zip(("band", "quantiles"), coverage(population, arguments.cohorts, 1), strict=True):
            row = "".join(f"{100 * shares[rate]:7.1f}" for rate in RATES)
            print(f"{name}, {population.alike:<12} {method:>12}{row}{100 * np.nanmean(shares[5:96]):9.1f}", flush=True)


if __name__ == "__main__":
    main()
