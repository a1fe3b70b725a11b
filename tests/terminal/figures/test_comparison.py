"""Comparisons in brief: who is compared with whom, in which direction, and by which tests."""

from __future__ import annotations

import pytest

from nodecluster.formats import p_value
from nodecluster.terminal.figures.comparison import comparisons, short, whose
from nodecluster.terminal.figures.lines import Paper
from tests.judged import scored

PAPER = Paper(110)


@pytest.fixture(scope="module")
def metrics():
    return scored().metrics


@pytest.fixture
def pair(metrics):
    return metrics["comparison"]["pairs"][0]


def test_a_pair_has_both_units_with_differences_and_tests(metrics, pair):
    (text,) = comparisons(metrics["comparison"], "all", PAPER)
    assert text.splitlines()[0] == "Comparison: ours and theirs"
    for block, what in ((pair["patient"]["all"], "patients, all"), (pair["node"], "labelled nodes")):
        part = text[text.index(f"  {what}: ") :]
        (line, *_) = (line for line in part.splitlines() if line.startswith("  CCR"))
        ccr = block["ccr"]
        assert line.split()[1:7:2] == [
            f"{100 * ccr['first']:.2f}", f"{100 * ccr['second']:.2f}", f"{100 * ccr['difference']['value']:.2f}"
        ]  # fmt: skip
        assert line.split()[-2:] == [p_value(ccr["test"]["p"]), p_value(ccr["p_holm"])]
        assert ccr["test"]["method"] in " ".join(part.split())
    assert "score test of paired correctness, clustered by patient" in " ".join(text.split())


def test_net_reclassification_of_each_class_and_the_sum(metrics, pair):
    words = " ".join(next(comparisons(metrics["comparison"], "all", PAPER)).split())
    net = pair["patient"]["all"]["reclassification"]
    events, others, both = (
        100 * found["value"] for found in (net["events"]["net"], net["non_events"]["net"], net["sum"])
    )
    assert events + others == pytest.approx(both)
    said = words.split("Net reclassification, points: ")[1]
    assert said.startswith(f"with metastasis {events:.2f} (")
    assert f"); without {others:.2f} (" in said
    assert f"); sum {both:.2f} (" in said


def test_p_by_holm_is_the_last_column(pair):
    ccr = {**pair["patient"]["all"]["ccr"], "test": {"p": 0.0123, "method": "t", "n": 9}, "p_holm": 0.0369}
    changed = {**pair, "patient": {"all": {**pair["patient"]["all"], "ccr": ccr}}}
    (text,) = comparisons({"pairs": [changed]}, "all", PAPER)
    line = next(line for line in text.splitlines() if line.startswith("  CCR"))
    assert line.split()[-2:] == ["0.0123", "0.0369"]


def test_the_columns_have_the_names_and_the_sentence_the_direction(metrics):
    lines = next(comparisons(metrics["comparison"], "all", PAPER)).splitlines()
    assert lines[2].endswith("the difference is theirs less ours, of percentages in points")
    assert lines[3].split() == ["ours", "theirs", "difference", "(95", "%)", "p", "Holm", "p"]
    assert "first" not in " ".join(lines)


@pytest.mark.parametrize("wide", [80, 110])
def test_long_names_are_shortened_in_the_columns_alone(metrics, pair, wide):
    names = {"first": "first reader of the study, 2024", "second": "first reader of the study, 2025"}
    (text,) = comparisons({"pairs": [{**pair, **names}]}, "all", Paper(wide))
    assert f"{names['second']} less {names['first']}" in " ".join(text.split())
    head = next(line for line in text.splitlines() if line.endswith("Holm p"))
    assert head.split("difference")[0].split("…")[1:] != [], "the columns hold what fits"
    assert "2024" in head
    assert "2025" in head
    ends = [line for line in text.splitlines() if line.startswith(("  CCR", "  AUC", "  Sens", "  Spec"))]
    assert {len(line) for line in ends} == {len(head)}
    assert max(map(len, text.splitlines())) <= wide


def test_names_that_fit_stay_whole():
    assert short("Radiologist", 11) == "Radiologist"
    assert [len(short("x" * 40, size)) for size in (5, 8, 11)] == [5, 8, 11]


def test_the_other_tests_stand_below_the_table(metrics, pair):
    words = " ".join(next(comparisons(metrics["comparison"], "all", PAPER)).split())
    block = pair["patient"]["all"]
    midps = (f"{name} {p_value(block[name.lower()]['mcnemar_midp'])}" for name in ("CCR", "Sensitivity", "Specificity"))
    assert words.count(f"p by McNemar's test with mid-p: {', '.join(midps)}.") == 1, "of nodes there is none"
    swapped = {"p": 0.0321, "method": "swapped", "n": 90}
    for found, times in ((swapped, 1), ({**swapped, "p": None, "reason": "no"}, 0), (None, 0)):
        area = {name: value for name, value in block["auc_score"].items() if name != "permutation"}
        area |= {} if found is None else {"permutation": found}
        changed = {**pair, "patient": {"all": {**block, "auc_score": area}}, "node": {**pair["node"], "n": 0}}
        changed["node"]["ccr"] = {**pair["node"]["ccr"], "difference": {"reason": "nobody"}}
        (text,) = comparisons({"pairs": [changed]}, "all", PAPER)
        assert text.count("p of the AUC score by another test: 0.0321 (swapped).") == times


def test_whose_figures_the_others_are(metrics):
    assert whose(metrics["comparison"]).startswith("Figures of: ours (the first table).")


def test_what_cannot_be_compared_says_why(pair):
    reason = "the scores of the two are the same"
    same = {
        **pair["patient"]["all"]["auc_score"],
        "first": None,
        "difference": {"value": None, "low": None, "high": None, "level": 0.95, "method": "m", "reason": reason},
        "test": {"p": None, "method": "m", "n": 0, "reason": reason},
        "p_holm": None,
    }
    empty = {**pair["node"], "n": 0}
    empty["ccr"] = {**empty["ccr"], "difference": {**empty["ccr"]["difference"], "reason": "nobody"}}
    changed = {**pair, "node": empty, "patient": {"all": {**pair["patient"]["all"], "auc_score": same}}}
    (text,) = comparisons({"pairs": [changed]}, "all", PAPER)
    assert text.count(f"    -: {reason}.") == 1
    assert "  labelled nodes: not estimable, nobody." in text
