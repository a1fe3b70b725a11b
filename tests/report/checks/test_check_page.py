"""The page of a check: the answer first, then what to do, then every node; and nothing breaks out of it."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from dataclasses import replace

import pytest

from nodecluster.imaging import placing
from nodecluster.report import check_page
from nodecluster.report.checks.check_page import SCRIPTS
from nodecluster.report.checks.checked import GRIDS
from nodecluster.report.checks.findings import SHOWN
from nodecluster.report.document import static
from nodecluster.results import CheckFinding, Run

from ..checked_runs import check_run, every_kind, picture, row
from ..conftest import EVIL
from ..reading import Reader

FAIL, WARN = ("fails", "it is broken", "Mend it"), ("warning", "it is odd", "Look at it")


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ([row("A", "1"), row("B", "1")], "Everything can be measured."),
        ([row("A", "1", *WARN), row("B", "1")], "Everything can be measured. 1 node has warnings."),
        (
            [row("A", "1", *WARN), row("A", "", *WARN)],
            "Everything can be measured. 1 node and 1 patient have warnings.",
        ),
        ([row("A", "1", *FAIL), row("A", "2"), row("B", "1")], "Extraction would fail for 1 of 3 nodes."),
        (
            [row("A", "1", *FAIL), row("A", "2", *FAIL), row("B", "1")],
            "Extraction would fail for 2 of 3 nodes; 1 patient would lose every node.",
        ),
        ([row("A", "", *FAIL), row("B", "1")], "Extraction would fail for 1 of 2 patients as a whole."),
        (
            [row("A", "1", *FAIL), row("A", "2", *WARN), row("B", "", *FAIL)],
            "Extraction would fail for 1 of 2 nodes and for 1 of 2 patients as a whole. 1 node has warnings.",
        ),
        (
            [row("A", "1", *FAIL), row("A", "2", *WARN), row("B", "", *WARN)],
            "Extraction would fail for 1 of 2 nodes. 1 node and 1 patient have warnings.",
        ),
        (
            [row("A", "1", *WARN), row("A", "", *FAIL), row("B", "1", *FAIL), row("B", "", *WARN), row("C", "", *FAIL)],
            "Extraction would fail for 1 of 2 nodes, for 1 of 3 patients as a whole and for 1 of 3 patients in part; "
            "1 patient would lose every node. 1 node and 1 patient have warnings.",
        ),
        ([], "There was no patient to be checked."),
    ],
)
def test_the_answer(rows, answer):
    reader = Reader(check_page(check_run(rows)))
    assert answer in reader.words
    first = reader.sections[0]
    assert first == ("mend" if "fail" in answer else "look" if "warnings" in answer else "nodes" if rows else "provenance")  # fmt: skip  # noqa: E501


def test_the_counts_of_the_head():
    text = Reader(check_page(every_kind())).text
    counts = text[text.index("failures.csv.") : text.index("What has to be mended")]
    assert counts.split("failures.csv. ")[1].strip() == (
        "Nodes 5 of 4 patients Nodes ok 2 Nodes with warnings 2 and 1 patient "
        "Nodes that would fail 1 and 1 patient as a whole"
    )


def test_failures_come_first_then_warnings_then_every_node():
    reader = Reader(check_page(every_kind()))
    # sections inside "nodes" are the patients
    assert [name for name in reader.sections if name] == ["mend", "look", "nodes", "provenance"]
    text = reader.text[reader.text.index("Extraction would fail here") :]
    said = [
        "Draw the node (1 node)", "fails A · LN_2 LN_2.nii.gz: the mask is empty", "Copy the file again (1 patient)",
        "fails C · the patient as a whole ct.nii.gz is cut short", "What to look at (2 nodes, 1 patient)",
        # the remedy that mends most comes first, though B's other warning stands above it in the table
        "Remove the islands (2 nodes)", "warning B · LN_1 the mask has 2 parts",
        "warning D · LN_1 the mask has 3 parts",
        "Use a thinner reconstruction (1 patient)", "warning B · the patient as a whole the slices are 5 mm thick",
        "Every node", "A 2 nodes: 1 ok, 1 would fail · NIfTI, same grid as the CT", "LN_1 ok", "LN_2 fails",
        "B 2 nodes: 1 ok, 1 with warnings", "warns the slices are 5 mm thick", "C no node",
        "fails ct.nii.gz is cut short", "D 1 node: 1 with warnings",
        "Provenance",
    ]  # fmt: skip
    places = [text.index(words) for words in said]
    assert places == sorted(places)


MANY = [
    row("A", "1", "fails", "at the border | 2 components | a hole", "Use a larger CT | Keep one | Fill the hole"),
    row("A", "2", "fails", "empty | thick", "Draw it | Export it"),
    row("A", "3", "fails", "cut off", "Use a larger CT"),
    row("B", "1", "warning", "2 components | a hole | 3 more", "Keep one | Fill the hole | Keep one"),
    row("B", "2", "warning", "a hole", "Fill the hole"),
    row("B", "", "warning", "a hole in the CT", "Fill the hole"),
]
"""Failing and warning rows of several findings each."""


def test_a_failing_node_stands_once_under_the_remedy_of_what_fails_it():
    reader = Reader(check_page(check_run(MANY)))
    text = reader.text.split("what else was found there. ")[1]
    assert text.split("What to look at (2 nodes, 1 patient)")[0].strip() == (
        "Use a larger CT (2 nodes) "
        "no picture fails A · 1 at the border warns 2 components → Keep one warns a hole → Fill the hole "
        "no picture fails A · 3 cut off "
        "Draw it (1 node) no picture fails A · 2 empty warns thick → Export it"
    )


def test_a_node_with_several_warnings_stands_once_under_each_remedy_and_in_full_once():
    reader = Reader(check_page(check_run(MANY)))
    text = reader.text.split("its picture is at the first. ")[1]
    assert text.split("Every node")[0].strip() == (
        # what failing nodes are warned of stands with them, and does not count here
        "Fill the hole (2 nodes, 1 patient) no picture warning B · 1 a hole no picture warning B · 2 a hole "
        "warning B · the patient as a whole a hole in the CT "
        "Keep one (1 node) B · 1 2 components; 3 more"
    )
    assert [found["id"] for tag, found in reader.tags if tag == "li" and "id" in found] == [
        *("r0", "r2", "r1", "r3", "r4", "r5")
    ]


def test_a_second_failure_is_told_as_one():
    findings = [CheckFinding("one", "Mend it", True), CheckFinding("two", "Cure it", True)]
    made = row("A", "", "fails", "one | two", "Mend it | Cure it")
    run = replace(check_run([made]), findings={("A", ""): findings})
    assert "fails A · the patient as a whole one fails two → Cure it" in Reader(check_page(run)).text


def test_what_was_found_of_a_patient_is_told_one_by_one_above_its_nodes():
    made = row("A", "", "fails", "one | two", "Mend it | Cure it")
    assert "A no node fails one warns two" in Reader(check_page(check_run([made]))).text


def test_every_way_a_grid_can_lie_has_its_words():
    assert set(GRIDS) == set(placing.GRIDS)


def test_every_figure_of_a_node_is_there_and_none_that_is_not():
    text = Reader(check_page(every_kind())).text
    nodes = text[text.index("Every node Each picture") :]
    assert "LN_1 ok Volume 988 mm³ Voxels 1,234 Components 1 Median −12 HU Slice 57 of 120" in nodes
    # two grids in one patient: each node says its own
    assert "LN_2 ok Volume 988 mm³ Voxels 1,234 Components 1 Median −12 HU Slice 57 of 120 Mask NIfTI, the CT's grid, cropped" in nodes  # fmt: skip  # noqa: E501
    assert "no picture LN_2 fails Volume 988 mm³ Components 1 B" in nodes
    assert not re.search(r"(?<![\w-])(nan|NaN|None|<NA>|inf)(?![\w-])", text)


def test_links_lead_somewhere_and_nothing_is_named_twice():
    reader = Reader(check_page(every_kind()))
    names = [found["id"] for _, found in reader.tags if "id" in found]
    assert len(names) == len(set(names))
    links = [found["href"] for tag, found in reader.tags if tag in ("a", "use")]
    assert len(links) > 15
    assert {link[0] for link in links} == {"#"}
    assert {link[1:] for link in links} <= set(names)


def test_pictures_have_words_and_each_is_kept_once():
    html = check_page(every_kind())
    pictures = [found for tag, found in Reader(html).tags if (found.get("class") or "").startswith("picture drawing")]
    assert len(pictures) == 6  # two in the findings, four in the list
    assert {found["role"] for found in pictures} == {"img"}
    assert {found["aria-label"] for found in pictures} == {"Axial slice 57 of 120, 40 by 41 mm, the mask outlined"}
    assert html.count("data:image/webp;base64,") == 4


def test_a_remedy_of_very_many_is_folded():
    rows = [row(f"P{i:03}", "", "warning", "thick", "Use thin slices") for i in range(60)]
    reader = Reader(check_page(check_run(rows)))
    assert f"{60 - SHOWN} more" in reader.words
    few = Reader(check_page(check_run(rows[: SHOWN + 1])))
    folded, unfolded = (sum(tag == "details" for tag, _ in each.tags) for each in (reader, few))
    assert folded == unfolded + 1
    assert all(f"r{i}" in {found.get("id") for _, found in reader.tags} for i in range(60))


def test_nothing_reaches_out_and_nothing_runs_but_our_own():
    html = check_page(every_kind())
    reader = Reader(html)
    for tag, attributes in reader.tags:
        assert tag not in ("link", "iframe", "object", "embed", "base", "form", "img"), tag
        for name in ("src", "srcset", "action", "data", "background", "poster", "style", "onclick"):
            assert name not in attributes, (tag, name)
        link = attributes.get("href") or "#"
        assert link.startswith("data:image/webp;base64," if tag == "image" else "#")
    (policy,) = (found["content"] for _, found in reader.tags if found.get("http-equiv") == "Content-Security-Policy")
    run = [text for tag, _, text in reader.raw if tag == "script"]
    assert run == [*map(static, SCRIPTS)]
    allowed = (base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in run)
    listed = " ".join(f"'sha256-{each}'" for each in allowed)
    assert policy.startswith(f"default-src 'none'; script-src {listed};")
    assert "img-src data:" in policy
    styles = "".join(text for tag, _, text in reader.raw if tag == "style")
    assert "url(" not in styles
    assert "@import" not in styles


def evil() -> Run:
    """Return a check with markup in every place that text can come from."""
    texts = {"format": EVIL, "grid": EVIL}
    rows = [
        row(EVIL, EVIL, "fails", EVIL, EVIL, **texts),
        row(EVIL, "</style>" + EVIL, **texts | {"grid": "x"}),
        row(EVIL, "", "warning", EVIL, EVIL),
        row("B", "n", EVIL, EVIL, EVIL, **texts),
    ]
    more = {"notice": EVIL, "versions": {EVIL: EVIL}, "inputs": {"cohort": EVIL}, "started": EVIL, "nodecluster": EVIL}
    return check_run(rows, {(EVIL, EVIL): picture()}, **more)


def test_markup_stays_text():
    html = check_page(evil())
    reader = Reader(html)
    assert EVIL not in html
    assert "img" not in {tag for tag, _ in reader.tags}
    assert len([tag for tag, _ in reader.tags if tag == "style"]) == 1
    assert reader.text.count(EVIL) > 25


def test_a_file_name_that_is_not_utf8_does_not_stop_the_page():
    html = check_page(check_run([row("A", "n\udce9", *FAIL)]))
    assert "n?" in Reader(html.encode("utf-8").decode("utf-8")).text


def test_no_path_of_the_machine_is_told():
    assert "someone" not in check_page(check_run([row("A", "1")], inputs={"cohort": "/home/someone/axilla"}))


def test_the_same_check_gives_the_same_page():
    assert check_page(every_kind()) == check_page(every_kind())


@pytest.mark.parametrize("verdict", ["ok", "warning"])
def test_three_thousand_nodes_fit_into_one_file(verdict, capsys):
    """500 nodes, of which 3,134 are as many times more; all with findings is the most that a page can hold."""
    rows = [row(f"P{i // 9:03}", f"LN_{i % 9}", *((verdict,) if verdict == "ok" else WARN)) for i in range(500)]
    pictures = {(made["patient_id"], made["node_id"]): picture(i, (64, 64)) for i, made in enumerate(rows)}
    start = time.perf_counter()
    size = len(check_page(check_run(rows, pictures)).encode())
    seconds = time.perf_counter() - start
    with capsys.disabled():
        print(
            f"\ncheck.html of 3,134 nodes ({verdict}): {size * 3134 / 500 / 1e6:.1f} MB, {seconds * 3134 / 500:.1f} s"
        )
    assert size * 3134 / 500 < 15e6
    assert seconds < 5  # measured: 0.3 s
