"""Real runs on the example cohort, made once."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

import nodecluster as nc
from nodecluster.results import Run


class Runs(NamedTuple):
    """A fit, its validation on other patients, one that counts the fitted ones too, and scored predictions."""

    fit: Run
    validate: Run
    seen: Run
    score: Run

    def __repr__(self) -> str:
        return "real runs"  # hypothesis shows its arguments

    def patients(self) -> list[str]:
        """Return the ids of everybody."""
        assert self.seen.patients is not None
        return [str(name) for name in self.seen.patients["patient_id"]]


@pytest.fixture(scope="session")
def real(example: Path) -> Runs:
    """Runs of the three commands that have checklists."""
    fit = nc.fit(example, cohorts=["train"])
    validate = nc.validate(fit, example, cohorts=["validation"])
    table = pd.concat([fit.features, validate.features], ignore_index=True)
    seen = nc.validate(fit, table, patients=example / "patients.csv")
    return Runs(fit, validate, seen, nc.score(validate.nodes, patients=example / "patients.csv"))
