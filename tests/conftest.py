"""Fixtures that several rooms share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from nodecluster import cli
from nodecluster.tables import FEATURES
from nodecluster.volume import Volume, Window

ROOT = Path(__file__).resolve().parent.parent
WORST = "worst relative difference from PyRadiomics"
ROUND_TRIP = "worst relative difference between the forms of one patient"
FUZZ = "spoilt files: refused, read as another program does, read alone"
SHARED = ROOT.parent / "shared" / "data"


def pytest_terminal_summary(terminalreporter) -> None:
    """Print what tests measured over all their cases; also where tests run in processes.

    That is how far the features were from PyRadiomics' own and between formats, and what came of the spoilt files.
    """
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    properties = [each for report in reports for each in report.user_properties]
    for what in (WORST, ROUND_TRIP):
        found = [float(value) for name, value in properties if name == what]
        if found:
            terminalreporter.write_line(f"{what}: {max(found):.1e} over {len(found)} (limit 1e-9)")
    counts = [[int(count) for count in value.split()] for name, value in properties if name == FUZZ]
    if counts:
        refused, agreed, alone = (sum(column) for column in zip(*counts, strict=True))
        terminalreporter.write_line(
            f"fuzz: {refused + agreed + alone:,} inputs, {refused:,} refused, {agreed + alone:,} read "
            f"({agreed:,} compared with another program), 0 tracebacks; make fuzz reads more"
        )


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


def whole(volume: Volume) -> Window:
    """A whole volume as a window."""
    return Window(volume.voxels, (0, 0, 0), volume.geometry)


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


def write_cohort(root: Path, rows: Mapping[str, Mapping[str, object]] | None = None, patients: int = 2) -> Path:
    """Write the cohort of ``small_cohort`` into a folder."""
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


@pytest.fixture
def small_cohort(tmp_path: Path) -> Callable[..., Path]:
    """Make a cohort on disk: patients A, B, ... with two nodes each on a noisy 30 x 34 x 20 CT."""

    def make(rows: Mapping[str, Mapping[str, object]] | None = None, patients: int = 2) -> Path:
        return write_cohort(tmp_path / "cohort", rows, patients)

    return make


@pytest.fixture
def call(capsys, tmp_path, monkeypatch):
    """Run a command line in an empty folder; give exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(word) for word in words])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return run


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
