"""What was done, step by step, with the settings of this run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster import formats
from nodecluster.report.parts import Row
from nodecluster.results import Run
from nodecluster.tables import FEATURES
from nodecluster.validation.rules.words import rule_words

Settings = Mapping[str, Any]


def steps(run: Run) -> Row:
    """Return the recipe as steps, from the mask to the figures; none where the run does not say its settings."""
    settings = run.info.get("settings") or (run.model or {}).get("settings")
    if not settings:
        return ()
    return (*_measuring(run, settings), *_grouping(run.model), *_judging(run, settings))


def _measuring(run: Run, settings: Settings) -> list[str]:
    """Return how nodes became features; nothing where the run had predictions to start with."""
    if run.features is None:
        return []
    if run.info.get("inputs", {}).get("features") == "unknown":
        return [
            f"The {len(FEATURES)} features of the nodes were taken from a table; how they were measured is its maker's."
        ]
    edge = f"{settings['spacing_mm']:g}"
    return [
        f"Nodes segmented on CT were resampled to {edge} × {edge} × {edge} mm voxels on the grid of the uncropped "
        f"image, grey levels were put in bins of {settings['bin_width']:g} HU, and PyRadiomics computed the "
        f"{len(FEATURES)} features of the original image. Nodes of fewer than {settings['minimum_voxels']} voxels were "
        "not measured."
    ]


def _grouping(model: Mapping[str, Any] | None) -> list[str]:
    """Return how the model was made and how it places a node."""
    if model is None:
        return []
    settings = model["settings"]
    nodes = formats.count(model.get("fitted", {}).get("nodes"))
    return [
        f"Features were z-scored with the mean and standard deviation of the {nodes} training nodes.",
        f"In PyRadiomics' order, a feature was dropped when its |Pearson r| with one already kept exceeded "
        f"{settings['correlation_threshold']:g}: {len(model['kept'])} of {len(model['features'])} stayed.",
        f"K-means with two groups, the best of {settings['starts']} random starts (seed {settings['seed']}), was "
        "fitted on these nodes without any label.",
        "Group 2 is called metastatic-looking from shape alone, not from pathology (see Groups).",
        "A node's score is its signed distance from the border between the groups, in standard deviations; above 0 it "
        "lies in group 2.",
    ]


def _judging(run: Run, settings: Settings) -> list[str]:
    """Return how patients are predicted and how predictions are judged."""
    said = []
    if run.patients is not None or run.metrics is not None:
        rule = str((run.metrics or {}).get("rule") or settings["rule"])
        said.append(f"A patient is predicted to be pN+ where {rule_words(rule) or 'the rule holds'} (rule ‘{rule}’).")
    if run.metrics is not None:
        said.append(
            "Truth is pathology's: a patient is pN+ with at least one positive node. A node has a label only where all "
            "or none of its patient's examined nodes are positive, or where the cohort gives one. "
            f"Intervals are at {100 * settings['level']:g} %; nothing was refitted."
        )
    return said
