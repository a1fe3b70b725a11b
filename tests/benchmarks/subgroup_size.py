"""Type I errors of the tests of interaction: how often p is at most 0.05 where no subgroup differs from another.

Run it with ``python -m tests.benchmarks.subgroup_size``; ``--cohorts`` sets how many are simulated for each line.
Patients have all or none of their nodes metastatic, and the scores of a patient's nodes share a part (intraclass
correlation). Of two subgroups the patients have 7 nodes on average, of three and four 3, 9, 6 and 12.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from scipy.stats import norm

from nodecluster.validation.subgroups.areas import equal_areas
from nodecluster.validation.subgroups.shares import equal_shares
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.tested import Tested

SHARES = {"2 even": [0.5, 0.5], "2 uneven": [0.8, 0.2], "3 even": [1 / 3] * 3, "4 uneven": [0.4, 0.3, 0.2, 0.1]}
NODES = [3, 9, 6, 12]
FIGURES = ("ccr", "sensitivity", "specificity", "auc")


def main() -> None:
    """Print a table for patients and one for nodes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cohorts", type=int, default=2000)
    cohorts = parser.parse_args().cohorts
    print("share of p <= 0.05 in %, and of cohorts without p (in brackets, where there are any)")
    for unit, correlations in (("patients", [0.0]), ("nodes", [0.0, 0.3, 0.6])):
        figures = "".join(f" {figure:>12}" for figure in FIGURES)
        print(f"\n{unit:>9} {'subgroups':>9} {'AUC':>5} {'ICC':>4}{figures}")
        for patients in (40, 160):
            for name in SHARES:
                for area in (0.7, 0.85, 0.95):
                    for correlation in correlations:
                        found = sizes(patients, name, area, correlation, unit == "nodes", cohorts)
                        print(f"{patients:>9} {name:>9} {area:>5} {correlation:>4}", *found, flush=True)


def sizes(patients: int, name: str, area: float, correlation: float, nodes: bool, cohorts: int) -> list[str]:
    """Simulate cohorts and return the share of rejections for each figure, as text."""
    rng = np.random.default_rng([patients, int(100 * area), int(10 * correlation), nodes, len(name)])
    rejected, missing = defaultdict(int), defaultdict(int)
    for _ in range(cohorts):
        for figure, test in tested(rng, patients, name, area, correlation, nodes).items():
            missing[figure] += test.p is None
            rejected[figure] += test.p is not None and test.p <= 0.05
    texts = []
    for figure in FIGURES:
        done = cohorts - missing[figure]
        share = f"{100 * rejected[figure] / done:.1f}" if done else "-"
        gaps = f" ({100 * missing[figure] / cohorts:.0f})" if missing[figure] else ""
        texts.append(f"{share + gaps:>12}")
    return texts


def tested(
    rng: np.random.Generator, patients: int, name: str, area: float, correlation: float, nodes: bool
) -> Mapping[str, Tested]:
    """Simulate one cohort without any difference between its subgroups, and test it."""
    group = rng.choice(len(SHARES[name]), patients, p=SHARES[name])
    sized = name.startswith(("3", "4"))
    average = np.array(NODES)[group] if sized else np.full(patients, 7)
    count = 1 + rng.poisson(average - 1) if nodes else np.ones(patients, dtype=int)
    owner = np.repeat(np.arange(patients), count)
    truth = rng.integers(0, 2, patients)[owner]
    distance = np.sqrt(2) * norm.ppf(area)
    noise = np.sqrt(correlation) * rng.normal(size=patients)[owner]
    noise += np.sqrt(1 - correlation) * rng.normal(size=owner.size)
    score = distance * (truth - 0.5) + noise
    right, codes = (score > 0) == (truth == 1), group[owner]
    clusters = Clusters.of(owner) if nodes else Clusters.singletons(patients)
    return {
        "ccr": equal_shares(right, codes, clusters),
        "sensitivity": equal_shares(right, np.where(truth == 1, codes, -1), clusters),
        "specificity": equal_shares(right, np.where(truth == 0, codes, -1), clusters),
        "auc": equal_areas(truth, score, codes, clusters),
    }


if __name__ == "__main__":
    main()
