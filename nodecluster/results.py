"""What a run leaves behind, as one value: written by ``runs``, rendered by ``report``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from nodecluster.tables import FAILURE_COLUMNS, empty

if TYPE_CHECKING:
    from nodecluster.imaging.picture import Pictures
    from nodecluster.imaging.shape import Shape


class CheckFinding(NamedTuple):
    """One thing that a check found: a clause without a full stop, what to do about it, and whether it is a failure."""

    text: str
    remedy: str
    fails: bool


@dataclass(frozen=True, eq=False)
class Run:
    """The content of a run folder; a part that a command does not make is None.

    Attributes
    ----------
    info : ``run.json``: command, versions, settings, inputs, times, counts, warnings, notice.
    features : the features table, a row a node.
    nodes : ``nodes.csv``: patient, node, cohort, group (1 or 2), score, label (1, 0 or missing).
    patients : ``patients.csv``: nodes, nodes in group 2, predicted and truth (1, 0 or missing) a patient.
    metrics : ``metrics.json``.
    model : ``model.json``.
    failures : ``failures.csv``.
    segmentations : files for 3D Slicer by name, a patient each; calling one makes its bytes.
    checks : ``check.csv``: what ``check`` found (``tables.CHECK_COLUMNS``), a row a node, and one without a node for
        what it found of a patient.
    findings : the same findings one by one, by patient and node (nothing where it is the patient), what fails first.
    pictures : small pictures of the nodes by patient and node: ``pictures.parquet``.
    shapes : where nodes lie, by patient and node, and with an empty node the patient's body: ``shapes.parquet``.
    signature : ``signature.json``: what sets the groups apart, as ``validation.signature`` has it.
    cohort : ``cohort.json``: the flow of patients and nodes and the baseline table, as ``description.describe`` has it.
    """

    info: Mapping[str, Any]
    features: pd.DataFrame | None = None
    nodes: pd.DataFrame | None = None
    patients: pd.DataFrame | None = None
    metrics: Mapping[str, Any] | None = None
    model: Mapping[str, Any] | None = None
    failures: pd.DataFrame = field(default_factory=lambda: empty(FAILURE_COLUMNS))
    segmentations: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    checks: pd.DataFrame | None = None
    findings: Mapping[tuple[str, str], Sequence[CheckFinding]] = field(default_factory=dict)
    pictures: Mapping[tuple[str, str], Pictures] = field(default_factory=dict)
    shapes: Mapping[tuple[str, str], Shape] = field(default_factory=dict)
    signature: Mapping[str, Any] | None = None
    cohort: Mapping[str, Any] | None = None
