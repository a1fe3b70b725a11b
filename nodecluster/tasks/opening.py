"""A patient's files opened: the CT's header read, every node in its place on the CT's grid.

What measures a patient and what checks one begin alike, so that a check says what a measurement would meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import SimpleITK as sitk
from threadpoolctl import threadpool_limits

from nodecluster.cohort.failures import from_os_error
from nodecluster.cohort.images.files import open_image
from nodecluster.cohort.images.hounsfield import watched
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.masks.find import find_masks
from nodecluster.cohort.masks.read import read_masks
from nodecluster.cohort.masks.segment import Segment
from nodecluster.cohort.tables.patients import PatientFiles
from nodecluster.errors import NodeError, no_memory
from nodecluster.imaging.grid import Box
from nodecluster.imaging.node import check_placed
from nodecluster.imaging.placing import PlacedMask, place
from nodecluster.imaging.resampling import reach
from nodecluster.tables import FailureRow
from nodecluster.volume import Array, Geometry, Triple, Window

PICTURED_MM = 20.0
"""What is read of the CT around each node, so that its pictures show where it lies."""

Watcher = Callable[[Array], None]
"""Shown the slabs of a CT, of shape (slices, y, x), one after the other as they are read."""


@dataclass(frozen=True, eq=False)
class OpenNode:
    """A node on its CT's grid: its id, the format that it was read from, its mask."""

    node_id: str
    form: str
    placed: PlacedMask


@dataclass(frozen=True, eq=False)
class FailedNode:
    """A node that cannot be measured (no id where it is the patient's files that failed), and why.

    It has a place where it is the place that forbids it, as at the CT's border.
    """

    node_id: str
    form: str
    error: NodeError
    placed: PlacedMask | None = None

    def row(self, patient: str) -> FailureRow:
        """Return it as a row of ``failures.csv``."""
        return failure_row(patient, self.node_id, self.error)


@dataclass(frozen=True, eq=False)
class OpenPatient:
    """A patient whose CT's header and whose masks have been read.

    Attributes
    ----------
    patient_id : of the patients' table.
    image : path of the CT.
    ct : the CT's file, its voxels not read yet.
    nodes : those that could be placed.
    failed : those that could not.
    """

    patient_id: str
    image: Path
    ct: ImageFile
    nodes: tuple[OpenNode, ...]
    failed: tuple[FailedNode, ...]

    def window(self, nodes: Iterable[PlacedMask], watchers: Sequence[Watcher] = ()) -> Window:
        """Read what the features and pictures of nodes depend on; the file is read to its end all the same.

        Parameters
        ----------
        nodes : on the CT's grid.
        watchers : shown every slab.

        Raises
        ------
        NodeError
            the CT cannot be read to its end, or its values cannot be Hounsfield units.
        """
        grid = self.ct.geometry
        start, stop = _union([part(node.box, grid) for node in nodes for part in (reach, _around)])
        try:
            return watched(_shown(self.ct, watchers), self.image.name).window(start, stop)
        except OSError as error:
            raise from_os_error(self.image, error) from error
        except MemoryError as error:
            raise no_memory(self.image.name) from error


def open_patient(files: PatientFiles) -> OpenPatient:
    """Open a patient's files and place the nodes; a full-size mask is let go as soon as its node is cut out.

    Raises
    ------
    NodeError
        the CT's header or the folder of masks cannot be read.
    """
    try:
        ct = open_image(files.image)
        nodes: list[OpenNode] = []
        failed: list[FailedNode] = []
        for mask in read_masks(find_masks(files.segmentation, files.image), ct):
            placed = None
            try:
                placed = _placed(mask, ct.geometry)
                check_placed(placed, ct.geometry)
                nodes.append(OpenNode(mask.node_id, mask.form, placed))
            except NodeError as error:
                failed.append(FailedNode(mask.node_id, mask.form, error, placed))
    except OSError as error:
        raise from_os_error(files.segmentation, error) from error
    except MemoryError as error:
        raise no_memory("the masks") from error
    return OpenPatient(files.patient_id, files.image, ct, tuple(nodes), tuple(failed))


def _placed(mask: Segment, ct: Geometry) -> PlacedMask:
    """Return a mask on the CT's grid, with all that has to be said of it."""
    if mask.mask is None:
        raise cast("NodeError", mask.failure)  # one of the two is there
    placed = place(mask.mask, ct, mask.grid)
    return replace(placed, remark="; ".join(filter(None, [mask.remark, placed.remark])))


def _shown(file: ImageFile, watchers: Sequence[Watcher]) -> ImageFile:
    """Return an image file whose slabs are shown to watchers as they are read."""

    def slabs() -> Iterator[Array]:
        for slab in file.slabs():
            for watcher in watchers:
                watcher(slab)
            yield slab

    return replace(file, slabs=slabs)


def _around(box: Box, ct: Geometry) -> tuple[Triple, Triple]:
    """Return first and after-last index of what a node's pictures may show."""
    margin = np.ceil(PICTURED_MM / np.asarray(ct.spacing_mm))
    start = np.maximum(np.asarray(box.start) - margin, 0).astype(int)
    stop = np.minimum(np.asarray(box.stop) + margin, np.asarray(ct.size)).astype(int)
    return cast("Triple", tuple(start.tolist())), cast("Triple", tuple(stop.tolist()))


def _union(parts: Sequence[tuple[Triple, Triple]]) -> tuple[Triple, Triple]:
    """Return the smallest part that holds all; without any, a part of one voxel, so that the CT is still read."""
    if not parts:
        return (0, 0, 0), (1, 1, 1)
    starts, stops = np.asarray([part[0] for part in parts]), np.asarray([part[1] for part in parts])
    start, stop = starts.min(axis=0), stops.max(axis=0)
    return (int(start[0]), int(start[1]), int(start[2])), (int(stop[0]), int(stop[1]), int(stop[2]))


def failure_row(patient: str, node: str, error: NodeError) -> FailureRow:
    """Return a failure as a row of ``failures.csv``."""
    return patient, node, error.stage, error.reason, error.remedy


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
