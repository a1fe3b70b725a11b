"""``signature.json`` read back."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest

from nodecluster import runs
from nodecluster.errors import RunError
from tests.judged import signed


def test_it_comes_back_the_same(run, tmp_path):
    runs.write_run(run, tmp_path, "x")
    assert runs.read_run(tmp_path).signature == signed().signature


def test_a_run_of_an_earlier_version_has_none(run, tmp_path):
    runs.write_run(replace(run, signature=None), tmp_path, "x")
    assert not (tmp_path / "signature.json").exists()
    assert runs.read_run(tmp_path).signature is None


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda found: found.pop("level"), "signature.json lacks 'level'"),
        (lambda found: found.update(groups=[]), "signature.json lacks 'groups'"),
        (lambda found: found["labels"].update(tested="yes"), "signature.json, labels lacks 'tested'"),
        (lambda found: found["labels"].update(nodes=[1]), "has not two 'nodes'"),
        (lambda found: found["groups"]["rows"].append(7), "has a row without a feature"),
        (lambda found: found["groups"]["rows"][0].pop("d"), "lacks 'd' of original_shape_LeastAxisLength"),
        (lambda found: found["groups"]["rows"][0].update(p="0.1"), "lacks 'p' of original_shape_LeastAxisLength"),
    ],
)
def test_what_is_none_is_damage(run, tmp_path, spoil, words):
    found = deepcopy(signed().signature)
    spoil(found)
    runs.write_run(replace(run, signature=found), tmp_path, "x")
    with pytest.raises(RunError, match="the run is damaged") as caught:
        runs.read_run(tmp_path)
    assert words in str(caught.value)
