"""The versions that a result depends on."""

from __future__ import annotations

import json

import numpy as np

from nodecluster import runs


def test_versions_name_what_a_result_depends_on():
    found = runs.versions()
    assert found["pyradiomics"] == "3.0.1"
    assert found["numpy"] == np.__version__
    assert "unknown" not in found.values()
    assert {"isal", "pydicom", "pyjpegls", "python-gdcm", "SimpleITK"} <= set(found)  # what decodes voxels
    assert json.dumps(found)
