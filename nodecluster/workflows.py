"""One function a command: the recipe, top to bottom. Each returns a ``Run``; ``save`` writes it and its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from nodecluster import runs
from nodecluster.clustering.model import Model, fit_model
from nodecluster.clustering.storage import from_json, from_text, to_json
from nodecluster.cohort.node_tables import read_predictions
from nodecluster.cohort.patients import Cohort, read_cohort
from nodecluster.errors import ModelError, TableError
from nodecluster.extract import Progress
from nodecluster.loading import Loaded, Source, load
from nodecluster.provenance import Clock, describe, first_failure
from nodecluster.results import Run
from nodecluster.settings import Settings
from nodecluster.tables import FAILURE_COLUMNS, KEY, MESH_VOLUME, empty
from nodecluster.validation import Validation, parse_rule, validate_predictions

ModelSource = str | Path | Model | Run
Patients = str | Path | Cohort


def extract(
    cohort: Source, *, settings: Settings | None = None, jobs: int = 1, progress: Progress | None = None
) -> Run:
    """Measure every node of a cohort.

    Parameters
    ----------
    cohort : a cohort, its folder, or its patients.csv.
    settings : the study's, if not given.
    jobs : processes.
    progress : called with patients done, patients in all, and the last one's id.

    Returns
    -------
    a run whose ``features`` has a row a node (patient, node, 107 features) and whose ``failures`` has the others.

    Raises
    ------
    CohortError, TableError
        the cohort has problems.
    """
    clock, settings = Clock(), settings or Settings()
    loaded = load(cohort, settings, jobs=jobs, progress=progress)
    return Run(
        info=describe("extract", clock, settings, loaded, jobs=jobs),
        features=loaded.features,
        failures=loaded.failures,
    )


def fit(
    cohort: Source,
    *,
    cohorts: Sequence[str] = (),
    patients: Patients | None = None,
    settings: Settings | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Run:
    """Fit the model to the nodes of a cohort, without labels.

    Parameters
    ----------
    cohort : a cohort or a features table.
    cohorts : names of the cohorts to fit on; none takes all.
    patients : the patients' table that goes with a features table, where there is one.
    settings, jobs, progress : as of ``extract``.

    Returns
    -------
    a run with ``model``, and the groups of the nodes that it was fitted on.

    Raises
    ------
    CohortError, TableError
        the cohort has problems.
    ModelError
        there are too few nodes.
    """
    clock, settings = Clock(), settings or Settings()
    parse_rule(settings.rule)  # a slip in a setting is said before an hour of work, not after
    loaded = load(cohort, settings, patients=patients, cohorts=tuple(cohorts), jobs=jobs, progress=progress)
    try:
        model = fit_model(loaded.features, settings, loaded.notice)
    except ModelError as error:
        raise ModelError(f"{loaded.name}: {error}{first_failure(loaded.failures)}") from error
    judged = _grouped(model, loaded, seen=())
    info = describe("fit", clock, settings, loaded, jobs=jobs, cohorts=cohorts, warnings=_verdict_warnings(model))
    return Run(
        info=info,
        features=loaded.features,
        nodes=judged.nodes,
        patients=judged.patients,
        model=to_json(model, runs.versions()),
        failures=loaded.failures,
    )


def predict(
    model: ModelSource,
    cohort: Source,
    *,
    cohorts: Sequence[str] = (),
    patients: Patients | None = None,
    rule: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Run:
    """Give groups and scores to new nodes, and predictions to their patients; nothing is refitted.

    Parameters
    ----------
    model : a model, its ``model.json``, the folder of a fit, or the run that ``fit`` returned.
    cohort, cohorts, patients, jobs, progress : as of ``fit``.
    rule : how a patient's nodes make the prediction; the model's, if not given.

    Raises
    ------
    CohortError, TableError
        the cohort has problems, or none of its nodes could be measured.
    ModelError
        the model cannot be used.
    """
    clock, fitted = Clock(), _with_rule(read_model(model), rule)
    loaded = _measured(cohort, fitted, cohorts, patients, jobs, progress)
    seen = fitted.has_seen(loaded.features["patient_id"])
    judged = _grouped(fitted, loaded, seen)
    warnings = [*_verdict_warnings(fitted), *_seen_warnings(seen)]
    info = describe("predict", clock, fitted.settings, loaded, jobs=jobs, cohorts=cohorts, warnings=warnings)
    return Run(
        info=info,
        features=loaded.features,
        nodes=judged.nodes,
        patients=judged.patients,
        model=to_json(fitted, runs.versions()),
        failures=loaded.failures,
    )


def validate(
    model: ModelSource,
    cohort: Source,
    *,
    cohorts: Sequence[str] = (),
    patients: Patients | None = None,
    rule: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Run:
    """Validate a model at node level, at patient level and against the clinical assessment.

    Parameters are those of ``predict``. The patients that the model was fitted on are named, and the figures are given
    with and without them.

    Raises
    ------
    CohortError, TableError, ModelError
        as of ``predict``; or the truth is not known.
    """
    clock, fitted = Clock(), _with_rule(read_model(model), rule)
    loaded = _measured(cohort, fitted, cohorts, patients, jobs, progress)
    if loaded.patients is None:
        raise TableError(f"{loaded.name}: validation needs pathology; give the patients' table with --patients")
    seen = fitted.has_seen(loaded.patients["patient_id"])
    judged = _grouped(fitted, loaded, seen)
    warnings = [*_verdict_warnings(fitted), *judged.warnings]
    info = describe("validate", clock, fitted.settings, loaded, jobs=jobs, cohorts=cohorts, warnings=warnings)
    return Run(
        info=info,
        features=loaded.features,
        nodes=judged.nodes,
        patients=judged.patients,
        metrics=judged.metrics,
        model=to_json(fitted, runs.versions()),
        failures=loaded.failures,
    )


def score(nodes: str | Path | pd.DataFrame, *, patients: Patients, rule: str = "any", level: float = 0.95) -> Run:
    """Validate anybody's node predictions with the same validators.

    Parameters
    ----------
    nodes : a table with a row a node: ``patient_id, node_id, group`` and optionally ``score``, ``label``,
        ``volume_mm3``; or its path.
    patients : the patients' table, its path, or a cohort.
    rule : how a patient's nodes make the prediction.
    level : of the intervals.

    Raises
    ------
    CohortError, TableError, SettingsError
        a table or the rule cannot be used.
    """
    clock, settings = Clock(), Settings().changed({"rule": rule, "level": level})
    table = nodes if isinstance(nodes, pd.DataFrame) else read_predictions(Path(nodes))
    known = patients if isinstance(patients, Cohort) else read_cohort(patients, images=False)
    judged = validate_predictions(table, known.patients, rule=rule, level=level)
    name = "node predictions" if isinstance(nodes, pd.DataFrame) else Path(nodes).name
    loaded = Loaded(name, table, empty(FAILURE_COLUMNS), (), known.patients, known.notice)
    info = describe("score", clock, settings, loaded, warnings=judged.warnings)
    return Run(info=info, nodes=judged.nodes, patients=judged.patients, metrics=judged.metrics)


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


def save(run: Run, out: Path) -> Path:
    """Write a run and its report into a prepared folder, and return the report's path."""
    from nodecluster.report import page

    runs.write_run(run, out, page(run))
    return out / runs.REPORT


def report(out: Path) -> Path:
    """Write the report of a run folder again, and return its path."""
    from nodecluster.report import page

    runs.write_report(out, page(runs.read_run(out)))
    return out / runs.REPORT


def simulate(out: Path, *, patients: int = 24, seed: int = 0, progress: Progress | None = None) -> Path:
    """Write a phantom cohort with known truth: images, masks, ``patients.csv``, ``truth.csv`` and a notice.

    Raises
    ------
    NodeclusterError
        there are too few patients, or the folder is not empty.
    """
    from nodecluster import phantom

    def fill(folder: Path) -> None:
        rows, truth = [], []
        for number, patient in enumerate(phantom.simulate_cohort(patients, seed), 1):
            home = folder / patient.patient_id
            runs.write_volume(home / "ct.nii.gz", patient.ct)
            for node_id, mask in patient.masks.items():
                runs.write_volume(home / "segmentations" / f"{node_id}.nii.gz", replace(patient.ct, voxels=mask))
                truth.append({**dict.fromkeys(KEY, patient.patient_id), "node_id": node_id,
                              "metastatic": patient.truth[node_id]})  # fmt: skip
            rows.append(patient.row())
            if progress is not None:
                progress(number, patients, patient.patient_id)
        (folder / "patients.csv").write_bytes(runs.csv_bytes(pd.DataFrame(rows)))
        (folder / "truth.csv").write_bytes(runs.csv_bytes(pd.DataFrame(truth)))
        (folder / "NOTICE.txt").write_text(phantom.NOTICE + "\n", encoding="utf-8")

    runs.write_cohort_folder(out, fill)
    return out


def _measured(
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


def _grouped(model: Model, loaded: Loaded, seen: Sequence[str]) -> Validation:
    """Apply a model to nodes, and judge the result as far as the truth is known."""
    nodes = model.predict(loaded.features)
    nodes["volume_mm3"] = loaded.features[MESH_VOLUME].to_numpy()  # both are sorted by node
    if "label" in loaded.features:
        nodes["label"] = loaded.features["label"].to_numpy()
    settings = model.settings
    return validate_predictions(nodes, loaded.known_patients(), rule=settings.rule, level=settings.level, seen=seen)


def _with_rule(model: Model, rule: str | None) -> Model:
    """Return the model with another patient rule."""
    parse_rule(rule or model.settings.rule)
    return model if rule is None else replace(model, settings=model.settings.changed({"rule": rule}))


def _verdict_warnings(model: Model) -> list[str]:
    """Repeat the verdict on a model that is not usable wherever the model is used."""
    if model.verdict.name == "usable":
        return []
    return [f"the model is {model.verdict.name}: {'; '.join(model.verdict.reasons)}"]


def _seen_warnings(seen: Sequence[str]) -> list[str]:
    """Say which patients the model was fitted on."""
    return [f"the model was fitted on {len(seen)} of these patients: {', '.join(seen)}"] if seen else []
