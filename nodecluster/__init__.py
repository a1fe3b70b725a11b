"""Unsupervised grouping of lymph nodes on contrast CT, and its validation against pathology. Research use only.

The functions are those of the command line; each returns a ``Run`` that holds its tables as DataFrames.

>>> import nodecluster as nc
>>> cohort = nc.read_cohort("segmentations")
>>> fitted = nc.fit(cohort.only(("train",)))
>>> fitted.model["verdict"]["name"]
'usable'
>>> validated = nc.validate(fitted, cohort)
>>> sorted(validated.metrics["patient"])[:3]
['all', 'all (unseen)', 'cN+']
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nodecluster.cohort.patients import Cohort, read_cohort
    from nodecluster.results import Run
    from nodecluster.settings import Settings, read_settings
    from nodecluster.workflows import extract, fit, predict, save, score, simulate, validate

__all__ = [
    "Cohort",
    "Run",
    "Settings",
    "extract",
    "fit",
    "predict",
    "read_cohort",
    "read_settings",
    "save",
    "score",
    "simulate",
    "validate",
]

_HOMES = {
    "nodecluster.cohort.patients": ("Cohort", "read_cohort"),
    "nodecluster.results": ("Run",),
    "nodecluster.settings": ("Settings", "read_settings"),
    "nodecluster.workflows": ("extract", "fit", "predict", "save", "score", "simulate", "validate"),
}

try:
    __version__ = version("nodecluster")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "unknown"


def __getattr__(name: str) -> Any:
    """Import a function where it is first used, so that importing the package costs nothing."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'nodecluster' has no attribute '{name}'")
