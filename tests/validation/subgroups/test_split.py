from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.validation.subgroups.split import NODE_SIZE, Split, Unusable, largest_nodes, split
from nodecluster.variables import clinical_variables

NAN = float("nan")


def by(values, judged=None, name="x"):
    # A column of many patients, so that codes are no free text.
    (variable,), _ = clinical_variables(pd.DataFrame({name: list(values)}))
    return split(variable, np.ones(len(values), bool) if judged is None else np.array(judged, bool))


def test_categories_in_their_natural_order():
    found = by(["T10", "T2", "", "T1"] * 3)
    assert (found.kind, found.levels) == ("category", ("T1", "T2", "T10"))
    assert found.codes.tolist() == [2, 1, -1, 0] * 3


def test_only_judged_patients_make_subgroups():
    found = by(["T1", "T2", "T3", "T4"] * 3, [True, True, False, True] * 3)
    assert found.levels == ("T1", "T2", "T4")
    assert found.codes.tolist() == [0, 1, -1, 2] * 3


def test_numbers_are_cut_at_the_median_of_the_judged():
    # Judged: 30, 40, 50, 60, 70, 80; their median is 55. The others do not move it.
    values = [30, 40, 50, 60, 70, 80, 99, 98, 97, None]
    found = by(values, [True] * 6 + [False] * 4)
    assert (found.kind, found.levels) == ("number", ("up to 55", "above 55"))
    assert found.how == "cut at the median of the judged patients, 55"
    assert found.codes.tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1, -1]


def test_the_median_itself_lies_below():
    assert by([1, 2, 3, 4, 5, 6, 7]).codes.tolist() == [0, 0, 0, 0, 1, 1, 1]


def test_few_distinct_numbers_among_the_judged_are_categories():
    values = [1.5, 2.5, 10.5, 1.5, 4, 5, 6, NAN]
    found = by(values, [True] * 4 + [False] * 4)
    assert (found.kind, found.levels) == ("category", ("1.5", "2.5", "10.5"))
    assert found.codes.tolist() == [0, 1, 2, 0, -1, -1, -1, -1]


def test_where_most_have_the_largest_value():
    found = by([1, 2, 3, 4, 5, 9, 9, 9, 9, 9, 9, 9])
    assert found.levels == ("below 9", "9 and above")
    assert found.how.endswith("9, which is the largest value")
    assert found.codes.tolist() == [0] * 5 + [1] * 7


def test_the_name_says_exactly_who_is_in_it():
    # The median is 1234.56785. 1234.57 would hold four above it, 1234.568 parts the same patients.
    found = by([1, 2, 3, 1234.567, 1234.5687, 1234.569, 5000, 5001])
    assert found.levels == ("up to 1234.568", "above 1234.568")
    assert found.codes.tolist() == [0] * 4 + [1] * 4


def test_a_median_with_many_digits_is_shown_with_few():
    found = by([812.1234, 900.5678, 1770.4321, 1771.9, 2000.123, 3000.5])
    assert found.levels == ("up to 1771", "above 1771")  # of 1771.16605


@pytest.mark.parametrize(
    ("values", "cut"),
    [
        ([10, 20, 30, 40.25, 50, 60], "35.12"),  # of 35.125; 35.1 would part the same
        ([800, 900, 1000, 1468, 1500, 1600], "1234"),  # 1230 would too
    ],
)
def test_a_median_keeps_four_digits_where_three_would_do(values, cut):
    assert by(values).levels == (f"up to {cut}", f"above {cut}")


def test_close_numbers_are_not_rounded_into_one_side():
    found = by([1e6 + step / 100 for step in range(8)])
    assert found.codes.tolist() == [0] * 4 + [1] * 4


@pytest.mark.parametrize(
    ("values", "judged", "reason"),
    [
        (["a", "b"] * 5, [True, False] * 5, "all judged patients with a value have the same one"),
        (["a", "", "b"] * 5, [False, True, False] * 5, "no judged patient has a value"),
        (list("abcdefghi") * 5, None, "9 different values; at most 8 make subgroups"),
    ],
)
def test_says_why_a_column_makes_none(values, judged, reason):
    assert by(values, judged) == Unusable("x", reason)


def test_eight_categories_are_enough():
    assert len(by(list("abcdefgh") * 5).levels) == 8


rows = st.lists(st.tuples(st.one_of(st.none(), st.floats(-1e9, 1e9)), st.booleans()), min_size=12, max_size=24)


@settings(max_examples=50, deadline=None)
@given(rows)
def test_every_stated_patient_is_in_one_subgroup_and_none_is_empty(drawn):
    values, judged = zip(*drawn, strict=True)
    judged = np.array(judged)
    frame = pd.DataFrame({"x": np.array(values, dtype=float)})
    variables, _ = clinical_variables(frame)
    for variable in variables:
        found = split(variable, judged)
        if isinstance(found, Split):
            inside = found.codes.to_numpy()[judged]
            assert set(range(len(found.levels))) <= set(inside)
            assert (inside >= 0).tolist() == frame["x"].notna().to_numpy()[judged].tolist()


def test_largest_nodes_of_patients():
    nodes = pd.DataFrame({"patient_id": list("abbcc"), "volume_mm3": [5.0, 1.0, 7.0, NAN, 9.0]})
    found = largest_nodes(nodes, pd.DataFrame({"patient_id": list("dcba")}))
    # d has no node; one of c's has no volume, and may be the largest.
    np.testing.assert_array_equal(found.values, [NAN, NAN, 7, 5])
    assert largest_nodes(nodes[["patient_id"]], nodes) == "the nodes table has no column volume_mm3"


def test_the_volume_has_its_unit():
    nodes = pd.DataFrame({"patient_id": list("abcdef"), "volume_mm3": [1.0, 2, 3, 4, 5, 6]})
    found = split(largest_nodes(nodes, nodes), np.ones(6, bool))
    assert (found.column, found.levels) == (NODE_SIZE, ("up to 3.5 mm3", "above 3.5 mm3"))
    assert found.how == "the volume of the patient's largest node, cut at the median of the judged patients, 3.5 mm3"
