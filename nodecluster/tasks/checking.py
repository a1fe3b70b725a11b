"""A patient's check, and its running over a cohort: everything that an extraction does, short of the features.

A check takes the same road as a measurement, so that what fails here fails there with the same words. What it finds
beside that are warnings: they hinder no measurement, but somebody should have looked at them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from nodecluster.cohort.tables.patients import Cohort, PatientFiles
from nodecluster.errors import NodeError, no_memory
from nodecluster.imaging.fingerprints import CtPrint, mask_print
from nodecluster.imaging.inspection import Finding, ct_findings, inspect, node_findings
from nodecluster.imaging.node import resampled
from nodecluster.imaging.overlaps import overlap_findings, remark_findings
from nodecluster.imaging.picture import axial_picture
from nodecluster.imaging.placing import PlacedMask
from nodecluster.imaging.sides import BodyProfile, side_findings, side_of
from nodecluster.settings import Settings
from nodecluster.tasks.checked import CohortCheck, NodeCheck, PatientCheck, with_failures
from nodecluster.tasks.comparing import compared
from nodecluster.tasks.opening import FailedNode, OpenNode, OpenPatient, one_thread, open_patient
from nodecluster.tasks.running import Progress, killed, run_patients
from nodecluster.volume import Window


def check_cohort(cohort: Cohort, settings: Settings, jobs: int = 1, progress: Progress | None = None) -> CohortCheck:
    """Check every node of a cohort.

    Parameters
    ----------
    cohort : checked; excluded patients are passed over.
    settings : spacing and least number of voxels.
    jobs : processes; 1 works in this one.
    progress : told after each patient.
    """
    running = run_patients(partial(check_patient, settings=settings), list(cohort.files()), jobs, progress)
    found = [result or PatientCheck(patient.patient_id, failures=(_finding(killed()),)) for patient, result in running]
    known = cohort.patients.dropna(subset="nodes_examined")
    examined = {str(patient): int(n) for patient, n in zip(known["patient_id"], known["nodes_examined"], strict=True)}
    return CohortCheck.of(with_failures(compared(found, examined), cohort.failures))


def check_patient(files: PatientFiles, settings: Settings) -> PatientCheck:
    """Open a patient's files, place the nodes and resample each, as a measurement would, and look at what there is."""
    patient = files.patient_id
    with one_thread():
        try:
            opened = open_patient(files)
        except NodeError as error:
            return PatientCheck(patient, failures=(_finding(error),))
        failures = [_finding(node.error) for node in opened.failed if not node.node_id]
        try:
            looked = _Look.at(opened)
        except NodeError as error:
            unplaced = tuple(_unplaced(node) for node in opened.failed if node.node_id)
            return PatientCheck(patient, unplaced, (*failures, _finding(error)))
        nodes, warnings = looked.judged(settings)
        said = (*ct_findings(opened.ct.geometry, opened.ct.remarks), *warnings)
        return PatientCheck(patient, tuple(nodes), tuple(failures), said, looked.fingerprint)


@dataclass(frozen=True, eq=False)
class _Look:
    """A patient whose CT has been read around the nodes.

    Attributes
    ----------
    opened : the patient.
    ct : the part of the CT.
    fingerprint : of the CT.
    left_mm : of each node whose id names a side, how far to the left of the body's midline it lies.
    """

    opened: OpenPatient
    ct: Window
    fingerprint: str
    left_mm: Mapping[str, float]

    @classmethod
    def at(cls, opened: OpenPatient) -> _Look:
        """Read the CT; a ``NodeError`` says why it cannot be read."""
        placed = list(_placed(opened))
        sided = [(name, mask) for name, mask in placed if side_of(name)]
        fingerprint, body = CtPrint(), BodyProfile(opened.ct.geometry)
        ct = opened.window([mask for _, mask in placed], [fingerprint.add, *([body.add] if sided else [])])
        left = {name: body.left_of_midline_mm(mask) for name, mask in sided}
        return cls(opened, ct, fingerprint.text(), {name: mm for name, mm in left.items() if mm is not None})

    def judged(self, settings: Settings) -> tuple[list[NodeCheck], list[Finding]]:
        """Return what is known of each node, and what has to be said of all of them together."""
        placed = list(_placed(self.opened))
        wrong_side, mirrored = side_findings(self.left_mm)
        own, shared = remark_findings(placed, len(self.opened.nodes) + sum(bool(n.node_id) for n in self.opened.failed))
        warnings: dict[str, list[Finding]] = defaultdict(list)
        for node_id, finding in [*own.items(), *wrong_side.items(), *overlap_findings(placed)]:
            warnings[node_id].append(finding)
        nodes = [self._node(node, settings, warnings[node.node_id]) for node in self.opened.nodes]
        nodes += [self._failed(node, warnings[node.node_id]) for node in self.opened.failed if node.node_id]
        return nodes, [*mirrored, *shared]

    def _node(self, node: OpenNode, settings: Settings, warnings: Sequence[Finding]) -> NodeCheck:
        """Judge a node as its measurement would."""
        failures: tuple[Finding, ...] = ()
        try:
            resampled(self.ct, node.placed, settings)
        except NodeError as error:
            failures = (_finding(error),)
        except MemoryError:
            failures = (_finding(no_memory("the node")),)
        return self._inspected(NodeCheck(node.node_id, node.form, failures=failures), node.placed, warnings)

    def _failed(self, node: FailedNode, warnings: Sequence[Finding]) -> NodeCheck:
        """Tell what is known of a node that cannot be measured."""
        known = _unplaced(node)
        return known if node.placed is None else self._inspected(known, node.placed, warnings)

    def _inspected(self, node: NodeCheck, placed: PlacedMask, warnings: Sequence[Finding]) -> NodeCheck:
        """Add what a look at a node tells."""
        node = replace(node, grid=placed.grid)
        try:
            seen = inspect(self.ct, placed)
        except (MemoryError, RuntimeError):  # the second is ITK's word for the first
            return replace(node, failures=(*node.failures, _finding(no_memory("the node"))), warnings=tuple(warnings))
        return replace(
            node,
            voxels=seen.voxels,
            volume_mm3=seen.volume_mm3,
            components=len(seen.components),
            median_hu=seen.median_hu,
            warnings=(*node_findings(seen), *warnings),
            fingerprint=mask_print(placed, self.ct.geometry),
            picture=axial_picture(self.ct, placed),
        )


def _placed(patient: OpenPatient) -> Iterator[tuple[str, PlacedMask]]:
    """Yield the nodes that have a place, also where it is one that forbids to measure them."""
    yield from ((node.node_id, node.placed) for node in patient.nodes)
    yield from ((node.node_id, node.placed) for node in patient.failed if node.placed is not None)


def _unplaced(node: FailedNode) -> NodeCheck:
    """Return what is known of a node that failed, without a look at it."""
    return NodeCheck(node.node_id, node.form, failures=(_finding(node.error),))


def _finding(error: NodeError) -> Finding:
    return Finding(error.reason, error.remedy)
