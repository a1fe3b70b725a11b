"""The nodes themselves: the uncertain ones, and some of the others to compare them with."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from nodecluster import formats
from nodecluster.report.nodes.cards import BUDGET, Card, Nodes, table
from nodecluster.report.parts import Section
from nodecluster.report.sections import patient_sheets, wrong
from nodecluster.results import Run
from nodecluster.words import counted

MOST_UNCERTAIN, OPEN_UNCERTAIN = 80, 12
OF_A_GROUP = 6
"""Nodes of each group in the sample."""


def section(run: Run) -> Section | None:
    """Return the uncertain nodes and a sample of the others; None where no node has a score, or all stand above."""
    nodes = Nodes(run)
    above = wrong.shown(run, nodes) | patient_sheets.shown(run, nodes)
    if not np.isfinite(nodes.score).any() or len(above) == len(nodes.keys):
        return None
    uncertain = [row for row in nodes.uncertain if row not in above]
    left = min(MOST_UNCERTAIN, BUDGET - len(above) - 2 * OF_A_GROUP)
    cards = tuple(nodes.card(row) for row in uncertain[:left])
    others = tuple(nodes.card(row) for row in _sample(nodes, above | set(nodes.uncertain)))
    content = {
        "sentences": _sentences(nodes, above),
        "open": cards[:OPEN_UNCERTAIN],
        "folded": cards[OPEN_UNCERTAIN:],
        "left": _left(len(uncertain) - len(cards)),
        "uncertain": table("Uncertain nodes, the nearest to the border first", cards),
        "others": {"cards": others, "table": table("Other nodes, by score", others)},
        "sample": _sample_words(others),
        "first": not above,  # how to read the cards is said where the first of them stand
        "pictured": nodes.pictured,
        "driven": any(card.bars for card in (*cards, *others)),
    }
    return Section("pictured", "The nodes", content)


def _sentences(nodes: Nodes, above: Collection[int]) -> tuple[str, ...]:
    """Return how many nodes are uncertain, what that means, and how many of them stand above."""
    if not nodes.limit:
        return ("Which nodes are uncertain cannot be said: this run has no model, and so no distance between groups.",)
    number = len(nodes.uncertain)
    said = (
        f"{number:,} of {counted(len(nodes.keys), 'node')} {'is' if number == 1 else 'are'} uncertain: within "
        f"{formats.decimals(nodes.limit, 2)} standard deviations of the border between the groups, which is a quarter "
        "of the way to the centre of a group. That is a convention for which nodes to look at first, not a probability."
    )
    shown = len(set(nodes.uncertain) & set(above))
    if not shown:
        return (said,)
    return (said, f"{counted(shown, 'of them stands', 'of them stand')} above already, with the patient or by label.")


def _left(missing: int) -> str:
    """Return what is not shown of the uncertain nodes, and where it is."""
    return f"{counted(missing, 'more uncertain node')} in nodes.csv." if missing else ""


def _sample(nodes: Nodes, without: Collection[int]) -> list[int]:
    """Return rows spread evenly over the scores of each group, group 2 first, the highest score first.

    No chance is in it: the same run gives the same nodes.
    """
    found = []
    for group in (2, 1):
        rows = np.flatnonzero((nodes.group == group) & np.isfinite(nodes.score))
        rest = [int(row) for row in rows if row not in without]
        rest.sort(key=lambda row: (-nodes.score[row], row))
        places = np.linspace(0, len(rest) - 1, min(OF_A_GROUP, len(rest))).round().astype(int)
        found += [rest[place] for place in places]
    return found


def _sample_words(cards: Sequence[Card]) -> str:
    """Return what the sample is."""
    each = {group: sum(card.group == group for card in cards) for group in (1, 2)}
    return f"{each[2]} of group 2 and {each[1]} of group 1, spread over their scores from the highest to the lowest."
