"""Whether the files that ``patients.csv`` names are there and of a known kind: told by names alone, before any work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from nodecluster.cohort.images.dicom.file import has_mark
from nodecluster.cohort.images.files import OPENERS, ending
from nodecluster.cohort.masks.find import problems_of
from nodecluster.cohort.tables.patient_checks import rows_of
from nodecluster.cohort.tables.row_problems import READING, RowProblem
from nodecluster.errors import Problem
from nodecluster.words import shown


def file_problems(frame: pd.DataFrame, root: Path) -> list[RowProblem]:
    """Return the images and masks that are missing or of no known format.

    Files are looked for where a patient is not excluded and has an id that can be one.
    """
    problems: list[RowProblem] = []
    for line, row in rows_of(frame):
        if row["excluded"] or not row["patient_id"] or not row["patient_id"].isprintable():
            continue
        found = _problems(root, row["image"], row["segmentation"])
        problems += [
            RowProblem(line, row["patient_id"], each.where, each.found, each.expected, each.remedy, READING)
            for each in found
        ]
    return problems


def _problems(root: Path, image: str, masks: str) -> list[Problem]:
    """Return what is wrong with a patient's two paths."""
    try:
        return [
            *_image_problems(root / image, "column 'image'", image),
            *_mask_problems(root / masks, root / image, "column 'segmentation'", masks),
        ]
    except OSError as error:  # such as a name that is too long for the disk
        remedy = "Check the paths, which are relative to the table, and your rights"
        return [Problem("", f"a path that cannot be looked at ({error.strerror})", "the patient's files", remedy)]


def _image_problems(image: Path, where: str, cell: str) -> Iterator[Problem]:
    """Yield what is wrong with the path of a CT: a file, or a folder of DICOM slices."""
    lost = _lost(image)
    if lost:
        remedy = "Put the CT where the column 'image' says, or correct that path, which is relative to the table"
        if "\\" in cell:
            remedy = "Write / between folders, which works on every system"
        yield Problem(where, f"{shown(cell)}, which {lost}", "the patient's CT", remedy)
    elif image.is_dir():
        if ending(image):
            remedy = "Give the path of the image file itself, or rename a folder of DICOM slices that ends like one"
            yield Problem(where, f"{shown(cell)}, which is a folder", "the patient's CT", remedy)
    elif ending(image) is None and not has_mark(image):
        expected = f"a file ending in {', '.join(OPENERS)}, or a folder of DICOM slices"
        yield Problem(where, shown(cell), expected, "Export the CT as NIfTI or NRRD")


def _mask_problems(masks: Path, image: Path, where: str, cell: str) -> list[Problem]:
    """Return what is wrong with the path of a patient's masks."""
    lost = _lost(masks)
    if lost == "does not exist" and "\\" in cell:
        remedy = "Write / between folders, which works on every system"
        return [Problem(where, f"{shown(cell)}, which {lost}", "a folder of masks, or a file of them", remedy)]
    if lost and lost != "does not exist":
        remedy = "Put the masks where the column 'segmentation' says, or correct that path"
        return [Problem(where, f"{shown(cell)}, which {lost}", "a folder of masks, or a file of them", remedy)]
    return problems_of(masks, image, where, cell)


def _lost(path: Path) -> str:
    """Return why there is neither a file nor a folder at a path, or nothing."""
    if path.is_file() or path.is_dir():
        return ""
    if path.is_symlink():
        return "is a link that leads nowhere or in a circle"
    if path.exists():
        return "is neither a file nor a folder"
    return "does not exist"
