"""Decimal commas, decimal points, and numbers that may be a thousand times what they seem."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from nodecluster.cohort.tables.decimals import with_points
from nodecluster.errors import TableError

PATH = Path("nodes.csv")


def table(*cells: str) -> pd.DataFrame:
    """A column of numbers beside one of text; rows are counted from 2."""
    return pd.DataFrame({"id": ["1,5"] * len(cells), "size": cells}, index=range(2, len(cells) + 2), dtype=object)


def read(*cells: str) -> list[str]:
    frame = with_points(table(*cells), ["size", "score"], PATH)
    assert frame["id"].tolist() == ["1,5"] * len(cells)
    return frame["size"].tolist()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1,5", "-0,25", "+3,0", ",5", "1,5e-05", "7", ""], ["1.5", "-0.25", "+3.0", ".5", "1.5e-05", "7", ""]),
        (["0,512", "1,234"], ["0.512", "1.234"]),  # no thousands begin with 0
        (["1,234", "12,34"], ["1.234", "12.34"]),
        (["1,234", "1234,567"], ["1.234", "1234.567"]),
        (["0.512", "1.234", "3."], ["0.512", "1.234", "3."]),
        (["1.234,5", "1,5", "1,234,567", "a,b", "1 234,5"], ["1.234,5", "1.5", "1,234,567", "a,b", "1 234,5"]),
        (["1234", "-5", "1e3"], ["1234", "-5", "1e3"]),
    ],
)
def test_what_can_be_read_in_one_way(cells, expected):
    assert read(*cells) == expected


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["5", "1,234"], "'1,234' in row 3, column 'size', which may be 1.234 or 1234,"),
        (["1.234", "-987.000"], "'1.234' in row 2, column 'size', which may be 1.234 or 1234,"),
        (["1,5", "2.5"], "decimal commas ('1,5' in row 2, column 'size') and decimal points ('2.5' in row 3"),
        (["0.5", "1,234"], "decimal commas ('1,234' in row 3, column 'size') and decimal points ('0.5' in row 2"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(cells, words):
    with pytest.raises(TableError) as caught:
        read(*cells)
    message = str(caught.value)
    assert message.startswith("nodes.csv: found ")
    assert words in message
    assert "; expected " in message
