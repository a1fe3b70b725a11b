"""What ``fit``, ``predict`` and ``validate`` share: a model read, and applied to measured nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from nodecluster import runs
from nodecluster.clustering.model import Model
from nodecluster.clustering.storage import from_json, from_text, to_json
from nodecluster.errors import ModelError, NothingMeasuredError
from nodecluster.loading import Loaded, Patients, Source, load
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.runs.slicer import segmentations
from nodecluster.settings import Settings
from nodecluster.tables import KEY, MESH_VOLUME, VOLUME, failure_lines, failure_rows, failures_table
from nodecluster.tasks.running import Progress
from nodecluster.validation.choosing.rule_origin import judged_origin, rule_origin
from nodecluster.validation.judging import Judging
from nodecluster.validation.rules.rule import parse_rule
from nodecluster.validation.validate import Predictions, judged, predictions
from nodecluster.workflows.describing import described
from nodecluster.workflows.signing import signature_of

ModelSource = str | Path | Model | Run
"""A model, its ``model.json``, the folder of a fit, or the run that ``fit`` returned."""


@dataclass(frozen=True, eq=False)
class Applied:
    """A model applied to nodes.

    Attributes
    ----------
    model : as it was fitted.
    settings : the model's, with the rule of this run.
    loaded : the nodes and their patients.
    found : groups of the nodes and predictions of the patients, beside the truth as far as it is known.
    rule_origin : where the rule comes from, in words.
    """

    model: Model
    settings: Settings
    loaded: Loaded
    found: Predictions
    rule_origin: str

    def as_run(
        self, command: str, clock: Clock, cohorts: Sequence[str], jobs: int, judging: Judging | None = None
    ) -> Run:
        """Return what the command leaves behind, with figures where they are to be judged.

        The verdict on a model that is not usable leads the warnings.
        """
        model, validation = to_json(self.model), None
        if judging is not None:
            seen = self.model.has_seen(self.found.known["patient_id"])
            validation = judged(self.found, replace(judging, rule_origin=judged_origin(self.rule_origin)), seen)
        said = self.found.warnings if validation is None else validation.warnings
        info = describe(
            command,
            clock,
            self.settings.as_dict(),
            self.loaded,
            jobs=jobs,
            cohorts=cohorts,
            model_file=runs.model_sha256(model),
            warnings=[*verdict_warnings(self.model), *_origin_warnings(self.model), *said],
        )
        return Run(
            info={**info, "rule_origin": self.rule_origin},
            features=self.loaded.features,
            nodes=self.found.node_table(),
            patients=self.found.patient_table(),
            metrics=None if validation is None else validation.metrics,
            model=model,
            signature=signature_of(self.model, self.loaded.features, self.found.nodes, self.settings.level),
            cohort=described(
                self.loaded,
                self.found.node_table(),
                self.found.patient_table(),
                judged=validation is not None,
                cohorts=cohorts,
            ),
            failures=self.loaded.failures,
            segmentations=segmentations(self.loaded.masks, self.found.node_table()),
            **self.loaded.imaged(),
        )


def apply_model(
    model: ModelSource,
    cohort: Source,
    cohorts: Sequence[str],
    patients: Patients | None,
    rule: str | None,
    jobs: int,
    progress: Progress | None,
) -> Applied:
    """Read a model, measure a cohort's nodes as its own were measured, and group them.

    Raises
    ------
    CohortError, TableError
        the cohort has problems, or none of its nodes could be measured.
    ModelError, SettingsError
        the model or the rule cannot be used.
    """
    fitted = read_model(model)
    chosen = parse_rule(fitted.settings.rule if rule is None else rule)  # a slip is said before an hour of work
    settings = fitted.settings.changed({"rule": chosen.name})
    loaded = load(cohort, settings, patients=patients, cohorts=cohorts, jobs=jobs, progress=progress)
    loaded = _scorable(fitted, loaded)
    origin = rule_origin(fitted.rule_choice, given=rule is not None)
    return Applied(fitted, settings, loaded, grouped(fitted, loaded, settings), origin)


def _scorable(model: Model, loaded: Loaded) -> Loaded:
    """Return the nodes that have a score; those too far from the model's have failed.

    Raises
    ------
    NothingMeasuredError
        there is none.
    """
    lost = model.unscored(loaded.features)
    if not lost:
        return loaded
    failures = failures_table([*failure_rows(loaded.failures), *lost])
    ids = pd.MultiIndex.from_tuples([row[:2] for row in lost])
    kept = loaded.features[~pd.MultiIndex.from_frame(loaded.features[list(KEY)]).isin(ids)].reset_index(drop=True)
    if kept.empty:
        raise NothingMeasuredError(loaded.name, list(failure_lines(failures)))
    return replace(loaded, features=kept, failures=failures)


def grouped(model: Model, loaded: Loaded, settings: Settings) -> Predictions:
    """Apply a model to nodes, and predict their patients by the rule of the settings."""
    nodes = model.predict(loaded.features)
    nodes[VOLUME] = loaded.features[MESH_VOLUME].to_numpy()  # both are sorted by node
    if "label" in loaded.features:
        nodes["label"] = loaded.features["label"].to_numpy()
    return predictions(nodes, loaded.known_patients(), settings.rule, loaded.failed_nodes())


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
    try:
        path = path / runs.MODEL if path.is_dir() else path
        return from_text(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ModelError(f"{path}: cannot be read ({reason}); give the model.json of a fit, or its folder") from error


def verdict_warnings(model: Model) -> list[str]:
    """Repeat the verdict on a model that is not usable wherever the model is used."""
    if model.verdict.name == "usable":
        return []
    return [f"the model is {model.verdict.name}: {'; '.join(model.verdict.reasons)}"]


def _origin_warnings(model: Model) -> list[str]:
    """Say that a model's settings are assumed where it was fitted on features of unknown origin."""
    if model.measured:
        return []
    settings = model.settings
    return [
        "the model was fitted on a features table of unknown origin: that its nodes were measured with bins of "
        f"{settings.bin_width:g} HU on voxels of {settings.spacing_mm:g} mm, as nodes are here, is assumed"
    ]
