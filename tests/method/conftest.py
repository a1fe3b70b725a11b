"""A run of every kind that a method can be told of, each made once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import nodecluster as nc
from nodecluster.method import Method, method
from nodecluster.results import Run
from nodecluster.validation.choosing.rule_origin import rule_origin

from ..report.conftest import made_info, made_metrics, made_model, made_tables
from ..report.whole import whole


@pytest.fixture(scope="session")
def kinds(example: Path) -> dict[str, Run]:
    """Real runs on the example cohort, one with every analysis, and one that version 0.2.0 wrote."""
    patients = example / "patients.csv"
    fit = nc.fit(example, cohorts=["train"])
    validate = nc.validate(fit, example, resamples=200)
    nodes = validate.nodes
    other = nodes.assign(group=np.where(np.arange(len(nodes)) % 5 == 0, 3 - nodes["group"], nodes["group"]))
    choice = whole().model["rule_choice"]
    return {
        "extract": nc.extract(example),
        "fit": fit,
        "predict": nc.predict(fit, validate, patients=patients),
        "validate": validate,
        "unknown": nc.validate(fit, validate.features, patients=patients, resamples=200),
        "score": nc.score(nodes, patients=patients, resamples=200),
        "several": nc.score({"ours": nodes, "other": other}, patients=patients, resamples=200),
        "tuned": dataclasses.replace(whole(), info={**whole().info, "rule_origin": rule_origin(choice)}),
        "old": Run(
            info=made_info("validate"),
            **made_tables(24, 6),
            metrics=made_metrics(),
            model=made_model(made_tables(24, 6)),
        ),
    }


@pytest.fixture(scope="session")
def methods(kinds: dict[str, Run]) -> dict[str, Method]:
    return {name: method(run) for name, run in kinds.items()}
