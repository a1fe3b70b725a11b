from dataclasses import replace

import pandas as pd

from nodecluster.description.own import OWN
from nodecluster.tables import FAILURE_COLUMNS
from tests.checklists.asking import changed, item


def test_the_flow_shows_every_step(real):
    found = item(real.validate, "STARD 2015", "19")
    assert found.status == "filled"
    for kind in ("patients", "nodes"):
        for step in real.validate.cohort["flow"][kind]:
            assert f"{step['label']} {step['n']}" in found.text


def test_without_a_flow_the_counts_are_given_and_the_diagram_is_the_authors(real):
    other = replace(real.validate, cohort=None)
    found = item(other, "STARD 2015", "19")
    assert found.status == "partly"
    assert found.text.startswith("14 patients in the table, 0 excluded, 0 failed, 14 with 58 measured nodes")
    more = changed(other, "info", lambda info: info["counts"].update(patients=1020, excluded=3))
    assert item(more, "CLEAR", "45").text.startswith("1,023 patients in the table, 3 excluded")


def test_a_baseline_of_clinical_variables_is_filled(real):
    rows = real.validate.cohort["baseline"]["rows"]
    found = item(real.validate, "STARD 2015", "20")
    assert found.status == "filled"
    assert f"{len(rows)} rows, {sum(row['name'] not in OWN for row in rows)} of them clinical" in found.text

    def poorer(cohort):
        cohort["baseline"]["rows"] = [row for row in rows if row["name"] in OWN]

    assert item(changed(real.validate, "cohort", poorer), "STARD 2015", "20").status == "partly"
    assert item(replace(real.validate, cohort=None), "STARD 2015", "20").status == "author"


def test_the_size_of_the_sample_is_the_authors(real):
    found = item(real.validate, "STARD 2015", "18")
    assert found.status == "author"
    assert "14 patients judged, 6 of them pN+" in found.text
    assert "the 44 nodes of 10 patients" in item(real.fit, "CLEAR", "9").text


def test_nodes_without_a_label_are_counted(real):
    gaps = int(real.validate.nodes["label"].isna().sum())
    assert gaps == len(real.validate.nodes) - real.validate.metrics["node"]["n"] == 4
    assert "4 of 58 nodes have no label" in item(real.validate, "STARD 2015", "15").text
    assert "no label" not in item(replace(real.validate, nodes=None), "STARD 2015", "15").text


def test_missing_patients_are_counted(real):
    patients = real.validate.patients.copy()  # 14; one loses the prediction, two others the truth
    patients.loc[0, "predicted"] = pd.NA
    patients.loc[[1, 2], "truth"] = pd.NA
    rows = [
        (patients.loc[3, "patient_id"], "a", "read", "odd", ""),
        (patients.loc[0, "patient_id"], "", "read", "", ""),
    ]
    failures = pd.DataFrame(rows, columns=list(FAILURE_COLUMNS))
    told = replace(real.validate, patients=patients, failures=failures)
    text = item(told, "STARD 2015", "16").text
    assert "Of 14 patients, 1 without a measured node have no prediction and 2 others no pathology" in text
    assert "11 are counted, 1 of them without some of their nodes." in text
    given = changed(told, "info", lambda info: info["inputs"].update(features="unknown"))
    assert "1 without a node in the table have no prediction" in item(given, "STARD 2015", "16").text


def test_severity_is_by_clinical_assessment(real):
    found = {name: real.validate.metrics["patient"][name]["confusion"] for name in ("cN0", "cN+")}
    said = [f"{table['tp'] + table['fn']} of 7 {name}" for name, table in found.items()]
    assert " and ".join(said) in item(real.validate, "STARD 2015", "21a").text
