"""``simulate``: a phantom cohort with known truth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from nodecluster import phantom, runs
from nodecluster.tables import NOTICE_TXT, PATIENTS_CSV, TRUTH_CSV
from nodecluster.tasks.running import Progress


def simulate(out: str | Path, *, patients: int = 24, seed: int = 0, progress: Progress | None = None) -> Path:
    """Write a phantom cohort with known truth: images, masks, ``patients.csv``, ``truth.csv`` and a notice.

    Raises
    ------
    NodeclusterError
        there are too few patients, or the folder is not empty.
    """
    cohort = phantom.simulate_cohort(patients, seed)  # refuses before a folder is made

    def fill(folder: Path) -> None:
        rows, truth = [], []
        for number, patient in enumerate(cohort, 1):
            home = folder / patient.patient_id
            runs.write_volume(home / "ct.nii.gz", patient.ct)
            for node_id, mask in patient.masks.items():
                runs.write_volume(home / "segmentations" / f"{node_id}.nii.gz", replace(patient.ct, voxels=mask))
            rows.append(patient.row())
            truth.extend(patient.truth_rows())
            if progress is not None:
                progress(number, patients, patient.patient_id)
        (folder / PATIENTS_CSV).write_bytes(runs.csv_bytes(pd.DataFrame(rows)))
        (folder / TRUTH_CSV).write_bytes(runs.csv_bytes(pd.DataFrame(truth)))
        (folder / NOTICE_TXT).write_text(phantom.NOTICE + "\n", encoding="utf-8")

    folder = Path(out)
    runs.write_cohort_folder(folder, fill)
    return folder
