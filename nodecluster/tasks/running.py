"""A patient's task run over a cohort, in this process or in a pool of processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from nodecluster.cohort.tables.patients import PatientFiles
from nodecluster.errors import MORE_MEMORY, NodeError
from nodecluster.tasks.pool import run_in_pool

Result = TypeVar("Result")

Progress = Callable[[int, int, str], None]
"""Called with patients done, patients in all, and the id of the last one."""


def run_patients(
    task: Callable[[PatientFiles], Result], files: Sequence[PatientFiles], jobs: int, progress: Progress | None
) -> Iterator[tuple[PatientFiles, Result | None]]:
    """Yield each patient with the task's result, as they come; None where the process was killed (``killed``).

    Parameters
    ----------
    task : a function that can be imported by another process.
    files : of the patients.
    jobs : processes; 1 works in this one.
    progress : told after each patient.
    """
    jobs = min(jobs, len(files))
    running = ((patient, task(patient)) for patient in files) if jobs <= 1 else run_in_pool(task, files, jobs)
    for done, (patient, result) in enumerate(running, start=1):
        if progress is not None:
            progress(done, len(files), patient.patient_id)
        yield patient, result


def killed() -> NodeError:
    """Return the failure of a patient whose process was killed."""
    return NodeError(
        "extraction",
        "the process that read this patient was killed twice, perhaps for want of memory",
        MORE_MEMORY,
    )
