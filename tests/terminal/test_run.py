"""What a run says on the terminal."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

from nodecluster.results import Run
from nodecluster.tables import failures_table
from nodecluster.terminal import progress
from nodecluster.terminal import run as terminal

COUNTS = {"patients": 3, "patients_measured": 3, "excluded": 0, "nodes": 7}
INFO = {
    "command": "extract",
    "inputs": {"cohort": "Klinik Ä"},
    "settings": {"rule": "any"},
    "counts": COUNTS,
    "warnings": [],
    "notice": "",
}
MODEL = {
    "kept": ["a", "b"],
    "features": ["a", "b", "c"],
    "fitted": {"nodes": 7, "patients": 3, "nodes_group1": 4, "nodes_group2": 3},
    "verdict": {"name": "doubtful", "reasons": ["few nodes", "few patients"]},
}
FAILURES = failures_table([("A", f"{n:02d}", "mask", "it is empty", "Draw it") for n in range(25)])


def test_an_extraction_is_one_line():
    assert terminal.summary(Run(INFO)) == "Klinik Ä: 7 nodes of 3 patients"


def test_one_is_singular():
    info = {**INFO, "counts": {"patients": 1, "patients_measured": 1, "excluded": 2, "nodes": 1}}
    assert terminal.summary(Run(info, failures=FAILURES[:1])) == "Klinik Ä: 1 node of 1 patient, 2 excluded; 1 failure"


def test_the_model_its_verdict_the_warnings_and_the_notice():
    info = {**INFO, "command": "fit", "warnings": ["the model is doubtful: few nodes", "beware"], "notice": "made up"}
    assert terminal.summary(Run(info, model=MODEL)).splitlines()[1:] == [
        "Model: 2 of 3 features kept; fitted on 7 nodes of 3 patients: group 1 4, group 2 3",
        "Verdict: doubtful (few nodes; few patients)",
        "Warning: beware",  # the verdict is not said twice
        "Note: made up",
    ]


CHOICE = {
    "rule": "count:2",
    "patients": {"n": 20, "positives": 11, "negatives": 9},
    "candidates": [
        {"rule": "any", "chosen": False},
        {"rule": "count:2", "chosen": True, "youden": {"value": 0.8}},
    ],
    "nested": {"youden": {"value": 0.7, "low": 0.4, "high": 0.9}},
}


def test_a_fit_says_its_tuned_rule_once():
    words = (
        "tuned on the pathology of 20 patients of the fit cohort (11 pN+): Youden's J 0.80 there, 0.70 (0.40 to 0.90)"
    )
    warning = f"the patient rule 'count:2' was {words} when the choice is nested in cross-validation. The groups used"
    info = {**INFO, "command": "fit", "warnings": [warning, "beware"]}
    lines = terminal.summary(Run(info, model={**MODEL, "rule_choice": CHOICE}), 500).splitlines()
    assert lines[3] == (
        f"Rule: count:2, {words} when the choice is nested in cross-validation. The groups used no label; on these "
        "patients the rule is tuned, not validated"
    )
    assert lines[4:] == ["Warning: beware"]
    predicted = Run({**info, "command": "predict"}, model={**MODEL, "rule_choice": CHOICE})
    lines = terminal.summary(predicted, 500).splitlines()
    assert [line for line in lines if "tuned" in line] == [f"Warning: {warning}"], "only a fit has chosen it here"


def test_a_prediction_says_where_its_rule_is_from():
    nodes, patients = pd.DataFrame({"group": [2]}), pd.DataFrame({"predicted": pd.array([1], dtype="Int64")})
    info = {**INFO, "command": "predict", "rule_origin": "given for this run, in place of the model's"}
    last = terminal.summary(Run(info, nodes=nodes, patients=patients), 200).splitlines()[-1]
    assert last.endswith("metastatic by rule 'any' (given for this run, in place of the model's)")


@pytest.mark.parametrize("wide", [80, 110])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_cut(wide):
    long = "the cohort's pre-operative figures " * 8
    info = {**INFO, "command": "predict", "warnings": [long], "notice": long, "rule_origin": long.strip()}
    model = {**MODEL, "verdict": {"name": "doubtful", "reasons": [long]}}
    nodes, patients = pd.DataFrame({"group": [2]}), pd.DataFrame({"predicted": pd.array([1], dtype="Int64")})
    lines = terminal.summary(Run(info, model=model, nodes=nodes, patients=patients), wide).splitlines()
    assert max(map(len, lines)) <= wide
    starts = [line.split(":")[0] for line in lines if not line.startswith("  ")]
    assert starts == ["Klinik Ä", "Model", "Verdict", "Predicted", "Warning", "Note"]
    assert not any(line.endswith("-") for line in lines)


def test_where_nothing_is_measured_no_node_is_called_measured():
    info = {**INFO, "counts": {**COUNTS, "patients": 4}}
    assert terminal.summary(Run(info)).endswith("3 patients (1 more without a measured node)")
    assert terminal.summary(Run({**info, "command": "score"})).endswith("3 patients (1 more without a node)")


def test_many_warnings_of_one_kind_hide_no_other():
    sampled = [f"patient P{n}, node LN_{n % 3}: sampled, which changed it by +{n}.5 %" for n in range(30)]
    sampled += ["patient Q, nodes a, b and 3 more: sampled, which changed it by -1.5 %", "patient Q, the CT is odd"]
    lines = terminal.summary(Run({**INFO, "warnings": [*sampled, "last of all"]})).splitlines()[1:]
    assert lines == [
        f"Warning: {sampled[0]} (and 30 more like this, see the report)",
        "Warning: patient Q, the CT is odd",
        "Warning: last of all",
    ]
    few = terminal.summary(Run({**INFO, "warnings": sampled[:20]})).splitlines()[1:]
    assert few == [f"Warning: {warning}" for warning in sampled[:20]], "as long as there is room"
    kinds = [letter * 3 for letter in "abcdefghijklmnopqrstuv"]
    lines = terminal.summary(Run({**INFO, "warnings": [*kinds, *kinds]})).splitlines()[1:]
    assert (len(lines), lines[0], lines[-1]) == (
        21,
        "Warning: aaa (and 1 more like this, see the report)",
        "... and 4 more warnings, see the report",
    )


def test_predictions_are_counted():
    nodes = pd.DataFrame({"group": [1, 2, 2]})
    patients = pd.DataFrame({"predicted": pd.array([1, 0, None], dtype="Int64")})
    text = terminal.summary(Run({**INFO, "command": "predict"}, nodes=nodes, patients=patients))
    assert text.splitlines()[-1] == (
        "Predicted: 2 of 3 nodes in group 2; 1 of 2 patients metastatic by rule 'any'; 1 patient without a prediction"
    )


def test_failures_are_a_line_each_up_to_a_limit():
    run = Run(INFO, failures=FAILURES)
    lines = list(terminal.failures(run, 20))
    assert lines[0] == "Failed: patient A, node 00 (mask): it is empty. Draw it."
    assert len(lines) == 21
    assert lines[-1] == "... and 5 more, see failures.csv"
    assert len(list(terminal.failures(run, 25))) == 25
    patient = Run(INFO, failures=failures_table([("B", "", "reading", "no CT", "Copy it")]))
    assert list(terminal.failures(patient, 5)) == ["Failed: patient B (reading): no CT. Copy it."]
    (line,) = terminal.failures(Run(INFO, failures=failures_table([("B", "", "reading", "no CT " * 50, "Copy it")])), 5)
    assert "\n" not in line, "a search finds all of it"


def test_progress_without_a_terminal_is_a_line_now_and_then(capsys, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with progress.progress_bar("measuring") as advance:
        for done in range(1, 8):
            now[0] += 4.0  # lines at 12, 24 and the end, 28
            advance(done, 7, f"P{done}")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [f"measuring: {done} of 7 patients" for done in (3, 6, 7)]


def test_progress_on_a_terminal_is_a_bar_that_ends_its_line(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    def stop() -> None:
        with progress.progress_bar("measuring") as advance:
            advance(1, 2, "A")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    out, err = capsys.readouterr()
    assert out == ""
    assert "measuring patients" in err
    assert "1/2" in err
    assert err.endswith("\n")  # what is said next begins a line


def test_progress_that_never_began_says_nothing(capsys):
    with progress.progress_bar("measuring"):
        pass
    assert capsys.readouterr() == ("", "")
