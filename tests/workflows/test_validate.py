"""The choices of a validation: from the caller, or from the model."""

from __future__ import annotations

import pandas as pd
import pytest

import nodecluster as nc
from nodecluster.errors import NothingMeasuredError, SettingsError
from nodecluster.tables import FEATURES


@pytest.fixture
def fitted(features_table):
    return nc.fit(features_table(8), settings=nc.Settings(resamples=300, level=0.9))


@pytest.fixture
def truth(features_table):
    ids = sorted(features_table(8)["patient_id"].unique())
    return pd.DataFrame({"patient_id": ids, "nodes_examined": 9, "nodes_positive": [0, 9] * 4, "side": ["l", "r"] * 4})


def test_the_models_choices_stand_where_none_is_given(fitted, features_table, truth):
    run = nc.validate(fitted, features_table(8), patients=truth)
    assert (run.info["settings"]["resamples"], run.info["settings"]["level"]) == (300, 0.9)
    assert run.metrics["node"]["ccr"]["level"] == 0.9


def test_choices_that_are_given_reach_the_figures(fitted, features_table, truth):
    run = nc.validate(
        fitted, features_table(8), patients=truth, level=0.8, resamples=200, prevalences=[0.3], subgroups="side"
    )
    assert (run.info["settings"]["resamples"], run.info["settings"]["level"]) == (200, 0.8)
    assert run.metrics["node"]["ccr"]["level"] == 0.8
    judging = run.metrics["judging"]
    assert (list(judging["prevalences"]), list(judging["subgroups"]), judging["rule"]) == ([0.3], ["side"], "any")
    assert run.model["settings"]["level"] == 0.9  # the model stays what it was


def test_slips_are_said_before_anything_is_measured(fitted):
    with pytest.raises(SettingsError, match="setting 'resamples': found 3"):
        nc.validate(fitted, "nowhere", resamples=3)
    with pytest.raises(SettingsError, match=r"prevalence: found 1\.5"):
        nc.validate(fitted, "nowhere", prevalences=[1.5])


def test_a_column_that_is_not_there_is_said_before_anything_is_measured(fitted, small_cohort, truth, features_table):
    cohort = small_cohort({"A": {"side": "left"}, "B": {"side": "left"}})
    with pytest.raises(SettingsError, match=r"subgroup 'sied': .* did you mean 'side'"):
        nc.validate(fitted, cohort, subgroups=["sied"], progress=_nothing_measured)
    with pytest.raises(SettingsError, match="subgroup 'sied'"):
        nc.validate(fitted, features_table(8), patients=truth, subgroups=["sied"])


def _nothing_measured(*_: object) -> None:
    raise AssertionError("measured")


def test_nodes_without_a_score_fail_and_are_in_no_group(features_table):
    table = features_table(8)
    ids = sorted(table["patient_id"].unique())
    truth = pd.DataFrame({"patient_id": ids, "nodes_examined": 9, "nodes_positive": [0, 9] * 4})
    fitted = nc.fit(table)
    far = table.copy()
    far.loc[far["patient_id"].isin(ids[:2]), FEATURES[0]] = 1e200
    run = nc.validate(fitted, far, patients=truth, resamples=200)
    assert (len(run.nodes), sorted(set(run.failures["patient_id"])), len(run.failures)) == (18, ids[:2], 6)
    assert set(run.failures["stage"]) == {"score"}
    assert run.metrics["patient"]["all"]["n"] == 6
    with pytest.raises(NothingMeasuredError, match="no score"):
        nc.predict(fitted, table.assign(**{FEATURES[0]: 1e200}))
