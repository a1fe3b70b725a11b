from __future__ import annotations

import sys

import pytest

from nodecluster.words import did_you_mean, first_few, listed, printable, shown


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("cN3", "'cN3'"),
        ("", "nothing"),
        ("  \n", "nothing"),
        ("a\n  b\tc\x1b[31m", "'a b c [31m'"),
        ("x" * 61, "'" + "x" * 60 + "...'"),
        ("x" * 60, "'" + "x" * 60 + "'"),
        (3.5, "'3.5'"),
        ("Müller", "'Müller'"),
    ],
)
def test_a_cell_is_shown_on_one_line(cell, text):
    assert shown(cell) == text


def test_suggestions():
    assert did_you_mean("groop", ["group", "score"]) == "; did you mean 'group'?"
    assert did_you_mean("zzz", ["group", "score"]) == ""
    assert did_you_mean("x", []) == ""


def test_every_letter_that_there_is():
    letters = [chr(code) for code in range(sys.maxunicode + 1)]
    made = [printable(letter) for letter in letters]
    assert all(map(str.isprintable, made))
    replaced = {letter: new for letter, new in zip(letters, made, strict=True) if new != letter}
    assert set(replaced.values()) == {" ", "\N{REPLACEMENT CHARACTER}"}
    assert {replaced[letter] for letter in "\t\n\r\N{NO-BREAK SPACE}\N{LINE SEPARATOR}"} == {" "}
    odd = ("\0", "\x1b", "\x9b", "\udcfc", "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{ZERO WIDTH SPACE}")
    assert {replaced[letter] for letter in odd} == {"\N{REPLACEMENT CHARACTER}"}


@pytest.mark.parametrize(
    ("number", "said"), [(0, ""), (1, "a"), (2, "a, b"), (3, "a, b, c"), (4, "a, b, c and 1 more")]
)
def test_of_more_than_may_be_named_the_rest_is_counted(number, said):
    assert first_few("abcd"[:number], most=3) == said


@pytest.mark.parametrize(("number", "said"), [(0, ""), (1, "a"), (2, "a and b"), (3, "a, b and c")])
def test_a_list_in_words(number, said):
    assert listed("abc"[:number]) == said
