"""The numbers of a row of ``signature.json``; here, so that who reads them needs no statistics."""

from __future__ import annotations

COLUMNS = ("mean1", "sd1", "mean2", "sd2", "d", "low", "high", "t", "df", "p", "q_bh", "q_by")
"""What a row holds beside its feature: a number each, or None with a ``reason``."""

SMALL = 0.05
"""What q is held against: the share of false alarms among the features that are called different."""
