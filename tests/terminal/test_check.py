"""What a check says on the terminal."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest

from nodecluster.imaging.inspection import Finding
from nodecluster.results import Run
from nodecluster.tables import CHECK_COLUMNS
from nodecluster.tasks.checked import CohortCheck, NodeCheck, PatientCheck
from nodecluster.terminal import check as terminal_check

LONG = Finding(
    "the mask is on another grid than the CT, and putting it onto the CT's changes its volume by +23 % (at most 10 % "
    "is accepted)",
    "Export the segmentation from 3D Slicer with the CT as reference volume",
)
SHORT = Finding("2 components (80 and 20 voxels)", "Keep one component, or make each a node of its own")


def node(name: str, **known) -> NodeCheck:
    return NodeCheck(name, "NIfTI", "same", 100, 144.4, 1, 62.5, **known)


def run_of(*patients: PatientCheck, **counts) -> Run:
    info = {"inputs": {"cohort": "clinic"}, "counts": {"patients": 1, "excluded": 0} | counts, "notice": ""}
    found = CohortCheck.of(patients)
    return Run(info, checks=found.table, findings=found.findings)


def lines(*patients: PatientCheck, wide: int = 120) -> list[str]:
    return list(terminal_check.table(run_of(*patients), wide))


def test_the_table_by_hand():
    assert lines(
        PatientCheck("A", (node("LN_1"), node("LN_10", warnings=(SHORT,)), NodeCheck("x", failures=(LONG,)))),
        PatientCheck("B", (node("LN_1"),), warnings=(Finding("thick slices", "Use thin ones"),)),
    ) == [
        "node     format  grid   voxels  mm3  components  median HU  verdict",
        "A",
        "  LN_1   NIfTI   as CT     100  144           1         62  ok",
        "  LN_10  NIfTI   as CT     100  144           1         62  warning",
        "    warns: 2 components (80 and 20 voxels)",
        "           > Keep one component, or make each a node of its own",
        "  x                                                         fails",
        "    fails: the mask is on another grid than the CT, and putting it onto the CT's changes its volume by +23 % "
        "(at most 10",
        "           % is accepted)",
        "           > Export the segmentation from 3D Slicer with the CT as reference volume",
        "B                                                           warning",
        "    warns: thick slices",
        "           > Use thin ones",
        "  LN_1   NIfTI   as CT     100  144           1         62  ok",
    ]


@pytest.mark.parametrize("wide", [70, 80, 120])
def test_no_line_is_wider_than_the_terminal(wide):
    wordy = NodeCheck("n" * 90, "Slicer labelmap", "cropped, padded", 1234567, 1234567.8, 123, -1000.4, (LONG,))
    patient = PatientCheck("p" * 200, (node("LN_1"), wordy), warnings=(LONG, SHORT))
    found = lines(patient, PatientCheck("q" * 200, (node("LN_1"),)), wide=wide)
    assert max(map(len, found)) <= wide
    assert any("…" in line for line in found)
    rows = [line for line in found if line.startswith(("  LN_1", "  nn"))]
    assert len({line.rindex("  ") for line in rows}) == 1  # verdicts stand below each other


def test_words_of_the_head_fit_into_80_columns():
    wordy = NodeCheck("LN_right_12", "DICOM SEG", "cropped, padded", 99999, 99999.0, 1, 60.0)
    head = lines(PatientCheck("A", (wordy,)), wide=80)[0]
    assert head.split() == ["node", "format", "grid", "voxels", "mm3", "comp.", "median", "HU", "verdict"]


def test_letters_that_take_two_cells_keep_the_columns():
    found = lines(PatientCheck("A", (node("淋巴结 1"), node("LN_1"), node("a\u0308"))))
    cells = [sum(1 + (unicodedata.east_asian_width(c) in "WF") - bool(unicodedata.combining(c)) for c in line)
             for line in found[2:]]  # fmt: skip
    assert len(set(cells)) == 1


def test_control_characters_never_reach_the_terminal():
    evil = "\x1b[2J\x07\u202e\r\n"
    found = lines(PatientCheck(evil, (node(evil, warnings=(Finding(evil, evil),)),), failures=(Finding(evil, evil),)))
    assert all(line.isprintable() for line in found)
    info = {**run_of().info, "inputs": {"cohort": evil}}
    assert all(line.isprintable() for line in terminal_check.summary(Run(info)).splitlines())


def test_a_patient_without_an_id_is_called_so():
    assert lines(PatientCheck("", failures=(SHORT,)))[1].startswith("(no id) ")


def test_small_volumes_are_told_apart():
    assert " 0.4 " in lines(PatientCheck("A", (NodeCheck("1", volume_mm3=0.44),)))[2]


def test_each_finding_fails_or_warns_and_is_followed_by_its_remedy():
    assert lines(PatientCheck("A", (node("1", failures=(SHORT,), warnings=(Finding("a hole", "Fill it"),)),)))[3:] == [
        "    fails: 2 components (80 and 20 voxels)",
        "           > Keep one component, or make each a node of its own",
        "    warns: a hole",
        "           > Fill it",
    ]


def test_the_summary_counts_and_says_what_to_do():
    good = run_of(PatientCheck("A", (node("1"),)))
    assert terminal_check.summary(good).splitlines() == [
        "clinic: 1 patient, 1 node: 1 ok, 0 with warnings, 0 would fail",
        "Everything can be measured. Now run: nodecluster extract",
    ]
    many = PatientCheck("A", tuple(NodeCheck(str(n), failures=(SHORT,) * (n < 2), warnings=(SHORT,) * (n < 5))
                                   for n in range(40)))  # fmt: skip
    some = run_of(many, patients=12, excluded=2)
    assert terminal_check.summary(some).splitlines() == [
        "clinic: 12 patients (2 more excluded), 40 nodes: 35 ok, 3 with warnings, 2 would fail",
        "Mend what fails and check again; an extraction would go on without it, and list it in failures.csv.",
    ]
    warned = run_of(PatientCheck("A", (WARNED,)))
    assert terminal_check.summary(warned).splitlines()[1:] == [
        "Everything can be measured. Look at the warnings first, then run: nodecluster extract"
    ]
    lost = run_of(PatientCheck("A", (node("1"),), (SHORT,)))
    assert "Mend what fails" in terminal_check.summary(lost)
    assert [terminal_check.fails(run) for run in (good, some, warned, lost)] == [False, True, False, True]


FAILING, WARNED = NodeCheck("1", failures=(SHORT,)), node("2", warnings=(SHORT,))


@pytest.mark.parametrize(
    ("patients", "said"),
    [
        ([PatientCheck("A", (node("1"), FAILING, WARNED))], None),
        (
            [
                PatientCheck("A", (FAILING,), (SHORT,)),
                PatientCheck("B", failures=(SHORT,)),
                PatientCheck("C", (WARNED,)),
            ],
            "2 fail as a whole (CT, masks or row of the patients' table cannot be used)",
        ),
        ([PatientCheck("A", (FAILING, FAILING)), PatientCheck("B", (FAILING, WARNED))], "1 loses every node"),
        ([PatientCheck("A", (FAILING, WARNED), (SHORT,))], "1 loses a file of masks"),
        ([PatientCheck(name, (WARNED,), (), (SHORT,)) for name in "AB"], "2 have warnings beside those of their nodes"),
        (
            [PatientCheck("A", (FAILING,), (), (SHORT,)), PatientCheck("B", (WARNED,), (SHORT,))],
            "1 loses every node, 1 loses a file of masks and 1 has warnings beside those of its nodes",
        ),
    ],
)
def test_every_patient_who_loses_something_is_counted(patients, said):
    found = terminal_check.summary(run_of(*patients), 200).splitlines()
    assert found[1:-1] == ([] if said is None else [f"Of the patients, {said}."])


def test_the_summary_fits_into_the_terminal_too():
    patients = [PatientCheck("A", (FAILING,), (), (SHORT,)), PatientCheck("B", failures=(SHORT,))]
    found = terminal_check.summary(run_of(*patients), 70).splitlines()
    assert max(map(len, found)) <= 70
    assert " ".join(found) == " ".join(terminal_check.summary(run_of(*patients), 500).splitlines())


def test_the_notice_is_said():
    run = run_of()
    assert terminal_check.summary(Run({**run.info, "notice": "made up"})).endswith("\nNote: made up")


@pytest.mark.parametrize(
    ("tty", "columns", "wide"), [(True, 80, 80), (True, 300, 120), (True, 20, 70), (False, 80, 120)]
)
def test_the_width_is_the_terminals(monkeypatch, tty, columns, wide):
    monkeypatch.setattr("sys.stdout.isatty", lambda: tty)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert terminal_check.width() == wide


def test_a_table_without_rows_is_its_head():
    assert len(list(terminal_check.table(Run({}, checks=pd.DataFrame(columns=CHECK_COLUMNS)), 80))) == 1
