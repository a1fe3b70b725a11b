"""What the page says of what sets the groups apart."""

from __future__ import annotations

import dataclasses

import pytest

from nodecluster import formats
from nodecluster.report import page
from nodecluster.report.sections.signature import section
from nodecluster.results import Run
from nodecluster.tables import LEAST_AXIS

from ..conftest import KEPT
from ..reading import Reader
from ..whole import hostile, whole


def changed(part: str, **parts) -> Run:
    """Return the run with a part of one contrast changed."""
    found = whole().signature
    return dataclasses.replace(whole(), signature={**found, part: {**found[part], **parts}})


def contrast(run: Run, kind: str):
    return next(each for each in section(run).content["contrasts"] if each.kind == kind)


def test_nothing_without_a_model(validated):
    assert section(dataclasses.replace(validated, model=None)) is None


def test_the_words_count_what_is_small():
    found = whole().signature
    small = sum(row["q_bh"] < 0.05 for row in found["labels"]["rows"])
    strict = sum(row["q_by"] < 0.05 for row in found["labels"]["rows"])
    groups, labels = section(whole()).content["words"]
    d = {row["feature"]: row["d"] for row in found["groups"]["rows"]}
    assert groups.startswith(f"Of 4 kept features, {sum(each > 0 for each in d.values())} are larger in group 2")
    assert f"Farthest apart: shape LeastAxisLength (d {formats.signed(d[LEAST_AXIS], 2)})" in groups
    assert small  # the made-up patients with metastasis differ in every feature
    assert labels.startswith(f"Pathology: {small} of 4 features also set metastatic nodes apart from others (q < 0.05")
    assert f"; {strict} by Benjamini-Yekutieli), {small} of them in the same direction" in labels
    assert labels.endswith("labelled nodes of patients that the model has not seen.")


def test_directions_that_differ_are_not_counted_as_the_same():
    rows = [{**row, "d": -row["d"]} for row in whole().signature["labels"]["rows"]]
    assert ", 0 of them in the same direction" in section(changed("labels", rows=rows)).content["words"][1]


def test_the_honest_word_stands_above_the_figures():
    html = page(whole())
    part = html[html.index('<section id="signature"') :]
    assert part.index("double dipping") < part.index('data-figure="plot-features"')
    assert part.index("double dipping") < part.index("q (BH)")


def test_q_of_the_groups_is_never_called_a_test():
    assert "describes, it tests nothing" in contrast(whole(), "groups").caption
    assert contrast(whole(), "groups").tests == ("q (BH)", "q (BY)")
    assert contrast(whole(), "labels").tests == ("p", "q (BH)", "q (BY)")
    assert "describes" not in contrast(whole(), "labels").caption


def test_the_rows_are_the_numbers_of_the_file():
    row = next(each for each in contrast(whole(), "labels").rows if each.name == "LeastAxisLength")
    stored = next(each for each in whole().signature["labels"]["rows"] if each["feature"] == LEAST_AXIS)
    limits = f"{formats.decimals(stored['low'], 2)} to {formats.decimals(stored['high'], 2)}"
    assert row.difference == f"{formats.decimals(stored['d'], 2)} ({limits})"
    assert row.first == f"{formats.significant(stored['mean1'])} ± {formats.significant(stored['sd1'], 3)}"
    assert row.tests == tuple(formats.p_value(stored[name]) for name in ("p", "q_bh", "q_by"))
    assert row.larger == 2


def test_a_bar_points_to_the_larger_side_and_none_is_longer_than_its_half():
    rows = [{**row, "d": -1.0 if row["feature"] == KEPT[0] else 2.0} for row in whole().signature["groups"]["rows"]]
    found = {row.name: row for row in contrast(changed("groups", rows=rows), "groups").rows}
    assert (found["Elongation"].bar_start, found["Elongation"].bar_length, found["Elongation"].larger) == (30, 30, 1)
    assert (found["Idm"].bar_start, found["Idm"].bar_length, found["Idm"].larger) == (60, 60, 2)


def test_without_labels_the_reason_is_said_and_there_is_no_table_of_them():
    run = changed("labels", rows=[], tests=0, reason="no node has a label", nodes=[0, 0], patients=[0, 0])
    content = section(run).content
    assert content["words"][1].endswith("cannot be tested here: no node has a label.")
    assert [each.kind for each in content["contrasts"]] == ["groups"]
    assert "Diamonds" not in section(run).figures[0].caption


def test_a_feature_without_a_test_is_named_with_the_reason():
    blank = dict.fromkeys(("d", "low", "high", "t", "df", "p", "q_bh", "q_by"))
    first, *others = whole().signature["groups"]["rows"]
    run = changed("groups", rows=[{**first, **blank, "reason": "the feature varies on neither side"}, *others])
    assert "Not estimable: shape Elongation: the feature varies on neither side." in contrast(run, "groups").notes
    assert contrast(run, "groups").rows[-1].difference == "not estimable"
    assert contrast(run, "groups").rows[-1].tests == ("–", "–")


def test_a_run_of_an_earlier_version_shows_what_it_can(validated):
    made = section(validated)
    (only,) = made.content["contrasts"]
    assert only.tests == ()
    assert [row.difference for row in only.rows] == sorted(
        (row.difference for row in only.rows), key=lambda text: -abs(float(text.replace("−", "-")))
    )
    assert len(made.content["words"]) == 1
    text = Reader(page(validated)).text
    assert "There are no p-values here" in text
    assert "double dipping" in text


def test_a_fit_alone_names_the_kept_features(validated):
    made = section(dataclasses.replace(validated, features=None))
    assert made.figures == ()
    assert made.content["kept"] == "Elongation, LeastAxisLength, Entropy, Idm"
    assert len(made.content["dropped"].rows) == 103


def test_groups_that_cannot_be_compared_are_said_to_be(validated):
    alone = dataclasses.replace(validated, nodes=validated.nodes.assign(group=1))
    assert "cannot be said" in section(alone).content["words"][0]
    assert [figure.key for figure in section(alone).figures] == ["plot-heat"]


@pytest.mark.parametrize("run", [whole, hostile])
def test_the_page_has_both_figures_with_words_and_numbers(run):
    found = section(run())
    assert [figure.key for figure in found.figures] == ["plot-features", "plot-heat"]
    assert all(figure.alt and figure.caption for figure in found.figures)
    assert "<img" not in str([figure.plot["data"] for figure in found.figures])
