"""A flow as steps: each thing ends in one place, and a step counts those that ended in it or beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Step:
    """A box of the diagram: its key, that of the box it is a part of, and its words."""

    key: str
    parent: str
    label: str


def ends_table(
    ends: Sequence[str] | pd.Series, cohorts: Sequence[str] | pd.Series, reasons: Sequence[str] | pd.Series
) -> pd.DataFrame:
    """Return a row a thing that flows: the step where it ended, its cohort, and why; reasons may be empty."""
    return pd.DataFrame(
        {"end": list(ends), "cohort": list(cohorts), "reason": list(reasons)}, dtype="object", columns=_ENDS
    )


_ENDS = ["end", "cohort", "reason"]


def counted_steps(steps: Iterable[Step], ended: pd.DataFrame, cohorts: Sequence[str]) -> list[dict[str, Any]]:
    """Count a flow.

    Parameters
    ----------
    steps : each after its parent.
    ended : as of ``ends_table``; every end is a step that no other has for its parent.
    cohorts : the names to count by.

    Returns
    -------
    a dictionary a step, as ``describe`` has them. Things flow to an end only through its parents, so that the parts of
    a step add up to it by how they are counted.

    Raises
    ------
    ValueError
        an end is not the end of any way.
    """
    known = list(steps)
    inner = {step.parent for step in known}
    strange = set(ended["end"]) - ({step.key for step in known} - inner)
    if strange:
        raise ValueError(f"no way ends at {sorted(strange)}")
    beyond = _ends_beyond(known)
    found = []
    for step in known:
        within = ended[ended["end"].isin(beyond[step.key])]
        reasons = [] if step.key in inner else _reasons(within, cohorts)
        found.append(
            {
                "key": step.key,
                "label": step.label,
                "parent": step.parent,
                **_count(within["cohort"], cohorts),
                "reasons": reasons,
            }
        )
    return found


def _ends_beyond(steps: Sequence[Step]) -> Mapping[str, set[str]]:
    """Return the steps that lie beyond each one, itself among them."""
    beyond = {step.key: {step.key} for step in steps}
    for step in reversed(steps):
        if step.parent:
            beyond[step.parent] |= beyond[step.key]
    return beyond


def _count(of: pd.Series, cohorts: Sequence[str]) -> dict[str, Any]:
    """Return how many there are, in all and of each cohort."""
    found = of.value_counts()
    return {"n": len(of), "cohorts": {name: int(found.get(name, 0)) for name in cohorts}}


def _reasons(within: pd.DataFrame, cohorts: Sequence[str]) -> list[dict[str, Any]]:
    """Return how many there are for each reason, the most frequent first; nothing where no reasons are given."""
    given = within[within["reason"] != ""]
    parts = [{"label": str(label), **_count(part["cohort"], cohorts)} for label, part in given.groupby("reason")]
    return sorted(parts, key=lambda part: (-part["n"], part["label"]))
