"""Numbers that differ in nothing but rounding errors, and units."""

from __future__ import annotations

import numpy as np
import pytest

from nodecluster.description.spread import alike, scaled, varies


@pytest.mark.parametrize(
    ("values", "beside", "expected"),
    [
        ([1, 1 + 1e-11], None, True),
        ([1, 1 + 1e-13], None, False),
        ([1e16, 1e16 + 2], None, False),
        ([0, 1e-100], None, True),
        ([0, 0], None, False),
        ([5], None, False),
        ([], None, False),
        ([1, 2], [1e13], False),
        ([1, 2], [-1e11], True),
    ],
)
def test_what_varies(values, beside, expected):
    other = None if beside is None else np.array(beside, dtype=float)
    assert varies(np.array(values, dtype=float), other) is expected


def test_how_values_are_alike_is_said():
    assert alike(np.array([2.0, 2.0])) == "all values are the same"
    assert alike(np.array([1e16, 1e16 + 2])) == "all values agree in 12 digits"


def test_units_are_powers_of_two():
    # 12 lies between 2^3 and 2^4
    first, second = scaled([np.array([12.0, -3.0]), np.array([0.1])])
    assert (first.tolist(), second.tolist()) == ([0.75, -0.1875], [0.1 / 16])
    assert scaled([np.array([]), np.array([0.0])])[1].tolist() == [0]
