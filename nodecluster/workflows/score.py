"""``score``: the same validators on anybody's node predictions, and several of them against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from nodecluster.cohort.tables.patients import Cohort
from nodecluster.errors import CohortError, TableError
from nodecluster.loading import Loaded, Patients, as_cohort, with_patients
from nodecluster.origin import UNKNOWN
from nodecluster.provenance import Clock, describe
from nodecluster.results import Run
from nodecluster.validation.choosing.rule_origin import DEFAULT
from nodecluster.validation.compare import compare_predictions
from nodecluster.validation.judging import Judging
from nodecluster.validation.validate import Predictions, judged, predictions
from nodecluster.words import listed
from nodecluster.workflows.applying import verdict_warnings
from nodecluster.workflows.describing import described
from nodecluster.workflows.judging import judging_of
from nodecluster.workflows.tables_of_nodes import Given, Tables, named_tables, read_table

SEEN_UNKNOWN = "whether the predictions come from a model that was fitted on some of these patients is not known"


@dataclass(frozen=True, eq=False)
class _Scored:
    """One table of predictions beside the truth."""

    given: Given
    loaded: Loaded
    found: Predictions

    def seen(self) -> list[str]:
        """Return the patients that the model of the predictions was fitted on, as far as that is known."""
        return [] if self.given.model is None else self.given.model.has_seen(self.found.known["patient_id"])

    def warnings(self) -> list[str]:
        """Return what is to be said of the model."""
        return [SEEN_UNKNOWN] if self.given.model is None else verdict_warnings(self.given.model)


def score(
    nodes: Tables,
    *,
    patients: Patients,
    rule: str | None = None,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
    prevalences: Sequence[float] = (),
    subgroups: Sequence[str] = (),
) -> Run:
    """Validate anybody's node predictions with the same validators, and compare those of several tables.

    Parameters
    ----------
    nodes : a table with a row a node: ``patient_id, node_id, group`` and optionally ``score``, ``label``,
        ``volume_mm3``; or its path, or a run that has predicted nodes. Or several of these, in a list or by name: then
        the figures are those of the first, and ``comparison`` in the metrics has every pair of them. A patient whom
        the model of any of them was fitted on counts as seen for all.
    patients : the patients' table, its path, or a cohort.
    rule : how a patient's nodes make the prediction; None takes ``any``.
    level : of the intervals.
    resamples : of patients, for the bootstrap intervals.
    seed : of every random choice: bootstrap, folds of the calibration, swaps of the permutation test.
    prevalences : of pN+ patients, for which predictive values are given; none takes the usual ones.
    subgroups : the clinical columns that make subgroups; none takes all that can.

    Raises
    ------
    CohortError, TableError, SettingsError
        a table, the rule or another choice cannot be used; or two tables have no patient in common.
    """
    clock = Clock()
    judging = judging_of("any" if rule is None else rule, level, resamples, seed, prevalences, subgroups)
    judging = judging if rule is not None else replace(judging, rule_origin=DEFAULT)
    scored = _all_beside_truth(nodes, as_cohort(patients), judging)
    first = next(iter(scored.values()))
    seen = sorted({patient for each in scored.values() for patient in each.seen()})
    found = {name: each.found for name, each in scored.items()}
    comparison = {"comparison": compare_predictions(found, judging, seen)} if len(found) > 1 else {}
    validation = judged(first.found, judging, seen)
    info = describe(
        "score",
        clock,
        _settings(judging, validation.metrics["rule"], list(scored)),
        _sources(scored),
        warnings=_warnings(scored, validation.warnings),
    )
    return Run(
        info=info,
        nodes=validation.nodes,
        patients=validation.patients,
        metrics={**validation.metrics, **comparison},
        failures=first.loaded.failures,
        cohort=described(first.loaded, validation.nodes, validation.patients, judged=True, origin=first.given.origin),
        **first.loaded.imaged(),
    )


def _all_beside_truth(nodes: Tables, known: Cohort, judging: Judging) -> dict[str, _Scored]:
    """Read every table and bring it and the truth together, by name, in the order given."""
    tables = named_tables(nodes)
    scored = {}
    for number, (name, table) in enumerate(tables.items(), 1):
        given = read_table(table, "nodes" if number == 1 else f"nodes {number}")
        scored[name] = _beside_truth(given, known, judging, name if len(tables) > 1 else "")
    return scored


def _beside_truth(given: Given, known: Cohort, judging: Judging, name: str) -> _Scored:
    """Bring a table and the truth together; where there are several, an error says which of them it is of."""
    loaded = with_patients(given.loaded, known)
    try:
        # with the nodes of excluded patients, so that leaving them out is said
        failed = loaded.failed_nodes()
        failures_known = bool(failed) or given.origin != UNKNOWN
        found = predictions(given.loaded.features, known.patients, judging.rule, failed if failures_known else None)
    except CohortError as error:
        raise CohortError(f"{name}: {error.source}" if name else error.source, error.problems) from error
    except TableError as error:
        raise TableError(f"{name}: {error}" if name else str(error)) from error
    return _Scored(given, loaded, found)


def _settings(judging: Judging, rule: str, names: list[str]) -> dict[str, Any]:
    """Return the choices of the run for ``run.json``, and the names of what was compared."""
    chosen = {**judging.as_dict(), "rule": rule}
    del chosen["rule_origin"]  # the metrics have it
    return {**chosen, **({"predictions": names} if len(names) > 1 else {})}


def _sources(scored: dict[str, _Scored]) -> Loaded:
    """Return the first table, with the files of all."""
    first, *others = (each.loaded for each in scored.values())
    files = {part: file for each in (first, *others) for part, file in each.sources.items()}
    return replace(first, sources=files)


def _warnings(scored: dict[str, _Scored], judged_first: Sequence[str]) -> list[str]:
    """Return what has to be said of the models, once with the names of their tables, and of the first one's figures."""
    if len(scored) == 1:
        return [*next(iter(scored.values())).warnings(), *judged_first]
    named: dict[str, list[str]] = {}
    for name, each in scored.items():
        for text in each.warnings():
            named.setdefault(text, []).append(name)
    return [*(f"{listed(names)}: {text}" for text, names in named.items()), *judged_first]
