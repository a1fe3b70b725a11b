"""A simulated patient, and a cohort of them, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np

from nodecluster.errors import NodeclusterError
from nodecluster.phantom.anatomy import draw_axilla
from nodecluster.phantom.design import Clinical, design_patient
from nodecluster.phantom.nodes import BoolArray, blend, place_nodes
from nodecluster.phantom.scanner import coordinates, draw_scanner, scan
from nodecluster.volume import Volume

NOTICE = (
    "This cohort is simulated. Its patients, CT images, lymph nodes and pathology are made up by a computer program, "
    "tuned so that the groups are about as accurate as in a published study. Its figures show that the tool runs; "
    "they say nothing about real lymph nodes and mean nothing clinically."
)

FEWEST_PATIENTS = 4


@dataclass(frozen=True, eq=False)
class PhantomPatient:
    """An invented patient.

    Attributes
    ----------
    patient_id : ``P001`` and so on.
    cohort : ``train`` or ``validation``.
    clinical_n : ``cN0`` or ``cN+``.
    nodes_examined, nodes_positive : pathology's counts; it examines at least the segmented nodes.
    clinical : age, histology, grade, T stage, molecular subtype, Ki-67.
    ct : a crop of an axilla, int16 HU.
    masks : node id (``LN_01``, numbered from the feet up) to the contour drawn, on the CT's grid (z, y, x).
    truth : node id to 1 (metastatic) or 0 (benign), known because the node was made so.
    """

    patient_id: str
    cohort: str
    clinical_n: str
    nodes_examined: int
    nodes_positive: int
    clinical: Clinical
    ct: Volume
    masks: dict[str, BoolArray]
    truth: dict[str, int]

    def row(self) -> dict[str, str | int]:
        """Return the patient's row of ``patients.csv``."""
        return {
            "patient_id": self.patient_id,
            "cohort": self.cohort,
            "clinical_n": self.clinical_n,
            "nodes_examined": self.nodes_examined,
            "nodes_positive": self.nodes_positive,
            **asdict(self.clinical),
        }

    def truth_rows(self) -> list[dict[str, str | int]]:
        """Return the patient's rows of ``truth.csv``: patient_id, node_id, metastatic."""
        return [
            {"patient_id": self.patient_id, "node_id": node_id, "metastatic": metastatic}
            for node_id, metastatic in self.truth.items()
        ]


def simulate_cohort(patients: int = 24, seed: int = 0) -> Iterator[PhantomPatient]:
    """Return the patients of a simulated cohort, made one at a time as they are asked for.

    A patient depends on the seed and on its place in the cohort only, not on how many there are. The same seed gives
    the same patients with the same versions of NumPy and SciPy.

    Raises
    ------
    NodeclusterError
        there are fewer than four patients, the fewest that fill the training cohort and validation with both
        outcomes; or the seed is negative.
    """
    if patients < FEWEST_PATIENTS:
        raise NodeclusterError(f"simulate: {patients} patients; ask for at least {FEWEST_PATIENTS} (--patients)")
    if seed < 0:
        raise NodeclusterError(f"simulate: seed {seed}; give a whole number of at least 0 (--seed)")
    return (simulate_patient(index, seed) for index in range(patients))


def simulate_patient(index: int, seed: int) -> PhantomPatient:
    """Return the patient at ``index`` (from 0) of the cohort of ``seed``."""
    # A stream a subject: a change of the anatomy leaves the patients' counts as they were.
    streams = np.random.SeedSequence(seed, spawn_key=(index,)).spawn(4)
    who, where, inside, noise = (np.random.default_rng(stream) for stream in streams)
    design = design_patient(index, who)
    scanner = draw_scanner(where)
    axes = coordinates(scanner.geometry)
    axilla = draw_axilla(axes, scanner.geometry.spacing_mm, where)
    nodes = place_nodes(design.looks, axilla, axes, design.effect.contour_bias_mm, inside)
    masks: dict[str, BoolArray] = {}
    truth: dict[str, int] = {}
    upwards = sorted(range(len(nodes)), key=lambda i: nodes[i].surface.centre_mm[2])
    for number, i in enumerate(upwards, start=1):
        blend(nodes[i], design.looks[i], axilla, axes, inside)
        mask = np.zeros(axilla.fat.shape, dtype=np.bool_)
        mask[nodes[i].box] = nodes[i].mask
        masks[f"LN_{number:02d}"] = mask
        truth[f"LN_{number:02d}"] = design.truth[i]
    return PhantomPatient(
        patient_id=f"P{index + 1:03d}",
        cohort=design.cell.cohort,
        clinical_n=design.cell.clinical_n,
        nodes_examined=design.nodes_examined,
        nodes_positive=design.nodes_positive,
        clinical=design.clinical,
        ct=Volume(scan(axilla.tissue_hu, scanner, noise), scanner.geometry),
        masks=masks,
        truth=truth,
    )
