"""Every column but the contract's, as a number or a category; or left out, with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from nodecluster.variables.cells import as_numbers, as_texts, is_number, stated
from nodecluster.variables.personal import personal_by_name, personal_by_values
from nodecluster.words import one_line

CONTRACT = (
    "patient_id", "image", "segmentation", "cohort", "clinical_n", "nodes_examined", "nodes_positive", "excluded",
)  # fmt: skip
"""The columns of a patients table that have a meaning of their own."""

NOT_NUMBERS = 5
"""With so many distinct numbers or fewer a column holds codes, such as grades or 0 and 1: categories."""

MOST_LEVELS = 20
"""A column with more distinct texts than that is free text."""

Kind = Literal["number", "category"]


@dataclass(frozen=True, eq=False)
class Variable:
    """A clinical variable.

    Attributes
    ----------
    name : the column's, on one line.
    kind : ``number`` or ``category``.
    values : a value a patient, with the index of the table. Of a number: float64, NaN where it is missing. Of a
        category: text, "" where it is missing.
    levels : of a category, those that occur, in their natural order: T1 before T2 before T10, numbers as numbers;
        of a number: none.
    """

    name: str
    kind: Kind
    values: pd.Series
    levels: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many patients have no value."""
        gaps = self.values.isna() if self.kind == "number" else self.values == ""
        return int(gaps.sum())


@dataclass(frozen=True)
class LeftOut:
    """A column that is in no table; ``reason`` is a clause that says why, and never one of its values."""

    name: str
    reason: str


def clinical_variables(patients: pd.DataFrame) -> tuple[list[Variable], list[LeftOut]]:
    """Return the clinical variables of a patients table, and the columns that are left out of every result.

    Parameters
    ----------
    patients : a row a patient, cells of any type. The rows decide what kind a column is, so give all the patients that
        are described or judged, not a part of them.

    Returns
    -------
    both in the order of the columns. A column is

    - **left out** where it may tell who a patient is: by its name (names, birth, staff, relatives, addresses,
      telephone and record numbers, dates, remarks; English, German and some words of other languages), or by its values
      (dates, titles, surname and forename, addresses of the web or e-mail, telephone numbers, numbers that count the
      rows or look like a record's; texts of more than 40 letters, more than 20 distinct ones, or more than four
      distinct ones in five stated). This errs on the side of leaving out;
    - **left out** too where no patient has a value, where its numbers can be read in two ways, or where one is beyond
      1e100 or too small to be told from 0;
    - a **number** where every stated value is a finite one (decimal commas and a percent sign are read where all of
      the column agrees) and more than five distinct ones occur;
    - a **category** otherwise. Codes such as 1.0 are written as 1.

    Missing is an empty cell, and one that says nothing but that there is no value: NA, n/a, NaN, null, unknown, unk,
    not known, not stated, not available, not done, missing, unbekannt, k.A., keine Angabe, fehlt, a dash, a dot or a
    question mark, in capitals or not. "none" and TNM's X (as in TX) are values: somebody looked. A code such as 9 or
    999 that stands for "unknown" cannot be told from a number; empty such cells.
    """
    found: list[Variable] = []
    left_out: list[LeftOut] = []
    for place, name in enumerate(patients.columns):
        if str(name) in CONTRACT:
            continue
        kept = _variable(one_line(name), as_texts(patients.iloc[:, place]))
        if isinstance(kept, Variable):
            found.append(kept)
        else:
            left_out.append(kept)
    return found, left_out


def _variable(name: str, texts: pd.Series) -> Variable | LeftOut:
    """Return a column as a variable, or why it is none."""
    said = stated(texts)
    reason = personal_by_name(name) or ("no patient has a value" if said.empty else personal_by_values(said))
    if reason:
        return LeftOut(name, reason)
    numbers = as_numbers(texts)
    if isinstance(numbers, str):
        return LeftOut(name, numbers)
    if numbers is not None:
        if numbers.nunique() > NOT_NUMBERS:
            return Variable(name, "number", numbers)
        texts = pd.Series(["" if pd.isna(n) else f"{n:.15g}" for n in numbers], index=texts.index, dtype="object")
        said = stated(texts)
    levels = sorted(said.unique(), key=_natural)
    free = _free_text(levels, said) if numbers is None else ""
    return LeftOut(name, free) if free else Variable(name, "category", texts, tuple(levels))


def _free_text(levels: Sequence[str], said: pd.Series) -> str:
    """Say why texts are no categories, or nothing."""
    distinct, patients = len(levels), len(said)
    numbers = sum(is_number(text) for text in said)
    mend = (
        f"; {patients - numbers} of {patients} values are no numbers, the others are" if 2 * numbers > patients else ""
    )
    if distinct > MOST_LEVELS:
        return f"free text: {distinct} distinct texts, more than {MOST_LEVELS}{mend}"
    if 5 * distinct > 4 * patients:
        return f"almost every patient has a text of their own ({distinct} distinct of {patients}){mend}"
    return ""


def _natural(level: str) -> tuple[list[tuple[int, float, str]], str]:
    """Return the key that sorts texts as a reader would: numbers in them as numbers, capitals as small letters.

    >>> sorted(["T10", "t2", "T1b", "T1", "10", "9", "-1"], key=_natural)
    ['-1', '9', '10', 'T1', 'T1b', 't2', 'T10']
    """
    form = r"(-?[0-9]+(?:\.[0-9]+)?)" if re.match(r"-?[0-9]", level) else r"([0-9]+(?:\.[0-9]+)?)"
    parts = [part for part in re.split(form, level) if part]
    keys = [(0, float(part), "") if re.fullmatch(form, part) else (1, 0.0, part.casefold()) for part in parts]
    return keys, level
