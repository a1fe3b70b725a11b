"""Likelihood ratios: by how much a prediction multiplies the odds of metastasis."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nodecluster.validation.intervals.critical import critical
from nodecluster.validation.use.ratio import KOOPMAN, koopman
from nodecluster.validation.values.confusion import NOTHING_TO_COUNT, Confusion, lacking
from nodecluster.validation.values.estimate import INFINITE, Estimate, not_estimable

LOG = "log method (Simel, Samsa and Matchar 1991)"


@dataclass(frozen=True)
class _Ratio:
    """A share of the positives over a share of the negatives, and what to say where a count is 0."""

    count: int
    n: int
    base_count: int
    base_n: int
    if_infinite: str
    if_neither: str


def likelihood_ratios(confusion: Confusion, level: float = 0.95) -> dict[str, Estimate]:
    """Return ``positive``, sensitivity / (1 - specificity), and ``negative``, (1 - sensitivity) / specificity.

    The interval is that of the log method: exp(log LR ± z sqrt(1/a - 1/n1 + 1/b - 1/n0)); beside it stands the score
    interval. Where one of the counts is 0, or both shares are 1, the log method has no standard error, and 0.5 is
    **not** added to the counts: the score interval stands alone. With no false positive (no true negative) the ratio
    is infinite: the value and the upper limit are None with the reason, the lower limit is finite. With no true
    positive (no false negative) the ratio is 0 with a finite upper limit.

    The observations must be independent: one a patient.

    Source: Simel DL, Samsa GP, Matchar DB. Likelihood ratios with confidence: sample size estimation for diagnostic
    test studies. J Clin Epidemiol 1991;44:763-770. For the score interval see ``koopman``.

    >>> ratio = likelihood_ratios(Confusion(28, 7, 10, 83))["positive"]  # (28 / 38) / (7 / 90)
    >>> f"{ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"
    '9.47 (4.54 to 19.78)'
    """
    positives, negatives = confusion.positives, confusion.negatives
    missing = _missing_class(positives, negatives)
    if missing:
        return {name: not_estimable(missing, LOG, level, confusion.n) for name in ("positive", "negative")}
    infinite = INFINITE + ", because there is no {} (a count of 0)"
    none = "there is no {} prediction"
    pairs = {
        "positive": _Ratio(
            confusion.tp, positives, confusion.fp, negatives, infinite.format("false positive"), none.format("positive")
        ),
        "negative": _Ratio(
            confusion.fn, positives, confusion.tn, negatives, infinite.format("true negative"), none.format("negative")
        ),
    }
    return {name: _estimate(pair, level) for name, pair in pairs.items()}


def _estimate(pair: _Ratio, level: float) -> Estimate:
    """Return one likelihood ratio, by the log method where there is a standard error."""
    n = pair.n + pair.base_n
    if pair.count == pair.base_count == 0:
        return not_estimable(pair.if_neither, LOG, level, n)
    low, high = koopman(pair.count, pair.n, pair.base_count, pair.base_n, level)
    if pair.base_count == 0:
        return Estimate(None, low, None, level, KOOPMAN, n, pair.if_infinite)
    value = (pair.count / pair.n) / (pair.base_count / pair.base_n)
    score = Estimate(value, low, high, level, KOOPMAN, n)
    variance = 0.0 if pair.count == 0 else 1 / pair.count - 1 / pair.n + 1 / pair.base_count - 1 / pair.base_n
    if variance <= 0:
        return score
    factor = math.exp(critical(level) * math.sqrt(variance))
    return Estimate(value, value / factor, value * factor, level, LOG, n, others=(score,))


def _missing_class(positives: int, negatives: int) -> str:
    """Return why there is no ratio, or nothing."""
    if not positives and not negatives:
        return NOTHING_TO_COUNT
    missing = lacking(positives, negatives)
    return f"{missing}, and a likelihood ratio needs both classes" if missing else ""
