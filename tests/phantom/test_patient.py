import dataclasses
import itertools

import numpy as np
import pytest
from scipy import ndimage

from nodecluster.errors import NodeclusterError
from nodecluster.phantom import NOTICE, PhantomPatient, simulate_cohort
from nodecluster.volume import IDENTITY


def first(count: int, **arguments: int) -> list[PhantomPatient]:
    return list(itertools.islice(simulate_cohort(**arguments), count))


def same(one: PhantomPatient, other: PhantomPatient) -> bool:
    arrays = ("ct", "masks")
    plain = all(
        getattr(one, field.name) == getattr(other, field.name)
        for field in dataclasses.fields(one)
        if field.name not in arrays
    )
    masks = one.masks.keys() == other.masks.keys() and all(
        one.masks[node_id].tobytes() == other.masks[node_id].tobytes() for node_id in one.masks
    )
    ct = one.ct.geometry == other.ct.geometry and one.ct.voxels.tobytes() == other.ct.voxels.tobytes()
    return plain and masks and ct


def test_same_seed_gives_the_same_bytes_whatever_the_number_of_patients():
    for one, other in zip(first(3, patients=4, seed=5), first(3, patients=200, seed=5), strict=True):
        assert same(one, other)


def test_another_seed_gives_other_patients():
    for one, other in zip(first(2, seed=0), first(2, seed=1), strict=True):
        assert one.ct.geometry != other.ct.geometry or not np.array_equal(one.ct.voxels, other.ct.voxels)
        assert not same(one, other)


def test_patients_of_one_cell_differ(simulated):
    one, other = simulated[0], simulated[2]
    assert (one.cohort, one.clinical_n) == (other.cohort, other.clinical_n)
    assert one.ct.voxels.shape != other.ct.voxels.shape or not np.array_equal(one.ct.voxels, other.ct.voxels)


@pytest.mark.parametrize(("patients", "seed", "word"), [(3, 0, "at least 4"), (-1, 0, "at least 4"), (24, -1, "seed")])
def test_impossible_requests_are_refused_before_anything_is_made(patients, seed, word):
    with pytest.raises(NodeclusterError, match=word):
        simulate_cohort(patients, seed)  # not iterated: a lazy check would come too late for the command line


def test_the_default_cohort_has_the_promised_size(simulated):
    assert [patient.patient_id for patient in simulated] == [f"P{i:03d}" for i in range(1, 25)]
    assert 90 <= sum(len(patient.masks) for patient in simulated) <= 110
    assert all(2 <= len(patient.masks) <= 6 for patient in simulated)


def test_every_cell_that_validation_needs_is_there(simulated):
    labelled = {
        (p.clinical_n, p.nodes_positive > 0)
        for p in simulated
        if p.cohort == "validation" and p.nodes_positive in (0, p.nodes_examined)
    }
    assert labelled == {("cN0", False), ("cN0", True), ("cN+", False), ("cN+", True)}
    train = [p for p in simulated if p.cohort == "train"]
    assert len(train) == 10
    assert all(p.clinical_n == "cN+" and 0 < p.nodes_positive < p.nodes_examined for p in train)


def test_truth_agrees_with_the_counts_of_pathology(simulated):
    for patient in simulated:
        assert patient.truth.keys() == patient.masks.keys()
        metastatic = sum(patient.truth.values())
        benign = len(patient.truth) - metastatic
        assert metastatic <= patient.nodes_positive
        assert benign <= patient.nodes_examined - patient.nodes_positive
        if 0 < patient.nodes_positive < patient.nodes_examined:
            assert metastatic > 0
            assert benign > 0


def test_masks_are_nodes_that_a_reader_could_have_drawn(simulated):
    for patient in simulated:
        total = np.zeros(patient.ct.voxels.shape, dtype=int)
        for mask in patient.masks.values():
            assert mask.dtype == np.bool_
            assert mask.shape == patient.ct.voxels.shape
            assert mask.sum() >= 40
            assert mask.any(axis=(1, 2)).sum() >= 3
            assert ndimage.label(mask)[1] == 1
            assert not any(mask.take(edge, axis=axis).any() for axis in range(3) for edge in (0, 1, 2, -1, -2, -3))
            total += mask
        assert total.max() == 1


def test_nodes_of_a_patient_do_not_touch(simulated):
    for patient in simulated:
        # 26-connected: two nodes that met at a corner would count as one.
        pieces = ndimage.label(np.logical_or.reduce(list(patient.masks.values())), np.ones((3, 3, 3)))[1]
        assert pieces == len(patient.masks)


def test_nodes_are_numbered_upwards(simulated):
    for patient in simulated:
        assert list(patient.masks) == [f"LN_{i:02d}" for i in range(1, len(patient.masks) + 1)]
        heights = [ndimage.center_of_mass(mask)[0] for mask in patient.masks.values()]
        # Contours stray from the nodes' centres by less than a slice.
        assert all(low < high + 1 for low, high in itertools.pairwise(heights))


def test_grids_vary_as_promised(simulated):
    spacings = np.array([patient.ct.geometry.spacing_mm for patient in simulated])
    assert (spacings[:, 0] == spacings[:, 1]).all()
    assert ((spacings[:, 0] >= 0.7) & (spacings[:, 0] <= 0.9)).all()
    assert ((spacings[:, 2] >= 1) & (spacings[:, 2] <= 2.5)).all()
    assert len(set(spacings[:, 0])) > 5
    assert len(set(spacings[:, 2])) > 3
    tilted = [patient for patient in simulated if patient.ct.geometry.direction != IDENTITY]
    assert 4 <= len(tilted) <= 16
    assert all(any(patient.ct.geometry.origin_mm) for patient in simulated)


def test_intensities_are_those_of_an_axilla(simulated):
    for patient in simulated:
        assert patient.ct.voxels.dtype == np.int16
        assert patient.ct.voxels.min() < -900  # air
        assert 120 < np.percentile(patient.ct.voxels, 99.9) < 260  # vessels
        assert -115 < np.median(patient.ct.voxels[patient.ct.voxels < -40]) < -90  # fat
        nodes = np.logical_or.reduce(list(patient.masks.values()))
        assert 15 < patient.ct.voxels[nodes].mean() < 120


def test_metastatic_nodes_are_larger_and_brighter_but_overlap(simulated):
    volume: dict[int, list[float]] = {0: [], 1: []}
    brightness: dict[int, list[float]] = {0: [], 1: []}
    for patient in simulated:
        for node_id, mask in patient.masks.items():
            volume[patient.truth[node_id]].append(mask.sum() * np.prod(patient.ct.geometry.spacing_mm))
            brightness[patient.truth[node_id]].append(patient.ct.voxels[mask].mean())
    assert np.median(volume[1]) > 1.5 * np.median(volume[0])
    assert np.mean(brightness[1]) > np.mean(brightness[0]) + 5
    assert max(volume[0]) > np.median(volume[1])
    assert min(volume[1]) < np.median(volume[0])


def test_rows_are_what_the_tables_need(simulated):
    patient = simulated[1]
    assert list(patient.row()) == [
        *("patient_id", "cohort", "clinical_n", "nodes_examined", "nodes_positive"),
        *("age", "histology", "grade", "t_stage", "subtype", "ki67"),
    ]
    assert patient.row()["nodes_positive"] == 0
    assert patient.truth_rows() == [
        {"patient_id": "P002", "node_id": node_id, "metastatic": 0} for node_id in patient.masks
    ]


def test_the_notice_says_that_nothing_here_is_real():
    assert "simulated" in NOTICE
    assert "mean nothing clinically" in NOTICE
