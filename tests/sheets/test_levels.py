"""The study's tables as CSV: Qu et al. 2024, from their counts, to the printed digits; and every interval beside."""

from __future__ import annotations

import pandas as pd
import pytest

from nodecluster.sheets.levels import estimates, printed, study_tables
from nodecluster.validation.validate import validate_predictions
from tests.sheets.reading import read_back, row
from tests.validation.counts import node_cohort, one_node_patients

NODES = (368, 105, 88, 836)
CN0 = (28, 7, 10, 83)
CNPLUS = (216, 33, 11, 90)


@pytest.fixture(scope="module")
def of_nodes():
    return validate_predictions(*node_cohort(160, NODES)).metrics


@pytest.fixture(scope="module")
def of_patients():
    tables = [one_node_patients("a", "first", "cN0", CN0, 3), one_node_patients("b", "second", "cN+", CNPLUS, 3)]
    nodes, patients = (pd.concat(parts, ignore_index=True) for parts in zip(*tables, strict=True))
    fitted = [name for name in patients["patient_id"] if name.startswith("b")][:190]
    return validate_predictions(nodes, patients, seen=fitted).metrics


def test_the_studys_nodes(of_nodes):
    found = row(read_back(study_tables(of_nodes)), unit="node")
    assert list(found[["set", "n", "tp", "fp", "fn", "tn"]]) == ["labelled nodes", "1397", "368", "105", "88", "836"]
    assert list(found[["ccr_percent", "sensitivity_percent", "specificity_percent"]]) == ["86.18", "80.70", "88.84"]
    assert (found["auc_group"], found["auc_score"]) == ("0.848", "")
    assert "auc_score: the predictions carry no score" in found["reason"]


@pytest.mark.parametrize(
    ("name", "n", "percents", "clinical"),
    [
        ("cN0", "128", ["86.72", "73.68", "92.22", "7.78", "26.32"], "70.31"),
        ("cN+", "350", ["87.43", "95.15", "73.17", "26.83", "4.85"], "64.86"),
    ],
)
def test_the_studys_patients(of_patients, name, n, percents, clinical):
    found = row(read_back(study_tables(of_patients)), unit="patient", set=name)
    columns = ["ccr_percent", "sensitivity_percent", "specificity_percent", "fpr_percent", "fnr_percent"]
    assert (found["n"], list(found[columns]), found["clinical_ccr_percent"]) == (n, percents, clinical)
    assert found["p_against_clinical"] == ("0.0005" if name == "cN0" else "<0.0001")
    assert found["test"].startswith("exact McNemar test")


def test_the_model_stands_beside_the_assessment_on_the_same_patients():
    nodes, patients = one_node_patients("a", "", "cN0", CN0, 3)
    patients.loc[patients.index[:28], "clinical_n"] = ""  # those who are told positive and are: all right
    metrics = validate_predictions(nodes, patients).metrics
    found = row(read_back(study_tables(metrics)), unit="patient", set="all")
    # of the other 100 the model has 83 right; the assessment has the 90 negatives right and the 10 positives wrong
    assert (found["n"], found["clinical_n"]) == ("128", "100")
    assert (found["model_ccr_where_clinical_percent"], found["clinical_ccr_percent"]) == ("83.00", "90.00")
    assert (found["ccr_percent"], found["clinical_difference_percent"]) == ("86.72", "-7.00")
    each = row(read_back(estimates(metrics)), unit="patient", set="all", measure="clinical_model_ccr", first="1")
    assert (float(each["value"]), each["n"]) == (0.83, "100")


def test_wilsons_interval_beside_the_clustered_one(of_nodes):
    table = read_back(estimates(of_nodes))
    areas = table[(table["unit"] == "node") & (table["measure"] == "auc_group")]
    assert areas["first"].tolist() == ["1", *["0"] * (len(areas) - 1)]
    assert "clustered by patient" in areas["method"].iloc[0]
    assert float(areas["design_effect"].iloc[0]) > 0
    wilson = row(areas, method="Wilson score of the AUC as a proportion of n (nodes treated as independent)")
    assert (f"{float(wilson['low']):.3f}", f"{float(wilson['high']):.3f}") == ("0.828", "0.866")
    ccr = row(table, unit="node", measure="ccr", method="Wilson score (nodes treated as independent)")
    # R 4.2.2, prop.test(1204, 1397, correct = FALSE): 0.842758 to 0.878951
    assert (f"{float(ccr['low']):.6f}", f"{float(ccr['high']):.6f}") == ("0.842758", "0.878951")


def test_every_digit_is_kept(of_patients):
    found = row(read_back(estimates(of_patients)), set="cN0", measure="sensitivity", first="1")
    assert float(found["value"]) == 28 / 38
    assert float(found["low"]) == of_patients["patient"]["cN0"]["sensitivity"]["low"]


def test_what_cannot_be_estimated_is_empty_and_says_why():
    nodes, patients = one_node_patients("a", "", "", (3, 0, 1, 0), 3)
    metrics = validate_predictions(nodes, patients).metrics
    found = row(read_back(study_tables(metrics)), unit="patient", set="all")
    assert (found["specificity_percent"], found["clinical_ccr_percent"], found["p_against_clinical"]) == ("", "", "")
    assert "specificity: pathology has no negatives" in found["reason"]
    one = read_back(estimates(metrics))
    one = row(one[one["first"] == "1"], unit="patient", set="all", measure="specificity")
    assert list(one[["value", "low", "high", "reason"]]) == ["", "", "", "pathology has no negatives"]


def test_compared_predictions_each_have_their_figures():
    from tests.judged import scored

    metrics = scored().metrics
    table = read_back(study_tables(metrics))
    assert set(table["prediction"]) == {"ours", "theirs"}
    for place, name in enumerate(("ours", "theirs")):
        own = metrics["comparison"]["predictions"][place]["patient"]["all"]
        found = row(table, prediction=name, set="all")
        assert found["ccr_percent"] == f"{100 * own['ccr']['value']:.2f}"
        assert found["tp"] == str(own["confusion"]["tp"])


def test_digits():
    assert [printed("auc_score", value) for value in (0.84772, 1.0, None)] == ["0.848", "1.000", ""]
    assert printed("clinical_difference", -0.125) == "-12.50"
