from __future__ import annotations

import math

import pytest

from nodecluster.validation.intervals.critical import critical


def test_critical_values_of_the_tables():
    assert critical(0.9) == pytest.approx(1.6448536, abs=1e-7)
    assert critical(0.95, 3) == pytest.approx(3.1824463, abs=1e-7)
    assert critical(0.95, 4) == pytest.approx(2.7764451, abs=1e-7)
    assert critical(0.95, math.inf) == critical(0.95)


def test_few_degrees_of_freedom_and_a_high_level_ask_for_more():
    assert critical(0.95) < critical(0.95, 1e4) < critical(0.95, 10) < critical(0.95, 1.5)
    assert critical(0.8, 7) < critical(0.9, 7) < critical(0.99, 7)
