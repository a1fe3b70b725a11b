"""How often 95 % intervals hold the truth, by simulation: of figures of nodes, and of patients with one node each.

Run it with ``make coverage`` or ``python -m tests.benchmarks.coverage``. Cohorts are those of ``clustered_cohorts``. A
row is a population, a column a method, a number the share of intervals that hold the truth, in percent; ``shown`` is
the interval that the tool shows first, which respects the patients. Where cohorts have no interval their share stands
behind in brackets; they count neither as held nor as missed. Bootstraps draw 2,000 times and are made of fewer cohorts.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from math import sqrt

import numpy as np
from threadpoolctl import threadpool_limits

from nodecluster.validation.areas.area import auc_group, auc_score
from nodecluster.validation.intervals.proportions import proportion
from nodecluster.validation.values.estimate import Estimate
from tests.benchmarks.clustered_cohorts import AREAS, DESIGNS, PATIENTS, Population, populations

RESAMPLES = 2000
FIGURES = ("sensitivity", "specificity", "ccr", "auc_score", "auc_group")
SHOWN = "shown"
SHORT = {
    "Wilson": "Wilson",
    "Clopper-Pearson": "Clopper-P.",
    "DeLong": "DeLong",
    "Newcombe": "Newcombe",
    "Obuchowski": "Obuch. plain",
    "patient bootstrap, BCa": "BCa",
    "patient bootstrap, percentile": "percentile",
}
LIMITS = {160: (93.0, 97.0), 40: (90.0, 100.0)}
"""Of the coverage in percent of the interval that is shown first, by the number of patients."""


@dataclass
class Tally:
    """What came of one population: by figure and method how many intervals there were, and how many held."""

    population: Population
    cohorts: Counter[tuple[str, str]] = field(default_factory=Counter)
    known: Counter[tuple[str, str]] = field(default_factory=Counter)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, figure: str, found: Estimate, truth: float) -> None:
        """Count the intervals of one figure of one cohort."""
        for place, each in enumerate((found, *found.others)):
            key = figure, SHOWN if place == 0 else short(each.method)
            self.cohorts[key] += 1
            if each.low is not None and each.high is not None:
                self.known[key] += 1
                self.held[key] += each.low <= truth <= each.high

    def share(self, figure: str, method: str) -> float:
        """Return the coverage in percent."""
        return 100 * self.held[figure, method] / self.known[figure, method]

    def without(self, figure: str, method: str) -> float:
        """Return the share of cohorts without an interval, in percent."""
        return 100 - 100 * self.known[figure, method] / self.cohorts[figure, method]

    def methods(self, figure: str) -> list[str]:
        """Return the methods of a figure in the order in which the tool gives them."""
        return [method for name, method in self.cohorts if name == figure]


def short(method: str) -> str:
    """Return the heading of a method."""
    return next(name for start, name in SHORT.items() if method.startswith(start))


def simulate(population: Population, cohorts: int, bootstrapped: int, seed: int) -> Tally:
    """Draw cohorts of one population and count."""
    rng, tally, truths = population.rng(seed), Tally(population), population.truths()
    with threadpool_limits(1):
        for number in range(cohorts):
            cohort = population.cohort(rng)
            truth, group, clusters = cohort.truth, cohort.groups[0], cohort.clusters
            parts = {
                "sensitivity": (group == 1, truth == 1),
                "specificity": (group == 0, truth == 0),
                "ccr": (group == truth, np.ones(truth.size, dtype=bool)),
            }
            for figure, (hit, among) in parts.items():
                tally.add(figure, proportion(hit, among, clusters), truths[figure])
            resamples = RESAMPLES if number < bootstrapped else 0
            found = auc_score(truth, cohort.scores[0], clusters, resamples=resamples, seed=number)
            tally.add("auc_score", found, truths["auc_score"])
            found = auc_group(truth, group, clusters, resamples=resamples, seed=number)
            tally.add("auc_group", found, truths["auc_group"])
    return tally


def table(figure: str, tallies: list[Tally]) -> Iterator[str]:
    """Yield the lines of a figure's table."""
    methods = tallies[0].methods(figure)
    heading = "".join(f"{name:>15}" for name in methods)
    yield f"\n{figure:>12} {'patients':>8} {'AUC':>5} {'ICC':>4} {'truth':>6}{heading}"
    for tally in tallies:
        what = tally.population
        cells = []
        for method in methods:
            without = tally.without(figure, method)
            gap = f" ({without:.1f})" if without else ""
            cells.append(f"{tally.share(figure, method):.1f}{gap}" if without < 100 else "-")
        truth = what.truths()[figure]
        yield f"{'':>12} {what.patients:>8} {what.area:>5} {what.icc:>4} {truth:>6.3f}" + "".join(
            f"{cell:>15}" for cell in cells
        )


def worst(tallies: list[Tally]) -> Iterator[str]:
    """Yield for each figure and method the lowest and the highest coverage of any population, by patients."""
    yield f"\nlowest to highest coverage of these populations\n{'':>12} {'method':>13}" + "".join(
        f"{f'{patients} patients':>16}" for patients in LIMITS
    )
    for figure in FIGURES:
        for method in tallies[0].methods(figure):
            ranges = []
            for patients in LIMITS:
                shares = [each.share(figure, method) for each in tallies if each.population.patients == patients]
                ranges.append(f"{min(shares):.1f} - {max(shares):.1f}")
            yield f"{figure:>12} {method:>13}" + "".join(f"{text:>16}" for text in ranges)


def verdict(tallies: list[Tally]) -> Iterator[str]:
    """Yield whether the intervals that are shown first keep the limits, and each one that does not."""
    for patients, (low, high) in LIMITS.items():
        outside, count = [], 0
        for tally in (each for each in tallies if each.population.patients == patients):
            for figure in FIGURES:
                count += 1
                share, known = tally.share(figure, SHOWN), tally.known[figure, SHOWN]
                if not low <= share <= high:
                    edge = low if share < low else high
                    chance = 1.96 * 100 * sqrt(edge / 100 * (1 - edge / 100) / known)
                    inside = abs(share - edge) <= chance
                    outside.append((tally.population, figure, share, "within" if inside else "beyond"))
        said = "FAIL" if outside else "PASS"
        limits = f"intervals shown first, of {patients} patients, {low:.0f} to {high:.0f} %"
        yield f"{said}: {limits}: {count - len(outside)} of {count} inside"
        for what, figure, share, error in outside:
            where = f"{figure} at AUC {what.area}, ICC {what.icc}"
            yield f"      {where}: {share:.1f} %, {error} Monte Carlo error of the limit"


def sets(designs: Sequence[str]) -> dict[str, list[Population]]:
    """Return the populations of patients with one node each, and those of nodes, by what they are called."""
    single = [Population("whole", patients, 0.0, area, nodes=False) for patients in PATIENTS for area in AREAS]
    return {"Patients": single} | {f"Nodes, design '{design}'": list(populations(design)) for design in designs}


def main() -> None:
    """Print a table a figure, the worst of each method, and whether the limits are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cohorts", type=int, default=2000, help="of each population")
    parser.add_argument("--bootstrapped", type=int, default=500, help="of them with bootstrap intervals")
    parser.add_argument("--design", choices=DESIGNS, action="append", help="default: whole")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    begin = time.perf_counter()
    judge = partial(simulate, cohorts=arguments.cohorts, bootstrapped=arguments.bootstrapped, seed=arguments.seed)
    print(
        f"{arguments.cohorts} cohorts a population, {arguments.bootstrapped} of them with bootstraps of {RESAMPLES}."
        f" Monte Carlo error of 95 %, 1.96 standard errors: {_error(arguments.cohorts):.1f} percent points, of the"
        f" bootstraps {_error(arguments.bootstrapped):.1f}"
    )
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for title, chosen in sets(arguments.design or DESIGNS[:1]).items():
            # The slow ones first, so that no process is left alone with them at the end.
            tallies = list(pool.map(judge, sorted(chosen, key=lambda each: -each.patients)))
            print(f"\n{title}")
            lines = [line for figure in FIGURES for line in table(figure, tallies)]
            print(*lines, *worst(tallies), "", *verdict(tallies), sep="\n", flush=True)
    print(f"\n{time.perf_counter() - begin:.0f} s with {arguments.jobs} processes")


def _error(cohorts: int) -> float:
    """Return the Monte Carlo error of a coverage of 95 %, in percent points."""
    return 196 * sqrt(0.95 * 0.05 / cohorts) if cohorts else 0.0


if __name__ == "__main__":
    main()
