"""Size of a report, the time it takes to write it again from saved results, and the time until it can be used.

Run it with ``make benchmark`` or ``python -m tests.benchmarks.report``. Two runs: the example cohort of 24 patients as
it is, and one of the study's size, 478 patients with 3,134 nodes, whose features, pathology and patients are made up
and whose pictures and shapes are those of the example's nodes, given out again and again. ``nodecluster report`` is a
whole process on one core. In Chromium the clock runs from the opening of the file until the page can be used: every
section there, links and buttons at work; figures are then drawn as they come near the screen, and the first of them is
timed too.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import numpy as np
import pandas as pd

from nodecluster import runs
from nodecluster.results import Run
from nodecluster.tables import FEATURES
from nodecluster.workflows.fit import fit
from nodecluster.workflows.saving import save
from nodecluster.workflows.validate import validate
from tests.benchmarks.speed import timed
from tests.browser.opening import flags

EXAMPLE = Path(__file__).resolve().parents[2] / "segmentations"
PATIENTS, NODES = 478, 3134
LIMITS = {"24 patients": (8, None, None), f"{PATIENTS} patients, {NODES:,} nodes": (20, 60, 3)}
"""Megabytes, seconds to write it, seconds until it can be used."""


def main() -> None:
    """Make both runs, write their reports again, open them, print what was found."""
    example = validate(fit(EXAMPLE, cohorts=["train"]), EXAMPLE)
    made = dict(zip(LIMITS, (example, study_sized(example)), strict=True))
    with tempfile.TemporaryDirectory() as name:
        for number, (what, run) in enumerate(made.items()):
            folder = Path(name) / str(number)
            save(run, folder)
            written = timed([Path(sys.executable).parent / "nodecluster", "report", folder])
            report = folder / runs.REPORT
            usable, drawn = opened(report, Path(name))
            size, most, longest = LIMITS[what]
            print(f"{what}: {len(run.nodes if run.nodes is not None else ()):,} nodes, {len(run.pictures):,} pictured")
            print(f"  report.html            {report.stat().st_size / 1e6:6.1f} MB (limit {size})")
            print(f"  nodecluster report     {written:6.1f} s, one core{f' (limit {most})' if most else ''}")
            print(f"  usable in Chromium     {usable}{f' (limit {longest} s)' if longest else ''}")
            print(f"  first figure drawn     {drawn}")


def study_sized(example: Run) -> Run:
    """Return a validation of the study's size, of made-up features and pathology."""
    rng = np.random.default_rng(0)
    counts = rng.multinomial(NODES - PATIENTS, np.full(PATIENTS, 1 / PATIENTS)) + 1
    owner = np.repeat(np.arange(PATIENTS), counts)
    metastatic = rng.random(PATIENTS) < 0.55
    latent = rng.normal(size=NODES) + 6 * (metastatic[owner] & (rng.random(NODES) < 0.8))
    shared = example.features
    if shared is None:
        raise SystemExit("the example has no features")
    spread = shared[list(FEATURES)].std().to_numpy()
    direction = rng.normal(size=len(FEATURES)) * spread
    direction[FEATURES.index("original_shape_LeastAxisLength")] = spread[0] * 2
    values = shared[list(FEATURES)].mean().to_numpy() + np.outer(latent, direction)
    values = values + rng.normal(size=values.shape) * spread
    ids = np.asarray([f"P{number + 1:04d}" for number in range(PATIENTS)])
    numbers = np.concatenate([np.arange(n) + 1 for n in counts])
    features = pd.DataFrame(values, columns=list(FEATURES))
    features.insert(0, "patient_id", ids[owner])
    features.insert(1, "node_id", [f"LN_{number:02d}" for number in numbers])
    # A third of the metastatic patients have only metastatic nodes, so that the others' nodes have no label.
    positive = np.where(metastatic, np.where(rng.random(PATIENTS) < 0.4, counts, (counts + 1) // 2), 0)
    patients = pd.DataFrame(
        {
            "patient_id": ids,
            "cohort": np.where(np.arange(PATIENTS) < 190, "train", "validation"),
            "clinical_n": np.where(rng.random(PATIENTS) < 0.27, "cN0", "cN+"),
            "nodes_examined": counts,
            "nodes_positive": positive,
            "age": rng.normal(52, 10, PATIENTS).round(),
            "grade": rng.choice(["1", "2", "3"], PATIENTS),
        }
    )
    trained = features[features["patient_id"].isin(ids[:190])].reset_index(drop=True)
    run = validate(fit(trained, patients=patients[:190]), features, patients=patients)
    return replace(run, pictures=_again(example.pictures, run), shapes=_shapes_again(example, run))


def _again(pictures: dict, run: Run) -> dict:
    """Give the example's pictures to the nodes of a run, again and again."""
    nodes = zip(run.nodes["patient_id"], run.nodes["node_id"], strict=True)
    return dict(zip(nodes, cycle(pictures.values())))


def _shapes_again(example: Run, run: Run) -> dict:
    """Give the example's shapes to the nodes and patients of a run, again and again."""
    bodies = [shape for (_, node), shape in example.shapes.items() if not node]
    nodes = [shape for (_, node), shape in example.shapes.items() if node]
    keys = list(zip(run.nodes["patient_id"], run.nodes["node_id"], strict=True))
    of_patients = [(patient, "") for patient in dict.fromkeys(patient for patient, _ in keys)]
    return dict(zip(keys, cycle(nodes))) | dict(zip(of_patients, cycle(bodies)))


def opened(report: Path, folder: Path) -> tuple[str, str]:
    """Return how long a page takes until it can be used, and until its first figure is drawn, in words."""
    browser = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        browser = None
    if browser is None:
        return ("not measured: no Chromium",) * 2
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=browser, args=flags(), env={**os.environ, "HOME": str(folder)})
        page = found.new_page(viewport={"width": 1440, "height": 900})
        begin = time.perf_counter()
        page.goto(report.as_uri(), wait_until="commit")
        page.wait_for_selector("html[data-ready='1']", state="attached")
        page.locator("nav a").nth(2).click()  # answered only when nothing keeps the page busy
        usable = time.perf_counter() - begin
        page.locator(".plot").first.scroll_into_view_if_needed()
        page.wait_for_selector(".main-svg", state="attached")
        drawn = time.perf_counter() - begin
        found.close()
    return f"{usable:6.2f} s", f"{drawn:6.2f} s"


if __name__ == "__main__":
    main()
