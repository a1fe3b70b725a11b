"""The 107 features of a node, by PyRadiomics."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import cast

import numpy as np
import SimpleITK as sitk
from radiomics.featureextractor import RadiomicsFeatureExtractor

from nodecluster.imaging.resampling import NodeImage
from nodecluster.tables import FEATURES
from nodecluster.volume import Floats, Geometry, Triple, Volume


def features(node: NodeImage, bin_width: float) -> Floats:
    """Return the features of a resampled node, shape (107,), in the order of ``tables.FEATURES``.

    Parameters
    ----------
    node : the node on its final grid; PyRadiomics resamples nothing here.
    bin_width : HU.

    Raises
    ------
    ValueError
        PyRadiomics refuses the mask.

    Source: van Griethuysen JJM, et al. Computational radiomics system to decode the radiographic phenotype.
    Cancer Res 2017;77:e104-e107. PyRadiomics 3.0.1, original image, all classes.
    """
    # A rim of nothing around the node: PyRadiomics takes a mask without any background for an empty one.
    intensity, inside = np.pad(node.intensity_hu, 1), np.pad(node.mask, 1)
    geometry = Geometry(cast("Triple", inside.shape[::-1]), node.spacing_mm)
    image, mask = Volume(intensity, geometry).image(), Volume(inside, geometry).image()
    with np.errstate(all="ignore"):  # what is not a number is seen in the result
        values = _extractor(bin_width).execute(image, mask)
    return np.array([_real(values[name]) for name in FEATURES], dtype=np.float64)


def _real(value: complex) -> float:
    """Return a value as a real number.

    PyRadiomics takes eigenvalues by a method for any matrix; of a cube, whose three are equal, rounding may give them
    an imaginary part of the size of a rounding error.
    """
    return float(np.real(value)) if abs(np.imag(value)) <= 1e-6 * abs(np.real(value)) else float("nan")


@lru_cache(maxsize=4)
def _extractor(bin_width: float) -> RadiomicsFeatureExtractor:
    """Return PyRadiomics with the study's settings, silent: what fails comes back as NaN and is reported as such."""
    logging.getLogger("radiomics").setLevel(logging.CRITICAL)
    sitk.ProcessObject.SetGlobalWarningDisplay(False)
    return RadiomicsFeatureExtractor(binWidth=bin_width, additionalInfo=False)
