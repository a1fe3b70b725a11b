"""How often 95 % intervals of Cohen's d hold the truth, and how often the clustered t test raises a false alarm.

Run it with ``make coverage`` or ``python -m tests.benchmarks.signature``. Cohorts have 1 to some 30 nodes a patient, 9
in the mean, and features with an intraclass correlation; ``label`` parts patients (a third are metastatic), ``group``
parts nodes by a feature of its own, as groups do. ``heavy`` features are lognormal. False alarms are those at 5 % where
the means are the same; they are counted for labels only, as groups always differ. The truth of d is that of 60,000
patients.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from scipy.stats import t

from nodecluster.validation.signature.clustered import Design, clustered_spread
from nodecluster.validation.signature.differences import side_differences
from nodecluster.validation.values.clusters import Clusters

PATIENTS, CORRELATIONS, FEATURES, COHORTS, MANY = (15, 24, 40, 160), (0.0, 0.3, 0.6), 8, 500, 60_000
Drawn = tuple[np.ndarray, np.ndarray, np.ndarray]


def main() -> None:
    """Print a line for each population."""
    print(f"{'sides':>6} {'shape':>7} {'ICC':>4} {'patients':>8} {'d':>6} {'coverage of d':>14} {'false alarms':>13}")
    for line in lines():
        print(line, flush=True)


def lines() -> Iterator[str]:
    """Yield the lines."""
    for kind, heavy, correlation in product(("label", "group"), (False, True), CORRELATIONS):
        for shift in (0.0, 1.0) if kind == "label" else (1.0,):
            whole = drawn(np.random.default_rng(9), MANY, correlation, kind, heavy=heavy, shift=shift)
            truth = float(np.median(side_differences(whole[0], whole[1])["d"]))
            for patients in PATIENTS:
                rng = np.random.default_rng((patients, int(10 * correlation), heavy, kind == "label", int(shift)))
                made = (drawn(rng, patients, correlation, kind, heavy=heavy, shift=shift) for _ in range(COHORTS))
                found = [held(cohort, truth) for cohort in made if min(design(cohort).patients) > 1]
                cover, alarm = (100 * np.mean([each[place] for each in found]) for place in (0, 1))
                false = f"{alarm:13.1f}" if kind == "label" and not shift else f"{'-':>13}"
                shape = "heavy" if heavy else "normal"
                yield f"{kind:>6} {shape:>7} {correlation:>4} {patients:>8} {truth:6.2f} {cover:14.1f} {false}"


def drawn(
    rng: np.random.Generator, patients: int, correlation: float, kind: str, *, heavy: bool, shift: float
) -> Drawn:
    """Return features, sides and patients of one cohort."""
    owner = np.repeat(np.arange(patients), 1 + rng.negative_binomial(1.2, 0.13, patients))
    label = (np.arange(patients) % 3 == 0).astype(float)[owner]
    noise = np.stack([_noise(rng, patients, owner, correlation) for _ in range(FEATURES + 1)], axis=1)
    values, own = noise[:, :FEATURES], noise[:, FEATURES] + label
    if kind == "label":
        values, sides = values + shift * label[:, None], 1 + label.astype(np.int64)
    else:
        values, sides = np.sqrt(0.5) * (values + shift * own[:, None]), 1 + (own > 0.5).astype(np.int64)
    return np.exp(0.7 * values) if heavy else values, sides, owner


def _noise(rng: np.random.Generator, patients: int, owner: np.ndarray, correlation: float) -> np.ndarray:
    """Return a feature of variance 1."""
    shared = np.sqrt(correlation) * rng.standard_normal(patients)[owner]
    return shared + np.sqrt(1 - correlation) * rng.standard_normal(owner.size)


def design(cohort: Drawn) -> Design:
    """Return who has nodes on which side."""
    return Design.of(cohort[1], Clusters.of(cohort[2]))


def held(cohort: Drawn, truth: float) -> tuple[float, float]:
    """Return the share of features whose interval holds the truth, and of those whose test is below 5 %."""
    values, sides, _ = cohort
    made = design(cohort)
    d = side_differences(values, sides)["d"].to_numpy()
    spread, reach = clustered_spread(values, made, d), t.ppf(0.975, made.freedom())
    inside = np.abs(d - truth) <= reach * spread.d_error
    return float(inside.mean()), float((np.abs(spread.difference) > reach * spread.error).mean())


if __name__ == "__main__":
    main()
