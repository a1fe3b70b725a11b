from __future__ import annotations

import os
from collections.abc import Callable

import pandas as pd
import pytest

from nodecluster.results import Run
from nodecluster.tables import failures_table
from tests.judged import signed
from tests.runs.folders import INFO, made_pictures, made_shape

COHORT = {"flow": {"patients": [{"key": "in_table", "label": "Ä", "n": 2}]}, "baseline": None, "left_out": []}


@pytest.fixture
def run(features_table) -> Run:
    nodes = pd.DataFrame(
        {
            "patient_id": ["007", "Ä,1"],
            "node_id": ["1", "NA"],
            "cohort": ["1", ""],
            "group": [1, 2],
            "score": [0.1 + 0.2, 1.0],
            "label": pd.array([1, None], dtype="Int64"),
        }
    )
    patients = pd.DataFrame(
        {
            "patient_id": ["007", "Ä,1"],
            "cohort": ["1", ""],
            "clinical_n": ["cN+", ""],
            "nodes": pd.array([1, 1], dtype="Int64"),
            "nodes_group2": pd.array([0, 1], dtype="Int64"),
            "predicted": pd.array([0, 1], dtype="Int64"),
            "truth": pd.array([None, 0], dtype="Int64"),
        }
    )
    failures = failures_table([("007", "2", "mask", 'it is "empty", really', "Draw it")])
    return Run(
        INFO, features_table(patients=2), nodes, patients, {"node": {"n": 1}}, {"schema": 1}, failures, cohort=COHORT,
        signature=signed().signature,
        pictures={("Ä,1", "NA"): made_pictures(1), ("007", "1"): made_pictures()[:1]},
        shapes={("007", "1"): made_shape(), ("Ä,1", "NA"): made_shape(1), ("007", ""): made_shape(2)},
    )  # fmt: skip


@pytest.fixture
def fail_after(monkeypatch) -> Callable[[int, BaseException], None]:
    """Let the ``count``-th writing to the disk fail."""

    def set_up(count: int, error: BaseException) -> None:
        calls = iter(range(1000))
        real = os.fsync

        def fsync(handle: int) -> None:
            if next(calls) == count:
                raise error
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)

    return set_up
