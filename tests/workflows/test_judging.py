"""The choices of a validation as a caller gives them."""

from __future__ import annotations

import pytest

from nodecluster.errors import SettingsError
from nodecluster.validation.judging import PREVALENCES
from nodecluster.workflows.judging import judging_of


def test_one_or_several_or_none():
    assert judging_of("any", 0.95, 200, 0, 0.3, "age").prevalences == (0.3,)
    assert judging_of("any", 0.95, 200, 0, [0.3, 0.2, 0.3], ["age", "sex", "age"]).prevalences == (0.3, 0.2)
    assert judging_of("any", 0.95, 200, 0, 0.3, ["age", "sex", "age"]).subgroups == ("age", "sex")
    none = judging_of("any", 0.95, 200, 0, (), ())
    assert (none.prevalences, none.subgroups) == (PREVALENCES, None)


@pytest.mark.parametrize(("prevalences", "subgroups"), [(["a"], ()), ([[1]], ()), ((), [5]), ((), 5)])
def test_what_is_neither_is_refused(prevalences, subgroups):
    with pytest.raises(SettingsError, match=r"^(prevalence|subgroup): found "):
        judging_of("any", 0.95, 200, 0, prevalences, subgroups)
