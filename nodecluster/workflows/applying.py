"""What ``fit``, ``predict`` and ``validate`` share: a model read, and applied to measured nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nodecluster import runs
from nodecluster.clustering.model import Model
from nodecluster.clustering.storage import from_json, from_text
from nodecluster.errors import ModelError, TableError
from nodecluster.extraction import Progress
from nodecluster.loading import Loaded, Patients, Source, load
from nodecluster.provenance import first_failure
from nodecluster.results import Run
from nodecluster.tables import MESH_VOLUME
from nodecluster.validation.rules import parse_rule
from nodecluster.validation.validate import Validation, validate_predictions

ModelSource = str | Path | Model | Run
"""A model, its ``model.json``, the folder of a fit, or the run that ``fit`` returned."""


def read_model(model: ModelSource) -> Model:
    """Return a model from wherever it is: a run, a folder of a fit, or a ``model.json``.

    Raises
    ------
    ModelError
        it cannot be read, or is not one.
    """
    if isinstance(model, Model):
        return model
    if isinstance(model, Run):
        return from_json(model.model, "run")
    path = Path(model)
    path = path / runs.MODEL if path.is_dir() else path
    try:
        return from_text(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ModelError(f"{path}: cannot be read ({reason}); give the model.json of a fit, or its folder") from error


def measured(
    cohort: Source,
    model: Model,
    cohorts: Sequence[str],
    patients: Patients | None,
    jobs: int,
    progress: Progress | None,
) -> Loaded:
    """Load the nodes that a model is applied to, measured as its own were."""
    loaded = load(cohort, model.settings, patients=patients, cohorts=tuple(cohorts), jobs=jobs, progress=progress)
    if loaded.features.empty:
        raise TableError(f"{loaded.name}: no node could be measured{first_failure(loaded.failures)}")
    return loaded


def grouped(model: Model, loaded: Loaded, seen: Sequence[str]) -> Validation:
    """Apply a model to nodes, and judge the result as far as the truth is known."""
    nodes = model.predict(loaded.features)
    nodes["volume_mm3"] = loaded.features[MESH_VOLUME].to_numpy()  # both are sorted by node
    if "label" in loaded.features:
        nodes["label"] = loaded.features["label"].to_numpy()
    settings = model.settings
    return validate_predictions(nodes, loaded.known_patients(), rule=settings.rule, level=settings.level, seen=seen)


def with_rule(model: Model, rule: str | None) -> Model:
    """Return the model with another patient rule."""
    parse_rule(rule or model.settings.rule)
    return model if rule is None else replace(model, settings=model.settings.changed({"rule": rule}))


def verdict_warnings(model: Model) -> list[str]:
    """Repeat the verdict on a model that is not usable wherever the model is used."""
    if model.verdict.name == "usable":
        return []
    return [f"the model is {model.verdict.name}: {'; '.join(model.verdict.reasons)}"]


def seen_warnings(seen: Sequence[str]) -> list[str]:
    """Say which patients the model was fitted on."""
    return [f"the model was fitted on {len(seen)} of these patients: {', '.join(seen)}"] if seen else []
