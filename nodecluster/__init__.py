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
    from nodecluster.cohort.tables.patients import Cohort, read_cohort
    from nodecluster.results import Run
    from nodecluster.settings import Settings, read_settings
    from nodecluster.workflows.check import check
    from nodecluster.workflows.extract import extract
    from nodecluster.workflows.fit import fit
    from nodecluster.workflows.predict import predict
    from nodecluster.workflows.saving import save
    from nodecluster.workflows.score import score
    from nodecluster.workflows.simulate import simulate
    from nodecluster.workflows.validate import validate

__all__ = [
    "Cohort",
    "Run",
    "Settings",
    "check",
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
    "Cohort": "nodecluster.cohort.tables.patients",
    "Run": "nodecluster.results",
    "Settings": "nodecluster.settings",
    "check": "nodecluster.workflows.check",
    "extract": "nodecluster.workflows.extract",
    "fit": "nodecluster.workflows.fit",
    "predict": "nodecluster.workflows.predict",
    "read_cohort": "nodecluster.cohort.tables.patients",
    "read_settings": "nodecluster.settings",
    "save": "nodecluster.workflows.saving",
    "score": "nodecluster.workflows.score",
    "simulate": "nodecluster.workflows.simulate",
    "validate": "nodecluster.workflows.validate",
}

try:
    __version__ = version("nodecluster")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "unknown"


def __getattr__(name: str) -> Any:
    """Import a function where it is first used, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nodecluster' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
