"""Which columns make subgroups: all that can, or those that the user names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from nodecluster.errors import SettingsError
from nodecluster.tables import VOLUME
from nodecluster.validation.subgroups.split import NODE_SIZE, Split, Unusable, largest_nodes, split
from nodecluster.variables import CONTRACT, Variable, clinical_variables
from nodecluster.words import did_you_mean, one_line, shown

OWN_SETS = ("cohort", "clinical_n")
_HAS_SETS = "its values are sets of their own at patient level"


def splits(
    nodes: pd.DataFrame, known: pd.DataFrame, judged: npt.NDArray[np.bool_], asked: Sequence[str] | None
) -> list[Split | Unusable]:
    """Return the subgroups by each column, or why a column makes none.

    Parameters
    ----------
    nodes : a row a node, with ``patient_id`` and perhaps ``volume_mm3``.
    known : a row a patient, with the clinical variables.
    judged : shape (patients,), whose figures are counted.
    asked : the columns that the user names, in the order wanted; None takes every clinical variable in the order of
        the table, and after them the node size where there are volumes.

    Raises
    ------
    SettingsError
        a column that is asked for is not there or makes no subgroups, or the node size where there are no volumes.
    """
    sized = VOLUME in nodes or NODE_SIZE in known
    if asked is not None:
        refuse_unknown(asked, known, sized)
    columns = _columns(nodes, known)
    if asked is None:
        asked = [name for name in columns if name not in OWN_SETS and (name != NODE_SIZE or sized)]
    return [_split(name, columns[name], judged) for name in dict.fromkeys(asked)]


def refuse_unknown(asked: Sequence[str], patients: pd.DataFrame, sized: bool = True) -> None:
    """Refuse names of subgroups that cannot be made.

    Parameters
    ----------
    patients : a row a patient; this may be asked long before anything is measured.
    sized : whether there is a node size, or will be.

    Raises
    ------
    SettingsError
        naming the first such column, why, and those that there are.
    """
    variables, left_out = clinical_variables(patients)
    usable = list(dict.fromkeys([*(variable.name for variable in variables), *([NODE_SIZE] if sized else [])]))
    known = {*usable, *OWN_SETS, *(column.name for column in left_out)}
    for name in asked:
        if name not in known:
            there = f"There are: {', '.join(usable)}" if usable else "There is none"
            raise SettingsError(f"subgroup {shown(name)}: {_refusal(name, usable)} {there}")


def _refusal(name: str, usable: Sequence[str]) -> str:
    """Return why a name makes no subgroups, as a sentence."""
    if name == NODE_SIZE:
        return (
            f"the nodes table has no column {VOLUME}; add it, with every node's volume in mm3"
            " (original_shape_MeshVolume of the features table), or leave this subgroup out."
        )
    if name in CONTRACT:
        return "this column has a meaning of its own and makes no subgroups."
    return f"the patients table has no such column{did_you_mean(name, usable) or '.'}"


def _columns(nodes: pd.DataFrame, known: pd.DataFrame) -> dict[str, Variable | str]:
    """Return every column by its name as a variable or as the reason why it makes no subgroups.

    They come in the order of the table, the node size last.
    """
    variables, left_out = clinical_variables(known)
    found: dict[str, Variable | str] = {variable.name: variable for variable in variables}
    found |= {column.name: column.reason for column in left_out}
    order = [one_line(name) for name in known.columns]
    columns: dict[str, Variable | str] = {name: found[name] for name in order if name in found}
    columns |= dict.fromkeys(OWN_SETS, _HAS_SETS)
    if NODE_SIZE not in columns:
        columns[NODE_SIZE] = largest_nodes(nodes, known)
    return columns


def _split(name: str, column: Variable | str, judged: npt.NDArray[np.bool_]) -> Split | Unusable:
    """Return the subgroups by one column, or why there are none."""
    return split(column, judged) if isinstance(column, Variable) else Unusable(name, column)
