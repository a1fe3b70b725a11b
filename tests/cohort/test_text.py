"""From a file's bytes to text: what is read, and what is not guessed."""

from __future__ import annotations

import pytest

from nodecluster.cohort.text import table_text, top_of
from nodecluster.errors import TableError

TEXT = "patient_id;größe\r\nMüller;1,5\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_same_text_in_every_encoding_that_says_what_it_is(tmp_path, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert table_text(path) == TEXT
    assert top_of(path) == TEXT


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "cp850", "latin-1"])
def test_a_code_page_is_not_guessed(tmp_path, encoding):
    # the byte of an umlaut in one of them is another letter in the next: an id read wrong would be nobody's
    path = tmp_path / "t.csv"
    path.write_bytes(TEXT.encode(encoding))
    with pytest.raises(
        TableError, match=r"row 1 is not UTF-8 text, perhaps for an accent or umlaut; save it .*UTF-8'$"
    ):
        table_text(path)
    assert top_of(path).startswith("patient_id;gr")  # a look at the header is possible all the same


def test_a_long_table_is_looked_at_from_the_top(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("patient_id\n" + "ü" * 200_000, encoding="utf-16")
    assert top_of(path).startswith("patient_id\n")
    assert len(top_of(path)) < 40_000
