"""Made-up checks: rows as ``check.csv`` has them, and pictures of what looks like a CT."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nodecluster.imaging.outline import outline
from nodecluster.imaging.picture import Picture, Pictures
from nodecluster.imaging.picture import picture as pictured
from nodecluster.imaging.preview import Preview
from nodecluster.results import CheckFinding, Run
from nodecluster.tables import CHECK_COLUMNS, FAILS, SEPARATOR

from .conftest import made_info


def row(patient: str, node: str, verdict: str = "ok", finding: str = "", remedy: str = "", **more: Any) -> dict:
    """Return a row of check.csv; of a patient as a whole where the node is empty."""
    measured = {"format": "NIfTI", "grid": "same", "voxels": 1234, "volume_mm3": 987.6, "components": 1}
    values = measured | {"median_hu": -12.0} if node else {"format": "", "grid": ""}
    said = {"verdict": verdict, "finding": finding, "remedy": remedy, "failing": int(verdict == FAILS)}
    return {"patient_id": patient, "node_id": node, **values, **said, **more}


def picture(seed: int = 0, shape: tuple[int, int] = (58, 57), pixel_mm: tuple[float, float] = (0.7, 0.7)) -> Picture:
    """Return a bright disc in noise of 15 HU, which is white and so takes more bytes than a CT's."""
    rng = np.random.default_rng(seed)
    y, x = np.indices(shape)
    disc = (y - shape[0] / 2) ** 2 + (x - shape[1] / 2) ** 2 < (8 + seed % 5) ** 2
    grey = np.clip(rng.normal(120 + 40 * disc, 15 * 255 / 400), 0, 255).astype(np.uint8)
    return pictured(Preview(grey, pixel_mm, outline(disc), "R", "L", "A", "P", 57, 120, "axial"))


def check_run(rows: list[dict], pictures: dict[tuple[str, str], Picture] | None = None, **info: Any) -> Run:
    """Return what a check leaves behind; of a row that fails only the first finding is a failure."""
    table = pd.DataFrame(rows, columns=list(CHECK_COLUMNS), dtype=object)
    findings = {(made["patient_id"], made["node_id"]): said(made) for made in rows if made["finding"]}
    shown: dict[tuple[str, str], Pictures] = {key: (each,) for key, each in (pictures or {}).items()}
    return Run(info=made_info("check") | info, checks=table, findings=findings, pictures=shown)


def said(made: dict) -> list[CheckFinding]:
    """Return the findings of a row one by one."""
    pairs = zip(made["finding"].split(SEPARATOR), made["remedy"].split(SEPARATOR), strict=True)
    return [CheckFinding(*pair, fails=made["verdict"] == FAILS and not i) for i, pair in enumerate(pairs)]


def every_kind() -> Run:
    """Return a check with every verdict, of nodes and of patients, with and without pictures."""
    rows = [
        row("A", "LN_1"),
        row("A", "LN_2", "fails", "LN_2.nii.gz: the mask is empty", "Draw the node", voxels=np.nan, median_hu=np.nan),
        row("B", "", "warning", "the slices are 5 mm thick", "Use a thinner reconstruction"),
        row("B", "LN_1", "warning", "the mask has 2 parts", "Remove the islands", components=2),
        row("B", "LN_2", grid="cropped"),
        row("C", "", "fails", "ct.nii.gz is cut short", "Copy the file again"),
        row("D", "LN_1", "warning", "the mask has 3 parts", "Remove the islands", components=3),
    ]
    keys = [("A", "LN_1"), ("B", "LN_1"), ("B", "LN_2"), ("D", "LN_1")]
    return check_run(rows, {key: picture(i) for i, key in enumerate(keys)})
