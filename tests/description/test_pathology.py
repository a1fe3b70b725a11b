"""Pathology's counts of each patient."""

from __future__ import annotations

from dataclasses import replace

from nodecluster.description.pathology import pathology_counts

from .cohorts import mixed


def test_counts_of_everyone_who_is_not_excluded_and_of_whom_they_are_known():
    found = pathology_counts(mixed())
    assert found["H"] == [2, 4]
    assert found["K"] == [0, 6]
    assert set(found) == set("DEFHIJKL")  # A to C are excluded, G has no pathology


def test_one_count_may_be_missing_and_so_may_a_column():
    studied = mixed()
    studied.patients.loc[studied.patients["patient_id"] == "H", "nodes_examined"] = None
    assert pathology_counts(studied)["H"] == [2, None]
    bare = studied.patients.drop(columns=["nodes_examined", "nodes_positive"])
    assert pathology_counts(replace(studied, patients=bare)) == {}
