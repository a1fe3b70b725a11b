from __future__ import annotations

from nodecluster.formats import p_value
from nodecluster.terminal.validation import summary
from nodecluster.validation.levels.level import level_from_arrays, level_from_counts
from nodecluster.validation.values.confusion import Confusion


def metrics(**changes):
    node = {**level_from_counts(Confusion(4, 1, 2, 9), unit="nodes"), "patients": 3}
    patient = {"all": level_from_arrays([1, 1, 0, 0], [1, 1, 0, 0], [3, 2, 1, 0], [1, 1, 1, 1])}
    return {"node": node, "patient": patient, "seen_patients": [], "rule": "any", "warnings": [], **changes}


def test_columns_line_up():
    lines = summary(metrics()).splitlines()
    starts = {line.index("Wilson") for line in lines if "Wilson" in line and "not estimable" not in line}
    assert len(starts) == 1


def test_the_two_areas_are_told_apart():
    text = summary(metrics())
    assert text.count("AUC of the hard group") == text.count("AUC of the score") == 2
    assert text.count("AUC") == text.count("AUC of the") + text.count("of the AUC as a proportion")


def test_value_without_interval_says_why():
    text = " ".join(summary(metrics()).split())
    reason = "DeLong's variance is 0 because the score separates the classes perfectly"
    assert f"AUC of the score 1.000 interval not estimable: {reason}" in text


def test_unseen_nodes_and_names():
    node = {**level_from_counts(Confusion(1, 0, 0, 1), unit="nodes"), "patients": 2}
    text = summary(metrics(node_unseen=node, seen_patients=[f"p{number:02d}" for number in range(12)]))
    assert "Node level, patients the model has not seen: 2 nodes of 2 patients" in text
    assert "p00, p01, p02, p03, p04, p05, p06, p07, p08, p09 and 2 more." in " ".join(text.split())


def test_nobody_seen_no_word_of_it():
    assert "fitted" not in summary(metrics())
    assert "Warnings" not in summary(metrics())


def test_warnings_and_notes_are_printed():
    text = summary(metrics(warnings=["Something is odd."]))
    assert "Warnings\n  - Something is odd." in text
    assert "  - The intervals treat the nodes of one patient as independent." in text


def test_no_line_is_longer_than_a_wide_terminal():
    assert max(map(len, summary(metrics(warnings=["word " * 80])).splitlines())) <= 110


def test_p_values():
    assert [p_value(p) for p in (1.0, 0.04999, 0.0001, 0.000099, 0.0)] == [
        "1.0000",
        "0.0500",
        "0.0001",
        "<0.0001",
        "<0.0001",
    ]
