"""``patients.csv``: every problem at once, each with where, found, expected and remedy."""

from __future__ import annotations

import os

import pytest

from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.errors import CohortError, TableError

HEADER = "patient_id,cohort,clinical_n,nodes_examined,nodes_positive,excluded\n"


@pytest.fixture
def write(tmp_path):
    """Write patients.csv and return its folder."""

    def make(text: str, encoding: str = "utf-8"):
        (tmp_path / "patients.csv").write_bytes(text.encode(encoding))
        return tmp_path

    return make


def problems(folder, *, images: bool = False):
    with pytest.raises(CohortError) as caught:
        read_cohort(folder, images=images)
    return caught.value.problems


def test_a_cohort_as_excel_writes_it(write):
    root = write(
        "\ufeffpatient_id;cohort;clinical_n;nodes_examined;nodes_positive;excluded;age\r\n"
        "007 ;train;cN0;3.0;0,0;;61\r\n"
        "Müller/1; train ;cN+;14;3.;;\r\n"
        '"O\'Neil; ""P""";;;;;no contrast;70\r\n'
        ";;;;;;\r\n\r\n"
    )
    cohort = read_cohort(root, images=False)
    table = cohort.patients
    assert table["patient_id"].tolist() == ["007", "Müller/1", 'O\'Neil; "P"']
    assert table["cohort"].tolist() == ["train", "train", ""]
    assert table["nodes_examined"].tolist()[:2] == [3, 14]
    assert table["nodes_positive"].tolist()[:2] == [0, 3]
    assert table["nodes_examined"].isna().tolist() == [False, False, True]
    assert str(table["nodes_positive"].dtype) == "Int64"
    assert table["age"].tolist() == ["61", "", "70"]  # a clinical variable is kept as it is
    assert cohort.included()["patient_id"].tolist() == ["007", "Müller/1"]
    assert table.index.tolist() == [0, 1, 2]


def test_files_and_their_defaults(write):
    root = write("patient_id,image,segmentation\n007,,\nB,scans/b.nrrd,labels/b.seg.nrrd\n")
    first, second = read_cohort(root, images=False).files()
    assert (first.image, first.segmentation) == (root / "007/ct.nii.gz", root / "007/segmentations")
    assert (second.image, second.segmentation) == (root / "scans/b.nrrd", root / "labels/b.seg.nrrd")


def test_excluded_patients_need_no_files(small_cohort):
    root = small_cohort()
    (root / "patients.csv").write_text("patient_id,excluded\nA,\nnobody,died before surgery\n")
    assert [files.patient_id for files in read_cohort(root).files()] == ["A"]


def test_only_takes_the_named_cohorts(write):
    cohort = read_cohort(write("patient_id,cohort\nA,train\nB,validation\nC,\n"), images=False)
    assert cohort.only(()).patients["patient_id"].tolist() == ["A", "B", "C"]
    assert cohort.only(("validation", "train")).patients["patient_id"].tolist() == ["A", "B"]
    with pytest.raises(CohortError) as caught:
        cohort.only(("trian", "train"))
    (problem,) = caught.value.problems
    assert (problem.found, problem.expected) == ("no patient of cohort 'trian'", "one of train, validation")
    assert problem.remedy.endswith("did you mean 'train'?")
    unnamed = read_cohort(write("patient_id\nA\n"), images=False)
    with pytest.raises(CohortError, match="do without --cohort"):
        unnamed.only(("train",))


@pytest.mark.parametrize(
    ("row", "where", "found", "expected"),
    [
        ("A,,cN3,,,", "row 3, column 'clinical_n'", "'cN3'", "cN0 or cN+"),
        ("A,,CN0,,,", "row 3, column 'clinical_n'", "'CN0'", "cN0 or cN+"),
        ("A,,,x,1,", "row 3, column 'nodes_examined'", "'x'", "a whole number of nodes"),
        ("A,,,3,-1,", "row 3, column 'nodes_positive'", "'-1'", "a whole number of nodes"),
        ("A,,,3.5,1,", "row 3, column 'nodes_examined'", "'3.5'", "a whole number of nodes"),
        ("A,,,1.000,1,", "row 3, column 'nodes_examined'", "'1.000'", "a whole number of nodes"),
        ("A,,,٣,1,", "row 3, column 'nodes_examined'", "'٣'", "a whole number of nodes"),
        (f"A,,,{'9' * 5000},1,", "row 3, column 'nodes_examined'", f"'{'9' * 60}...'", "a whole number of nodes"),
        ("A,,,3,4,", "row 3, column 'nodes_positive'", "4", "at most nodes_examined, 3"),
        ("A,,,0,0,", "row 3, column 'nodes_examined'", "0", "at least 1"),
        ("A,,,14,,", "row 3, column 'nodes_positive'", "nothing", "a count, as the other count is given"),
        ("A,,,,2,", "row 3, column 'nodes_examined'", "nothing", "a count, as the other count is given"),
        (",train,,,,", "row 3, column 'patient_id'", "nothing", "an id"),
        ("Z,,,,,", "row 3, column 'patient_id'", "'Z' again", "an id used once"),
        ("Z ,,,,,", "row 3, column 'patient_id'", "'Z' again", "an id used once"),
        (
            '"A\nB",,,,,',
            "row 3, column 'patient_id'",
            "'A B' with a line break or a control character",
            "an id on one line",
        ),
        ("A,,,,,no", "row 3, column 'excluded'", "'no'", "a reason, or nothing"),
        ("A,,,,,0", "row 3, column 'excluded'", "'0'", "a reason, or nothing"),
        ("A,,,,,NA", "row 3, column 'excluded'", "'NA'", "a reason, or nothing"),
    ],
)
def test_a_cell_that_cannot_be(write, row, where, found, expected):
    (problem,) = problems(write(f"{HEADER}Z,,,,,\n{row}\n"))
    assert (problem.where, problem.found, problem.expected) == (where, found, expected)
    assert problem.remedy


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("cN1", "Write cN+ (cN1 to cN3 are cN+)"),
        ("cN1a", "Write cN+ (cN1 to cN3 are cN+)"),
        ("cn2", "Write cN+ (cN1 to cN3 are cN+)"),
        ("N3c", "Write cN+ (cN1 to cN3 are cN+)"),
        ("ycN1mi(sn)", "Write cN+ (cN1 to cN3 are cN+)"),
        ("CN+", "Write cN+"),
        ("c N +", "Write cN+"),
        ("CN0", "Write cN0"),
        ("N0", "Write cN0"),
        ("cN0 (f)", "Write cN0"),
        ("cN-", "Write cN0, or leave it empty where it was not assessed"),
        ("cNX", "Leave it empty where it was not assessed"),
        ("pN1", "Write the clinical assessment; pathology's counts go into nodes_examined and nodes_positive"),
        ("cN10", "Write cN0 or cN+, or leave it empty where it was not assessed"),
        ("cNO", "Write cN0 or cN+, or leave it empty where it was not assessed"),  # the letter
        ("1", "Write cN0 or cN+, or leave it empty where it was not assessed"),
        ("unknown", "Write cN0 or cN+, or leave it empty where it was not assessed"),
    ],
)
def test_no_clinical_assessment_is_told_to_become_its_opposite(write, cell, remedy):
    (problem,) = problems(write(f"{HEADER}A,,{cell},,,\n"))
    assert problem.remedy == remedy


def test_every_problem_at_once_in_the_rows_of_the_spreadsheet(write):
    found = problems(write(f"{HEADER}A,,cN0,3,4,\n\n,,,,,\nA,,cno,,2,\n"))
    assert [problem.where for problem in found] == [
        "row 2, column 'nodes_positive'",
        "row 5, column 'patient_id'",
        "row 5, column 'clinical_n'",
        "row 5, column 'nodes_examined'",
    ]
    assert found[1].remedy.startswith("Row 2 has the same id")


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("Patient ID", "patient_id"),
        ("patient", "patient_id"),
        ("patient_id,clinicaln", "clinical_n"),
        ("patient_id,Clinical_N", "clinical_n"),
        ("patient_id,nodes_examned", "nodes_examined"),
        ("patient_id,node_positive", "nodes_positive"),
        ("patient_id,segmentaton", "segmentation"),
        ("patient_id,Image", "image"),
        ("patient_id,exluded", "excluded"),
        ("patient_id,Cohort", "cohort"),
    ],
)
def test_a_misspelt_column_is_not_taken_for_a_clinical_variable(write, header, meant):
    (problem,) = problems(write(header + "\n" + ",".join("x" for _ in header.split(",")) + "\n"))
    assert problem.expected == f"'{meant}'"
    assert f"Rename it to '{meant}'" in problem.remedy


@pytest.mark.parametrize("name", ["clinical_t", "clinical_m", "age", "nodes_removed", "grade", "ki67", "page"])
def test_clinical_variables_are_left_alone(write, name):
    assert name in read_cohort(write(f"patient_id,{name}\nA,x\n"), images=False).patients


def test_included_is_not_to_be_renamed_to_its_opposite(write):
    (problem,) = problems(write("patient_id,included\nA,1\n"))
    assert "Rename" not in problem.remedy
    assert "why a patient is left out" in problem.remedy


def test_a_table_of_another_kind(write):
    (problem,) = problems(write("id,cohort\nA,x\n"))
    assert problem.found == "only 'id', 'cohort'"
    (problem,) = problems(write("patient_id,node_id\nA,LN_1\nA,LN_2\n"))
    assert "features table" in problem.remedy


def test_every_patient_excluded_is_a_problem(write):
    (problem,) = problems(write("patient_id,excluded\nA,no contrast\nB,yes\n"))
    assert problem.found == "a reason for every patient"


def test_a_long_id_does_not_flood_the_terminal(write):
    for problem in problems(write(f"patient_id\n{'x' * 5000}\n"), images=True):
        assert len(str(problem)) < 400


def test_a_folder_without_a_table(tmp_path):
    with pytest.raises(TableError, match=r"found no patients\.csv in it; expected"):
        read_cohort(tmp_path)
    (tmp_path / "patients.xlsx").write_text("")
    with pytest.raises(TableError, match=r"did you mean 'patients\.xlsx'"):
        read_cohort(tmp_path)
    with pytest.raises(TableError, match="no such file"):
        read_cohort(tmp_path / "nowhere")


def test_the_notice_travels_with_the_cohort(write):
    root = write("patient_id\nA\n")
    assert read_cohort(root, images=False).notice == ""
    (root / "NOTICE.txt").write_text("made-up nodes\n" + "x" * 3000)
    assert read_cohort(root, images=False).notice.startswith("made-up nodes\nxxx")
    assert len(read_cohort(root, images=False).notice) == 2000
    (root / "NOTICE.txt").write_bytes(b"\xff\xfe\x00")
    assert read_cohort(root, images=False).notice == ""


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        (os.fsdecode("Drüsen".encode("latin-1")), "Dr\N{REPLACEMENT CHARACTER}sen"),
        ("a\tb\nc", "a b c"),
        ("Drüsen  淋巴结", "Drüsen  淋巴结"),
    ],
)
def test_a_cohort_has_a_name_that_can_be_shown(tmp_path, folder, name):
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "patients.csv").write_text("patient_id\nA\n")
    (tmp_path / folder / "NOTICE.txt").write_text("made\x1b[2J up\nwith a\ttab")
    cohort = read_cohort(tmp_path / folder, images=False)
    assert (cohort.name, cohort.root) == (name, tmp_path / folder)
    assert cohort.notice == "made\N{REPLACEMENT CHARACTER}[2J up\nwith a tab"
