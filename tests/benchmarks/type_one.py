"""How often the tests of the validation reject at 5 % what is true, in percent.

Run it with ``make coverage`` or ``python -m tests.benchmarks.type_one``. Cohorts are those of ``clustered_cohorts``:
two models with the same figures, a clinical assessment that is right as often as they are, and two subgroups (60 and
40 % of the patients) that differ in nothing. Where cohorts have no p their share stands behind in brackets; they count
neither way. McNemar's tests depend on nothing but the number of patients and the share of discordant ones, so that
their error is computed, not simulated. Beside the tests: how often the 95 % intervals of the differences hold 0.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from math import sqrt

import numpy as np
from scipy.stats import binom
from threadpoolctl import threadpool_limits

from nodecluster.validation.paired.clustered import clustered_mcnemar
from nodecluster.validation.paired.delong import difference_of_areas
from nodecluster.validation.paired.difference import difference_of_shares
from nodecluster.validation.paired.mcnemar import mcnemar_exact, mcnemar_midp
from nodecluster.validation.paired.swapped import swapped_test
from nodecluster.validation.subgroups.areas import equal_areas
from nodecluster.validation.subgroups.shares import equal_shares
from nodecluster.validation.values.estimate import Estimate
from nodecluster.validation.values.tested import Tested
from tests.benchmarks.clustered_cohorts import AREAS, DESIGNS, PATIENTS, Cohort, Population, populations

SIZE = 0.05
LOW, HIGH = 4.0, 6.0
FIRST_SUBGROUP = 0.6
DISCORDANT = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)


@dataclass
class Tally:
    """What came of one population, by test: how many there were, how many had a p, how many rejected."""

    population: Population
    cohorts: int
    known: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)

    def add(self, name: str, found: Tested | Estimate) -> None:
        """Count a test that rejects, or an interval of a difference that holds 0."""
        if name not in self.names:
            self.names.append(name)
        if isinstance(found, Tested):
            self.known[name] += found.p is not None
            self.rejected[name] += found.p is not None and found.p <= SIZE
        elif found.low is not None and found.high is not None:
            self.known[name] += 1
            self.rejected[name] += found.low <= 0 <= found.high

    def share(self, name: str) -> float:
        """Return the share of rejections, or of intervals that hold 0, in percent."""
        return 100 * self.rejected[name] / self.known[name]

    def text(self, name: str) -> str:
        """Return the share as it is printed."""
        if not self.known[name]:
            return "-"
        without = 100 - 100 * self.known[name] / self.cohorts
        return f"{self.share(name):.1f}" + (f" ({without:.1f})" if without else "")


def simulate(population: Population, cohorts: int, seed: int) -> Tally:
    """Draw cohorts of one population and test each."""
    rng, tally = population.rng(seed), Tally(population, cohorts)
    with threadpool_limits(1):
        for _ in range(cohorts):
            cohort = population.cohort(rng, models=2)
            for name, found in (*_pairs(cohort), *_subgroups(rng, cohort)):
                tally.add(name, found)
    return tally


def _pairs(cohort: Cohort) -> Iterator[tuple[str, Tested | Estimate]]:
    """Yield the tests of two models and of a model against the clinical assessment, and the intervals."""
    truth, clusters = cohort.truth, cohort.clusters
    first, second = ((group == truth).astype(np.int64) for group in cohort.groups)
    if not clusters.single:
        yield "CCR", clustered_mcnemar(first, second, clusters)
        for name, label in (("sens.", 1), ("spec.", 0)):
            among = truth == label
            yield name, clustered_mcnemar(first[among], second[among], clusters.only(among))
        if cohort.assessed.size:
            assessed = (cohort.assessed == truth).astype(np.int64)
            yield "CCR clinic", clustered_mcnemar(first, assessed, clusters)
            yield "*clinic", difference_of_shares(first, assessed, clusters)
    yield "*CCR", difference_of_shares(first, second, clusters)
    for name, scores in (("AUC score", cohort.scores), ("AUC group", cohort.groups)):
        difference, test = difference_of_areas(truth, *scores, clusters)
        yield name, test
        yield "*" + name, difference
    yield "AUC swapped", swapped_test(truth, *cohort.scores, clusters)


def _subgroups(rng: np.random.Generator, cohort: Cohort) -> Iterator[tuple[str, Tested]]:
    """Yield the tests of interaction of two subgroups of patients."""
    truth, clusters = cohort.truth, cohort.clusters
    code = (rng.random(clusters.count) >= FIRST_SUBGROUP).astype(np.int64)[clusters.codes]
    right = cohort.groups[0] == truth
    yield "subgr. CCR", equal_shares(right, code, clusters)
    yield "subgr. sens.", equal_shares(right, np.where(truth == 1, code, -1), clusters)
    yield "subgr. spec.", equal_shares(right, np.where(truth == 0, code, -1), clusters)
    yield "subgr. AUC", equal_areas(truth, cohort.scores[0], code, clusters)


def table(tallies: list[Tally]) -> Iterator[str]:
    """Yield a line a population; columns that begin with a star are intervals."""
    names = [name for name in tallies[0].names if not name.startswith("*")]
    names += [name for name in tallies[0].names if name.startswith("*")]
    yield f"{'patients':>8} {'AUC':>5} {'ICC':>4}" + "".join(f"{name:>13}" for name in names)
    for tally in tallies:
        what = tally.population
        yield f"{what.patients:>8} {what.area:>5} {what.icc:>4}" + "".join(f"{tally.text(name):>13}" for name in names)


def verdict(tallies: list[Tally]) -> Iterator[str]:
    """Yield for each test and number of patients its range, and whether it keeps the limits."""
    for name in (name for name in tallies[0].names if not name.startswith("*")):
        for patients in PATIENTS:
            found = [each for each in tallies if each.population.patients == patients and each.known[name]]
            shares = [each.share(name) for each in found]
            outside = [share for share in shares if not LOW <= share <= HIGH]
            beyond = [each for each in found if _beyond(each, name)]
            said = "PASS" if not outside else "FAIL" if beyond else "FAIL, but within Monte Carlo error of the limits"
            where = "; ".join(f"{each.share(name):.1f} at AUC {each.population.area}, ICC {each.population.icc}"
                              for each in beyond)  # fmt: skip
            yield (
                f"{name:>13}, {patients:>3} patients: {min(shares):.1f} to {max(shares):.1f} %,"
                f" {len(shares) - len(outside)} of {len(shares)} inside: {said}{'; beyond it ' if where else ''}{where}"
            )


def _beyond(tally: Tally, name: str) -> bool:
    """Return whether a share lies outside the limits by more than the Monte Carlo error (95 %)."""
    share, known = tally.share(name), tally.known[name]
    edge = min(max(share, LOW), HIGH)
    return abs(share - edge) > 196 * sqrt(edge / 100 * (1 - edge / 100) / known)


def mcnemar_size(test: Callable[[int, int], float], patients: int, discordant: float) -> float:
    """Return the type I error of a test on the discordant counts, in percent, summed over all of them."""
    chances = binom.pmf(np.arange(patients + 1), patients, discordant)
    return 100 * float(sum(chance * rejected(test, apart) for apart, chance in enumerate(chances)))


@cache
def rejected(test: Callable[[int, int], float], apart: int) -> float:
    """Return how probable it is that a test rejects, of so many discordant patients that fall like coins."""
    first = np.arange(apart + 1)
    # Once p is no more than 5 % it stays so farther out.
    limit = next((k for k in range(apart // 2 + 1) if test(k, apart - k) > SIZE), apart // 2 + 1)
    return float(binom.pmf(first[(first < limit) | (first > apart - limit)], apart, 0.5).sum())


def mcnemar_lines() -> Iterator[str]:
    """Yield the computed errors of McNemar's tests."""
    yield f"{'patients':>8} {'test':>6}" + "".join(f"{f'{100 * share:.0f} % apart':>12}" for share in DISCORDANT)
    for patients in PATIENTS:
        for name, test in (("exact", mcnemar_exact), ("mid-p", mcnemar_midp)):
            sizes = [mcnemar_size(test, patients, share) for share in DISCORDANT]
            kept = all(LOW <= size <= HIGH for size in sizes)
            said = "PASS" if kept else "FAIL, never above" if max(sizes) <= HIGH else "FAIL"
            yield f"{patients:>8} {name:>6}" + "".join(f"{size:>12.2f}" for size in sizes) + f"   {said}"


def main() -> None:
    """Print a table for nodes of each design, and one for patients, with what they come to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cohorts", type=int, default=4000, help="of each population")
    parser.add_argument("--design", choices=DESIGNS, action="append", help="of nodes; default: whole")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    begin = time.perf_counter()
    error = 196 * sqrt(SIZE * (1 - SIZE) / arguments.cohorts)
    print(
        f"{arguments.cohorts} cohorts a population: 5 % has a Monte Carlo error of {error:.1f} percent points (95 %"
        " limits). Columns with a star: share of 95 % intervals of the difference that hold 0."
    )
    print("\nMcNemar's tests of patients, computed for shares of discordant patients", *mcnemar_lines(), sep="\n")
    judge = partial(simulate, cohorts=arguments.cohorts, seed=arguments.seed)
    plain = [Population("whole", patients, 0.0, area, nodes=False) for patients in PATIENTS for area in AREAS]
    sets = {f"Nodes, design '{design}'": list(populations(design)) for design in arguments.design or DESIGNS[:1]}
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for title, chosen in {"Patients": plain, **sets}.items():
            tallies = list(pool.map(judge, sorted(chosen, key=lambda each: -each.patients)))
            print(f"\n{title}", *table(tallies), "", *verdict(tallies), sep="\n", flush=True)
    print(f"\n{time.perf_counter() - begin:.0f} s with {arguments.jobs} processes")


if __name__ == "__main__":
    main()
