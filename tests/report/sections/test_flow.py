"""The flow by cohort: each count stands under its own cohort, and adds up."""

from __future__ import annotations

import dataclasses

from nodecluster.report.sections.cohort import section
from nodecluster.report.sections.flow import flow, flow_figures
from tests.report.whole import PATIENTS, SEEN, known, whole


def test_each_cohort_has_its_own_patients():
    table = flow(whole().cohort).tables[0]
    assert table.caption == "Flow of patients"
    assert table.head == ("Step", "All", "north", "south")
    assert table.rows[0] == ("In the patients' table", str(PATIENTS), str(SEEN), str(PATIENTS - SEEN))
    out = known()[[place % 25 == 3 for place in range(PATIENTS)]]["cohort"].value_counts()
    (why,) = (row for row in table.rows if row[0] == "because: no CT")
    assert why == ("because: no CT", str(out.sum()), str(out["north"]), str(out["south"]))


def test_rows_add_up_over_the_cohorts():
    for table in flow(whole().cohort).tables:
        for _, everybody, *cohorts in table.rows:
            counts = [int(cell.replace(",", "")) for cell in (everybody, *cohorts)]
            assert counts[0] == sum(counts[1:])


def test_one_cohort_has_no_column_of_its_own_and_two_do():
    found = whole().cohort
    for cohorts, head in ((["north"], ("Step", "All")), (["north", ""], ("Step", "All", "north", "(no cohort)"))):
        step = {"key": "in_table", "label": "in the table", "parent": "", "n": 3, "cohorts": {"north": 1, "": 2}}
        block = {**found["flow"], "cohorts": cohorts, "patients": [step | {"reasons": []}], "nodes": []}
        (table,) = flow({"flow": block}).tables
        assert table.head == head
        assert table.rows[0] == ("In the table", "3", "1", "2")[: len(head)]


def captions(run):
    return {figure.key: figure.caption for figure in section(run).figures}


def test_the_last_boxes_say_how_many_of_them_the_model_was_fitted_on():
    run = whole()
    everybody, unseen = (run.metrics["patient"][name]["n"] for name in ("all", "all (unseen)"))
    nodes = run.metrics["node"]["n"] - run.metrics["node_unseen"]["n"]
    patients = f"{everybody - unseen} patients that the model was fitted on; without them see Patient level."
    found = captions(run)
    assert found["flow-patients"].endswith(f" The last boxes count {patients}")
    assert f"The last boxes count {nodes} nodes of patients that the model was fitted on" in found["flow-nodes"]
    assert found["flow-nodes"].endswith("without them see Node level.")
    notes = section(run).content["flow"].notes
    assert f"Patients: The last rows count {patients}" in notes
    assert any(note.startswith(f"Nodes: The last rows count {nodes} nodes") for note in notes)


def test_a_flow_without_outcomes_or_without_fitted_patients_says_nothing_of_them():
    run = whole()
    levels = {name: level for name, level in run.metrics["patient"].items() if name != "all (unseen)"}
    fresh = {**run.metrics, "patient": levels, "node_unseen": None}
    kept = ("in_table", "excluded", "included", "measured")
    steps = [step for step in run.cohort["flow"]["patients"] if step["key"] in kept]
    cohort = {**run.cohort, "flow": {**run.cohort["flow"], "patients": steps, "nodes": []}}
    for changed in (dataclasses.replace(run, metrics=fresh), dataclasses.replace(run, cohort=cohort)):
        assert not any("fitted on" in caption for caption in captions(changed).values())
        assert not any("fitted on" in note for note in section(changed).content["flow"].notes)


def test_boxes_to_the_side_are_spoken_of_where_there_are_any():
    steps = [
        {"key": "in_table", "parent": "", "label": "in the table", "n": 3},
        {"key": "excluded", "parent": "in_table", "label": "excluded", "n": 1},
        {"key": "included", "parent": "in_table", "label": "included", "n": 2},
    ]
    nobody = [{**step, "n": 0 if step["key"] == "excluded" else 3} for step in steps]
    for found, spoken in ((steps, True), (nobody, False)):
        (figure,) = flow_figures({"flow": {"patients": found}})
        assert ("Boxes to the side" in figure.caption) is spoken
