"""How often chance alone deals the patients out to subgroups whose shares lie as far apart."""

from __future__ import annotations

import numpy as np

from nodecluster.validation.subgroups.clustered import Patients, chi_squared

DRAWS = 4999

_CELLS = 2_000_000
"""So many patients times draws are held at once."""

_TIE = 1e-9
"""Statistics that differ by less than this share are the same but for rounding."""


def permuted_p(patients: Patients, seed: int = 0) -> float:
    """Return the p of a permutation test of equal shares.

    The patients, each whole with all of their observations, are dealt out again 4,999 times to subgroups of the same
    numbers of patients; p is the share of the draws, the one found among them, whose chi-squared (``chi_squared``) is
    as large or larger. Where patients of all subgroups are alike under the hypothesis, that in numbers of
    observations too, p never falls below the level more often than it should: one patient of 8 cannot get below 1/8.

    Source: Phipson B, Smyth GK. Permutation p-values should never be zero. Stat Appl Genet Mol Biol 2010;9:39.

    Parameters
    ----------
    patients : as ``patients_of`` returns them, so that neither names nor the order of rows decide what is drawn.
    seed : of the draws.

    Raises
    ------
    ValueError
        the share of all is 0 or 1.
    """
    rng, summands = np.random.default_rng(seed), patients.summands().T
    least = float(chi_squared(patients, patients.sums())) * (1 - _TIE) - _TIE
    as_far, left = 1, DRAWS
    while left:
        count = min(left, max(1, _CELLS // patients.group.size))
        dealt = rng.permuted(np.broadcast_to(patients.group, (count, patients.group.size)), axis=1)
        sums = np.stack([(dealt == place) @ summands for place in range(patients.groups)], axis=-1)
        as_far += int(np.count_nonzero(chi_squared(patients, sums) >= least))
        left -= count
    return as_far / (DRAWS + 1)
