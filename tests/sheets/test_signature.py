"""``signature.csv``: what sets the groups apart, a row a feature and contrast."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nodecluster.sheets import names, sheets
from nodecluster.sheets.signature import signature
from nodecluster.validation.signature.columns import COLUMNS
from tests.judged import scored, signed

from .reading import read_back, row

TABLE = read_back(signature(signed().signature))
AXIS = "original_shape_LeastAxisLength"


def test_a_row_a_feature_and_contrast_the_groups_first():
    assert list(zip(TABLE["contrast"], TABLE["feature"], strict=True)) == [
        ("groups", AXIS),
        ("groups", "original_glcm_MCC"),
        ("labels", AXIS),
        ("labels", "original_glcm_MCC"),
    ]


@pytest.mark.parametrize("contrast", ["groups", "labels"])
def test_every_number_keeps_every_digit(contrast):
    found, part = row(TABLE, contrast=contrast, feature=AXIS), signed().signature[contrast]
    for name in COLUMNS:
        assert float(found[name]) == part["rows"][0][name], name
    assert [found["nodes1"], found["nodes2"]] == [str(number) for number in part["nodes"]]
    assert [found["patients1"], found["patients2"]] == [str(number) for number in part["patients"]]
    assert found["level"] == "0.95"
    assert found["of"] == part["of"]


def test_only_the_labels_are_said_to_be_tested():
    assert dict(zip(TABLE["contrast"], TABLE["tested"], strict=True)) == {"groups": "0", "labels": "1"}


def test_what_varies_nowhere_is_empty_and_says_why():
    found = row(TABLE, contrast="labels", feature="original_glcm_MCC")
    assert found["p"] == found["d"] == found["q_by"] == ""
    assert found["reason"] == "the feature varies on neither side"
    assert found["mean1"] == "7.3"


def test_the_notes_tell_method_and_double_dipping():
    table = sheets(signed())[names.NOTES]
    said = table[table["about"] == "signature"]
    assert "clustered by patient" in said["note"].iloc[0]
    assert said[said["set"] == "all nodes of this run"]["note"].str.contains("double dipping").any()
    assert "signature" not in set(sheets(scored())[names.NOTES]["about"])


def test_a_contrast_without_tests_says_why_in_the_notes():
    whole = signed().signature
    blank = {**whole, "labels": {**whole["labels"], "rows": [], "reason": "no node has a label"}}
    assert len(signature(blank)) == 2
    said = sheets(replace(signed(), signature=blank))[names.NOTES]["note"]
    assert "Not tested: no node has a label." in set(said)
