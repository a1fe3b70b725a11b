"""What several commands take."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from nodecluster.options import shares, tables_by_name

CONTEXT, PARAM = click.Context(click.Command("score")), click.Option(["--prevalence"])


def test_shares_are_read_as_they_are_written():
    assert shares(CONTEXT, PARAM, ()) == ()
    assert shares(CONTEXT, PARAM, ("0.3", "30%", " 12.5 %", "1e-3")) == pytest.approx((0.3, 0.3, 0.125, 0.001))


@pytest.mark.parametrize("word", ["0", "1", "30", "100%", "0%", "-0.1", "many", "", "%", "nan", "inf", "0,3", "3%%"])
def test_what_is_no_share_is_said(word):
    with pytest.raises(click.BadParameter) as caught:
        shares(CONTEXT, PARAM, (word,))
    assert caught.value.message == f"'{word}' is no share between 0 and 1, such as 0.3 or 30%"


def test_names_go_with_tables_one_by_one():
    tables = (Path("a.csv"), Path("b.csv"))
    assert tables_by_name(tables, ()) == tables
    assert tables_by_name(tables, ("x", "y")) == {"x": Path("a.csv"), "y": Path("b.csv")}
    for names in (("x",), ("x", "y", "z"), ("x", "x")):
        with pytest.raises(click.UsageError, match="for 2 tables; expected one for each, all different"):
            tables_by_name(tables, names)
