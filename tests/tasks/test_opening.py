from __future__ import annotations

import SimpleITK as sitk
from threadpoolctl import threadpool_info, threadpool_limits

from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.settings import Settings
from nodecluster.tasks.extraction import extract_cohort
from nodecluster.tasks.opening import one_thread


def threads() -> set[int]:
    """How many threads the libraries of linear algebra may use."""
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_a_task_computes_with_one_thread():
    before = sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(2)
    try:
        with threadpool_limits(2):
            assert threads() == {2}
            with one_thread():
                assert threads() == {1}
                assert sitk.ProcessObject.GetGlobalDefaultNumberOfThreads() == 1
            assert threads() == {2}
            assert sitk.ProcessObject.GetGlobalDefaultNumberOfThreads() == 2
    finally:
        sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(before)


def test_too_little_memory_for_a_ct_is_a_row_of_its_patient(small_cohort, monkeypatch):
    cohort = read_cohort(small_cohort(patients=1))

    def greedy(*_):
        raise MemoryError

    monkeypatch.setattr(ImageFile, "window", greedy)
    (row,) = extract_cohort(cohort, Settings()).failures.to_dict("records")
    assert (row["node_id"], row["stage"]) == ("", "memory")
    assert row["reason"] == "not enough memory for ct.nii.gz"
