"""Two scores of the same nodes or patients: the test of their areas that swaps them within patients."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import numpy.typing as npt

from nodecluster.validation.areas.missing import missing_class, missing_either
from nodecluster.validation.areas.ordering import Scored, scored
from nodecluster.validation.intervals.clustered import ONE_PATIENT
from nodecluster.validation.values.clusters import Clusters, Floats
from nodecluster.validation.values.confusion import binary
from nodecluster.validation.values.tested import Tested

SWAPS = 10_000
"""How many random swaps there are; where there are no more in all, each is taken."""

EXACT = "permutation test of two areas, ranks swapped within patients: all swaps, two-sided"
DRAWN = f"permutation test of two areas, ranks swapped within patients: {SWAPS} random swaps, two-sided"

TWO_TESTS = (
    "The areas of the scores have two tests. DeLong's (of nodes the clustered one) asks about the areas alone, but of"
    " few patients and areas near 1 it rejects too seldom; the permutation test comes nearer to its level there, but a"
    " difference in the shape of the curves can make it reject as well. Say beforehand which one counts;"
    " p (Holm) belongs to the former."
)

NO_SWAP = "to swap the two scores changes the difference in no patient: there is nothing to test"


def swapped_test(
    truth: npt.ArrayLike, first: npt.ArrayLike | None, second: npt.ArrayLike | None, clusters: Clusters, seed: int = 0
) -> Tested:
    """Test whether two scores have the same ROC curve, with a statistic that looks for a difference of the areas.

    Were both scores alike, it would not matter which of a patient's two sets of ranks is called the first. So they are
    swapped, in some patients and not in others, all nodes of a patient together; p is the share of swaps that make the
    areas differ by at least as much as was found. The scores are replaced by their midranks among all observations, so
    that they need not be on one scale; areas count ties half.

    The difference of the areas after a swap is a sum over the patients of a number each, whose sign the swap turns.
    Hence a swap costs no new area, and the test is one of random signs. The numbers are whole multiples of
    1 / (4 positives negatives) and are added up as such, so that ties are exact.

    Where no more than 14 patients have such a number but 0, every swap is taken. Else p is (b + 1) / (m + 1) of m
    random swaps, b of which differ by as much: what was found is one of them, so p is never 0. Names, the order of the
    rows, a monotone transform of a score, or to exchange both scores change nothing, not even in the draws.

    It needs no variance, so a class of one member or of one patient does as well. The ranks are not taken anew after a
    swap, which is why its level is kept nearly rather than exactly. Nor does it judge the areas alone: where two curves
    have one area but another shape, the patients' numbers are not symmetrical about 0.

    Type I error at 5 %, simulated (areas of 0.7 to 0.95, intraclass correlation 0 to 0.6): of nodes 4.3 to 6.1 % with
    40 patients, and as much with 160, where the clustered DeLong test has 0.9 to 5.6 % and 2.6 to 5.2 %; of one
    observation a patient 3.2 to 4.7 % and 4.5 to 4.9 %, DeLong 1.3 to 4.8 % and 4.0 to 4.7 %. Of two hard groups, which
    have nothing but ties, it is 0.1 to 4.7 %, for ties of the one come to lie beside those of the other; of a score
    against a hard group of the same area 3.5 to 12.3 % with 40 patients and 3.8 to 8.0 % with 160, the most at an area
    of 0.95.

    Sources: Bandos AI, Rockette HE, Gur D. A permutation test sensitive to differences in areas for comparing ROC
    curves from a paired design. Stat Med 2005;24:2873-2893 (one observation a patient). That whole patients are
    swapped is the same argument, for patients are what is independent. Phipson B, Smyth GK. Permutation p-values should
    never be zero. Stat Appl Genet Mol Biol 2010;9:39 ((b + 1) / (m + 1)).

    Parameters
    ----------
    truth : shape (n,), 0 or 1.
    first, second : shape (n,), larger for class 1, NaN where there is none; None where there are none at all.
    clusters : the patient of each observation; ``Clusters.singletons`` where an observation is a patient.
    seed : of the random swaps, together with the content.

    >>> found = swapped_test([0, 0, 1, 1], [1, 2, 2, 3], [1, 3, 2, 4], Clusters.singletons(4))
    >>> found.p  # two patients have 1/16 each: 2 of the 4 choices of their signs reach 1/8
    0.5

    Raises
    ------
    ValueError
        the shapes differ, or ``truth`` is not of 0 and 1.
    """
    labels = binary(truth, "truth")
    values = [None if score is None else np.asarray(score, dtype=np.float64) for score in (first, second)]
    reason = missing_class(labels) or missing_either(values)
    if reason:
        return Tested(None, EXACT, labels.size, reason=reason)
    return _tested(scored(labels, [score for score in values if score is not None], clusters), seed)


def turned(sample: Scored) -> Floats:
    """Return what turns its sign when a patient's scores are swapped, shape (patients,); they add up to the difference.

    The unit is 1 / (4 positives negatives) of an area, in which all are whole. For a pair of a positive and a negative
    take both scores of the one against both of the other: a patient's number is half of what the pairs of its positives
    win by the first score more than by the second, and half of what those of its negatives lose less.

    Parameters
    ----------
    sample : of two scores.
    """
    positive = sample.truth == 1
    first, second = sample.ranks
    change = np.empty(positive.size)
    for members, others, sign in ((positive, ~positive, 1), (~positive, positive, -1)):
        against = np.sort(np.concatenate([first[others], second[others]]))
        change[members] = sign * (_twice_below(against, first[members]) - _twice_below(against, second[members]))
    return sample.clusters.sums(change)


def _tested(sample: Scored, seed: int) -> Tested:
    """Return the test of two scores without gaps."""
    n, numbers = int(sample.truth.size), turned(sample)
    found = abs(float(numbers.sum()))
    # Under random signs the numbers' own do not matter. Sorted sizes forget names, order, and which score is the first.
    sizes = np.sort(np.abs(numbers[numbers != 0]))
    if sample.clusters.count == 1:
        return Tested(None, EXACT, n, reason=ONE_PATIENT)
    if not sizes.size:
        return Tested(None, EXACT, n, reason=NO_SWAP)
    if 2 ** (sizes.size - 1) <= SWAPS:
        return Tested(float(np.mean(np.abs(_all_sums(sizes)) >= found)), EXACT, n)
    reached = int((np.abs(_random_sums(sizes, seed)) >= found).sum())
    return Tested((reached + 1) / (SWAPS + 1), DRAWN, n)


def _all_sums(sizes: Floats) -> Floats:
    """Return the sums under all choices of signs but for the first, whose turn would only mirror them."""
    sums = sizes[:1]
    for size in sizes[1:]:
        sums = np.concatenate([sums + size, sums - size])
    return sums


def _random_sums(sizes: Floats, seed: int) -> Floats:
    """Return the sums under random signs, shape (``SWAPS``,).

    A random byte holds the signs of eight patients, whose sums under all 256 are made once.
    """
    # Of the seed alone all cohorts would get the same signs, and share the error of these draws.
    rng = np.random.default_rng([seed, crc32(sizes.astype("<i8").tobytes())])
    signs = 2.0 * np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1) - 1  # (256, 8)
    sums = np.zeros(SWAPS)
    for eight in np.pad(sizes, (0, -sizes.size % 8)).reshape(-1, 8):
        sums += (signs @ eight)[rng.integers(0, 256, SWAPS, dtype=np.uint8)]
    return sums


def _twice_below(sorted_values: Floats, values: Floats) -> Floats:
    """Return twice the number of sorted values below each value, ties counting half."""
    below = np.searchsorted(sorted_values, values, "left") + np.searchsorted(sorted_values, values, "right")
    return below.astype(np.float64)
