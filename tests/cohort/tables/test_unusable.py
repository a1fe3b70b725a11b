"""Where images are measured, one patient's problem is that patient's: the others' rows are used."""

from __future__ import annotations

import pytest

from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.errors import CohortError, TableError

HEADER = "patient_id,cohort,clinical_n,nodes_examined,nodes_positive,excluded\n"


def problems(folder):
    with pytest.raises(CohortError) as caught:
        read_cohort(folder)
    return caught.value.problems


@pytest.mark.parametrize(
    ("row", "failure", "unusable"),
    [
        (
            "B,train,cN3,,,",
            ("B", "table", "column 'clinical_n': found 'cN3'; expected cN0 or cN+"),
            [["B", "train"]],
        ),
        (
            "B,train,,3,4,",
            ("B", "table", "column 'nodes_positive': found 4; expected at most nodes_examined, 3"),
            [["B", "train"]],
        ),
        ("B,,,,,no", ("B", "table", "column 'excluded': found 'no'; expected a reason, or nothing"), [["B", ""]]),
        (",train,,,,", ("", "table", "column 'patient_id': found nothing; expected an id"), [["", "train"]]),
        (
            '"B\x07\nx",train,,,,',
            ("B x", "table", "column 'patient_id': found 'B x' with a line break or a control character; expected an"),
            [["B x", "train"]],
        ),
        ("B,train,cN0,,,,too,much", ("B", "table", "found 8 cells; expected 6, as the header has"), [["B", None]]),
        ("Z,train,,,,", ("Z", "reading", "column 'image': found 'Z/ct.nii.gz', which does not exist; exp"), []),
    ],
)
def test_a_bad_row_costs_its_patient_only(small_cohort, row, failure, unusable):
    root = small_cohort(patients=2)
    (root / "Z" / "segmentations").mkdir(parents=True)
    (root / "Z" / "segmentations" / "LN.nii").write_bytes(b"")
    (root / "patients.csv").write_text(f"{HEADER}A,train,cN0,3,1,\n{row}\n")
    cohort = read_cohort(root)
    (found,) = cohort.failures
    assert (found[0], found[1], found[2]) == (failure[0], "", failure[1])
    assert found[3].startswith(f"patients.csv, row 3{', ' if 'column' in failure[2] else ': '}{failure[2]}")
    assert found[4]
    assert [files.patient_id for files in cohort.files()] == ["A"]
    assert cohort.unusable.to_numpy().tolist() == unusable
    # a patient whose row is good stays in the table, so that it is counted and has its truth
    assert cohort.patients["patient_id"].tolist() == (["A"] if unusable else ["A", "Z"])
    if failure[1] == "table":
        with pytest.raises((CohortError, TableError)):
            read_cohort(root, images=False)  # where only tables are read, mending costs nothing


def test_of_an_id_given_twice_no_row_is_used(small_cohort):
    root = small_cohort(patients=2)
    (root / "patients.csv").write_text("patient_id,cohort\nA,train\nB,train\nA,validation\nA,train\n")
    cohort = read_cohort(root)
    assert cohort.patients["patient_id"].tolist() == ["B"]
    assert [(row[0], row[3]) for row in cohort.failures] == [
        ("A", "patients.csv, row 4, column 'patient_id': found 'A' again; expected an id used once"),
        ("A", "patients.csv, row 5, column 'patient_id': found 'A' again; expected an id used once"),
    ]
    assert cohort.unusable.to_numpy().tolist() == [["A", None]]  # one patient, of a cohort that nobody knows


def test_a_spoilt_id_does_not_cost_the_patient_whom_it_resembles(small_cohort):
    root = small_cohort(patients=1)
    (root / "A").rename(root / "A 1")
    (root / "patients.csv").write_text('patient_id\nA 1\n"A\n1"\n')
    cohort = read_cohort(root)
    assert [files.patient_id for files in cohort.files()] == ["A 1"]
    assert [(row[0], row[2]) for row in cohort.failures] == [("A 1", "table")]


def test_only_keeps_the_failures_of_the_named_cohorts(small_cohort):
    root = small_cohort(patients=3)
    (root / "C" / "ct.nii.gz").unlink()
    rows = "A,train,,\nB,test,,\nC,train,,\nD,train,cN9,\nE,test,cN9,\nF,train,,,too many\n,test,,\n,train,,\n"
    rows += "G,other,cN9,\n"
    (root / "patients.csv").write_text(f"patient_id,cohort,clinical_n,age\n{rows}")
    cohort = read_cohort(root)
    assert {row[0] for row in cohort.failures} == {"", "C", "D", "E", "F", "G"}
    assert sorted(cohort.unusable["patient_id"]) == ["", "", "D", "E", "F", "G"]
    train = cohort.only(("train",))
    assert train.patients["patient_id"].tolist() == ["A", "C"]
    assert sorted({row[0] for row in train.failures}) == ["", "C", "D", "F"]
    assert sorted(train.unusable["patient_id"]) == ["", "D", "F"]
    assert cohort.only(("other",)).patients.empty  # its one patient has failed, which is no misspelt name
    with pytest.raises(CohortError, match="expected one of other, test, train"):
        cohort.only(("tain",))


def test_with_nobody_left_every_problem_is_told(small_cohort):
    root = small_cohort(patients=1)
    (root / "patients.csv").write_text("patient_id,clinical_n,excluded\nA,cN9,\nB,,\nC,,moved\n")
    assert [problem.where for problem in problems(root)] == [
        "row 2, column 'clinical_n'",
        "row 3 (patient B), column 'image'",
        "row 3 (patient B), column 'segmentation'",
    ]
    (root / "patients.csv").write_text("patient_id,excluded\nA,moved\n")
    (problem,) = problems(root)
    assert problem.found == "a reason for every patient"
