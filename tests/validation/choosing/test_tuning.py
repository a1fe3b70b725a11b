"""A rule tuned on the fit cohort."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.errors import SettingsError
from nodecluster.validation.choosing.candidates import CANDIDATES
from nodecluster.validation.choosing.figures import FIGURES
from nodecluster.validation.choosing.rule_origin import GIVEN, MODELS, rule_origin
from nodecluster.validation.choosing.tuning import LEAST_OF_A_CLASS, tune_rule
from tests.validation.choosing.cases import cohort, random_cohort, relabelled


def tuned(found, **options):
    choice = tune_rule(found.nodes, found.known, failed=found.failed, **{"repeats": 10, **options}).as_dict()
    json.dumps(choice, allow_nan=False)
    return choice


# Ten pN+ with 2 of 6 nodes in group 2, ten pN0 with 1 of 6, the largest node in group 1.
# any: Se 1, Sp 0. count:2: Se 1, Sp 1. count:3: Se 0. fraction:1/3: 2 of 6 needed, Se 1, Sp 1. largest: Se 0, Sp 1.
CLEAR = [(1, [1, 1, 1, 1, 2, 2])] * 10 + [(0, [1, 1, 1, 1, 1, 2])] * 10


def test_twenty_patients_by_hand():
    choice = tuned(cohort(CLEAR))
    assert (choice["by"], choice["rule"]) == ("tuned", "count:2")  # fraction:1/3 does as well, but comes later
    assert choice["patients"] == {"n": 20, "positives": 10, "negatives": 10}
    rows = {row["rule"]: row for row in choice["candidates"]}
    assert list(rows) == list(CANDIDATES)
    assert [name for name, row in rows.items() if row["chosen"]] == ["count:2"]
    assert {name: row["youden"]["value"] for name, row in rows.items()} == {
        "any": 0, "count:2": 1, "count:3": 0, "fraction:0.25": 1, "fraction:1/3": 1, "fraction:0.5": 0, "largest": 0,
    }  # fmt: skip
    assert rows["count:2"]["confusion"] == {"tp": 10, "fp": 0, "fn": 0, "tn": 10}
    nested = choice["nested"]
    assert [nested[name]["value"] for name in FIGURES] == [1, 1, 1, 1]
    assert nested["youden"]["low"] == pytest.approx(0.6075, abs=1e-4)  # perfect, but of 20 patients
    assert nested["times"] == {name: 100 if name == "count:2" else 0 for name in CANDIDATES}
    assert choice["optimism"] == dict.fromkeys(FIGURES, 0)
    assert len(choice["notes"]) == 4


def test_a_choice_among_equals_that_all_fail_is_said():
    choice = tuned(cohort([(1, [1, 1])] * 10 + [(0, [1, 1, 1])] * 10))
    assert choice["rule"] == "any"
    assert choice["notes"][-1] == "No candidate does better than chance on these patients."


def test_patients_without_pathology_or_nodes_take_no_part_and_are_counted():
    found = cohort([*CLEAR, (None, [2, 2]), (1, []), (0, [])])
    choice = tuned(found)
    assert choice["patients"]["n"] == 20
    assert "3 patients without pathology or without a measured node took no part." in choice["notes"]


def test_without_volumes_largest_is_no_candidate():
    found = cohort(CLEAR)
    choice = tune_rule(found.nodes.drop(columns="volume_mm3"), found.known, repeats=3).as_dict()
    last = choice["candidates"][-1]
    assert (last["rule"], last["chosen"], last["n"]) == ("largest", False, 0)
    assert "volume_mm3" in last["reason"]
    assert "largest" not in choice["nested"]["times"]


@pytest.mark.parametrize(("positives", "negatives"), [(9, 30), (30, 9), (190, 0), (0, 0)])
def test_too_few_of_a_class_say_what_is_there_what_is_needed_and_the_mend(positives, negatives):
    found = cohort([(1, [2])] * positives + [(0, [1])] * negatives + [(None, [1])] * 20)
    with pytest.raises(SettingsError) as caught:
        tuned(found)
    assert str(caught.value) == (
        f'rule = "tuned": found {positives} pN+ and {negatives} pN0 patients with pathology and a measured node in the'
        f" fit cohort; expected at least {LEAST_OF_A_CLASS} of each to choose a rule by. Add patients with"
        " nodes_examined and nodes_positive (--patients gives them to a features table), or set a rule: any, count:K,"
        " fraction:F or largest"
    )


def test_optimism_is_apparent_less_nested():
    choice = tuned(random_cohort(60, seed=3), repeats=40)
    (chosen,) = (row for row in choice["candidates"] if row["chosen"])
    for name in FIGURES:
        assert choice["optimism"][name] == chosen[name]["value"] - choice["nested"][name]["value"]
    assert choice["optimism"]["youden"] > 0
    span = choice["nested"]["youden_range"]
    assert span["low"] <= choice["nested"]["youden"]["value"] <= span["high"]
    assert sum(choice["nested"]["times"].values()) == 40 * 10


def test_nested_figures_are_less_optimistic_at_the_mean():
    found = [tuned(random_cohort(40, seed, effect=0.7), repeats=5)["optimism"]["youden"] for seed in range(25)]
    assert 0.05 < np.mean(found) < 0.25  # a simulation of this kind of cohort has 0.11


def test_a_choice_that_hangs_on_few_patients_is_said():
    choices = [tuned(random_cohort(40, seed, effect=0.7), repeats=5) for seed in range(10)]
    shares = [choice["nested"]["times"][choice["rule"]] / 50 for choice in choices]
    said = [any(note.startswith("The choice hangs on few patients") for note in choice["notes"]) for choice in choices]
    assert said == [share < 0.75 for share in shares]
    assert 0 < sum(said) < 10


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6))
def test_neither_names_nor_order_change_anything(seed):
    found = random_cohort(24, seed)
    assert tuned(relabelled(found, seed), repeats=3) == tuned(found, repeats=3)


def test_the_seed_and_the_level_are_the_settings():
    found = random_cohort(50, seed=2, effect=0.8)
    first, other = tuned(found, seed=0), tuned(found, seed=1)
    assert first["candidates"] == other["candidates"]
    assert first["nested"]["times"] != other["nested"]["times"]
    narrow = tuned(found, level=0.8)["nested"]["youden"]
    assert narrow["value"] == first["nested"]["youden"]["value"]
    assert narrow["low"] > first["nested"]["youden"]["low"]


def test_where_a_rule_comes_from_in_words():
    assert rule_origin(None) == MODELS
    assert rule_origin(tuned(cohort(CLEAR)), given=True) == GIVEN
    assert rule_origin(tuned(cohort(CLEAR))) == (
        "the model's, tuned on the pathology of 20 patients of the fit cohort (10 pN+): Youden's J 1.00 there, 1.00"
        " (0.61 to 1.00) when the choice is nested in cross-validation"
    )
