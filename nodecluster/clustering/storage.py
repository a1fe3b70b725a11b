"""``model.json``: plain JSON, checked against a schema before it is believed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import jsonschema
import numpy as np

from nodecluster.clustering.model import Model
from nodecluster.clustering.verdict import Verdict
from nodecluster.errors import ModelError, SettingsError
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES

SCHEMA = 1


def to_json(model: Model) -> dict[str, Any]:
    """Return a model as the content of ``model.json``; floats keep every digit."""
    return {
        "schema": SCHEMA,
        "nodecluster": model.versions.get("nodecluster", "unknown"),
        "recipe": model.settings.recipe,
        "settings": model.settings.as_dict(),
        "features": list(FEATURES),
        "mean": model.mean.tolist(),
        "sd": model.sd.tolist(),
        "kept": list(model.kept),
        "dropped": [dict(row) for row in model.dropped],
        "centroids": model.centroids.tolist(),
        "orientation": dict(model.orientation),
        "projection": dict(model.projection),
        "rule": model.settings.rule,
        "fitted": dict(model.fitted),
        "patients_sha256": list(model.patients_sha256),
        "verdict": {"name": model.verdict.name, "reasons": list(model.verdict.reasons)},
        "versions": dict(model.versions),
        "notice": model.notice,
        "measured": model.measured,
        **({} if model.rule_choice is None else {"rule_choice": dict(model.rule_choice)}),
    }


def from_text(text: str, source: str) -> Model:
    """Return the model of a ``model.json``'s text.

    Raises
    ------
    ModelError
        the text is not JSON, is cut short, comes from a newer schema, or contradicts itself.
    """
    try:
        content = json.loads(text, parse_constant=_refuse_constant)
    except ValueError as error:
        raise ModelError(f"{source}: not a complete JSON file ({error}); copy model.json from its run again") from error
    return from_json(content, source)


def from_json(content: Any, source: str) -> Model:
    """Return the model of a ``model.json``'s content, once it has passed the schema and agrees with itself.

    Raises
    ------
    ModelError
        it does not.
    """
    if isinstance(content, dict) and isinstance(content.get("schema"), int) and content["schema"] > SCHEMA:
        found = content["schema"]
        raise ModelError(f"{source}: found schema {found}; expected {SCHEMA}. Use the nodecluster that made the model")
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(_schema()).iter_errors(content))
    if error is not None:
        where = ".".join(str(part) for part in error.absolute_path) or "the file"
        raise ModelError(f"{source}: not a nodecluster model: {where}: {error.message[:200]}. Fit the model again")
    _check_agreement(content, source)
    try:
        settings = Settings().changed(content["settings"], source)
    except SettingsError as problem:
        raise ModelError(str(problem)) from problem
    return Model(
        settings=settings,
        mean=np.asarray(content["mean"], dtype=np.float64),
        sd=np.asarray(content["sd"], dtype=np.float64),
        kept=tuple(content["kept"]),
        dropped=tuple(content["dropped"]),
        centroids=np.asarray(content["centroids"], dtype=np.float64),
        orientation=content["orientation"],
        projection=content["projection"],
        fitted=content["fitted"],
        patients_sha256=tuple(content["patients_sha256"]),
        verdict=Verdict(content["verdict"]["name"], tuple(content["verdict"]["reasons"])),
        notice=content["notice"],
        versions=content["versions"],
        measured=content["measured"],
        rule_choice=content.get("rule_choice"),
    )


def _check_agreement(content: Mapping[str, Any], source: str) -> None:
    """Refuse what a schema cannot see: parts of one file that do not fit each other."""
    kept = content["kept"]
    rows = [*content["centroids"], *content["projection"]["components"]]
    fitted = content["fitted"]
    faults = {
        "features": tuple(content["features"]) != FEATURES,
        "kept": [name for name in FEATURES if name in set(kept)] != kept,
        "dropped": {row["feature"] for row in content["dropped"]} != set(FEATURES) - set(kept),
        "centroids": any(len(row) != len(kept) for row in rows) or content["centroids"][0] == content["centroids"][1],
        "fitted": fitted["nodes_group1"] + fitted["nodes_group2"] != fitted["nodes"]
        or len(content["patients_sha256"]) != fitted["patients"],
        "rule": content["rule"] != content["settings"].get("rule"),
        "rule_choice": not _fits(content.get("rule_choice"), content["rule"]),
        "recipe": content["recipe"] != content["settings"].get("recipe"),
    }
    wrong = [name for name, fault in faults.items() if fault]
    if wrong:
        raise ModelError(f"{source}: its parts do not fit each other ({', '.join(wrong)}); it was edited. Fit it again")


def _fits(choice: Mapping[str, Any] | None, rule: str) -> bool:
    """Return whether a choice, where there is one, is that of the rule."""
    if choice is None:
        return True
    return choice["rule"] == rule and [row["rule"] for row in choice["candidates"] if row["chosen"]] == [rule]


def _refuse_constant(name: str) -> float:
    raise ValueError(f"found {name}, which is not a number")


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    text = files("nodecluster.clustering").joinpath("model_schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
