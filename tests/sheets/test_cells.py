"""Cells of the flat tables: no text of the analyst is a formula."""

from __future__ import annotations

import pytest

from nodecluster.sheets.cells import frame
from tests.sheets.reading import read_back

FORMULAS = [
    "=1+1",
    "@SUM(A1)",
    "+A1",
    "-A1",
    "-2+3+cmd|' /C calc'!A0",
    "=HYPERLINK(1)",
    " =1",
    "\t=1",
    "+ve",
    "-1 (A1)",
]
PLAIN = ["+", "-", "--", "+++", "+/-", "-1", "-1.5", "+1e-5", "-1.5 (0.2)", "-3 (-5 to 1)", "-3 %", "cN+", "a=b", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_become_texts(text):
    assert frame([{"a": text}], ["a"]).loc[0, "a"] == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_stay_as_they_are(text):
    assert read_back(frame([{"a": text, "b": -1.5}], ["a", "b"])).loc[0].tolist() == [text, "-1.5"]
