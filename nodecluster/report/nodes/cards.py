"""Cards of nodes: pictures in three planes beside group, score, label and what drove the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nodecluster import formats
from nodecluster.imaging.picture import Picture
from nodecluster.report.columns import numbers, words
from nodecluster.report.nodes.drivers import Driver, Drivers, drivers, uncertain_limit
from nodecluster.report.nodes.thumbnail import Thumbnail, thumbnail
from nodecluster.report.parts import Row, Table
from nodecluster.results import Run

BUDGET = 400
"""Cards on a page: with three pictures one takes about 5 kB."""

DECIDES, UNCERTAIN, AGAINST = "decides", "uncertain", "against its label"
_LABELS = {1.0: "metastatic", 0.0: "non-metastatic"}
BAR_WIDTH = 64
"""Width of the drawing of a feature's share, in its own units."""


@dataclass(frozen=True)
class View:
    """One picture of a card and the words above it."""

    drawing: Thumbnail
    name: str


@dataclass(frozen=True)
class Bar:
    """A feature's share in the score as text, and as a bar towards the side of a group.

    All other features together have no z, no bar and the group 0.
    """

    name: str
    z: str
    share: str
    x: str
    width: str
    group: int


@dataclass(frozen=True)
class Card:
    """A node as a page shows it.

    Attributes
    ----------
    key : its anchor.
    patient, node, score, label : as text; the label in words, empty where there is none.
    group : 1 or 2.
    marks : what stands out about it, in a word or two each.
    views : its pictures.
    bars : what drove the score, the last of them all other features together.
    """

    key: str
    patient: str
    node: str
    group: int
    score: str
    label: str
    marks: Row
    views: tuple[View, ...]
    bars: tuple[Bar, ...]


class Nodes:
    """The nodes of a run, each by its row of ``nodes.csv``, for making cards of them.

    Attributes
    ----------
    group, score, label : shape (nodes,), NaN where missing.
    limit : the size of a score below which a node is uncertain; 0 where the run has no model.
    pictured : whether the run has any picture.
    """

    def __init__(self, run: Run) -> None:
        """Read the columns; what drove the scores is computed when it is asked for."""
        self._run = run
        frame = run.nodes if run.nodes is not None else None
        self.keys: list[tuple[str, str]] = (
            [] if frame is None else list(zip(words(frame, "patient_id"), words(frame, "node_id"), strict=True))
        )
        none = np.zeros(0)
        self.group, self.score, self.label = (
            none if frame is None else numbers(frame, name) for name in ("group", "score", "label")
        )
        self.limit = uncertain_limit(run) or 0.0
        self.pictured = bool(run.pictures)

    @cached_property
    def _drivers(self) -> Mapping[tuple[str, str], Drivers]:
        return drivers(self._run)

    @cached_property
    def of_patient(self) -> Mapping[str, list[int]]:
        """The rows of each patient."""
        found: dict[str, list[int]] = {}
        for row, (patient, _) in enumerate(self.keys):
            found.setdefault(patient, []).append(row)
        return found

    @cached_property
    def uncertain(self) -> list[int]:
        """The rows of the uncertain nodes, the nearest to the border first."""
        size = np.abs(self.score)
        return [int(row) for row in np.argsort(size, kind="stable") if size[row] < self.limit]

    @cached_property
    def discordant(self) -> list[int]:
        """The rows of the nodes whose group is not that of their label, the farthest from the border first."""
        wrong = ((self.label == 1) & (self.group == 1)) | ((self.label == 0) & (self.group == 2))
        size = np.where(np.isfinite(self.score), np.abs(self.score), 0.0)
        return [int(row) for row in np.argsort(-size, kind="stable") if wrong[row]]

    def card(self, row: int, marks: Sequence[str] = ()) -> Card:
        """Return the card of a node; ``marks`` go before those that it has of itself."""
        patient, node = self.keys[row]
        found = self._drivers.get((patient, node))
        return Card(
            key=anchor(row),
            patient=patient,
            node=node,
            group=2 if self.group[row] == 2 else 1,
            score=formats.signed(float(self.score[row]), 2),
            label=_LABELS.get(float(self.label[row]), ""),
            marks=(*marks, *self._marks(row)),
            views=tuple(_view(each) for each in self._run.pictures.get((patient, node), ())),
            bars=_bars(found) if found else (),
        )

    def said(self, row: int) -> str:
        """Return group, score and label of a node in a line."""
        label = _LABELS.get(float(self.label[row]), "")
        group = 2 if self.group[row] == 2 else 1
        said = f"Group {group}, score {formats.signed(float(self.score[row]), 2)}"
        return ", ".join((said, *([f"label: {label}"] if label else []), *self._marks(row)))

    def _marks(self, row: int) -> Row:
        """Return what stands out about a node of itself."""
        judged = self._run.metrics is not None  # other pages hold nothing against pathology
        against = judged and {1.0: 1, 0.0: 2}.get(float(self.label[row])) == self.group[row]
        uncertain = abs(self.score[row]) < self.limit
        return ((AGAINST,) if against else ()) + ((UNCERTAIN,) if uncertain else ())


def anchor(row: int) -> str:
    """Return where the card of a node stands on the page, if it has one."""
    return f"card-{row}"


def table(caption: str, cards: Sequence[Card]) -> Table:
    """Return cards as a table, for runs without pictures; what no card has is left out."""
    columns = {
        "Patient": [card.patient for card in cards],
        "Node": [card.node for card in cards],
        "Group": [str(card.group) for card in cards],
        "Score": [card.score for card in cards],
        "Label": [card.label for card in cards],
        "Of note": [", ".join(card.marks) for card in cards],
        "What drove the score": ["; ".join(map(_bar_words, card.bars)) for card in cards],
    }
    shown = {name: cells for name, cells in columns.items() if any(cells) or name == "Patient"}
    rows = tuple(tuple(cell or formats.ABSENT for cell in row) for row in zip(*shown.values(), strict=True))
    texts = ("Node", "Label", "Of note", "What drove the score")
    return Table(caption, tuple(shown), rows, words=frozenset(i for i, name in enumerate(shown) if name in texts))


def _bar_words(bar: Bar) -> str:
    """Return a share in words."""
    return f"{bar.name} {bar.share}" + (f" (z {bar.z})" if bar.z else "")


def _view(picture: Picture) -> View:
    """Return a picture with its plane and slice."""
    return View(thumbnail("", picture), f"{picture.plane} {picture.slice_number:,}")


def _bars(found: Drivers) -> tuple[Bar, ...]:
    """Return what drove a score; the longest bar fills its half, so that cards compare by their numbers only.

    What all other features add has a number and no bar: it is the sum of many, and would dwarf the single ones.
    """
    largest = max(abs(each.share) for each in found.top)
    scale = BAR_WIDTH / 2 / largest if largest > 0 else 0.0
    bars = tuple(_bar(each, scale) for each in found.top)
    if not found.others:
        return bars
    name = "other feature" if found.others == 1 else f"{found.others} other features"
    return (*bars, Bar(name, "", formats.signed(found.rest, 2), "", "", 0))


def _bar(driver: Driver, scale: float) -> Bar:
    """Return one share."""
    length = abs(driver.share) * scale
    middle = BAR_WIDTH / 2
    return Bar(
        name=f"{formats.family(driver.feature)} {formats.short(driver.feature)}".strip(),
        z=formats.signed(driver.z, 1),
        share=formats.signed(driver.share, 2),
        x=f"{middle if driver.share >= 0 else middle - length:.1f}",
        width=f"{length:.1f}",
        group=2 if driver.share >= 0 else 1,
    )
