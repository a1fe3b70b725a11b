"""The flow diagram: its numbers are those of the table, its text is the user's, and nothing of it is markup."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.description.node_flow import JUDGED as NODES_JUDGED
from nodecluster.description.node_flow import KNOWN as NODES_KNOWN
from nodecluster.description.node_flow import SOME_POSITIVE
from nodecluster.description.patient_flow import JUDGED, KNOWN, MEASURED
from nodecluster.description.steps import Step, counted_steps, ends_table
from nodecluster.report.flow.flowchart import alternative, flowchart
from nodecluster.report.sections.flow import flow, flow_figures

from ..whole import hostile, whole

PATIENTS = [
    Step("in_table", "", "in the patients' table"), Step("unusable", "in_table", "row cannot be used"),
    Step("excluded", "in_table", "excluded"), Step("included", "in_table", "included"), *MEASURED, *KNOWN, *JUDGED,
]  # fmt: skip
NODES = [
    Step("found", "", "nodes found"), Step("failed", "found", "could not be measured"),
    Step("measured", "found", "measured"), *NODES_KNOWN, *NODES_JUDGED,
]  # fmt: skip
REASONS = (
    "",
    "no CT",
    "<img src=x onerror=alert(1)>",
    "neoadjuvant chemotherapy, or so " * 8,
    "x" * 90,
    "é & 節",
    "six",
)


def drawings(picture):
    """Return both drawings, read as XML: a browser would see the same elements."""
    return list(ElementTree.fromstring(f"<both>{picture}</both>"))  # noqa: S314 - our own


def texts(drawing, kind=None):
    return [found.text for found in drawing.iter("text") if kind is None or found.get("class") == kind]


def numbers(drawing):
    """Return the counts of boxes, and those of who left."""
    bold = " ".join(texts(drawing, "count"))
    steps = [int(n.replace(",", "")) for n in re.findall(r"([\d,]+) (?:patient|node)s?\b(?!, )", bold)]
    exits = [int(n.replace(",", "")) for n in re.findall(r": ([\d,]+)", bold)]
    return Counter(n for n in (*steps, *exits) if n)


def made(steps, ends, cohorts=()):
    table = ends_table(ends["end"], [""] * len(ends), ends["reason"])
    return counted_steps(steps, table, cohorts)


@st.composite
def flows(draw):
    """Draw a flow: the steps of a study up to some point, and where each patient or node ends."""
    whole_way, unit = draw(st.sampled_from([(PATIENTS, "patient"), (NODES, "node")]))
    most = draw(st.sampled_from([len(whole_way), len(whole_way) - 6, len(whole_way) - 8]))
    steps = whole_way[:most]
    inner = {step.parent for step in steps}
    leaves = [step.key for step in steps if step.key not in inner]
    counts = draw(st.lists(st.integers(0, 1300), min_size=len(leaves), max_size=len(leaves)))
    rows = [(key, draw(st.sampled_from(REASONS))) for key, n in zip(leaves, counts, strict=True) for _ in range(n % 7)]
    more = [(key, "") for key, n in zip(leaves, counts, strict=True) for _ in range(n // 7)]
    return made(steps, pd.DataFrame([*rows, *more], columns=["end", "reason"], dtype=object)), unit


@settings(max_examples=40, deadline=None)
@given(flows())
def test_the_numbers_are_those_of_the_steps(drawn):
    steps, unit = drawn
    wide, narrow = drawings(flowchart(steps, unit))
    expected = Counter(step["n"] for step in steps if step["n"])
    assert numbers(wide) == expected
    assert numbers(narrow) == expected


@pytest.mark.parametrize("run", [whole, hostile])
def test_the_numbers_are_those_of_the_table(run):
    cohort = run().cohort
    for figure, table in zip(flow_figures(cohort), flow(cohort).tables, strict=True):
        counts = [int(row[1].replace(",", "")) for row in table.rows if not row[0].startswith("because")]
        for drawing in drawings(figure.picture):
            assert Counter(n for n in counts if n) == numbers_without_nodes(drawing)


def numbers_without_nodes(drawing):
    """Return the counts of a diagram without the nodes that stand behind patients."""
    for found in drawing.iter("text"):
        found.text = re.sub(r"(patients?), ?([\d,]+( nodes?)?)?$", r"\1", found.text or "")
        found.text = "" if re.fullmatch(r"nodes?", found.text) else found.text
    return numbers(drawing)


def test_patients_have_the_nodes_of_their_step():
    cohort = whole().cohort
    steps = {step["key"]: step["n"] for step in cohort["flow"]["nodes"]}
    wide, _ = drawings(flow_figures(cohort)[0].picture)
    assert f"96 patients, {steps['found']} nodes" in texts(wide, "count")
    assert f"96 patients, {steps['measured']} nodes" in texts(wide, "count")


def test_markup_of_the_user_stays_text():
    for figure in flow_figures(hostile().cohort):
        for drawing in drawings(figure.picture):
            assert {found.tag for found in drawing.iter()} == {"svg", "rect", "text", "path"}
    shown = " ".join(texts(drawings(flow_figures(hostile().cohort)[0].picture)[0]))
    assert "<img src=x onerror=alert(1)>no CT" in shown


def test_many_reasons_are_capped_and_the_rest_is_counted():
    ends = [("excluded", f"reason {place}") for place in range(12) for _ in range(12 - place)]
    table = pd.DataFrame([*ends, ("failed", "")], columns=["end", "reason"])
    wide, narrow = drawings(flowchart(made(PATIENTS[:8], table), "patient"))
    for drawing in (wide, narrow):
        plain = texts(drawing, "plain")
        assert "– 12: reason 0" in plain
        assert "– 11: reason 1" in plain
        assert any(text.startswith("– 55: 10 more") for text in plain)
        assert "– 10: reason 2" not in plain


def test_all_boxes_and_letters_lie_within_the_drawing():
    for figure in flow_figures(hostile().cohort):
        for drawing in drawings(figure.picture):
            width, height = float(drawing.get("width")), float(drawing.get("height"))
            for box in drawing.iter("rect"):
                assert float(box.get("x")) >= 0
                assert float(box.get("x")) + float(box.get("width")) <= width - 1
                assert float(box.get("y")) + float(box.get("height")) <= height


def test_boxes_do_not_lie_on_each_other():
    ends = [(key, reason) for key in ("excluded", "failed", "no_node") for reason in REASONS] + [("measured", "")] * 9
    for drawing in drawings(flowchart(made(PATIENTS[:8], pd.DataFrame(ends, columns=["end", "reason"])), "patient")):
        boxes = [tuple(float(box.get(key)) for key in ("x", "y", "width", "height")) for box in drawing.iter("rect")]
        for place, (x, y, width, height) in enumerate(boxes):
            for other_x, other_y, other_width, other_height in boxes[place + 1 :]:
                beside = x + width <= other_x or other_x + other_width <= x
                assert beside or y + height <= other_y or other_y + other_height <= y


def test_the_alternative_says_the_flow():
    said = alternative(whole().cohort["flow"]["patients"], "patient")
    assert said.startswith("Flow diagram of patients: in the patients' table 100; excluded 4 (no CT 4); included 96;")
    assert "true positive" in said


def test_a_run_without_a_flow_has_no_diagram():
    assert flow_figures({}) == ()
    assert flow_figures({"flow": None}) == ()


def test_the_programs_own_reasons_are_whole_on_a_telephone():
    ends = pd.DataFrame([("unlabelled", SOME_POSITIVE)] * 3, columns=["end", "reason"])
    steps = [
        Step("found", "", "found"),
        Step("unlabelled", "found", "without a label"),
        Step("labelled", "found", "with"),
    ]
    for drawing in drawings(flowchart(made(steps, ends), "node")):
        assert SOME_POSITIVE in " ".join(texts(drawing, "plain"))
