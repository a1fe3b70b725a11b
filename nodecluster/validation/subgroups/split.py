"""A clinical variable as subgroups of patients: each value, or the two sides of the median."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from nodecluster.tables import VOLUME
from nodecluster.variables import Variable

NODE_SIZE = "node_size"
"""The subgroup by the volume of the patient's largest node; a column of the patients table that is called so goes
before it."""

MOST_LEVELS = 8
FEW_VALUES = 4

LARGEST = "the volume of the patient's largest node, "
_BY_VALUE = "a subgroup a value"
_UNIT = " mm3"


@dataclass(frozen=True, eq=False)
class Split:
    """Patients dealt out to subgroups.

    Attributes
    ----------
    column : the variable's name.
    kind : ``category`` (a subgroup a value) or ``number`` (cut in two).
    how : in words for a reader.
    levels : the subgroups that judged patients are in, at least two, in their natural order.
    codes : a value a patient of the table, with its index: the place of the patient's subgroup in ``levels``, -1 where
        the value is not stated (or belongs to none of them, which no judged patient's does).
    by_size : whether they are subgroups by the volume of the patient's largest node, as the nodes table has it.
    """

    column: str
    kind: Literal["category", "number"]
    how: str
    levels: tuple[str, ...]
    codes: pd.Series
    by_size: bool = False


@dataclass(frozen=True, eq=False)
class LargestNode(Variable):
    """The volume of each patient's largest node, mm3, which the nodes table tells."""


@dataclass(frozen=True)
class Unusable:
    """A column that makes no subgroups, and why, in words that show none of its values."""

    column: str
    reason: str


def split(variable: Variable, judged: npt.NDArray[np.bool_]) -> Split | Unusable:
    """Return the subgroups by one variable.

    A category makes a subgroup of each of its values; so does a number with at most four distinct ones. Any other
    number is cut at the median of the judged patients, those at the median below ("up to 52", "above 52"). Where more
    than half have the largest value, nobody is above; then those of the largest value are one side ("below 60",
    "60 and above"). The median is shown, and cut at, with no more digits than it takes to part the same patients.

    Parameters
    ----------
    variable : a value a patient.
    judged : shape (patients,), whose figures are counted; they decide which subgroups there are, and the median.

    Returns
    -------
    ``Unusable`` where no judged patient has a value, all have the same, or there are more than eight categories.
    """
    values: pd.Series = variable.values  # noqa: PD011 (an attribute of ours, not pandas')
    known = values.notna() if variable.kind == "number" else values != ""
    counted = values[known & judged]
    distinct = counted.nunique()
    if distinct < 2:
        same = "all judged patients with a value have the same one" if distinct else "no judged patient has a value"
        return Unusable(variable.name, same)
    if variable.kind == "number":
        return (_by_number if distinct <= FEW_VALUES else _cut)(variable, values.astype("float64"), counted)
    if distinct > MOST_LEVELS:
        return Unusable(variable.name, f"{distinct} different values; at most {MOST_LEVELS} make subgroups")
    present = set(counted)
    levels = tuple(level for level in variable.levels if level in present)
    return _by_value(variable.name, values, levels)


def largest_nodes(nodes: pd.DataFrame, patients: pd.DataFrame) -> LargestNode | str:
    """Return the volume of each patient's largest node, mm3, as a variable, or why there are no volumes.

    A patient with a node whose volume is missing has none, since that node may be the largest.

    Parameters
    ----------
    nodes : a row a node, with ``patient_id`` and perhaps ``volume_mm3``.
    patients : a row a patient with ``patient_id``.
    """
    if VOLUME not in nodes:
        return f"the nodes table has no column {VOLUME}"
    volumes = pd.to_numeric(nodes[VOLUME], errors="coerce").astype("float64")
    by_patient = volumes.groupby(nodes["patient_id"])
    largest = by_patient.max().where(by_patient.count() == by_patient.size())
    values = patients["patient_id"].map(largest).astype("float64")
    return LargestNode(NODE_SIZE, "number", values)


def _by_number(variable: Variable, values: pd.Series, judged: pd.Series) -> Split:
    """Return a subgroup for each of the few numbers that judged patients have, from the smallest."""
    texts = values.map(lambda number: "" if np.isnan(number) else _shown(variable, number))
    levels = tuple(_shown(variable, number) for number in np.sort(judged.unique()))
    return replace(_by_value(variable.name, texts, levels), by_size=isinstance(variable, LargestNode))


def _by_value(name: str, values: pd.Series, levels: tuple[str, ...]) -> Split:
    """Return a subgroup for each of the levels."""
    places = {level: place for place, level in enumerate(levels)}
    codes = values.map(lambda value: places.get(value, -1)).astype("int64")
    return Split(name, "category", _BY_VALUE, levels, codes)


def _cut(variable: Variable, values: pd.Series, judged: pd.Series) -> Split:
    """Return the two sides of the median of the judged patients."""
    cut = _fewest_digits(float(judged.median()), judged)
    by_size, at = isinstance(variable, LargestNode), _shown(variable, cut)
    how = f"{LARGEST if by_size else ''}cut at the median of the judged patients, {at}"
    if cut < judged.max():
        upper, levels = values > cut, (f"up to {at}", f"above {at}")
    else:
        upper, levels = values >= cut, (f"below {at}", f"{at} and above")
        how += ", which is the largest value"
    codes = upper.astype("int64").mask(values.isna(), -1)
    return Split(variable.name, "number", how, levels, codes, by_size)


def _fewest_digits(median: float, judged: pd.Series) -> float:
    """Return the median with as few digits, but four, as leave the same patients up to it."""
    below = judged <= median
    shorter = (float(f"{median:.{digits}g}") for digits in range(4, 17))
    return next((cut for cut in shorter if ((judged <= cut) == below).all()), median)


def _shown(variable: Variable, number: float) -> str:
    """Return a number as the name of a subgroup shows it."""
    unit = _UNIT if isinstance(variable, LargestNode) else ""
    return f"{repr(float(number) + 0.0).removesuffix('.0')}{unit}"
