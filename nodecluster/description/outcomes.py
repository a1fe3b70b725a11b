"""A test's outcome as plain values, and the tests that compare groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from nodecluster.description.spread import alike, scaled, varies

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

SIGNIFICANT = 0.05
"""Below this p a distribution is not taken for normal, nor variances for equal."""

SHAPIRO_MOST = 5000
"""More values than this Shapiro-Wilk's p is not good for (Royston 1995)."""

EXACT_MOST = 50
"""Groups smaller than this, without ties, are compared by the exact Mann-Whitney test."""

TABLES = 10_000
"""Random tables of the Fisher-Freeman-Halton test."""

LEAST_EXPECTED = 5.0


def outcome(method: str, n: int, p: float, statistic: float | None = None, df: float | None = None) -> dict[str, Any]:
    """Return the outcome of a test."""
    numbers = {"statistic": statistic, "df": df}
    found = {name: float(number) for name, number in numbers.items() if number is not None}
    return {"p": min(max(float(p), 0.0), 1.0), "method": method, "n": int(n), **found}


def not_tested(method: str, n: int, reason: str) -> dict[str, Any]:
    """Return the outcome of a test that cannot be done, and why."""
    return {"p": None, "method": method, "n": int(n), "reason": reason}


def normality(values: Floats) -> dict[str, Any]:
    """Test values, shape (n,), for a normal distribution.

    Source: Shapiro SS, Wilk MB. Biometrika 1965;52:591; Royston P. Appl Stat 1995;44:547.
    """
    method, n = "Shapiro-Wilk", values.size
    if n < 3:
        return not_tested(method, n, "fewer than 3 values")
    if n > SHAPIRO_MOST:
        return not_tested(method, n, f"more than {SHAPIRO_MOST:,} values, for which its p-value is not good")
    if not varies(values):
        return not_tested(method, n, alike(values))
    found = stats.shapiro((values - values.mean()) / values.std())  # the same, and safe for large numbers
    return outcome(method, n, found.pvalue, found.statistic)


def equal_variances(groups: Sequence[Floats]) -> dict[str, Any]:
    """Test whether groups, shape (n,) each, vary alike; each has two values that differ.

    Source: Bartlett MS. Proc R Soc A 1937;160:268.
    """
    found = stats.bartlett(*scaled(list(groups)))
    return outcome("Bartlett", sum(map(len, groups)), found.pvalue, found.statistic, len(groups) - 1)


def compared_means(groups: Sequence[Floats], *, equal: bool) -> dict[str, Any]:
    """Compare the means of groups that vary alike, or not; each ``varies`` beside the others.

    Two groups by Student's or Welch's t-test, more by the analysis of variance or Welch's form of it.
    Source: Welch BL. Biometrika 1947;34:28 and 1951;38:330.
    """
    n, groups = sum(map(len, groups)), scaled(list(groups))
    if len(groups) == 2:
        found = stats.ttest_ind(*groups, equal_var=equal)
        return outcome("Student's t-test" if equal else "Welch's t-test", n, found.pvalue, found.statistic, found.df)
    if equal:
        found = stats.f_oneway(*groups)
        return outcome("one-way analysis of variance", n, found.pvalue, found.statistic, len(groups) - 1)
    return _welch(groups)


def _welch(groups: Sequence[Floats]) -> dict[str, Any]:
    """Compare the means of three or more groups that do not vary alike (Welch 1951)."""
    k, sizes = len(groups), np.array([group.size for group in groups], dtype=np.float64)
    means = np.array([group.mean() for group in groups])
    weights = sizes / np.array([group.var(ddof=1) for group in groups])
    share = weights / weights.sum()
    spread = float((weights * (means - share @ means) ** 2).sum()) / (k - 1)
    correction = float(((1 - share) ** 2 / (sizes - 1)).sum()) / (k**2 - 1)
    statistic = spread / (1 + 2 * (k - 2) * correction)
    p = stats.f.sf(statistic, k - 1, 1 / (3 * correction))
    return outcome("Welch's analysis of variance", int(sizes.sum()), p, statistic, k - 1)


def compared_ranks(groups: Sequence[Floats]) -> dict[str, Any]:
    """Compare where groups lie by the ranks of their values; ties share their mean rank.

    Two groups by Mann-Whitney's U test: exact below 50 values each without ties, else by the normal approximation with
    the corrections for ties and continuity. More groups by Kruskal-Wallis' test.
    Source: Mann HB, Whitney DR. Ann Math Stat 1947;18:50; Kruskal WH, Wallis WA. JASA 1952;47:583.
    """
    values = np.concatenate(groups)
    name = "Mann-Whitney U test" if len(groups) == 2 else "Kruskal-Wallis test"
    if not np.ptp(values) > 0:
        return not_tested(name, values.size, "all values are the same")
    if len(groups) > 2:
        found = stats.kruskal(*groups)
        return outcome(name, values.size, found.pvalue, found.statistic, len(groups) - 1)
    exact = np.unique(values).size == values.size and max(map(len, groups)) < EXACT_MOST
    found = stats.mannwhitneyu(*groups, method="exact" if exact else "asymptotic")
    how = "exact" if exact else "normal approximation, corrected for ties and continuity"
    return outcome(f"{name} ({how})", values.size, found.pvalue, found.statistic)


def compared_counts(table: Counts) -> dict[str, Any]:
    """Compare how groups fall into categories; table of shape (categories, groups) without an empty row or column.

    Chi-square, with Yates' correction of a two-by-two table; where fewer than 5 are expected in a cell, Fisher's exact
    test, which beyond two by two is Freeman and Halton's: the share of 10,000 random tables with the same margins that
    are no more probable than this one (fixed seed).
    Source: Yates F. Suppl J R Stat Soc 1934;1:217; Freeman GH, Halton JH. Biometrika 1951;38:141.
    """
    n = int(table.sum())
    if min(table.shape) < 2:
        return not_tested("chi-square test", n, "all values are the same")
    square = table.shape == (2, 2)
    if float(stats.contingency.expected_freq(table).min()) >= LEAST_EXPECTED:
        found = stats.chi2_contingency(table)
        name = "chi-square test" + (" with Yates' correction" if square else "")
        return outcome(name, n, found.pvalue, found.statistic, found.dof)
    if square:
        return outcome("Fisher's exact test", n, stats.fisher_exact(table).pvalue)
    random = stats.random_table(table.sum(axis=1), table.sum(axis=0))
    drawn = random.logpmf(random.rvs(TABLES, random_state=0))
    as_rare = int((drawn <= random.logpmf(table) + 1e-7).sum())
    return outcome(f"Fisher-Freeman-Halton test ({TABLES:,} random tables)", n, (as_rare + 1) / (TABLES + 1))
