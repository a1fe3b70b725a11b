"""How often the 95 % intervals of an area hold the truth, and how often the test of two areas errs at 5 %.

Cohorts are simulated whose nodes are alike within a patient: a node's latent score is its class's mean, plus its
patient's part, plus its own; the intraclass correlation is the patient's share of the variance. Patients have 1 to 20
nodes, 8 on average. A third of the patients, or of the nodes, is metastatic: in the design ``whole`` all nodes of a
patient are of one class, as in the study; in ``mixed`` a patient may have both; in ``patients`` there is one node a
patient. ``score`` is the latent score, ``group`` its cut half-way between the classes. For the test a second score has
the same area and shares half of its variance.

    python -m tests.benchmarks.coverage_of_areas --cohorts 2000

prints a row a setting; with --resamples the bootstrap intervals too, which takes hours.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from nodecluster.validation.areas.area import auc_group, auc_score
from nodecluster.validation.paired.delong import difference_of_areas
from nodecluster.validation.values.clusters import Clusters

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DESIGNS = ("whole", "mixed", "patients")
SHORT = {
    "Obuchowski, clustered by patient (logit, t)": "clustered",
    "Obuchowski, clustered by patient": "clustered plain",
    "DeLong (logit)": "DeLong logit",
    "DeLong": "DeLong",
    "Wilson score of the AUC as a proportion of n": "Wilson",
    "Newcombe score, method 5": "Newcombe",
    "patient bootstrap, BCa": "BCa",
    "patient bootstrap, percentile": "percentile",
}


@dataclass(frozen=True)
class Setting:
    """What cohorts are like."""

    design: str
    patients: int
    icc: float
    area: float
    kind: str

    def distance(self) -> float:
        """Return how far apart the classes' means are, so that score or group has the area."""
        return float(norm.ppf(self.area)) * (np.sqrt(2) if self.kind == "score" else 2)


def settings(designs: tuple[str, ...]) -> Iterator[Setting]:
    """Yield every setting; one node a patient has no correlation within."""
    for each in product(designs, (40, 160), (0.0, 0.3, 0.6), (0.7, 0.85, 0.95), ("score", "group")):
        if each[0] != "patients" or each[2] == 0:
            yield Setting(*each)


def cohort(rng: np.random.Generator, what: Setting) -> tuple[Ints, Floats, Floats, Clusters]:
    """Return truth, two scores and patients; again where a class has fewer than two patients."""
    while True:
        sizes = np.ones(what.patients, dtype=int)
        if what.design != "patients":
            sizes = np.clip(rng.negative_binomial(2, 2 / 9, what.patients) + 1, 1, 20)
        patient = np.repeat(np.arange(what.patients), sizes)
        share = rng.beta(1, 2, what.patients) if what.design == "mixed" else rng.random(what.patients) < 1 / 3
        truth = (rng.random(patient.size) < share[patient]).astype(np.int64)
        if min(np.unique(patient[truth == label]).size for label in (0, 1)) >= 2:
            break
    parts = [
        np.sqrt(what.icc) * rng.normal(size=what.patients)[patient]
        + np.sqrt(1 - what.icc) * rng.normal(size=patient.size)
        for _ in range(3)
    ]
    scores = [what.distance() * truth + (parts[0] + part) / np.sqrt(2) for part in parts[1:]]
    if what.kind == "group":
        scores = [(score > what.distance() / 2).astype(np.float64) for score in scores]
    return truth, scores[0], scores[1], Clusters.of(patient)


def row(what: Setting, cohorts: int, resamples: int, seed: int) -> str:
    """Return the coverage of each method, and the share of tests below 0.05, in percent."""
    rng = np.random.default_rng([seed, *map(ord, repr(what))])
    held: Counter[str] = Counter()
    known: Counter[str] = Counter()
    rejected = untested = 0
    for _ in range(cohorts):
        truth, first, second, clusters = cohort(rng, what)
        judge = auc_score if what.kind == "score" else auc_group
        found = judge(truth, first, clusters, 0.95, resamples, 0)
        for each in (found, *found.others):
            if each.low is not None and each.high is not None:
                name = SHORT[each.method.split(" (nodes")[0].split(f" of {resamples} ")[0]]
                known[name] += 1
                held[name] += each.low <= what.area <= each.high
        _, test = difference_of_areas(truth, first, second, clusters)
        untested += test.p is None
        rejected += test.p is not None and test.p < 0.05
    shares = ", ".join(f"{name} {100 * held[name] / known[name]:.1f}" for name in known)
    first_known = max(known.values()) - known["DeLong logit" if what.design == "patients" else "clustered"]
    return (
        f"{what.design:8} {what.patients:3} patients, ICC {what.icc:.1f}, {what.kind} of area {what.area:.2f}: {shares}"
        f" | test rejects {100 * rejected / cohorts:.1f} | without limits {first_known}, without test {untested}"
    )


def main() -> None:
    """Print a row a setting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cohorts", type=int, default=2000, help="simulated a setting")
    parser.add_argument("--resamples", type=int, default=0, help="of the bootstrap; 0 leaves it out")
    parser.add_argument("--design", choices=DESIGNS, action="append", help="only this one")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    for what in settings(tuple(arguments.design or DESIGNS)):
        print(row(what, arguments.cohorts, arguments.resamples, arguments.seed), flush=True)


if __name__ == "__main__":
    main()
