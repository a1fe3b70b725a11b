"""The headline figures: what leads, where the bar lies, and what stands beside it."""

from __future__ import annotations

import dataclasses

import pytest

from nodecluster.report.head.tiles import Bar, tiles
from nodecluster.results import Run
from nodecluster.validation.areas.methods import COUNTED_ONCE, NEWCOMBE_AREA, NOT_BELOW, OBUCHOWSKI_LOGIT

from ..conftest import clinical, level, made_metrics


def labels(run: Run) -> list[str]:
    return [tile.label for tile in tiles(run)]


def test_a_validation_leads_with_patients_that_are_unseen(validated):
    found = {tile.label: tile for tile in tiles(validated)}
    assert list(found)[:3] == ["Correct classification rate (CCR)", "Sensitivity", "Specificity"]
    ccr = found["Correct classification rate (CCR)"]
    assert (ccr.value, ccr.level, ccr.interval) == ("86.11 %", "95 % interval", "81.11 to 91.11 %")
    assert ccr.notes == ("288 unseen patients", "with seen ones: 87.24 %")
    assert ccr.bar == Bar(86.11, 81.11, 91.11)
    # Table 2 of the study: 28 of 38 found, and the clinical assessment right in 90 of 128.
    assert found["CCR, cN0 patients"].bar == Bar(86.72, 81.72, 91.72, clinical=70.31)
    assert "clinical: 70.31 %" in found["CCR, cN0 patients"].notes


def test_sensitivity_is_of_the_patients_with_metastasis():
    run = Run({"command": "validate"}, metrics=made_metrics(patient={"all": level(6, 2, 2, 10)}))
    found = {tile.label: tile for tile in tiles(run)}
    assert (found["Sensitivity"].value, found["Sensitivity"].notes) == ("75.00 %", ("8 patients",))
    assert (found["Specificity"].value, found["Specificity"].notes) == ("83.33 %", ("12 patients",))


def test_the_clinical_assessment_of_others_is_not_drawn_beside():
    fewer = level(6, 2, 2, 10, clinical=clinical(5, 9, 0.5, 2, 1))  # 9 of 20 were assessed
    (tile, *_) = tiles(Run({"command": "validate"}, metrics=made_metrics(patient={"all": fewer})))
    assert tile.bar is not None
    assert tile.bar.clinical is None
    assert not any("clinical" in note for note in tile.notes)


def test_what_cannot_be_estimated_says_why_and_has_no_bar():
    only_positives = made_metrics(patient={"all": level(6, 0, 2, 0)})
    found = {tile.label: tile for tile in tiles(Run({"command": "validate"}, metrics=only_positives))}
    gap = found["Specificity"]
    assert (gap.value, gap.interval, gap.level, gap.bar) == ("not estimable", "nobody to count", "", None)


def test_a_share_beyond_its_bar_stays_on_it():
    """A file may say anything."""
    odd = level(6, 2, 2, 10)
    odd["ccr"] |= {"value": 1.4, "low": -0.5, "high": 1.9}
    (tile, *_) = tiles(Run({"command": "validate"}, metrics=made_metrics(patient={"all": odd})))
    assert tile.bar == Bar(100.0, 0.0, 100.0)


@pytest.mark.parametrize(
    ("method", "said"),
    [
        (OBUCHOWSKI_LOGIT, "clustered by patient, design effect 0.79"),
        # the design effect is not that of this interval
        (OBUCHOWSKI_LOGIT + NOT_BELOW, "clustered by patient; no narrower than for independent nodes"),
        (NEWCOMBE_AREA + COUNTED_ONCE + " (why)", "every patient counted once in a class"),
        ("DeLong (logit)", "nodes of one patient treated as independent"),
    ],
)
def test_the_tile_of_an_area_says_what_its_interval_makes_of_the_patients(method, said):
    node = level(6, 2, 2, 10)
    node["auc_score"] |= {"method": method, "design_effect": 0.79}
    *_, last = tiles(Run({"command": "validate"}, metrics={"node": node}))
    assert last.notes == ("20 nodes", said)


def test_nobody_has_no_tile():
    nobody = level(0, 0, 0, 0)
    sets = {"all": level(6, 2, 2, 10), "cN0": nobody, "cN+": level(6, 2, 2, 10)}
    found = labels(Run({"command": "validate"}, metrics={"patient": sets, "node": nobody}))
    assert found == ["Correct classification rate (CCR)", "Sensitivity", "Specificity", "CCR, cN+ patients"]
    seen = {"all": level(6, 2, 2, 10), "all (unseen)": nobody}  # somebody was counted, and the tile says whom
    first, *_ = tiles(Run({"command": "validate"}, metrics={"patient": seen}))
    assert first.notes == ("0 unseen patients", "with seen ones: 80.00 %")


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("predict", ["Patients predicted pN+", "Group 1", "Group 2, metastatic-looking"]),
        ("fit", ["Group 1", "Group 2, metastatic-looking", "Features kept"]),
        ("extract", ["Nodes measured", "Features of each"]),
    ],
)
def test_other_commands_count(runs, command, shown):
    assert labels(runs[command]) == shown


def test_shares_are_counted_and_have_no_interval(runs):
    nodes = runs["predict"].nodes.assign(group=[2] * 36 + [1] * 108)
    found = {tile.label: tile for tile in tiles(dataclasses.replace(runs["predict"], nodes=nodes))}
    second = found["Group 2, metastatic-looking"]
    assert (second.value, second.interval, second.level) == ("36 nodes", "25.00 % of 144 nodes", "")
    assert second.bar == Bar(25.0, filled="group2")
    assert second.notes == ("in 6 patients",)


def test_a_single_patient_has_no_share_of_patients(runs):
    run = dataclasses.replace(runs["predict"], patients=runs["predict"].patients.head(1))
    assert labels(run) == ["Group 1", "Group 2, metastatic-looking"]


def test_a_run_of_which_nothing_is_known_has_no_tile():
    assert tiles(Run({})) == ()
