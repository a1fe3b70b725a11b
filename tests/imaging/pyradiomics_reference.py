"""PyRadiomics' own values, of its own extractor, on the uncropped image."""

from __future__ import annotations

import logging

import numpy as np
import SimpleITK as sitk
from radiomics.featureextractor import RadiomicsFeatureExtractor

from nodecluster.tables import FEATURES


def reference(ct: sitk.Image, mask: sitk.Image, spacing: float = 1.0) -> np.ndarray:
    """The 107 features, shape (107,), in the order of ``tables.FEATURES``."""
    logging.getLogger("radiomics").setLevel(logging.CRITICAL)
    settings = {"binWidth": 25, "resampledPixelSpacing": [spacing] * 3, "additionalInfo": False}
    values = RadiomicsFeatureExtractor(**settings).execute(ct, mask)
    return np.array([float(np.real(values[name])) for name in FEATURES])


def worst_relative_difference(found: np.ndarray, expected: np.ndarray) -> float:
    """The largest |found - expected| / |expected|; where 0 is expected, the absolute difference."""
    scale = np.where(expected == 0, 1.0, np.abs(expected))
    return float(np.max(np.abs(found - expected) / scale))
