"""The versions that a result depends on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = (
    "nodecluster", "isal", "numpy", "pandas", "pydicom", "pyjpegls", "pyradiomics", "python-gdcm", "scikit-learn",
    "scipy", "SimpleITK",
)  # fmt: skip


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    found = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found
