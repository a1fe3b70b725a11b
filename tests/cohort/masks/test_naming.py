"""Ids from names: whatever a name is, the id is unique, one line, and comes back from a table as it went in."""

from __future__ import annotations

import csv
import io
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.cohort.masks.naming import MOST_LETTERS, REPEATED, node_id, unique_ids
from nodecluster.cohort.tables.csvfile import read_csv

NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from(list("ab (2)\n\r\t,;\"'=+-@＝\u202e\u200b\ufeff\u00a0e\u0301\ud800")))
)


def ids(*names: str) -> list[str]:
    return [found for found, _ in unique_ids(names, range(1, len(names) + 1))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LN_1", "LN_1"),
        ("  a \t b ", "a b"),
        ("a\nb\r\nc", "a b c"),
        ("a\0b\x1b[31mc", "a b [31mc"),
        ("\u202eLN\u2066", "LN"),  # marks that turn the direction of what follows
        ("\ufeffLN\u200b", "LN"),
        ("e\u0301", "é"),
        ("a/../b", "a/../b"),
        ("<b>x</b>", "<b>x</b>"),
        ("x" * 99, "x" * 64),
        ("x" * 63 + " y", "x" * 63),
        ("リンパ節", "リンパ節"),
        ("\ud800", ""),
        (" \n", ""),
        ("=1+2", "1+2"),
        ("+-@= LN", "LN"),
        (" \t-3", "3"),
        ("@", ""),
        ("＝＋－＠LN", "LN"),
        ("LN-1 =2", "LN-1 =2"),
        ("-" + "x" * 64, "x" * 64),
    ],
)
def test_an_id_from_a_name(name, expected):
    assert node_id(name) == expected


def test_repeated_names_are_numbered():
    assert ids("a", "b", "a", "a") == ["a", "b", "a (2)", "a (3)"]
    assert ids("a", "a", "a (2)") == ["a", "a (3)", "a (2)"], "never another's own name"
    assert ids("LN", "ln") == ["LN", "ln"]
    assert ids("", "\n", "segment 2") == ["segment 1", "segment 2 (2)", "segment 2"]
    long = "x" * 70
    assert ids(long, long) == ["x" * 64, "x" * 60 + " (2)"]
    assert ids(*["x" * 61, "x" * 62] * 2) == ["x" * 61, "x" * 62, "x" * 60 + " (2)", "x" * 60 + " (3)"]
    assert ids("e\u0301", "é") == ["é", "é (2)"], "they look the same"
    assert ids("=LN", "-LN", "LN", "--", "+") == ["LN", "LN (2)", "LN (3)", "segment 4", "segment 5"]


def test_ids_of_many_nodes_with_one_name_take_no_time():
    alike = [f"{'x' * 61}{number:03}" for number in range(1000)] * 5
    for names, last in ((["a"] * 20_000, "a (20000)"), (["x" * 70] * 5000, "x" * 57 + " (5000)"), (alike, None)):
        start = time.perf_counter()
        found = ids(*names)
        assert time.perf_counter() - start < 2, "numbers that begin anew for each node take much longer"
        assert len(set(found)) == len(names)
        assert last in (found[-1], None)


def test_what_is_changed_is_told():
    told = dict(zip("abcdef", unique_ids(["n", "n", " n\n2", "", "e\u0301", "x" * 65], range(1, 7)), strict=True))
    assert told["a"] == ("n", "")
    assert told["b"] == ("n (2)", REPEATED)
    assert told["c"] == ("n 2", r"called 'n\n2' in the file, with letters that cannot be shown")
    assert told["d"] == ("segment 4", "the file gives it no name that can be shown")
    assert told["e"] == ("é", "")
    long = "longer than an id, which has at most 64 letters"
    assert unique_ids(["x" * 64], [1]) == [("x" * 64, "")]
    assert told["f"] == ("x" * 64, f"called '{'x' * 60}...' in the file, {long}")
    ((_, both),) = unique_ids(["\u202eÄ\ud800" + "x" * 65], [1])
    shown = rf"'\u202eÄ\ud800{'x' * 47}...'"
    assert both == f"called {shown} in the file, {long} and with letters that cannot be shown"
    for name in ("=n", "- n", "@", "＋"):
        ((_, sign),) = unique_ids([name], [1])
        assert sign == f"called '{name}' in the file, beginning with a sign of spreadsheets' formulas"
    for name in (" n", "n ", "n  n"):
        ((_, spaces),) = unique_ids([name], [1])
        assert spaces == "its name in the file has spaces before or after it, or several together"


@given(NASTY)
def test_an_id_is_a_line_that_can_be_shown(name):
    found = node_id(name)
    assert node_id(found) == found
    assert len(found) <= MOST_LETTERS
    assert found.isprintable()
    assert found == found.strip()
    assert not found or unicodedata.normalize("NFKC", found)[0] not in "=+-@"
    assert unicodedata.normalize("NFC", found) == found
    found.encode("utf-8")


@given(NASTY)
def test_whatever_is_told_can_be_shown_and_is_nothing_where_nothing_was_changed(name):
    ((found, told),) = unique_ids([name], [1])
    assert told.isprintable()
    assert bool(told) == (found != unicodedata.normalize("NFC", name))


@given(st.lists(NASTY, max_size=12))
def test_ids_are_unique_and_who_has_a_name_keeps_it(names):
    found = ids(*names)
    assert len(set(found)) == len(found) == len(names)
    assert all(found), "none is empty"
    assert all(len(one) <= MOST_LETTERS for one in found)
    assert {node_id(name) for name in names} - {""} <= set(found), "the first of each name has it as it is"
    assert found == ids(*names)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return tmp_path_factory.mktemp("ids") / "nodes.csv"


@given(names=st.lists(NASTY, min_size=1, max_size=5))
def test_ids_come_back_from_a_table_as_they_went_in(table, names):
    found = ids(*names)
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("patient_id", "node_id", "score"), *(("A", one, "1") for one in found)])
    table.write_text(text.getvalue(), encoding="utf-8", newline="")
    assert list(read_csv(table)["node_id"]) == found
