from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.paired.difference import difference_of_shares
from nodecluster.validation.paired.reclassification import ASYMPTOTIC, BY_PATIENT, MOVER, reclassification
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import Confusion
from tests.reference.reading import reference

Z = 1.959963984540054
TABLES = {"nri": (12, 4, 44, 7, 15, 118), "small": (3, 1, 6, 2, 4, 9), "worse": (2, 9, 30, 11, 3, 50)}
rows = st.lists(st.tuples(*[st.integers(0, 1)] * 3, st.integers(0, 6)), min_size=1, max_size=60)


def from_table(cells):
    """Truth, first and second from events up, down, unmoved and non-events up, down, unmoved."""
    return (np.repeat(values, cells) for values in ([1, 1, 1, 0, 0, 0], [0, 1, 1, 0, 1, 0], [1, 0, 1, 1, 0, 0]))


@pytest.mark.parametrize("name", TABLES)
def test_independent_patients_as_hmisc_has_them(name):
    truth, first, second = from_table(TABLES[name])
    found = reclassification(truth, first, second, Clusters.singletons(truth.size))
    theirs = reference("comparisons.csv")[name]
    assert found["events"]["net"]["value"] == pytest.approx(theirs["nri.ev"], abs=1e-12)
    assert found["non_events"]["net"]["value"] == pytest.approx(theirs["nri.ne"], abs=1e-12)
    assert found["sum"]["value"] == pytest.approx(theirs["nri"], abs=1e-12)
    (asymptotic,) = found["sum"]["others"]
    assert asymptotic["method"] == ASYMPTOTIC
    for limit, sign in (("low", -1), ("high", 1)):
        assert asymptotic[limit] == pytest.approx(theirs["nri"] + sign * Z * theirs["se.nri"], abs=1e-9)


def test_by_hand():
    # Of 60 metastatic 12 go up and 4 down: 8/60 = 0.1333; of 140 others 7 go up and 15 down: 8/140 = 0.0571; the sum
    # 0.1905. MOVER without correlation: from the sum, the root of the squared distances of the parts' limits.
    truth, first, second = from_table((12, 4, 44, 7, 15, 118))
    found = reclassification(truth, first, second, Clusters.singletons(200))
    events, others, total = found["events"], found["non_events"], found["sum"]
    assert (events["n"], events["up"], events["down"]) == (60, 12, 4)
    assert (others["n"], others["up"], others["down"]) == (140, 7, 15)
    assert (total["value"], total["method"], total["n"]) == (pytest.approx(8 / 60 + 8 / 140), MOVER, 200)
    for limit in ("low", "high"):
        parts = [each["net"][limit] - each["net"]["value"] for each in (events, others)]
        distance = math.copysign(math.hypot(*parts), parts[0])
        assert total[limit] - total["value"] == pytest.approx(distance, abs=1e-12)
    assert found["notes"] == []


def test_the_parts_are_the_changes_of_sensitivity_and_specificity():
    truth, first, second = from_table((3, 1, 6, 2, 4, 9))
    found = reclassification(truth, first, second, Clusters.singletons(25))
    before, after = Confusion.of(truth, first), Confusion.of(truth, second)
    sensitivity = after.tp / after.positives - before.tp / before.positives
    specificity = after.tn / after.negatives - before.tn / before.negatives
    assert found["events"]["net"]["value"] == pytest.approx(sensitivity)
    assert found["non_events"]["net"]["value"] == pytest.approx(specificity)
    alone = difference_of_shares(second[truth == 1], first[truth == 1], Clusters.singletons(10))
    assert (found["events"]["net"]["low"], found["events"]["net"]["high"]) == (alone.low, alone.high)


def test_a_patient_with_both_kinds_of_nodes_ties_the_parts_together():
    # Each patient has a metastatic node and another; where the one moves to its right side so does the other (patients
    # 0 to 5), or neither moves. The parts rise and fall together, r = 1, so the distances to the limits add up.
    truth, ids = np.tile([1, 0], 20), np.repeat(np.arange(20), 2)
    first = np.where(ids < 6, 1 - truth, truth)
    found = reclassification(truth, first, truth, Clusters.of(ids))
    for limit in ("low", "high"):
        parts = [found[name]["net"][limit] - found[name]["net"]["value"] for name in ("events", "non_events")]
        assert found["sum"][limit] - found["sum"]["value"] == pytest.approx(sum(parts), abs=1e-9)
    # A patient's influences add up to (2 * moved - 0.6) / 20: 1.4 / 20 of 6 patients, -0.6 / 20 of 14.
    (asymptotic,) = found["sum"]["others"]
    assert asymptotic["method"] == ASYMPTOTIC + BY_PATIENT
    assert asymptotic["low"] == pytest.approx(0.6 - Z * math.sqrt(20 / 19 * (6 * 1.4**2 + 14 * 0.6**2) / 400))


def test_zero_cells_are_named():
    found = reclassification([1, 1, 0, 0], [0, 1, 0, 0], [1, 1, 0, 0], Clusters.singletons(4))
    said = "no metastatic one goes down, no non-metastatic one goes up and no non-metastatic one goes down"
    assert found["notes"] == [f"Zero cells of the reclassification: {said}."]
    assert found["non_events"]["net"]["value"] == 0


def test_without_a_class_there_is_no_sum():
    found = reclassification([1, 1], [0, 1], [1, 1], Clusters.singletons(2))
    assert found["events"]["net"]["value"] == 0.5
    for part in (found["non_events"]["net"], found["sum"]):
        assert (part["value"], part["reason"]) == (None, "pathology has no negatives")
    nobody = reclassification([], [], [], Clusters.singletons(0))
    assert nobody["sum"]["reason"] == "pathology has no positives and pathology has no negatives"
    with pytest.raises(ValueError, match="expected as many"):
        reclassification([1, 0], [1, 0], [1], Clusters.singletons(2))


def numbers(found):
    parts = (found["events"]["net"], found["non_events"]["net"], found["sum"])
    return [part[name] for part in parts for name in ("value", "low", "high")]


def close(one, two):
    return all((a is None) == (b is None) and (a is None or abs(a - b) < 1e-9) for a, b in zip(one, two, strict=True))


@given(rows, st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_or_on_names(table, random):
    truth, first, second, ids = (np.array(column) for column in zip(*table, strict=True))
    found = numbers(reclassification(truth, first, second, Clusters.of(ids)))
    order = list(range(len(table)))
    random.shuffle(order)
    again = reclassification(truth[order], first[order], second[order], Clusters.of([f"P{9 - i}" for i in ids[order]]))
    assert close(found, numbers(again))
    assert all(value is None or -2 <= value <= 2 for value in found)


@given(rows)
def test_the_way_back_turns_the_signs_and_swapped_classes_swap_the_parts(table):
    truth, first, second, ids = (np.array(column) for column in zip(*table, strict=True))
    clusters = Clusters.of(ids)
    value, low, high = np.arange(0, 9, 3), np.arange(1, 9, 3), np.arange(2, 9, 3)
    there = np.array(numbers(reclassification(truth, first, second, clusters)), dtype=object)
    back = np.array(numbers(reclassification(truth, second, first, clusters)), dtype=object)
    for ours, theirs in ((value, value), (low, high), (high, low)):
        assert close(list(there[ours]), [None if number is None else -number for number in back[theirs]])
    swapped = np.array(numbers(reclassification(1 - truth, 1 - first, 1 - second, clusters)), dtype=object)
    assert close(list(there), list(swapped[[3, 4, 5, 0, 1, 2, 6, 7, 8]]))
