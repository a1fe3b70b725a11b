import copy
import json
from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from nodecluster.checklists import STATUSES, checklists
from nodecluster.results import Run
from tests.checklists.asking import changed, item, lists, texts

NEED_METRICS = {
    "STARD 2015": ["10b", "12a", "12b", "13a", "14", "15", "16", "17", "21a", "23", "24"],
    "CLEAR": ["18", "38", "39", "40", "41", "42", "47", "48"],
    "METRICS": ["3", "20", "21", "22", "24", "25", "26", "27"],
}
NEED_MODEL = {
    "STARD 2015": ["13a"],
    "CLEAR": ["12", "17", "32", "33", "34", "35", "37", "43", "46", "57"],
    "METRICS": ["15", "16", "17", "30", "C3", "C4", "C5"],
}
NOTHING = ("partly", "filled", "not applicable")


def test_each_command_has_its_lists(real):
    assert [each.name for each in checklists(real.fit)] == ["CLEAR", "METRICS"]
    for run in (real.validate, real.score):
        assert [each.name for each in checklists(run)] == ["STARD 2015", "CLEAR", "METRICS"]


@pytest.mark.parametrize("command", ["check", "extract", "predict", "simulate", "report", ""])
def test_other_commands_have_none(real, command):
    assert checklists(replace(real.validate, info={**real.validate.info, "command": command})) == ()


@pytest.mark.parametrize("kind", ["fit", "validate", "seen", "score"])
def test_every_item_has_a_valid_status_and_a_text(real, kind):
    for each in checklists(getattr(real, kind)):
        assert len(each.items) == {"STARD 2015": 34, "CLEAR": 58, "METRICS": 30}[each.name]
        assert sum(each.counts().values()) == len(each.items)
        for entry in (*each.items, *each.conditions):
            assert entry.status in STATUSES
            assert entry.text.endswith(".")
            assert "  " not in entry.text
            assert ("For the author: " in entry.text) == (entry.status == "partly")


@pytest.mark.parametrize("kind", ["fit", "validate", "seen", "score"])
def test_no_text_has_a_gap_where_a_value_belongs(real, kind):
    for text in texts(getattr(real, kind)):
        for gap in ("None", "nan ", "inf ", "{", "–"):
            assert gap not in text, text


@pytest.mark.parametrize("command", ["fit", "validate", "score"])
def test_a_run_that_knows_nothing_fills_nothing(command):
    for each in checklists(Run(info={"command": command})):
        assert {entry.status for entry in (*each.items, *each.conditions)} == {"author"}


def test_without_metrics_nothing_that_needs_them_is_filled(real):
    found = lists(replace(real.validate, metrics=None))
    for name, numbers in NEED_METRICS.items():
        assert all(entry.status == "author" for entry in found[name].items if entry.number in numbers)
        had = [entry for entry in lists(real.validate)[name].items if entry.number in numbers and entry.number != "22"]
        assert all(entry.status in NOTHING for entry in had)


def test_a_fit_says_that_it_judges_nothing(real):
    for name, number in (("CLEAR", "40"), ("CLEAR", "47"), ("METRICS", "20"), ("METRICS", "24")):
        assert item(real.fit, name, number).status == "author"
        assert "judges nothing" in item(real.fit, name, number).text


def test_without_a_model_nothing_that_needs_it_is_filled(real):
    found = lists(replace(real.validate, model=None))
    for name, numbers in NEED_MODEL.items():
        entries = (*found[name].items, *found[name].conditions)
        assert all(entry.status == "author" for entry in entries if entry.number in numbers)
        assert all(item(real.validate, name, number).status in NOTHING for number in numbers)


def test_scored_predictions_leave_their_making_to_the_author(real):
    measuring = {"CLEAR": ["19", "21", "22", "23", "24", "25", "26", "27", "28", "32", "33", "34", "35"]}
    measuring["METRICS"] = ["8", "11", "12", "13", "14", "15", "16", "17", "23", "30"]
    for name, numbers in measuring.items():
        for number in numbers:
            assert item(real.score, name, number).status == "author"
            assert "given predictions" in item(real.score, name, number).text
    assert item(real.score, "STARD 2015", "23").status == "filled"


def test_metrics_gives_weights_and_no_score(real):
    found = lists(real.validate)["METRICS"]
    assert sum(entry.weight or 0 for entry in found.items) == pytest.approx(1, abs=1e-9)
    assert any("No score is given" in note for note in found.notes)
    shown = {entry.weight for entry in found.items if entry.status == "filled"}
    for total in (sum(shown), 100 * sum(shown)):
        assert all(f"{total:.3g}" not in note for note in found.notes)


def test_the_notice_of_a_cohort_stands_above_every_list(real):
    assert "simulated" in real.validate.info["notice"]
    assert all(each.notes[0] == real.validate.info["notice"] for each in checklists(real.validate))
    without = replace(real.validate, info={**real.validate.info, "notice": ""})
    assert all("simulated" not in " ".join(each.notes) for each in checklists(without))


def test_nobody_is_named(real):
    for run in (real.fit, real.validate, real.seen, real.score):
        shown = " ".join(texts(run))
        assert not [name for name in real.patients() if name in shown]


def test_words_of_the_users_tables_and_paths_are_not_repeated(real):
    def spoil(info):
        info["excluded"] = {"as /home/someone/SECRET says": 2}
        info["warnings"] = ["patient SECRET, node a: odd"]
        info["remarks"] = [["SECRET", "odd"]]
        info["inputs"] = {**info["inputs"], "cohort": "/home/someone/SECRET", "cohorts": ["SECRET"]}
        info["counts"] = {**info["counts"], "cohorts": {"SECRET": info["counts"]["cohorts"]["validation"]}}

    def rename(cohort):
        for step in cohort["flow"]["patients"]:
            step["reasons"] = [{"label": "SECRET", "n": 1, "cohorts": {}}]
        cohort["baseline"]["rows"][0]["name"] = cohort["baseline"]["rows"][0]["label"] = "SECRET"

    spoilt = changed(changed(real.validate, "info", spoil), "cohort", rename)
    shown = " ".join(texts(spoilt))
    assert "SECRET" not in shown
    assert "/home" not in shown
    assert "2 patients for 1 reason" in item(spoilt, "STARD 2015", "6").text
    assert "1 warning," in item(spoilt, "STARD 2015", "26").text


def test_no_clinical_utility_is_claimed(real):
    for text in texts(real.validate):
        if "utility" in text:
            assert "No clinical utility is claimed." in text or "how clinical utility was assessed" in text


def test_a_checklist_is_plain_json(real):
    for each in checklists(real.validate):
        plain = each.as_dict()
        again = json.loads(json.dumps(plain, allow_nan=False))
        assert [entry["number"] for entry in again["items"]] == [entry.number for entry in each.items]
        assert set(again["items"][0]) == {"number", "section", "topic", "status", "text", "weight", "condition"}


PARTS = ("metrics", "model", "nodes", "patients", "cohort", "features")
INFO = ("settings", "counts", "versions", "inputs", "excluded", "warnings", "notice", "remarks")
BLOCKS = ("node", "patient", "rule", "seen_patients", "subgroups", "prevalence", "calibration", "decision_curve")


@settings(max_examples=40, deadline=None)
@given(
    parts=st.sets(st.sampled_from(PARTS)),
    info=st.sets(st.sampled_from(INFO)),
    blocks=st.sets(st.sampled_from(BLOCKS)),
    kind=st.sampled_from(["fit", "validate", "seen", "score"]),
)
def test_less_of_a_run_fills_no_more_of_a_list(real, parts, info, blocks, kind):
    whole = getattr(real, kind)
    less = replace(whole, info={key: value for key, value in whole.info.items() if key not in info})
    if less.metrics is not None:
        less = replace(less, metrics={key: part for key, part in less.metrics.items() if key not in blocks})
    less = replace(less, **dict.fromkeys(parts))
    order = {"author": 0, "partly": 1, "filled": 2, "not applicable": 2}
    for before, after in zip(checklists(whole), checklists(less), strict=True):
        for one, other in zip(before.items, after.items, strict=True):
            assert order[other.status] <= order[one.status], (one, other)


def test_filling_changes_nothing_of_the_run(real):
    before = copy.deepcopy((dict(real.validate.info), dict(real.validate.metrics), dict(real.validate.model)))
    checklists(real.validate)
    assert before == (real.validate.info, real.validate.metrics, real.validate.model)
