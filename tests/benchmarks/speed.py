"""nodecluster against PyRadiomics' own command: one 512 x 512 x 300 CT, 9 full-size masks, one core, one run.

Run it with ``make benchmark``. Both are whole processes, started one after the other on the same core, reading the same
files; the features are compared as well, because a fast wrong answer is worth nothing.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import SimpleITK as sitk
from scipy.ndimage import uniform_filter

from nodecluster.tables import FEATURES
from tests.conftest import ellipsoid

SIZE = (512, 512, 300)
NODES = 9
SPACING = (0.78, 0.78, 1.0)


def main() -> None:
    """Make the patient, run both, print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs of nodecluster; the median counts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        make_patient(root)
        bin_folder = Path(sys.executable).parent
        ours = sorted(
            timed([bin_folder / "nodecluster", "extract", root, "--out", root / f"run{n}", "--jobs", "1"])
            for n in range(arguments.repeat)
        )
        theirs = timed([bin_folder / "pyradiomics", root / "batch.csv", "-o", root / "theirs.csv", "-f", "csv",
                        "--jobs", "1", "--param", root / "params.yaml", "-v", "1"])  # fmt: skip
        worst = compare(root / "run0" / "features.csv", root / "theirs.csv")
    median = ours[len(ours) // 2]
    print(f"{SIZE[0]} x {SIZE[1]} x {SIZE[2]} CT, {NODES} full-size masks, one core, whole processes")
    print(f"PyRadiomics 3.0.1, own command   {theirs:8.2f} s")
    print(f"nodecluster extract              {median:8.2f} s   (of {', '.join(f'{t:.2f}' for t in ours)})")
    print(f"ratio                            {theirs / median:8.1f}")
    print(f"worst relative difference of {NODES} x {len(FEATURES)} values: {worst:.1e}")


def make_patient(root: Path) -> None:
    """Write a CT with soft-tissue-like noise, nine nodes of 6 to 14 mm on it, and both programs' lists of files."""
    rng = np.random.default_rng(1)
    ct = rng.normal(0, 40, SIZE[::-1]).astype(np.float32)
    ct = uniform_filter(ct, 3) * 3 - 60
    masks = []
    for n in range(NODES):
        centre = (150 + 25 * n, 200 + 15 * (n % 4), 80 + 15 * n)
        radii = tuple((3 + n / 2) * scale / spacing for scale, spacing in zip((1, 1.3, 1.1), SPACING, strict=True))
        masks.append(ellipsoid_in(centre, radii))
        ct[masks[-1] > 0] += 110
    image = root / "P1" / "ct.nii.gz"
    write(image, ct.astype(np.int16))
    rows = []
    for n, mask in enumerate(masks, 1):
        path = root / "P1" / "segmentations" / f"LN_{n}.nii.gz"
        write(path, mask)
        rows.append((image, path))
    # Its --setting option fails with current releases of ruamel.yaml; a parameter file says the same.
    (root / "params.yaml").write_text(
        "setting:\n  binWidth: 25\n  resampledPixelSpacing: [1, 1, 1]\n  additionalInfo: false\n"
    )
    (root / "patients.csv").write_text("patient_id\nP1\n")
    with (root / "batch.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([("Image", "Mask"), *rows])


def ellipsoid_in(centre: tuple[int, int, int], radii: tuple[float, float, float]) -> np.ndarray:
    """A full-size mask (z, y, x), uint8, drawn in a small box."""
    half = 24
    mask = np.zeros(SIZE[::-1], dtype=np.uint8)
    x, y, z = (slice(c - half, c + half + 1) for c in centre)
    mask[z, y, x] = ellipsoid((2 * half + 1,) * 3, (half,) * 3, radii)
    return mask


def write(path: Path, array: np.ndarray) -> None:
    """Write an array as compressed NIfTI."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = sitk.GetImageFromArray(array)
    image.SetSpacing(SPACING)
    image.SetOrigin((-199.4, -201.7, -350.25))
    sitk.WriteImage(image, str(path), useCompression=True, compressionLevel=6)


def timed(command: list[object]) -> float:
    """Run a command on one core and return its seconds."""
    core = min(os.sched_getaffinity(0))
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS": "1"}
    begin = time.perf_counter()
    done = subprocess.run(
        [str(word) for word in command], env=environment, capture_output=True, text=True, check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return time.perf_counter() - begin


def compare(ours: Path, theirs: Path) -> float:
    """The worst relative difference of all values."""
    found = pd.read_csv(ours).sort_values("node_id")[list(FEATURES)].to_numpy()
    wanted = pd.read_csv(theirs).sort_values("Mask")[list(FEATURES)].to_numpy(dtype=float)
    return float(np.max(np.abs(found - wanted) / np.where(wanted == 0, 1.0, np.abs(wanted))))


if __name__ == "__main__":
    main()
