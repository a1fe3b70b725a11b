"""Reasons for an exclusion: shown as they are written, but for those that may name somebody."""

from __future__ import annotations

import pandas as pd
import pytest

from nodecluster.variables import NOT_SHOWN, reasons_warning, shown_reasons

SHOWN = "no consent"


@pytest.mark.parametrize(
    "reason",
    ["Frau Huber, geb. 1950", "died 3.4.2020", "Huber, Hans", "see MRN00123", "as 1234567", "ask anna@example.org"],
)
def test_a_reason_that_may_name_somebody_is_not_shown(reason):
    given = pd.Series(["", SHOWN, reason, reason], index=[3, 5, 7, 9], dtype=object)
    pd.testing.assert_series_equal(
        shown_reasons(given), pd.Series(["", SHOWN, NOT_SHOWN, NOT_SHOWN], index=[3, 5, 7, 9], dtype=object)
    )
    (warning,) = reasons_warning(given)
    assert "of 2 patients are not shown" in warning
    assert reason not in warning


@pytest.mark.parametrize(
    "reason",
    ["CT without contrast", "too old (over 80)", "neoadjuvant therapy, then surgery", "slices of 10 mm", "moved 2020"],
)
def test_other_reasons_are_shown_and_nothing_is_warned_of(reason):
    given = pd.Series(["", reason], dtype=object)
    assert shown_reasons(given).tolist() == ["", reason]
    assert reasons_warning(given) == []


def test_nobody_has_no_reason():
    assert shown_reasons(pd.Series([], dtype=object)).empty
