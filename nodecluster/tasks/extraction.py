"""A patient's task, and its running over a cohort.

A task reads a patient's masks and then the CT, once, and measures the nodes one after the other. Tasks run in this
process, or in a pool of processes; the result is the same bytes either way, because each task computes with one thread
and results are sorted. While the CT is there, every measured node is pictured, and the patient's body outlined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd

from nodecluster.cohort.tables.patients import Cohort, PatientFiles
from nodecluster.errors import NodeError, no_memory
from nodecluster.imaging.body import BodyWatcher
from nodecluster.imaging.node import measure_placed
from nodecluster.imaging.overlaps import first_of_same, same_mask
from nodecluster.imaging.picture import Pictures, pictures
from nodecluster.imaging.placing import PatientMasks, PlacedMask
from nodecluster.imaging.shape import Shape, node_shape
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES, KEY, FailureRow, Remark, failures_table, sorted_by_node
from nodecluster.tasks.opening import OpenPatient, failure_row, one_thread, open_patient
from nodecluster.tasks.running import Progress, killed, run_patients
from nodecluster.volume import Floats, Window


@dataclass(frozen=True, eq=False)
class PatientResult:
    """What became of one patient: node ids with their features, failures, remarks (patient and text), masks.

    ``forms`` counts the measured nodes by the format of their masks. ``pictures`` and ``shapes`` are of the measured
    nodes by id, and the shape without an id is the body's.
    """

    patient_id: str
    nodes: tuple[tuple[str, Floats], ...] = ()
    failures: tuple[FailureRow, ...] = ()
    remarks: tuple[Remark, ...] = ()
    masks: PatientMasks | None = None
    forms: Mapping[str, int] = field(default_factory=dict)
    pictures: Mapping[str, Pictures] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Extraction:
    """The features table (sorted by patient and node), the failures, and what is known of what was measured.

    That is: remarks, masks, how many nodes were read from each format, and pictures and shapes by patient and node.
    """

    features: pd.DataFrame
    failures: pd.DataFrame
    remarks: tuple[Remark, ...]
    masks: tuple[PatientMasks, ...]
    forms: Mapping[str, int]
    pictures: Mapping[tuple[str, str], Pictures] = field(default_factory=dict)
    shapes: Mapping[tuple[str, str], Shape] = field(default_factory=dict)


def extract_cohort(cohort: Cohort, settings: Settings, jobs: int = 1, progress: Progress | None = None) -> Extraction:
    """Measure every node of a cohort.

    Parameters
    ----------
    cohort : checked; excluded patients are passed over.
    settings : bin width, spacing, least number of voxels.
    jobs : processes; 1 works in this one.
    progress : told after each patient.
    """
    running = run_patients(partial(measure_patient, settings=settings), list(cohort.files()), jobs, progress)
    results = [result or _killed(patient.patient_id) for patient, result in running]
    results.sort(key=lambda result: result.patient_id)
    rows = [row for result in results for row in result.failures]
    remarks = tuple(remark for result in results for remark in result.remarks)
    masks = tuple(result.masks for result in results if result.masks is not None)
    forms = sum((Counter(result.forms) for result in results), Counter[str]())
    return Extraction(
        _table(results),
        failures_table(rows),
        remarks,
        masks,
        dict(sorted(forms.items())),
        {(result.patient_id, node): found for result in results for node, found in result.pictures.items()},
        {(result.patient_id, node): found for result in results for node, found in result.shapes.items()},
    )


def measure_patient(files: PatientFiles, settings: Settings) -> PatientResult:
    """Place a patient's nodes, read the part of the CT that they need once, and measure each of them.

    Whatever fails becomes a row with its reason.
    """
    patient = files.patient_id
    failures: list[FailureRow] = []
    with one_thread():
        try:
            opened = open_patient(files)
            failures += [node.row(patient) for node in opened.failed]
            body = BodyWatcher(opened.ct.geometry)
            window = opened.window([node.placed for node in opened.nodes], [body.add])
        except NodeError as error:
            return PatientResult(patient, failures=(*failures, failure_row(patient, "", error)))
        return _with_pictures(_measure_nodes(opened, window, failures, settings), window, body)


def _measure_nodes(patient: OpenPatient, ct: Window, failures: list[FailureRow], settings: Settings) -> PatientResult:
    """Measure the placed nodes of a patient, and add those that cannot be measured to the failures."""
    name = patient.patient_id
    nodes: list[tuple[str, Floats]] = []
    masks: list[tuple[str, PlacedMask]] = []
    forms = Counter[str]()
    remarks = [(name, text) for text in (*patient.ct.remarks, *_repeated(patient))]
    for node in patient.nodes:
        try:
            measured = measure_placed(ct, node.placed, settings)
        except NodeError as error:
            failures.append(failure_row(name, node.node_id, error))
        except MemoryError:
            failures.append(failure_row(name, node.node_id, no_memory("the node")))
        else:
            nodes.append((node.node_id, measured.features))
            masks.append((node.node_id, node.placed))
            forms[node.form] += 1
            if measured.remark:
                remarks.append((name, f"node {node.node_id}: {measured.remark}"))
    placed = PatientMasks(name, ct.geometry, tuple(masks))
    return PatientResult(name, tuple(nodes), tuple(failures), tuple(remarks), placed, forms)


def _with_pictures(measured: PatientResult, ct: Window, body: BodyWatcher) -> PatientResult:
    """Add pictures and shapes of what was measured; where there is no memory for them, features are worth more."""
    found: dict[str, Pictures] = {}
    shapes: dict[str, Shape] = {}
    with suppress(MemoryError):
        outer = body.shape() if measured.nodes else None
        if outer is not None:
            shapes[""] = outer
    for node, placed in measured.masks.nodes if measured.masks is not None else ():
        with suppress(MemoryError):
            found[node] = pictures(ct, placed)
        with suppress(MemoryError):
            shapes[node] = node_shape(placed, ct.geometry)
    return replace(measured, pictures=found, shapes=shapes)


def _repeated(patient: OpenPatient) -> Iterator[str]:
    """Say which nodes are the same voxels as one before them: they count twice in the model and in the figures."""
    for node, first in first_of_same((node.node_id, node.placed) for node in patient.nodes).items():
        if node != first:
            yield f"node {node}: {same_mask(first).text}; both are counted"


def _killed(patient: str) -> PatientResult:
    return PatientResult(patient, failures=(failure_row(patient, "", killed()),))


def _table(results: Sequence[PatientResult]) -> pd.DataFrame:
    """Return the features of all nodes as one sorted table."""
    keys = [(result.patient_id, node) for result in results for node, _ in result.nodes]
    values = [row for result in results for _, row in result.nodes]
    matrix = np.vstack(values) if values else np.empty((0, len(FEATURES)))
    frame = pd.DataFrame(keys, columns=list(KEY), dtype=object)
    return sorted_by_node(pd.concat([frame, pd.DataFrame(matrix, columns=list(FEATURES))], axis=1))
