from __future__ import annotations

import os
from pathlib import Path

import pytest

from nodecluster.cohort.tables.patients import PatientFiles, read_cohort
from nodecluster.settings import Settings
from nodecluster.tasks import running
from nodecluster.tasks.checking import check_cohort
from nodecluster.tasks.extraction import extract_cohort
from nodecluster.tasks.running import killed, run_patients

FILES = [PatientFiles(name, Path("ct"), Path("masks")) for name in "AB"]


def whose(files: PatientFiles) -> tuple[str, int]:
    return files.patient_id, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_patient_comes_with_its_result_and_is_told(jobs):
    told = []
    found = list(run_patients(whose, FILES, jobs, lambda *state: told.append(state)))
    assert sorted((patient.patient_id, result[0]) for patient, result in found) == [("A", "A"), ("B", "B")]
    assert [(done, total) for done, total, _ in told] == [(1, 2), (2, 2)]
    assert [name for *_, name in told] == [patient.patient_id for patient, _ in found]
    assert {result[1] == os.getpid() for _, result in found} == {jobs == 1}


def test_one_patient_needs_no_other_process():
    ((_, result),) = run_patients(whose, FILES[:1], 8, None)
    assert result == ("A", os.getpid())


def test_nobody_at_all():
    assert list(run_patients(whose, [], 2, None)) == []


def test_a_check_and_an_extraction_say_the_same_of_a_killed_process(small_cohort, monkeypatch):
    cohort = read_cohort(small_cohort(patients=2))
    monkeypatch.setattr(running, "run_in_pool", lambda _, files, __: ((patient, None) for patient in files))
    failures = extract_cohort(cohort, Settings(), jobs=2).failures
    assert failures[["patient_id", "node_id", "stage"]].to_numpy().tolist() == [[p, "", "extraction"] for p in "AB"]
    checks = check_cohort(cohort, Settings(), jobs=2).table
    assert set(failures["reason"]) == set(checks["finding"]) == {killed().reason}
    assert set(failures["remedy"]) == set(checks["remedy"]) == {killed().remedy}
