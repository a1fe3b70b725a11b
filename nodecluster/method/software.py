"""With what programs a run was made."""

from __future__ import annotations

from nodecluster.checklists.facts import Facts
from nodecluster.checklists.fill import LISTS
from nodecluster.method.citing import cite, joined, plain
from nodecluster.words import listed

_PROGRAMS = {"python": "Python", "numpy": "NumPy", "scipy": "SciPy", "pandas": "pandas"}


def software(facts: Facts) -> str:
    """Return the paragraph on software and reporting; nothing where the run states no version."""
    own = facts.versions.get("nodecluster") or facts.run.info.get("nodecluster")
    others = [f"{name} {plain(facts.versions[key])}" for key, name in _PROGRAMS.items() if _known(facts, key)]
    with_them = f" under {listed(others)}" if others else ""
    said = f"The analysis was made with nodecluster {plain(own)}{with_them}." if own else ""
    return joined(said, _reported(facts)) if said else ""


def _known(facts: Facts, key: str) -> bool:
    """Return whether the run states a version."""
    return bool(facts.versions.get(key, "unknown") != "unknown")


def _reported(facts: Facts) -> str:
    """Name the checklists that the run fills in."""
    names = {"stard": "STARD 2015", "clear": "CLEAR", "metrics": "METRICS"}
    lists = LISTS.get(facts.command, ())
    if not lists or (facts.model is None and not facts.metrics):
        return ""
    filled = listed([f"{names[key]} {cite(key)}" for key in lists])
    return f"Its report fills in {filled} as far as the run states their items."
