"""The package as a library."""

from __future__ import annotations

import subprocess
import sys

import pytest

import nodecluster as nc
import nodecluster.clustering


def test_every_public_name_is_there():
    for name in nc.__all__:
        assert getattr(nc, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = nc.nothing


def test_importing_does_nothing_but_import():
    code = (
        "import logging, sys, nodecluster;"
        "assert not logging.root.handlers; assert 'radiomics' not in sys.modules; assert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_extraction_does_not_wait_for_libraries_that_it_does_not_use():
    code = (
        "import sys, nodecluster.workflows.extract, nodecluster.workflows.check, nodecluster.terminal.run, "
        "nodecluster.terminal.check, nodecluster.workflows.saving;"
        "assert not {'sklearn', 'scipy.stats', 'statsmodels'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("command", ["extract", "check"])
def test_a_cohort_of_nifti_files_loads_no_library_of_another_format(small_cohort, tmp_path, command):
    """Nor the one for the values of a labelmap."""
    code = (
        "import sys, nodecluster;"
        f"run = nodecluster.{command}(sys.argv[1]);"
        "found = {'pydicom', 'highdicom', 'gdcm', 'jpeg_ls', 'nrrd', 'nibabel', 'scipy.ndimage'};"
        "assert not found & set(sys.modules), found & set(sys.modules);"
        "nodecluster.save(run, sys.argv[2])"
    )
    subprocess.run([sys.executable, "-c", code, str(small_cohort()), str(tmp_path / "run")], check=True)


def test_the_estimators_are_found_in_their_room():
    code = (
        "import sys, nodecluster.clustering;"
        "assert 'sklearn' not in sys.modules;"
        "from nodecluster.clustering import CorrelationFilter, NodeClusterer;"
        "print(NodeClusterer(starts=3), CorrelationFilter())"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout == "NodeClusterer(starts=3) CorrelationFilter()\n"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = nodecluster.clustering.nothing


def test_from_cohort_to_validation(example, tmp_path):
    cohort = nc.read_cohort(example)
    measured = nc.extract(cohort, jobs=2)
    fitted = nc.fit(measured.features, patients=cohort, cohorts=["train"])
    predicted = nc.predict(fitted, measured.features, patients=cohort, cohorts=["validation"])
    validated = nc.validate(fitted, measured.features, patients=cohort)
    assert set(predicted.nodes["patient_id"]) == set(cohort.only(("validation",)).patients["patient_id"])
    both = predicted.nodes.merge(validated.nodes, on=["patient_id", "node_id"], suffixes=("", "_validated"))
    assert (both["score"] == both["score_validated"]).all()
    # the same figures from the table of predictions alone
    scored = nc.score(validated.nodes, patients=cohort)
    assert scored.metrics["node"] == validated.metrics["node"]
    assert scored.metrics["patient"]["cN0"]["ccr"] == validated.metrics["patient"]["cN0"]["ccr"]
    # and the same again from the files
    nc.save(validated, tmp_path)
    model = nc.validate(tmp_path, tmp_path / "features.csv", patients=example)
    assert model.metrics == validated.metrics


def test_the_demo_means_what_it_should(example):
    """Made-up nodes, but made so that the study's own figures are near: a broken pipeline would show here."""
    fitted = nc.fit(example, cohorts=["train"], jobs=2)
    validated = nc.validate(fitted, example, jobs=2)
    assert fitted.model["verdict"]["name"] == "usable"
    assert 0.80 <= validated.metrics["node"]["auc_group"]["value"] <= 0.92
    assert validated.metrics["seen_patients"] == sorted(set(fitted.nodes["patient_id"]))
    assert validated.metrics["patient"]["all (unseen)"]["n"] == validated.metrics["patient"]["validation"]["n"]
    assert "mean nothing clinically" in validated.info["notice"]
