"""What tests of several formats of masks share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.cohort.images.dicom.samples import write_series
from tests.cohort.images.samples import CT, SIZE


@pytest.fixture(scope="session")
def series(tmp_path_factory) -> Path:
    """A CT series in DICOM, on the grid of the samples."""
    folder = tmp_path_factory.mktemp("series")
    write_series(folder, np.zeros(SIZE[::-1], np.int16), CT.geometry)
    return folder
