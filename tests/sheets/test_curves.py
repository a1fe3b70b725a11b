"""ROC curves as a table: the numbers of the metrics, each where it belongs."""

from __future__ import annotations

from nodecluster.sheets.curves import roc
from nodecluster.sheets.make import sheets
from tests.judged import scored
from tests.sheets.reading import read_back, row


def test_a_row_a_rate_of_each_curve():
    metrics = scored().metrics
    table = read_back(roc(metrics))
    curve = metrics["roc"]["patient"]["all"]
    found = row(table, unit="patient", set="all", fpr="0.5")
    assert (float(found["tpr"]), float(found["low"])) == (curve["tpr"][50], curve["low"][50])
    assert int(found["n"]) == curve["n"] == metrics["patient"]["all"]["n"]
    assert found["reason"] == ""
    sets = set(zip(table["unit"], table["set"], strict=True))
    assert {("node", "labelled nodes"), ("patient", "cN0"), ("patient", "cN+")} <= sets


def test_a_missing_interval_or_curve_has_its_reason():
    metrics = scored().metrics
    gap = row(read_back(roc(metrics)), unit="patient", set="all", fpr="0.0")
    assert (gap["low"], gap["high"]) == ("", "")
    assert gap["reason"].startswith("No interval at false positive rates below")
    (found,) = read_back(roc({"roc": {"node": {"reason": "no node"}, "patient": {}}})).to_dict("records")
    assert (found["unit"], found["set"], found["fpr"], found["reason"]) == ("node", "labelled nodes", "", "no node")
    assert roc({}).empty


def test_the_notes_say_how_it_was_made():
    notes = sheets(scored())["notes.csv"]
    said = notes[(notes["about"] == "roc") & (notes["set"] == "all")]["note"].tolist()
    assert said[0].startswith("Method: Wilson score, patient bootstrap of")
    assert any("whole curve" in note for note in said)
