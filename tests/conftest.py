"""Fixtures that several rooms share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from nodecluster.tables import FEATURES

ROOT = Path(__file__).resolve().parent.parent
WORST = "worst relative difference from PyRadiomics"
SHARED = ROOT.parent / "shared" / "data"


def pytest_terminal_summary(terminalreporter) -> None:
    """Print how far the features were from PyRadiomics' own, over all phantoms; also where tests run in processes."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    found = [float(value) for report in reports for name, value in report.user_properties if name == WORST]
    if found:
        terminalreporter.write_line(f"{WORST}: {max(found):.1e} (limit 1e-9)")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real test data, which is not part of the repository."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is absent: real data are not part of the repository")
    return SHARED


@pytest.fixture(scope="session")
def example() -> Path:
    """The committed example cohort."""
    return ROOT / "segmentations"


def ellipsoid(size: tuple[int, int, int], centre: tuple[float, float, float], radii: tuple[float, float, float]):
    """A mask (z, y, x) of an ellipsoid; centre and radii in voxels, x y z."""
    x, y, z = np.meshgrid(*(np.arange(n) for n in size), indexing="ij")
    inside = sum(((a - c) / r) ** 2 for a, c, r in zip((x, y, z), centre, radii, strict=True)) <= 1
    return np.ascontiguousarray(inside.transpose(2, 1, 0))


def write_image(path: Path, array: np.ndarray, spacing=(0.8, 0.9, 2.0), origin=(-11.0, 7.0, -30.0)) -> Path:
    """Write an array (z, y, x) as an image file."""
    image = sitk.GetImageFromArray(array)
    image.SetSpacing(spacing)
    image.SetOrigin(origin)
    path.parent.mkdir(parents=True, exist_ok=True)
    sitk.WriteImage(image, str(path), useCompression=True)
    return path


@pytest.fixture
def small_cohort(tmp_path: Path) -> Callable[..., Path]:
    """Make a cohort on disk: patients A, B, ... with two nodes each on a noisy 30 x 34 x 20 CT."""

    def make(rows: Mapping[str, Mapping[str, object]] | None = None, patients: int = 2) -> Path:
        root = tmp_path / "cohort"
        table = []
        for number in range(patients):
            name = chr(ord("A") + number)
            rng = np.random.default_rng(number)
            size = (30, 34, 20)
            ct = rng.normal(40, 25, size[::-1]).astype(np.int16)
            write_image(root / name / "ct.nii.gz", ct)
            for node, centre in {"LN_1": (9, 10, 10), "LN_2": (20, 22, 9)}.items():
                mask = ellipsoid(size, centre, (4 + number % 3, 4, 3)).astype(np.uint8)
                write_image(root / name / "segmentations" / f"{node}.nii.gz", mask)
            table.append({"patient_id": name, **((rows or {}).get(name, {}))})
        pd.DataFrame(table).to_csv(root / "patients.csv", index=False)
        return root

    return make


@pytest.fixture
def features_table() -> Callable[..., pd.DataFrame]:
    """Make a features table of two clear groups: nodes of ``patients`` patients, three each."""

    def make(patients: int = 20, seed: int = 0) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        ids = [(f"P{p:02d}", f"LN_{n}") for p in range(patients) for n in range(3)]
        big = np.arange(len(ids)) % 2
        values = rng.normal(0, 1, (len(ids), len(FEATURES))) + 2.5 * big[:, None]
        frame = pd.DataFrame(ids, columns=["patient_id", "node_id"])
        return pd.concat([frame, pd.DataFrame(values, columns=list(FEATURES))], axis=1)

    return make
