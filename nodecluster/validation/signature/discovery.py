"""The false discovery rate of tests that are read together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import false_discovery_control

Floats = npt.NDArray[np.float64]

BH, BY = "Benjamini-Hochberg", "Benjamini-Yekutieli"


def false_discovery(p: Floats) -> tuple[Floats, Floats]:
    """Return the q-values of Benjamini and Hochberg, and those of Benjamini and Yekutieli, of a family of p-values.

    Among tests whose q is at most Q, the share that are false alarms is expected to be at most Q: Hochberg's where the
    tests are independent or positively dependent, Yekutieli's, which are larger, whatever they have to do with each
    other. A missing p (NaN) stays missing and is not counted: a test that could not be done can raise no alarm.

    Parameters
    ----------
    p : shape (tests,), each between 0 and 1, or NaN.

    Sources: Benjamini Y, Hochberg Y. Controlling the false discovery rate: a practical and powerful approach to
    multiple testing. J R Stat Soc B 1995;57:289-300. Benjamini Y, Yekutieli D. The control of the false discovery rate
    in multiple testing under dependency. Ann Stat 2001;29:1165-1188.

    >>> bh, by = false_discovery(np.array([0.01, np.nan, 0.04]))  # 2 * 0.01 and 0.04; times 1 + 1/2
    >>> bh.round(6), by.round(6)
    (array([0.02,  nan, 0.04]), array([0.03,  nan, 0.06]))
    """
    known = ~np.isnan(p)
    found = []
    for method in ("bh", "by"):
        q = np.full_like(p, np.nan)
        if known.any():
            q[known] = false_discovery_control(p[known], method=method)
        found.append(q)
    return found[0], found[1]
