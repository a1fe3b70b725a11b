"""A level: the interval that respects the patients first, Wilson's beside it, every other method at hand."""

from __future__ import annotations

import pytest

from nodecluster.report.metrics.levels import Assessed, assessed, level_view, p_words
from nodecluster.report.sections import patient_level
from nodecluster.validation.levels.level import CLUSTERED, level_from_arrays, level_from_counts
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import Confusion

TRUTH = [1] * 12 + [0] * 12
PREDICTED = [1] * 8 + [0] * 4 + [0] * 8 + [1] * 4
SCORE = [(place * 7) % 24 + 6 * (place < 12) for place in range(24)]
CLINICAL = [1.0] * 16 + [0.0] * 8
OF_PATIENT = [f"p{place // 4}" for place in range(24)]


@pytest.fixture(scope="module")
def nodes():
    clusters = Clusters.of(OF_PATIENT)
    return level_from_arrays(TRUTH, PREDICTED, SCORE, CLINICAL, clusters=clusters, resamples=200)


@pytest.fixture(scope="module")
def patients():
    return level_from_arrays(TRUTH, PREDICTED, SCORE, CLINICAL, resamples=200)


def measure(table, name):
    (found,) = (each for each in table.measures if each.name.startswith(name))
    return found


def test_nodes_show_the_clustered_interval_first_and_wilson_below(nodes):
    view = level_view("Nodes", nodes, "nodes")
    assert view.estimates.head == (
        "Measure", "Value", "95 % interval", "n (nodes)", "Design effect", "Method, or why there is none",
    )  # fmt: skip
    ccr = measure(view.estimates, "Correct")
    assert ccr.value == "66.67 %"
    first, second = ccr.lines
    assert first[-1] == "Wilson score, clustered by patient"
    assert first[2] == f"{nodes['ccr']['design_effect']:.2f}"
    assert second[2:] == ("–", "Wilson score (nodes treated as independent)")
    area = measure(view.estimates, "AUC of the continuous")
    assert [line[-1].split(",")[0].split(" of ")[0] for line in area.lines] == ["Obuchowski", "Wilson score"]


def test_every_other_method_is_at_hand(nodes, patients):
    for level, unit, expected in (
        (nodes, "nodes", {"Clopper-Pearson", "DeLong", "Newcombe", "patient bootstrap, BCa", "percentile"}),
        (patients, "patients", {"Clopper-Pearson", "DeLong", "Newcombe", "BCa", "percentile"}),
    ):
        view = level_view("Some", level, unit)
        methods = " | ".join(line[-1] for each in view.every.measures for line in each.lines)
        assert all(name in methods for name in expected), methods
        shown = sum(1 + len(value["others"]) for value in level.values() if isinstance(value, dict) and "low" in value)
        against = [level["clinical"][key] for key in ("model_ccr", "ccr", "difference")]
        shown += sum(1 + len(value.get("others", ())) for value in against)
        assert sum(len(each.lines) for each in view.every.measures) == shown


def test_patients_show_wilson_for_shares_and_delong_above_wilson_for_areas(patients):
    view = level_view("Patients", patients, "patients")
    assert "Design effect" not in view.estimates.head
    assert [line[-1] for line in measure(view.estimates, "Sensitivity").lines] == ["Wilson score"]
    assert [line[-1] for line in measure(view.estimates, "AUC of the hard").lines] == [
        "DeLong (logit)", "Wilson score of the AUC as a proportion of n",
    ]  # fmt: skip


def test_nodes_are_compared_with_the_clinic_by_a_clustered_test(nodes, patients):
    of_nodes, of_patients = level_view("N", nodes, "nodes"), level_view("P", patients, "patients")
    assert "clustered by patient" in of_nodes.words[0]
    assert "McNemar" not in of_nodes.words[0]
    assert "exact McNemar test" in of_patients.words[0]
    assert "mid-p" in of_patients.words[0]
    # model right on 8 + 8, clinic on 12 + 8 of 24: -16.67 points
    assert measure(of_patients.clinical, "CCR, model less").value == "−16.67 points"
    assert measure(of_nodes.clinical, "CCR, model less").lines[0][-1] == (
        "score interval of the paired difference, clustered by patient"
    )


def test_an_interval_that_is_missing_says_why_and_by_which_method(patients):
    gap = {"value": 1.0, "low": None, "high": None, "level": 0.95, "method": "DeLong (logit)", "n": 24}
    level = patients | {"auc_score": gap | {"reason": "DeLong's variance is 0"}}
    area = measure(level_view("P", level, "patients").estimates, "AUC of the continuous")
    assert (area.value, area.lines) == ("1.000", (("–", "24", "DeLong's variance is 0 (DeLong (logit))"),))


def test_what_is_not_estimable_says_why():
    level = level_from_counts(Confusion(0, 0, 0, 5))
    view = level_view("P", level, "patients")
    assert measure(view.estimates, "Sensitivity").value == "not estimable"
    assert measure(view.estimates, "Sensitivity").lines[0] == ("–", "0", "pathology has no positives")
    assert view.clinical is None
    assert view.words == ()


def test_a_test_without_p_says_why():
    test = {"p": None, "method": "score test", "n": 3, "reason": "there is one patient only"}
    assert p_words(test) == "p not estimable (score test; there is one patient only)"
    assert p_words({"p": 1e-9, "method": "McNemar"}) == "p < 0.0001 (McNemar)"


def test_model_and_clinic_stand_side_by_side_on_those_that_were_assessed():
    # The last 8 (negatives, of which the model calls 4 positive) have no assessment: of the other 16 the model gets
    # 8 + 4 right, the clinic 12 + 0.
    clinical = [1.0] * 16 + [float("nan")] * 8
    level = level_from_arrays(TRUTH, PREDICTED, SCORE, clinical)
    assert assessed(level) == Assessed(16, 12, 12)
    view = level_view("Patients", level, "patients")
    assert view.clinical.caption == (
        "Patients: against the clinical assessment, on the 16 of 24 patients that have one"
    )
    assert [(each.name, each.value, each.lines[0][1]) for each in view.clinical.measures] == [
        ("CCR of the model, where assessed", "75.00 %", "16"),
        ("CCR of the clinical assessment", "75.00 %", "16"),
        ("CCR, model less clinical assessment", "0.00 points", "16"),
    ]
    row = patient_level._against_row("All", level)
    assert [cell.split("\n")[0] for cell in row] == ["All", "16", "75.00 %", "75.00 %", "0.00 points", "1.0000"]


def test_that_nodes_are_not_independent_is_said_by_the_section_alone(nodes):
    assert CLUSTERED in nodes["notes"]
    assert not [note for note in level_view("Nodes", nodes, "nodes").notes if "independent" in note]
    assert level_view("Nodes", nodes | {"notes": ["5 nodes: not counted."]}, "nodes").notes == (
        "5 nodes: not counted.",
    )
