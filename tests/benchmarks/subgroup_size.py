"""Type I errors of the tests of interaction: how often p is at most 0.05 where no subgroup differs from another.

Run it with ``python -m tests.benchmarks.subgroup_size``; ``--cohorts`` sets how many are simulated for each line, and
``--only few`` (or ``shares``) leaves out the other table. Patients have all or none of their nodes metastatic, and the
scores of a patient's nodes share a part (intraclass correlation). In the tables of shares the patients of two subgroups
have 7 nodes on average, those of three and four 3, 9, 6 and 12. In the table of few, so many patients are in the second
of two subgroups; beside 5 % it has the errors at 1 %, where a subgroup of few patients does the most harm.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.stats import norm
from threadpoolctl import threadpool_limits

from nodecluster.validation.subgroups.areas import equal_areas
from nodecluster.validation.subgroups.shares import equal_shares
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.tested import Tested

SHARES = {"2 even": [0.5, 0.5], "2 uneven": [0.8, 0.2], "3 even": [1 / 3] * 3, "4 uneven": [0.4, 0.3, 0.2, 0.1]}
NODES = [3, 9, 6, 12]
FEW = {8: (1, 2, 4), 14: (1, 2, 3, 5), 40: (1, 2, 3, 5, 10), 160: (1, 3, 5, 10, 20)}
"""Of so many patients, so many in the second subgroup."""
AREAS, CORRELATIONS = (0.7, 0.85, 0.95), (0.0, 0.3, 0.6)
FIGURES = ("ccr", "sensitivity", "specificity", "auc")


@dataclass(frozen=True)
class Setting:
    """What cohorts are like; ``dealt`` is a name of ``SHARES`` or how many patients are in the second subgroup."""

    patients: int
    dealt: str | int
    area: float
    correlation: float
    nodes: bool

    def groups(self, rng: np.random.Generator) -> npt.NDArray[np.int64]:
        """Return the subgroup of each patient."""
        if isinstance(self.dealt, int):
            return (np.arange(self.patients) < self.dealt).astype(np.int64)
        return rng.choice(len(SHARES[self.dealt]), self.patients, p=SHARES[self.dealt])

    def sizes(self, rng: np.random.Generator, group: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return how many nodes each patient has."""
        if not self.nodes:
            return np.ones(self.patients, dtype=np.int64)
        differ = str(self.dealt).startswith(("3 ", "4 "))
        return 1 + rng.poisson(np.array(NODES)[group] - 1 if differ else np.full(self.patients, 6))

    def rng(self) -> np.random.Generator:
        """Return a generator of its own."""
        return np.random.default_rng([0, *map(ord, repr(self))])


def settings(only: str) -> Iterator[tuple[str, list[Setting]]]:
    """Yield the tables, each a title and what its lines are of."""
    for unit, correlations in (("patients", (0.0,)), ("nodes", CORRELATIONS)):
        nodes = unit == "nodes"
        if only != "few":
            each = product((40, 160), SHARES, AREAS, correlations)
            yield f"{unit}, by shares", [Setting(*what, nodes) for what in each]
        if only != "shares":
            pairs = [(patients, few) for patients, several in FEW.items() for few in several]
            each_few = product(pairs, AREAS[1:], correlations)
            yield f"{unit}, few in one", [Setting(*pair, *what, nodes) for pair, *what in each_few]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cohorts", type=int, default=2000)
    parser.add_argument("--only", choices=("shares", "few"), default="")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    print(
        "share of p <= 0.05 in %, after a stroke that of p <= 0.01; in brackets cohorts without p, where there are any"
    )
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for title, chosen in settings(arguments.only):
            figures = "".join(f" {figure:>17}" for figure in FIGURES)
            print(f"\n{title}\n{'patients':>9} {'subgroups':>9} {'AUC':>5} {'ICC':>4}{figures}")
            found = pool.map(partial(line, cohorts=arguments.cohorts), chosen)
            for what, cells in zip(chosen, found, strict=True):
                head = f"{what.patients:>9} {what.dealt:>9} {what.area:>5} {what.correlation:>4}"
                print(head, *(f"{cell:>17}" for cell in cells), flush=True)


def line(what: Setting, cohorts: int) -> list[str]:
    """Simulate cohorts and return the shares of rejections for each figure, as text."""
    rng, found = what.rng(), defaultdict(list)
    with threadpool_limits(1):
        for _ in range(cohorts):
            for figure, test in tested(rng, what).items():
                found[figure].append(test.p)
    texts = []
    for figure in FIGURES:
        known = np.array([p for p in found[figure] if p is not None])
        shares = "/".join(f"{100 * np.mean(known <= size):.1f}" for size in (0.05, 0.01)) if known.size else "-"
        missing = 100 - 100 * known.size / cohorts
        texts.append(shares + (f" ({missing:.0f})" if known.size < cohorts else ""))
    return texts


def tested(rng: np.random.Generator, what: Setting) -> Mapping[str, Tested]:
    """Simulate one cohort without any difference between its subgroups, and test it."""
    group = what.groups(rng)
    owner = np.repeat(np.arange(what.patients), what.sizes(rng, group))
    truth = rng.integers(0, 2, what.patients)[owner]
    distance = np.sqrt(2) * norm.ppf(what.area)
    noise = np.sqrt(what.correlation) * rng.normal(size=what.patients)[owner]
    noise += np.sqrt(1 - what.correlation) * rng.normal(size=owner.size)
    score = distance * (truth - 0.5) + noise
    right, codes = (score > 0) == (truth == 1), group[owner]
    clusters = Clusters.of(owner) if what.nodes else Clusters.singletons(what.patients)
    return {
        "ccr": equal_shares(right, codes, clusters),
        "sensitivity": equal_shares(right, np.where(truth == 1, codes, -1), clusters),
        "specificity": equal_shares(right, np.where(truth == 0, codes, -1), clusters),
        "auc": equal_areas(truth, score, codes, clusters),
    }


if __name__ == "__main__":
    main()
