"""Why patients are excluded, in the words of the table, but for those that may name somebody."""

from __future__ import annotations

import re

import pandas as pd

from nodecluster.variables.forms import called, plain, telling
from nodecluster.words import counted, one_line

NOT_SHOWN = "a reason that is not shown (it may name a person)"

_LONG_NUMBER = re.compile(r"[0-9]{6,}")


def shown_reasons(reasons: pd.Series) -> pd.Series:
    """Return why patients are excluded as a result may show it, with the index of the column.

    A reason with a date, a title before a name, surname and forename, a way to reach somebody or a number as of a
    record becomes ``NOT_SHOWN``. A name that stands by itself cannot be told from any other word.

    Parameters
    ----------
    reasons : a text a patient, "" of one who is not excluded.
    """
    hidden = {reason for reason in reasons.unique() if _tells(str(reason))}
    return reasons.mask(reasons.isin(hidden), NOT_SHOWN)


def reasons_warning(reasons: pd.Series) -> list[str]:
    """Return a sentence that reasons are not shown, where some are not; ``reasons`` as of ``shown_reasons``."""
    hidden = int((shown_reasons(reasons) != reasons).sum())
    if not hidden:
        return []
    return [
        f"column 'excluded': the reasons of {counted(hidden, 'patient')} are not shown, since they may name a person; "
        "write them without names, dates and numbers"
    ]


def _tells(reason: str) -> bool:
    """Return whether a reason may tell who somebody is."""
    text = plain(one_line(reason))
    return bool(telling(text) or called([text]) or _LONG_NUMBER.search(text))
