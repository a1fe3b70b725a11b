"""A table whose rows do not fit their heads would show figures under the wrong name: it is refused."""

from __future__ import annotations

import pytest

from nodecluster.report.parts import Estimates, Measure, Table


@pytest.mark.parametrize("row", [("a", "1"), ("a", "1", "2", "3"), ()])
def test_a_row_has_as_many_cells_as_there_are_columns(row):
    assert Table("t", ("Name", "p", "SMD"), (("a", "1", "2"),)).rows == (("a", "1", "2"),)
    with pytest.raises(ValueError, match=rf"t: row .* has {len(row)} cells, and 3 columns"):
        Table("t", ("Name", "p", "SMD"), (("a", "1", "2"), row))


def test_every_row_has_its_depth_or_none_has():
    assert Table("t", ("Name",), (("a",), ("b",)), depths=(0, 1)).depths == (0, 1)
    with pytest.raises(ValueError, match="t: 1 depths of 2 rows"):
        Table("t", ("Name",), (("a",), ("b",)), depths=(0,))


def test_a_line_fills_the_columns_after_name_and_value():
    head = ("Measure", "Value", "Interval", "n")
    assert Estimates("t", head, (Measure("CCR", "0.5", (("0 to 1", "9"),)),)).measures[0].name == "CCR"
    for line in (("0 to 1",), ("0 to 1", "9", "2.0")):
        with pytest.raises(ValueError, match="t: CCR does not fill its 4 columns"):
            Estimates("t", head, (Measure("CCR", "0.5", (("0 to 1", "9"), line)),))
