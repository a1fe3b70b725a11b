"""What several commands take."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from nodecluster.cli import commands
from nodecluster.options import confidence, shares, tables_by_name

CONTEXT, PARAM = click.Context(click.Command("score")), click.Option(["--prevalence"])


def test_shares_are_read_as_they_are_written():
    assert shares(CONTEXT, PARAM, ()) == ()
    assert shares(CONTEXT, PARAM, ("0.3", "30%", " 12.5 %", "1e-3")) == pytest.approx((0.3, 0.3, 0.125, 0.001))


@pytest.mark.parametrize(
    "word", ["0", "1", "100", "100%", "0%", "-0.1", "many", "", "%", "nan", "inf", "3%%", "1,000", "1e-310"]
)
def test_what_is_no_share_is_said(word):
    with pytest.raises(click.BadParameter) as caught:
        shares(CONTEXT, PARAM, (word,))
    assert caught.value.message == f"'{word}' is no share from 1e-09 to 0.999999999, such as 0.3 or 30%"


@pytest.mark.parametrize(
    ("word", "meant"), [("30", "30%"), ("0,3", "0.3"), ("12,5", "12.5%"), ("12,5%", "12.5%"), (" 95 ", "95%")]
)
def test_what_was_perhaps_meant_is_said(word, meant):
    with pytest.raises(click.BadParameter, match=f"; did you mean {meant}\\?$"):
        shares(CONTEXT, PARAM, (word,))


def test_a_confidence_level_is_read_as_a_share_is():
    assert [confidence(CONTEXT, PARAM, word) for word in (None, "0.95", "95%")] == [None, 0.95, 0.95]
    with pytest.raises(click.BadParameter, match=r"such as 0\.95 or 95%; did you mean 95%\?$"):
        confidence(CONTEXT, PARAM, "95")
    assert confidence(CONTEXT, PARAM, "99.9999%") == pytest.approx(0.999999)
    for word in ("0.9999999999999999", "1e-320", "0.4"):  # a quantile of 1, or of 0, and what is no confidence
        with pytest.raises(click.BadParameter, match=r"is no share from 0\.5 to 0\.999999, such as 0\.95 or 95%$"):
            confidence(CONTEXT, PARAM, word)


def test_a_command_says_its_own_defaults():
    helps = {
        name: {option.name: getattr(option, "help", "") for option in commands.commands[name].params}
        for name in ("validate", "score")
    }
    assert helps["validate"]["level"].endswith("[default: the model's]")
    assert helps["score"]["level"].endswith("[default: 0.95]")
    assert helps["score"]["resamples"].endswith("[default: 2000]")
    assert helps["score"]["rule"].endswith("[default: any]")


def test_names_go_with_tables_one_by_one():
    tables = (Path("a.csv"), Path("b.csv"))
    assert tables_by_name(tables, ()) == tables
    assert tables_by_name(tables, ("x", "y")) == {"x": Path("a.csv"), "y": Path("b.csv")}
    for names in (("x",), ("x", "y", "z"), ("x", "x")):
        with pytest.raises(click.UsageError, match="for 2 tables; expected one for each, all different"):
            tables_by_name(tables, names)
