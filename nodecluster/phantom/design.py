"""Who the patients are: cohort, clinical and pathological axilla, nodes, clinical variables. No images.

The cells are the study's (Qu et al. 2024, Int J Surg 110:5363): training patients have some nodes positive and are
cN+; validation patients have none or all of them positive, in cN0 and cN+. A few cN0 patients have some nodes
positive, so that the tool meets patients who count at patient level and not at node level. The frequencies of the
clinical variables are rough guesses, not the study's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nodecluster.phantom.looks import NodeLook, PatientEffect, draw_looks, draw_patient_effect

Pathology = Literal["none", "some", "all"]


@dataclass(frozen=True)
class Cell:
    """A cell of the design: cohort, clinical assessment, which nodes are positive, whether the axilla is reactive."""

    cohort: str
    clinical_n: str
    pathology: Pathology
    reactive: bool = False


@dataclass(frozen=True)
class Clinical:
    """The clinical variables of an invented patient; ``ki67`` is a percentage."""

    age: int
    histology: str
    grade: str
    t_stage: str
    subtype: str
    ki67: int


@dataclass(frozen=True)
class PatientDesign:
    """A patient before there is an image; ``truth`` and ``looks`` hold one entry a segmented node."""

    cell: Cell
    nodes_examined: int
    nodes_positive: int
    truth: tuple[int, ...]
    clinical: Clinical
    effect: PatientEffect
    looks: tuple[NodeLook, ...]


_TRAIN = Cell("train", "cN+", "some")
_CN0_NONE = Cell("validation", "cN0", "none")
_CN0_ALL = Cell("validation", "cN0", "all")
_CN0_SOME = Cell("validation", "cN0", "some")
_CNP_NONE = Cell("validation", "cN+", "none")
_CNP_REACTIVE = Cell("validation", "cN+", "none", reactive=True)
_CNP_ALL = Cell("validation", "cN+", "all")

# Repeats every 24 patients: 10 train; in validation 5 cN0 and 3 cN+ without metastasis, 1 cN0 and 4 cN+ with nothing
# else, 1 cN0 in between. Ordered so that the first 4 can be fitted and validated, and the first 8 hold, in cN0 and in
# cN+, patients of both outcomes.
CELLS: tuple[Cell, ...] = (
    *(_TRAIN, _CN0_NONE, _TRAIN, _CNP_ALL, _TRAIN, _CNP_NONE, _CN0_NONE, _CN0_ALL),
    *(_TRAIN, _CNP_REACTIVE, _TRAIN, _CN0_NONE, _TRAIN, _CNP_ALL, _TRAIN, _CN0_NONE),
    *(_TRAIN, _CN0_NONE, _TRAIN, _CN0_SOME, _CNP_ALL, _CNP_ALL, _TRAIN, _CNP_NONE),
)


def cell_of(index: int) -> Cell:
    """Return the cell of the patient at ``index`` (from 0): it depends on nothing else.

    >>> cell_of(0)
    Cell(cohort='train', clinical_n='cN+', pathology='some', reactive=False)
    >>> cell_of(24) == cell_of(0)
    True
    """
    return CELLS[index % len(CELLS)]


def design_patient(index: int, rng: np.random.Generator) -> PatientDesign:
    """Draw the patient at ``index``: counts, truth of each node, clinical variables, looks."""
    cell = cell_of(index)
    truth = _draw_truth(cell.pathology, rng)
    examined, positive = _draw_counts(cell.pathology, truth, rng)
    effect = draw_patient_effect(cell.clinical_n, cell.reactive, rng)
    looks = draw_looks(truth, effect, rng)
    return PatientDesign(cell, examined, positive, truth, _draw_clinical(positive, rng), effect, looks)


def _draw_truth(pathology: Pathology, rng: np.random.Generator) -> tuple[int, ...]:
    """Return 1 (metastatic) or 0 (benign) for each of 2 to 6 segmented nodes; a mix where ``pathology`` is some."""
    nodes = int(rng.choice([2, 3, 4, 5, 6], p=[0.05, 0.15, 0.25, 0.3, 0.25]))
    if pathology == "some":
        metastatic = int(rng.integers(1, nodes))
        return tuple(int(i) for i in rng.permutation([1] * metastatic + [0] * (nodes - metastatic)))
    return (int(pathology == "all"),) * nodes


def _draw_counts(pathology: Pathology, truth: Sequence[int], rng: np.random.Generator) -> tuple[int, int]:
    """Return the nodes that pathology examined and found positive; it examines at least the segmented ones."""
    unseen = int(rng.integers(0, 10))  # too small to segment on CT, or outside the crop
    examined = len(truth) + unseen
    if pathology == "all":
        return examined, examined
    # Nodes too small to segment are seldom metastatic; 0 < positive < examined holds because truth is a mix.
    unseen_positive = int(rng.binomial(unseen, 0.15)) if pathology == "some" else 0
    return examined, sum(truth) + unseen_positive


def _draw_clinical(positive: int, rng: np.random.Generator) -> Clinical:
    """Draw the clinical variables; more positive nodes go with a larger and less differentiated tumour."""
    spread = min(positive, 10) / 10
    subtype = _pick(rng, {"luminal A": 0.2, "luminal B": 0.45, "HER2": 0.2, "triple negative": 0.15})
    return Clinical(
        age=int(np.clip(round(rng.normal(52, 10)), 28, 80)),
        histology=_pick(rng, {"ductal": 0.85, "lobular": 0.08, "other": 0.07}),
        grade=_pick(rng, {"1": 0.12, "2": 0.58 - 0.2 * spread, "3": 0.3 + 0.2 * spread}),
        t_stage=_pick(rng, {"T1": 0.5 - 0.3 * spread, "T2": 0.42 + 0.13 * spread, "T3": 0.08 + 0.17 * spread}),
        subtype=subtype,
        ki67=int(rng.integers(3, 14)) if subtype == "luminal A" else int(rng.integers(15, 81)),
    )


def _pick(rng: np.random.Generator, shares: dict[str, float]) -> str:
    """Return one of the names, drawn with the given shares (they sum to 1)."""
    return str(rng.choice(list(shares), p=list(shares.values())))
