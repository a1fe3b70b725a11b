"""The published tables of Qu et al. 2024, from their counts, in the page, to the printed digits."""

from __future__ import annotations

import pandas as pd
import pytest

from nodecluster.report import page
from nodecluster.results import Run
from nodecluster.validation.judging import Judging
from nodecluster.validation.validate import validate_predictions
from tests.validation.counts import node_cohort, one_node_patients

from .reading import Reader

JUDGING = Judging(resamples=200)


def read(nodes: pd.DataFrame, patients: pd.DataFrame) -> Reader:
    found = validate_predictions(nodes, patients, JUDGING)
    return Reader(page(Run({"command": "score"}, nodes=found.nodes, patients=found.patients, metrics=found.metrics)))


@pytest.fixture(scope="module")
def of_nodes() -> Reader:
    # 941 non-metastatic and 456 metastatic nodes of 160 patients
    return read(*node_cohort(160, (368, 105, 88, 836)))


@pytest.fixture(scope="module")
def of_patients() -> Reader:
    tables = [
        one_node_patients("a", "first", "cN0", (28, 7, 10, 83), 3),
        one_node_patients("b", "second", "cN+", (216, 33, 11, 90), 3),
    ]
    nodes, patients = (pd.concat(parts, ignore_index=True) for parts in zip(*tables, strict=True))
    return read(nodes, patients)


def test_node_level(of_nodes):
    rows = of_nodes.rows
    assert ["Metastasis", "368", "105", "473", "86.18 %", "80.70 %", "88.84 %", "11.16 %", "19.30 %"] in rows
    assert ["No metastasis", "88", "836", "924", ""] in rows
    assert ["Total", "456", "941", "1,397", ""] in rows
    starts = [row[:2] for row in rows]
    assert ["Positive predictive value", "77.80 %"] in starts  # of group 2, metastatic
    assert ["Negative predictive value", "90.48 %"] in starts  # of group 1, non-metastatic
    assert ["AUC of the hard group (one cut-off, as the study's)", "0.848"] in starts
    # Wilson's, as the study says it used: 0.828 to 0.866 (the study prints another)
    assert [row for row in rows if row[0] == "0.828 to 0.866" and row[-1].startswith("Wilson score of the AUC")]
    assert "come from 160 patients" in of_nodes.text


def test_cn0(of_patients):
    rows = of_patients.rows
    assert ["Metastasis", "28", "7", "35", "86.72 %", "73.68 %", "92.22 %", "7.78 %", "26.32 %"] in rows
    assert ["No metastasis", "10", "83", "93", ""] in rows
    assert ["Total", "38", "90", "128", ""] in rows
    assert ["CCR of the clinical assessment", "70.31 %"] in [row[:2] for row in rows]
    assert "got right: 28; that only the clinical assessment got right: 7. p = 0.0005" in of_patients.text


def test_cn_plus(of_patients):
    rows = of_patients.rows
    assert ["Metastasis", "216", "33", "249", "87.43 %", "95.15 %", "73.17 %", "26.83 %", "4.85 %"] in rows
    assert ["No metastasis", "11", "90", "101", ""] in rows
    assert ["CCR of the clinical assessment", "64.86 %"] in [row[:2] for row in rows]
    assert "got right: 90; that only the clinical assessment got right: 11. p < 0.0001" in of_patients.text


def test_what_the_predictions_lack_is_said(of_patients):
    """There is no score: no curve of it, no calibration; their sections say so, and the others stand."""
    assert {"prevalence", "decision-curve", "calibration", "rules"} <= set(of_patients.sections)
    assert "Not estimable: the predictions carry no score." in of_patients.text
    assert "Model: patient score as a risk: not estimable, the predictions carry no score." in of_patients.text
    assert "plot-calibration-patients" not in of_patients.plots
