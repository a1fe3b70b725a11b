"""The catalogue of bad inputs: each spoils patient B of a cohort of three, or one of B's nodes, or the table."""

from __future__ import annotations

from tests.catalogue.case import Case
from tests.catalogue.dicom import DICOM_CASES
from tests.catalogue.headers import HEADER_CASES
from tests.catalogue.images import IMAGE_CASES
from tests.catalogue.masks import MASK_CASES
from tests.catalogue.paths import PATH_CASES
from tests.catalogue.tables import TABLE_CASES

CATALOGUE: tuple[Case, ...] = (
    *HEADER_CASES,
    *IMAGE_CASES,
    *MASK_CASES,
    *PATH_CASES,
    *DICOM_CASES,
    *TABLE_CASES,
)
