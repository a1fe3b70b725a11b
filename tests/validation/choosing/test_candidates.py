from __future__ import annotations

import pytest

from nodecluster.validation.choosing.candidates import CANDIDATES, with_chosen


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ("any", list(CANDIDATES)),
        ("count:1", ["count:1", *CANDIDATES[1:]]),
        ("fraction:1/4", [*CANDIDATES[:3], "fraction:1/4", *CANDIDATES[4:]]),
        (" fraction:0.50 ", [*CANDIDATES[:5], "fraction:0.50", "largest"]),
        ("fraction:0.33", [*CANDIDATES, "fraction:0.33"]),  # not a third
        ("count:7", [*CANDIDATES, "count:7"]),
        ("largest", list(CANDIDATES)),
    ],
)
def test_the_chosen_rule_is_among_them_once(chosen, names):
    assert [rule.name for rule in with_chosen(chosen)] == names
