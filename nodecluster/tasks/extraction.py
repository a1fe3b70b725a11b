"""A patient's task, and its running over a cohort.

A task reads a patient's masks and then the CT, once, and measures the nodes one after the other. Tasks run in this
process, or in a pool of processes; the result is the same bytes either way, because each task computes with one thread
and results are sorted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from nodecluster.cohort.tables.patients import Cohort, PatientFiles
from nodecluster.errors import NodeError, no_memory
from nodecluster.imaging.node import measure_placed
from nodecluster.imaging.overlaps import first_of_same, same_mask
from nodecluster.imaging.placing import PatientMasks, PlacedMask
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES, KEY, FailureRow, Remark, failures_table, sorted_by_node
from nodecluster.tasks.opening import OpenPatient, failure_row, one_thread, open_patient
from nodecluster.tasks.running import Progress, killed, run_patients
from nodecluster.volume import Floats, Window


@dataclass(frozen=True, eq=False)
class PatientResult:
    """What became of one patient: node ids with their features, failures, remarks (patient and text), masks.

    ``forms`` counts the measured nodes by the format of their masks.
    """

    patient_id: str
    nodes: tuple[tuple[str, Floats], ...] = ()
    failures: tuple[FailureRow, ...] = ()
    remarks: tuple[Remark, ...] = ()
    masks: PatientMasks | None = None
    forms: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Extraction:
    """The features table (sorted by patient and node), the failures, and what is known of what was measured.

    That is: remarks, masks, and how many nodes were read from each format.
    """

    features: pd.DataFrame
    failures: pd.DataFrame
    remarks: tuple[Remark, ...]
    masks: tuple[PatientMasks, ...]
    forms: Mapping[str, int]


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
    return Extraction(_table(results), failures_table(rows), remarks, masks, dict(sorted(forms.items())))


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
            window = opened.window()
        except NodeError as error:
            return PatientResult(patient, failures=(*failures, failure_row(patient, "", error)))
        return _measure_nodes(opened, window, failures, settings)


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
