from __future__ import annotations

import pytest

from nodecluster.tables import FAILS, OK, WARNING
from nodecluster.verdicts import Verdicts


def test_counts_by_hand():
    rows = [
        *(("A", "", FAILS), ("A", "1", OK), ("A", "2", FAILS)),  # in part
        *(("B", "", FAILS), ("B", "1", FAILS)),  # as a whole
        *(("C", "", WARNING), ("C", "1", FAILS)),  # emptied
        *(("D", "1", WARNING), ("E", "", FAILS)),
    ]
    found = Verdicts.of(rows)
    assert found == Verdicts({OK: 1, WARNING: 1, FAILS: 3}, {OK: 0, WARNING: 1, FAILS: 3}, whole=2, emptied=1, part=1)


@pytest.mark.parametrize(
    ("rows", "worst"),
    [
        ([], OK),
        ([("A", "1", OK)], OK),
        ([("A", "1", OK), ("A", "", WARNING)], WARNING),
        ([("A", "1", WARNING), ("A", "2", FAILS)], FAILS),
        ([("A", "1", WARNING), ("B", "", FAILS)], FAILS),
    ],
)
def test_the_worst_verdict(rows, worst):
    assert Verdicts.of(rows).worst == worst


def test_without_a_table_nothing_is_counted():
    assert Verdicts.of_table(None) == Verdicts.of([])
