"""What a table brings along from the run that made it, and what is said where nothing is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import nodecluster as nc
from nodecluster.errors import RunError, TableError
from nodecluster.settings import Settings
from tests.conftest import write_image

EMPTY = np.zeros((20, 34, 30), np.uint8)
TRUTH = {name: {"nodes_examined": 2, "nodes_positive": 2 * (number % 2)} for number, name in enumerate("ABCDEF")}


@pytest.fixture
def extracted(small_cohort, tmp_path):
    """A cohort of which a node of A and all nodes of F could not be measured, and its extraction."""
    root = small_cohort(TRUTH, patients=6)
    write_image(root / "A" / "segmentations" / "LN_2.nii.gz", EMPTY)
    for node in ("LN_1", "LN_2"):
        write_image(root / "F" / "segmentations" / f"{node}.nii.gz", EMPTY)
    run = nc.extract(root)
    nc.save(run, tmp_path / "extracted")
    return root, tmp_path / "extracted", run


def said(run, part: str) -> bool:
    return any(part in warning for warning in run.info["warnings"])


def figures(run):
    """The metrics without what differs between commands: who chose the rule, and what needs the nodes' volumes."""
    left = {name: part for name, part in run.metrics.items() if name not in ("judging", "rules", "subgroups")}
    rows = {
        name: [row for row in rows if row["rule"] != "largest"] for name, rows in run.metrics["rules"]["sets"].items()
    }
    return {**left, "rules": rows}


def test_folder_table_and_run_tell_the_same(extracted):
    root, folder, run = extracted
    fitted = nc.fit(root)
    for source in (folder / "features.csv", folder / "features.parquet", run):
        validated = nc.validate(fitted, source, patients=root)
        assert validated.metrics == nc.validate(fitted, root).metrics
        assert said(validated, "1 patient judged without 1 node that could not be measured (A)")
        assert not said(validated, "lies in no run folder")
        predicted = nc.predict(fitted, source)
        assert predicted.patients["patient_id"].tolist() == list("ABCDEF")
        assert predicted.patients["predicted"].isna().tolist() == [False] * 5 + [True]
        assert predicted.info["counts"]["patients_failed"] == 1


def test_a_node_that_is_there_has_not_failed(extracted):
    _, folder, run = extracted
    mended = pd.concat([run.features, run.features[:1].assign(node_id="LN_2")])
    mended.to_csv(folder / "features.csv", index=False)
    failures = nc.fit(folder / "features.csv").failures
    assert failures[["patient_id", "node_id"]].to_numpy().tolist() == [["F", "LN_1"], ["F", "LN_2"]]


def test_an_incomplete_run_folder_is_refused(extracted):
    _, folder, _ = extracted
    (folder / "failures.csv").write_text("nonsense")
    with pytest.raises(RunError, match="incomplete or damaged"):
        nc.fit(folder / "features.csv")
    (folder / "failures.csv").unlink()
    with pytest.raises(RunError, match="incomplete or damaged"):
        nc.fit(folder / "features.csv")


def test_what_is_not_known_of_a_table_is_said_wherever_it_matters(extracted, tmp_path):
    root, _, run = extracted
    run.features.to_csv(tmp_path / "foreign.csv", index=False)
    fitted = nc.fit(tmp_path / "foreign.csv")
    assert said(fitted, "foreign.csv lies in no run folder")
    assert fitted.model["measured"] is False
    assert said(nc.validate(fitted, root), "the model was fitted on a features table of unknown origin")
    assert not said(nc.validate(nc.fit(root), root), "unknown origin")


def test_features_measured_otherwise_are_refused(extracted):
    _, folder, run = extracted
    for source in (folder / "features.csv", run):
        with pytest.raises(TableError, match=r"measured with bin_width = 25\.0, but 10 is asked for"):
            nc.fit(source, settings=Settings(bin_width=10))


def test_a_features_table_is_not_extracted_again(extracted):
    with pytest.raises(TableError, match="has been measured already"):
        nc.extract(extracted[1] / "features.csv")


def test_remarks_come_along(extracted, tmp_path):
    root, _, _ = extracted
    masks = root / "B" / "segmentations"
    (masks / "copy.nii.gz").write_bytes((masks / "LN_1.nii.gz").read_bytes())
    nc.save(nc.extract(root), tmp_path / "again")
    assert said(nc.fit(tmp_path / "again" / "features.csv"), "the same mask as node")


def test_scoring_our_own_nodes_tells_what_validation_told(extracted, tmp_path):
    root, _, _ = extracted
    fitted = nc.fit(root)
    validated = nc.validate(fitted, root)
    nc.save(validated, tmp_path / "validated")
    scored = nc.score(tmp_path / "validated" / "nodes.csv", patients=root)
    assert figures(scored) == figures(validated)
    assert scored.metrics["seen_patients"] == list("ABCDE")
    foreign = nc.score(validated.nodes, patients=root)
    assert foreign.metrics["seen_patients"] == []
    assert said(foreign, "fitted on some of these patients is not known")


def test_another_table_in_a_run_folder_is_nobody_s(extracted):
    _, folder, run = extracted
    run.features.to_csv(folder / "mine.csv", index=False)
    fitted = nc.fit(folder / "mine.csv")
    assert fitted.failures.empty
    assert fitted.model["measured"] is False


def test_what_is_unknown_stays_unknown(extracted, tmp_path):
    run = extracted[2]
    once = nc.fit(run.features)
    nc.save(once, tmp_path / "once")
    for source in (once, tmp_path / "once" / "features.csv"):
        again = nc.fit(source)
        assert again.model["measured"] is False
        assert said(again, "lies in no run folder")


def test_what_belongs_to_patients_left_out_is_left_out(extracted, tmp_path):
    root, folder, _ = extracted
    table = pd.read_csv(root / "patients.csv")
    table["excluded"] = table["patient_id"].isin(["A", "F"]).map({True: "no consent", False: ""})
    validated = nc.validate(nc.fit(root), folder / "features.csv", patients=table)
    nc.save(validated, tmp_path / "validated")
    for run in (validated, nc.score(tmp_path / "validated" / "nodes.csv", patients=table)):
        assert run.failures.empty
        assert not said(run, "could not be measured")


@pytest.mark.parametrize("content", ['{"settings": null}', '{"command": "x"}', "[]", "null"])
def test_a_damaged_run_json_is_said_in_a_line(extracted, content):
    _, folder, _ = extracted
    (folder / "run.json").write_text(content)
    with pytest.raises(RunError, match="incomplete or damaged"):
        nc.fit(folder / "features.csv")


def test_runs_are_taken_wherever_tables_are(extracted):
    root, _, run = extracted
    fitted = nc.fit(run, patients=root)
    validated = nc.validate(fitted, run, patients=root)
    assert figures(nc.score(validated, patients=root)) == figures(validated)
    for call in (lambda: nc.score(run, patients=root), lambda: nc.fit(None), lambda: nc.score(validated, patients=run)):
        with pytest.raises(TableError, match="found"):
            call()


def test_the_nodes_of_excluded_patients_are_told_when_scored(extracted):
    root, _, run = extracted
    table = pd.read_csv(root / "patients.csv").assign(excluded=["no consent", *[""] * 5])
    scored = nc.score(nc.predict(nc.fit(run), run).nodes, patients=table)
    assert said(scored, "1 node of 1 excluded patient (A) left out")
    assert "A" not in set(scored.nodes["patient_id"])


def test_pictures_come_along_with_a_table(extracted, tmp_path):
    """From the folder of an extraction, by fit and validate, to a table of predictions that is scored."""
    root, folder, run = extracted
    assert (len(run.pictures), len(run.shapes)) == (9, 14)  # of 9 nodes, and 5 bodies
    fitted = nc.fit(root)
    for source in (folder / "features.csv", folder / "features.parquet", run):
        validated = nc.validate(fitted, source, patients=root)
        assert (validated.pictures, validated.shapes) == (run.pictures, run.shapes)
    nc.save(validated, tmp_path / "validated")
    for table in (tmp_path / "validated" / "nodes.csv", validated):
        scored = nc.score(table, patients=root)
        assert (scored.pictures, scored.shapes) == (run.pictures, run.shapes)
    assert (fitted.pictures, fitted.shapes) == (run.pictures, run.shapes)
    measured = nc.validate(fitted, root)
    assert (measured.pictures, measured.shapes) == (run.pictures, run.shapes)


def test_pictures_of_nodes_that_are_left_out_are_left_out(extracted, tmp_path):
    """Of excluded patients, of other cohorts, and of nodes that are not in the table."""
    root, folder, run = extracted
    table = pd.read_csv(root / "patients.csv")
    table["excluded"] = (table["patient_id"] == "A").map({True: "no consent", False: ""})
    table["cohort"] = ["train", "train", "train", "test", "test", "test"]
    fitted = nc.fit(root)
    kept = [("D", "LN_1"), ("D", "LN_2"), ("E", "LN_1"), ("E", "LN_2")]
    only = nc.predict(fitted, folder / "features.csv", patients=table, cohorts=["test"])
    assert sorted(only.pictures) == kept
    assert sorted(only.shapes) == sorted([*kept, ("D", ""), ("E", "")])
    everybody = nc.predict(fitted, folder / "features.csv", patients=table)
    assert {patient for patient, _ in everybody.shapes} == set("BCDE")
    scored = nc.score(nc.predict(fitted, run), patients=table)
    assert {patient for patient, _ in scored.pictures} == set("BCDE")
    few = run.features[run.features["node_id"] == "LN_1"]
    few.to_csv(folder / "features.csv", index=False)
    left = nc.fit(folder / "features.csv")
    assert sorted(left.pictures) == [(patient, "LN_1") for patient in "ABCDE"]


def test_a_table_from_elsewhere_has_no_pictures(extracted, tmp_path):
    _, _, run = extracted
    run.features.to_csv(tmp_path / "features.csv", index=False)
    for source in (tmp_path / "features.csv", run.features):
        fitted = nc.fit(source)
        assert (fitted.pictures, fitted.shapes) == ({}, {})
    nc.save(fitted, tmp_path / "fitted")
    assert [path.name for path in (tmp_path / "fitted").glob("*.parquet")] == ["features.parquet"]


def test_damaged_pictures_are_said_in_a_line(extracted):
    _, folder, _ = extracted
    (folder / "pictures.parquet").write_bytes(b"no table")
    with pytest.raises(RunError, match=r"damaged \(pictures\.parquet is no Parquet table\)"):
        nc.fit(folder / "features.csv")
