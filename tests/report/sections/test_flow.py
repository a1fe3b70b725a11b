"""The flow by cohort: each count stands under its own cohort, and adds up."""

from __future__ import annotations

from nodecluster.report.sections.flow import flow
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
