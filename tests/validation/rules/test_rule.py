from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.errors import SettingsError, TableError
from nodecluster.validation.rules.rule import TUNED, RuleError, check_rule_setting, parse_rule, predict_patients

# Patient a: 4 nodes, 2 in group 2; b: 1 node, in group 2; c: 3 nodes, none in group 2.
NODES = pd.DataFrame(
    [
        ("a", 2, 3.0, 100.0),
        ("a", 1, -1.0, 900.0),
        ("a", 2, 1.0, 300.0),
        ("a", 1, -4.0, 50.0),
        ("b", 2, 0.5, 20.0),
        ("c", 1, -2.0, 70.0),
        ("c", 1, -0.5, 60.0),
        ("c", 1, -3.0, 10.0),
    ],
    columns=["patient_id", "group", "score", "volume_mm3"],
)


def outcome(rule, nodes=NODES):
    table = predict_patients(nodes, parse_rule(rule))
    return table["predicted"].tolist(), table["score"].tolist()


@pytest.mark.parametrize(
    ("rule", "predicted", "scores"),
    [
        ("any", [1, 1, 0], [3.0, 0.5, -0.5]),
        ("count:1", [1, 1, 0], [3.0, 0.5, -0.5]),
        ("count:2", [1, 0, 0], [1.0, -np.inf, -2.0]),  # b has one node and can never have two
        ("count:3", [0, 0, 0], [-1.0, -np.inf, -3.0]),
        ("fraction:0.5", [1, 1, 0], [1.0, 0.5, -2.0]),  # 2 of 4, 1 of 1, 2 of 3 are needed
        ("fraction:1/2", [1, 1, 0], [1.0, 0.5, -2.0]),
        ("fraction:0.51", [0, 1, 0], [-1.0, 0.5, -2.0]),  # 3 of 4
        ("fraction:1", [0, 1, 0], [-4.0, 0.5, -3.0]),
        ("largest", [0, 1, 0], [-1.0, 0.5, -2.0]),
    ],
)
def test_every_rule_by_hand(rule, predicted, scores):
    assert outcome(rule) == (predicted, scores)


def test_counts_of_nodes():
    table = predict_patients(NODES, parse_rule("any"))
    assert table["patient_id"].tolist() == ["a", "b", "c"]
    assert (table["nodes"].tolist(), table["nodes_group2"].tolist()) == ([4, 1, 3], [2, 1, 0])


@pytest.mark.parametrize("rule", ["any", "count:2", "count:4", "fraction:0.3", "fraction:2/3", "largest"])
def test_score_is_above_0_exactly_where_positive_and_order_does_not_matter(rule):
    rng = np.random.default_rng(11)
    nodes = pd.DataFrame({"patient_id": rng.integers(0, 60, 400).astype(str), "score": rng.normal(size=400).round(1)})
    nodes = nodes.assign(group=np.where(nodes["score"] > 0, 2, 1), volume_mm3=rng.integers(1, 5, 400))
    table = predict_patients(nodes, parse_rule(rule))
    assert ((table["score"] > 0) == (table["predicted"] == 1)).all()
    assert 0 < table["predicted"].sum() < len(table)
    pd.testing.assert_frame_equal(predict_patients(nodes.sample(frac=1, random_state=1), parse_rule(rule)), table)


def test_a_fraction_is_exact():
    # In floating point 0.07 x 100 is 7.000000000000001, which would round up to 8.
    needed = parse_rule("fraction:0.07").needed(np.array([100, 101, 1]))
    assert needed.tolist() == [7, 8, 1]


@given(
    st.one_of(
        st.integers(1, 10**30 - 1).map(lambda n: f"fraction:0.{n:030d}"),  # too large for 64 bits
        st.integers(1, 10**9 - 1).map(lambda n: f"fraction:{n}/999999999"),
        st.sampled_from(["fraction:1", "fraction:1/3", "fraction:0.1"]),
    ),
    st.lists(st.integers(0, 10**6), max_size=6),
)
def test_a_fraction_of_any_length_is_the_smallest_count_that_reaches_it(rule, nodes):
    parsed = parse_rule(rule)
    needed = parsed.needed(np.array(nodes, dtype=np.int64))
    assert needed.dtype == np.int64
    for n, count in zip(nodes, needed.tolist(), strict=True):
        assert count >= parsed.share * n > count - 1


def test_rules_written_otherwise_that_mean_the_same():
    assert parse_rule("any").meaning == parse_rule("count:1").meaning
    assert (
        parse_rule("fraction:0.5").meaning == parse_rule("fraction:1/2").meaning == parse_rule("fraction:.50").meaning
    )
    rules = ("any", "count:2", "fraction:1", "fraction:0.33", "fraction:1/3", "largest")
    assert len({parse_rule(rule).meaning for rule in rules}) == len(rules)


def test_of_equally_large_nodes_the_one_in_group_2_decides():
    nodes = pd.DataFrame({"patient_id": ["a", "a"], "group": [1, 2], "score": [-1.0, 2.0], "volume_mm3": [5.0, 5.0]})
    assert outcome("largest", nodes) == ([1], [2.0])


def test_a_missing_score_is_not_made_up():
    nodes = NODES.assign(score=NODES["score"].where(NODES.index != 3))  # a node of a that decides nothing
    predicted, scores = outcome("any", nodes)
    assert predicted == [1, 1, 0]
    assert np.isnan(scores[0])
    assert scores[1:] == [0.5, -0.5]
    assert np.isnan(outcome("count:2", NODES.drop(columns="score"))[1][0])


def test_no_nodes():
    assert predict_patients(NODES.iloc[:0], parse_rule("any")).empty


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("anny", "did you mean 'any'? Use any, count:K (such as count:2), "),
        ("larges", "did you mean 'largest'"),
        ("counts:2", "did you mean 'count'"),
        ("", "unknown rule ''"),
        ("count", "such as count:2"),
        ("count:0", "whole number of at least 1"),
        ("count:1.5", "whole number of at least 1"),
        ("fraction:0", "above 0, at most 1"),
        ("fraction:1.01", "above 0, at most 1"),
        ("fraction:1/0", "above 0, at most 1"),
        ("fraction:1e9", "above 0, at most 1"),
        ("fraction:", "such as fraction:0.5"),
        ("any:2", "expected any without anything after it"),
        ("largest:", "expected largest without anything after it"),
    ],
)
def test_a_wrong_rule_says_what_would_be_right(rule, words):
    with pytest.raises(SettingsError) as caught:
        parse_rule(rule)
    assert words in str(caught.value)


def test_largest_without_volumes_says_what_to_add():
    with pytest.raises(TableError, match=r"needs a column 'volume_mm3'.*MeshVolume"):
        outcome("largest", NODES.drop(columns="volume_mm3"))
    gap = NODES.assign(volume_mm3=NODES["volume_mm3"].where(NODES["patient_id"] != "b"))
    with pytest.raises(RuleError, match=r"; 1 node without one, the first of patient b$") as caught:
        outcome("largest", gap)
    assert caught.value.reason.endswith("; 1 node without one"), "for tables of results, which name nobody"


@pytest.mark.parametrize("rule", ["tuned", " tuned "])
def test_tuned_is_a_setting_of_fit_and_no_rule(rule):
    check_rule_setting(rule)
    with pytest.raises(SettingsError) as caught:
        parse_rule(rule)
    assert str(caught.value).startswith(
        "rule 'tuned': a rule is never tuned on the patients that validate it; fit with rule = \"tuned\" in --settings"
    )


def test_a_setting_is_checked_as_a_rule_is():
    check_rule_setting("fraction:1/3")
    with pytest.raises(
        SettingsError, match=r"unknown rule 'tunde'; did you mean 'tuned'\? Use any, count:K .*, largest or tuned$"
    ):
        check_rule_setting("tunde")
    with pytest.raises(SettingsError, match="did you mean 'any'"):
        check_rule_setting("anny")
    with pytest.raises(SettingsError, match="such as count:2"):
        check_rule_setting("count")
    assert TUNED == "tuned"
