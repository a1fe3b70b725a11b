"""What the nested figures of a tuned patient rule are worth: their bias, and how often their intervals hold the truth.

Run it with ``python -m tests.benchmarks.tuned_rule``. Cohorts are drawn from populations of patients whose nodes lie in
group 2 the more often the more the patient is pN+; the truth is Youden's J of the chosen rule in the population.
"""

from __future__ import annotations

import argparse

import numpy as np
import numpy.typing as npt

from nodecluster.validation.choosing.nested import best, nested_choice
from nodecluster.validation.choosing.youden import youden

POPULATION = 400_000
Ints = npt.NDArray[np.int64]


def main() -> None:
    """Print a line for each size of cohort and strength of the groups."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cohorts", type=int, default=1500, help="simulated cohorts a line")
    arguments = parser.parse_args()
    rng = np.random.default_rng(1)
    print("effect  patients  J in truth  apparent  nested  95 % intervals that hold the truth: apparent, nested")
    for effect in (0.0, 1.0, 2.0):
        truth, predicted = draw(POPULATION, effect, rng)
        population = predicted[truth == 1].mean(axis=0) - predicted[truth == 0].mean(axis=0)
        for n in (40, 160):
            found = np.mean([one(*draw(n, effect, rng), population) for _ in range(arguments.cohorts)], axis=0)
            j, apparent, nested, holds_apparent, holds_nested = found
            print(
                f"{effect:6.1f}{n:10d}{j:12.3f}{apparent:10.3f}{nested:8.3f}{100 * holds_apparent:10.1f} %"
                f"{100 * holds_nested:8.1f} %"
            )


def draw(n: int, effect: float, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return the truth of n patients, 45 % of them pN+, and what six rules predict of them, shape (n, 6)."""
    truth = (np.arange(n) < 0.45 * n).astype(np.int64)
    nodes = 1 + rng.poisson(6, n)
    share = 1 / (1 + np.exp(1.8 - effect * truth - rng.normal(0, 0.8, n)))
    second = rng.binomial(nodes, share)
    rules = [second >= 1, second >= 2, second >= 3, 4 * second >= nodes, 3 * second >= nodes, 2 * second >= nodes]
    return truth, np.column_stack(rules).astype(np.int64)


def one(truth: Ints, predicted: Ints, population: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Tune on one cohort; return J of the chosen rule in truth, apparent and nested, and whether intervals hold it."""
    positives, negatives = int(truth.sum()), int((1 - truth).sum())
    tp, tn = predicted[truth == 1].sum(axis=0), (1 - predicted[truth == 0]).sum(axis=0)
    chosen = int(best(tp, positives, tn, negatives))
    found = nested_choice(truth, predicted, repeats=20)
    apparent = youden(tp[chosen], positives, tn[chosen], negatives)
    nested = youden(float(found.tp.mean()), positives, float(found.tn.mean()), negatives)
    j = population[chosen]
    return j, apparent.value, nested.value, apparent.low <= j <= apparent.high, nested.low <= j <= nested.high


if __name__ == "__main__":
    main()
