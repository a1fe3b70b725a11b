"""The sets of patients of a validation: their order and their names on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from nodecluster.report.parts import Part, Row
from nodecluster.validation.levels.naming import UNSEEN, main_set
from nodecluster.words import listed

TITLES = {"all": "All patients", "cN0": "cN0 patients", "cN+": "cN+ patients"}
NODES = {"node": "Labelled nodes", "node_unseen": "Labelled nodes of unseen patients"}

Sets = Mapping[str, Mapping[str, Any]]


def ordered(names: Iterable[str]) -> list[str]:
    """Return names with all, cN0 and cN+ first, the cohorts after them, each before its unseen part.

    >>> ordered(["b", "cN0 (unseen)", "cN0", "all"])
    ['all', 'cN0', 'cN0 (unseen)', 'b']
    """
    first = list(TITLES)

    def rank(name: str) -> tuple[int, str, bool]:
        base = name.removesuffix(UNSEEN)
        return (first.index(base) if base in first else len(first), base, name != base)

    return sorted(names, key=rank)


def main_first(sets: Sets) -> list[str]:
    """Return the names of sets, that first which the run is about, as ``main_set`` has it.

    >>> main_first({"all": {"n": 2}, "all (unseen)": {"n": 1}}), main_first({"cN0": {"n": 1}, "all": {"n": 2}})
    (['all (unseen)', 'all'], ['all', 'cN0'])
    """
    rest, main = ordered(sets), main_set(sets)
    return [main, *(name for name in rest if name != main)] if main in rest else rest


def nodes_first(metrics: Mapping[str, Any]) -> list[str]:
    """Return the node levels that there are, that of the unseen patients first."""
    return [name for name in reversed(NODES) if metrics.get(name)]


def title(name: str) -> str:
    """Return the heading of a set.

    >>> title("cN+ (unseen)"), title("north"), title("north (unseen)")
    ('cN+ patients, unseen', 'Cohort north', 'Cohort north, unseen')
    """
    base = name.removesuffix(UNSEEN)
    found = TITLES.get(base, f"Cohort {base.removeprefix('cohort ')}")
    return f"{found}, unseen" if name != base else found


def parts_of(sets: Sets, part: Callable[[str, Mapping[str, Any]], Part]) -> dict[str, Any]:
    """Return what a section shows of each set: the main one open, the others to be unfolded.

    Those in which nobody can be counted or nothing estimated are named in a sentence: there is nothing to unfold.

    Parameters
    ----------
    sets : a block a set, each with ``n``, and with a ``reason`` where nothing can be estimated.
    part : makes what is shown of a set, from its heading and its block.
    """
    main, *rest = main_first(sets)
    first = part(title(main), sets[main])
    folded, empty = folded_parts({title(name): sets[name] for name in rest}, part)
    return {"parts": (first,), "folded": tuple(without(each, first.notes) for each in folded), "empty": empty}


def folded_parts(sets: Sets, part: Callable[[str, Mapping[str, Any]], Part]) -> tuple[tuple[Part, ...], str]:
    """Return the parts of the sets in which there is something to see, and what is said of the others.

    Parameters
    ----------
    sets : a block a set, by its heading.
    part : as of ``parts_of``.
    """
    there = {name: block for name, block in sets.items() if block.get("n")}
    filled = tuple(part(name, block) for name, block in there.items() if not block.get("reason"))
    gaps: dict[str, dict[str, str]] = {}
    for name, block in there.items():
        if reason := str(block.get("reason") or ""):
            gaps.setdefault(reason.partition(":")[0], {})[name] = reason
    # Where reasons differ by their counts alone, what they share is said.
    whys = (
        (names, next(iter(names.values())) if len(set(names.values())) == 1 else why) for why, names in gaps.items()
    )
    said = [f"Not estimable in {listed(list(names))}: {why}." for names, why in whys]
    return filled, " ".join(filter(None, [*said, _nobody([name for name in sets if name not in there])]))


def without(part: Part, said: Row) -> Part:
    """Return a part without the notes that stand above already."""
    return replace(part, notes=tuple(note for note in part.notes if note not in said))


def _nobody(names: list[str]) -> str:
    """Return a sentence on the sets in which nobody can be counted, or nothing."""
    return f"Nobody can be counted in: {listed(names)}." if names else ""
