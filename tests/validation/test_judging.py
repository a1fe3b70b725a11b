"""What a validation may be asked for."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nodecluster.errors import SettingsError
from nodecluster.settings import LEVELS, PREVALENCE_LIMITS, RESAMPLES, SEEDS, Settings
from nodecluster.validation.judging import Judging

WHOLE = "expected a whole number from"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"level": "0.95"}, "level: found '0.95'; expected a number from 0.5 to 0.999999, such as 0.95"),
        ({"level": 1 - 1e-16}, "expected a number from 0.5 to 0.999999"),
        ({"level": 1e-320}, "level: found 1e-320; expected"),
        ({"level": float("nan")}, "level: found nan"),
        ({"level": True}, "level: found True"),
        ({"resamples": "200"}, f"resamples: found '200'; {WHOLE} 200 to 100000"),
        ({"resamples": 2000.0}, f"resamples: found 2000.0; {WHOLE}"),
        ({"resamples": 199}, "resamples: found 199"),
        ({"resamples": 10**9}, "resamples: found 1000000000"),
        ({"seed": -1}, f"seed: found -1; {WHOLE} 0 to 4294967295"),
        ({"seed": 1.5}, "seed: found 1.5"),
        ({"seed": "a"}, "seed: found 'a'"),
        ({"seed": None}, "seed: found None"),
        ({"prevalences": ("a",)}, "prevalence: found 'a'; expected a number from 1e-09 to 0.999999999, such as 0.3"),
        ({"prevalences": (0.2, 1e-310)}, "prevalence: found 1e-310"),
        ({"subgroups": (5,)}, "subgroup: found 5; expected text"),
        ({"rule": 5}, "rule: found 5; expected text"),
    ],
)
def test_a_choice_that_is_none_is_refused(given, words):
    with pytest.raises(SettingsError) as caught:
        Judging(**given)
    assert words in str(caught.value)


def test_the_limits_themselves_are_taken_also_of_numpy():
    for place in (0, 1):
        asked = {"level": LEVELS[place], "resamples": RESAMPLES[place], "seed": SEEDS[place]}
        found = Judging(**asked, prevalences=(PREVALENCE_LIMITS[place],))
        assert Settings(**asked).level == found.level
    found = Judging(level=np.float32(0.75), resamples=np.int64(300), seed=np.uint32(7), prevalences=(np.float64(0.3),))
    assert json.loads(json.dumps(found.as_dict()))["resamples"] == 300


@pytest.mark.parametrize("given", [{"seed": "a"}, {"level": "0.9"}, {"resamples": 2000.0}, {"level": 0.4}])
def test_settings_hold_to_the_same(given):
    (name,) = given
    with pytest.raises(SettingsError, match=f"setting '{name}': found .*; expected a"):
        Settings(**given)
