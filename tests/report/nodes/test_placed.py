from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nodecluster.report.nodes.placed import VOLUME, extent, middle, placed_patient, placed_patients
from nodecluster.results import Run

from ..placing import BODY_MM, MIDDLE, ball, barrel, place, small_run


def test_extent_is_that_of_the_voxels_with_their_edges():
    low, high = extent(ball((10, 20, -30), 5))
    assert low == pytest.approx([5, 15, -35], abs=0.51)
    assert high == pytest.approx([15, 25, -25], abs=0.51)
    assert middle(ball((10, 20, -30), 5)) == pytest.approx([10, 20, -30])
    low, high = extent(barrel())
    assert (high - low) / 2 == pytest.approx(BODY_MM, abs=6)


def test_a_patient_has_its_nodes_with_what_the_run_says_of_them():
    run = small_run()
    assert run.nodes is not None
    volumes = run.nodes[["patient_id", "node_id"]].assign(**{VOLUME: np.arange(6) * 100.0})
    found = placed_patient(replace(run, features=volumes), "B")
    assert found is not None
    assert [(n.node_id, n.number, n.group, n.score, n.label, n.volume_mm3) for n in found.nodes] == [
        ("n1", 1, 1, -1.0, 0, 200.0),
        ("n2", 2, 1, -2.0, 0, 300.0),
        ("n3", 3, 1, -3.0, 0, 400.0),
    ]
    assert found.body == barrel()


def test_nodes_keep_the_order_of_their_table_and_patients_that_of_theirs():
    run = small_run()
    assert run.nodes is not None
    assert run.patients is not None
    turned = replace(run, nodes=run.nodes[::-1], patients=run.patients[::-1])
    found = placed_patients(turned)
    assert list(found) == ["C", "B", "A"]
    assert [node.node_id for node in found["B"].nodes] == ["n3", "n2", "n1"]


def test_without_nodes_table_there_is_a_place_but_no_group():
    run = small_run()
    found = placed_patients(Run({"command": "extract"}, shapes=run.shapes))
    assert {patient: len(each.nodes) for patient, each in found.items()} == {"A": 2, "B": 3, "C": 1}
    assert {(node.group, node.score, node.label) for each in found.values() for node in each.nodes} == {(None,) * 3}


def test_the_side_is_the_patients_own():
    found = placed_patient(small_run(), "B")
    assert found is not None
    assert [found.side(node) for node in found.nodes] == ["left", "right", "left"]
    assert place(0, 3)[0] > MIDDLE[0]


def test_a_part_of_a_body_has_no_middle():
    run = small_run()
    piece = replace(run, shapes={**run.shapes, ("B", ""): ball(MIDDLE, 60, 6)})
    found = placed_patient(piece, "B")
    assert found is not None
    assert {found.side(node) for node in found.nodes} == {""}
    bare = placed_patient(replace(run, shapes={k: v for k, v in run.shapes.items() if k[1]}), "B")
    assert bare is not None
    assert bare.body is None
    assert {bare.side(node) for node in bare.nodes} == {""}


def test_no_shape_no_place():
    assert placed_patient(small_run(), "D") is None
    assert placed_patients(Run({"command": "score"}, nodes=pd.DataFrame({"patient_id": ["A"], "node_id": ["n"]}))) == {}
    assert placed_patient(replace(small_run(), shapes={("A", ""): barrel()}), "A") is None
