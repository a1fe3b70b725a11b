"""A patient's task, and its running over a cohort.

A task reads a patient's masks and then the CT, once, and measures the nodes one after the other. Tasks run in this
process, or in a pool of processes; the result is the same bytes either way, because each task computes with one thread
and results are sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import SimpleITK as sitk
from threadpoolctl import threadpool_limits

from nodecluster.cohort.files import open_image, unreadable
from nodecluster.cohort.masks import MaskFile, find_masks, read_masks
from nodecluster.cohort.patients import Cohort, PatientFiles
from nodecluster.errors import NodeError
from nodecluster.imaging.grid import Box
from nodecluster.imaging.node import measure_placed, place_node
from nodecluster.imaging.placing import PlacedMask
from nodecluster.imaging.resampling import reach
from nodecluster.pool import run_in_pool
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES, KEY, FailureRow, Remark, failures_table, sorted_by_node
from nodecluster.volume import Floats, Geometry, Triple, Window

Progress = Callable[[int, int, str], None]
"""Called with patients done, patients in all, and the id of the last one."""


@dataclass(frozen=True, eq=False)
class PatientResult:
    """What became of one patient: node ids with their features, failures, remarks (patient and text)."""

    patient_id: str
    nodes: tuple[tuple[str, Floats], ...] = ()
    failures: tuple[FailureRow, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, eq=False)
class Extraction:
    """The features table (sorted by patient and node), the failures, and remarks on nodes that were measured."""

    features: pd.DataFrame
    failures: pd.DataFrame
    remarks: tuple[Remark, ...]


def extract_cohort(cohort: Cohort, settings: Settings, jobs: int = 1, progress: Progress | None = None) -> Extraction:
    """Measure every node of a cohort.

    Parameters
    ----------
    cohort : checked; excluded patients are passed over.
    settings : bin width, spacing, least number of voxels.
    jobs : processes; 1 works in this one.
    progress : told after each patient.
    """
    files = list(cohort.files())
    results: list[PatientResult] = []
    running = _here(files, settings) if min(jobs, len(files)) <= 1 else _in_pool(files, settings, min(jobs, len(files)))
    for result in running:
        results.append(result)
        if progress is not None:
            progress(len(results), len(files), result.patient_id)
    results.sort(key=lambda result: result.patient_id)
    rows = [row for result in results for row in result.failures]
    remarks = tuple(remark for result in results for remark in result.remarks)
    return Extraction(_table(results), failures_table(rows), remarks)


def measure_patient(files: PatientFiles, settings: Settings) -> PatientResult:
    """Place a patient's nodes, read the part of the CT that they need once, and measure each of them.

    Whatever fails becomes a row with its reason.
    """
    patient = files.patient_id
    failures: list[FailureRow] = []
    with one_thread():
        try:
            ct = open_image(files.image)
            placed = _place_nodes(patient, find_masks(files.segmentation), ct.geometry, failures)
            window = ct.window(*_union([reach(node.box, ct.geometry) for _, node in placed]))
        except NodeError as error:
            return PatientResult(patient, failures=(*failures, _failure(patient, "", error)))
        except OSError as error:
            return PatientResult(patient, failures=(*failures, _failure(patient, "", unreadable(files.image, error))))
        except MemoryError:
            return PatientResult(patient, failures=(*failures, _failure(patient, "", _no_memory(files.image.name))))
        return _measure_nodes(patient, window, placed, failures, settings)


def _place_nodes(
    patient: str, masks: Sequence[MaskFile], ct: Geometry, failures: list[FailureRow]
) -> list[tuple[str, PlacedMask]]:
    """Read and place every node of the mask files, and add those that cannot be to the failures.

    A full-size mask is let go as soon as its node is cut out.
    """
    placed: list[tuple[str, PlacedMask]] = []
    for node in (node for source in masks for node in read_masks(source)):
        try:
            if node.mask is None:
                raise node.failure or NodeError("reading", "the mask could not be read", "Export it again")
            placed.append((node.node_id, place_node(node.mask, ct)))
        except NodeError as error:
            failures.append(_failure(patient, node.node_id, error))
    return placed


def _union(parts: Sequence[tuple[Triple, Triple]]) -> tuple[Triple, Triple]:
    """Return the smallest part that holds all; without any, a part of one voxel, so that the CT is still read."""
    if not parts:
        return (0, 0, 0), (1, 1, 1)
    starts, stops = np.asarray([part[0] for part in parts]), np.asarray([part[1] for part in parts])
    start, stop = starts.min(axis=0), stops.max(axis=0)
    return (int(start[0]), int(start[1]), int(start[2])), (int(stop[0]), int(stop[1]), int(stop[2]))


def _measure_nodes(
    patient: str,
    ct: Window,
    placed: Sequence[tuple[str, PlacedMask]],
    failures: list[FailureRow],
    settings: Settings,
) -> PatientResult:
    """Measure the placed nodes of a patient, and add those that cannot be measured to the failures."""
    nodes: list[tuple[str, Floats]] = []
    remarks = [(patient, text) for text in _repeated(placed)]
    for node_id, node in placed:
        try:
            measured = measure_placed(ct, node, settings)
        except NodeError as error:
            failures.append(_failure(patient, node_id, error))
        except MemoryError:
            failures.append(_failure(patient, node_id, _no_memory("the node")))
        else:
            nodes.append((node_id, measured.features))
            if measured.remark:
                remarks.append((patient, f"node {node_id}: {measured.remark}"))
    return PatientResult(patient, tuple(nodes), tuple(failures), tuple(remarks))


def _repeated(placed: Sequence[tuple[str, PlacedMask]]) -> Iterator[str]:
    """Say which nodes are the same voxels twice: such a node counts double in the model and in the figures."""
    first: dict[tuple[Box, bytes], str] = {}
    for node_id, node in placed:
        same = first.setdefault((node.box, np.packbits(node.mask).tobytes()), node_id)
        if same != node_id:
            yield f"nodes {same} and {node_id}: the same mask twice; both are counted. Remove one of the files"


def _failure(patient: str, node: str, error: NodeError) -> FailureRow:
    return patient, node, error.stage, error.reason, error.remedy


def _no_memory(what: str) -> NodeError:
    return NodeError("memory", f"not enough memory for {what}", "Use fewer --jobs, or a machine with more memory")


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold BLAS and ITK to one thread: tasks share the cores, and sums do not depend on how many there are."""
    before = sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(before)


def _here(files: Sequence[PatientFiles], settings: Settings) -> Iterator[PatientResult]:
    """Run the tasks in this process."""
    return (measure_patient(task, settings) for task in files)


def _in_pool(files: Sequence[PatientFiles], settings: Settings, jobs: int) -> Iterator[PatientResult]:
    """Run the tasks in a pool; a patient whose process is killed is a failure."""
    for patient, result in run_in_pool(partial(measure_patient, settings=settings), files, jobs):
        if result is None:
            reason = "the process that measured this patient was killed twice, perhaps for want of memory"
            error = NodeError("extraction", reason, "Use fewer --jobs, or a machine with more memory")
            result = PatientResult(patient.patient_id, failures=(_failure(patient.patient_id, "", error),))
        yield result


def _table(results: Sequence[PatientResult]) -> pd.DataFrame:
    """Return the features of all nodes as one sorted table."""
    keys = [(result.patient_id, node) for result in results for node, _ in result.nodes]
    values = [row for result in results for _, row in result.nodes]
    matrix = np.vstack(values) if values else np.empty((0, len(FEATURES)))
    frame = pd.DataFrame(keys, columns=list(KEY), dtype=object)
    return sorted_by_node(pd.concat([frame, pd.DataFrame(matrix, columns=list(FEATURES))], axis=1))
