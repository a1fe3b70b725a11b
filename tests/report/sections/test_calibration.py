"""Calibration: each calibrator under its own head, and the observed shares beside the predicted ones."""

from __future__ import annotations

import pytest

from nodecluster.formats import decimals, percent
from nodecluster.report.sections.calibration import section
from tests.report.whole import whole

UNSEEN = "all (unseen)"


@pytest.fixture(scope="module")
def part():
    return section(whole()).content["parts"][0]


@pytest.fixture(scope="module")
def block():
    return whole().metrics["calibration"]["patient"][UNSEEN]


def test_each_calibrator_has_its_own_column(part, block):
    measures = part.tables[0]
    assert part.title == "All patients, unseen"
    assert measures.head == ("Measure", "Logistic", "Isotonic")
    rows = {row[0]: dict(zip(measures.head, row, strict=True)) for row in measures.rows}
    for head, key in (("Logistic", "logistic"), ("Isotonic", "isotonic")):
        assert rows["Mean risk"][head] == percent(block[key]["mean_risk"])
        brier = block[key]["brier"]
        assert rows["Brier score (0 is best)"][head].split("\n") == [
            decimals(brier["value"]),
            f"{decimals(brier['low'])} to {decimals(brier['high'])}",
        ]
    assert block["logistic"]["brier"]["value"] != block["isotonic"]["brier"]["value"]


@pytest.mark.parametrize(("place", "key"), [(1, "logistic"), (2, "isotonic")])
def test_groups_have_what_was_predicted_and_what_was_observed(part, block, place, key):
    table = part.tables[place]
    assert table.caption.startswith(f"All patients, unseen: {key} risk against what was observed")
    groups = block[key]["reliability"]["groups"]
    assert [row[0] for row in table.rows] == [str(number) for number in range(1, len(groups) + 1)]
    for row, group in zip(table.rows, groups, strict=True):
        found = dict(zip(table.head, row, strict=True))
        assert (found["n"], found["Metastatic"]) == (str(group["n"]), str(group["events"]))
        assert found["Observed"] == percent(group["events"] / group["n"])
        assert found["Mean predicted risk"] == percent(group["predicted"])
    assert sum(int(row[1]) for row in table.rows) == block["n"]
    assert sum(int(row[2]) for row in table.rows) == block["events"]
    assert any(percent(group["predicted"]) != percent(group["events"] / group["n"]) for group in groups)


def test_the_sentence_has_the_prevalence_and_what_it_is_worth(part, block):
    share = block["events"] / block["n"]
    assert part.words == (
        f"{block['n']} patients, {block['events']} metastatic ({percent(share)}). To give everybody this share as a "
        f"risk has a Brier score of {share * (1 - share):.3f}.",
    )
