"""Prevalence: values and burden under their own heads, reckoned again from the four counts."""

from __future__ import annotations

import pytest

from nodecluster.formats import percent, signed
from nodecluster.report.sections.prevalence import section
from tests.report.whole import whole

UNSEEN = "all (unseen)"


@pytest.fixture(scope="module")
def part():
    return section(whole()).content["parts"][0]


@pytest.fixture(scope="module")
def level():
    return whole().metrics["patient"][UNSEEN]


def cells(table, start):
    (row,) = (row for row in table.rows if row[0].startswith(start))
    return {head: cell.split("\n")[0] for head, cell in zip(table.head, row, strict=True)}


def test_what_happens_to_100_patients_by_model_and_clinic(part, level):
    model = level["confusion"]
    positives, negatives = model["tp"] + model["fn"], model["fp"] + model["tn"]
    n = positives + negatives
    block = whole().metrics["prevalence"][UNSEEN]["per_100"]
    own, clinic, less = part.tables[1].head[1:]
    assert (own, clinic, less) == (f"Model (n = {n})", f"Clinical assessment (n = {n})", "Model less clinical")
    counts = {"Dissections": model["tp"] + model["fp"], "Needless": model["fp"], "Missed": model["fn"]}
    for start, count in counts.items():
        row = cells(part.tables[1], start)
        theirs = block["clinical"][start.lower()]["value"]
        assert row[own] == f"{100 * count / n:.1f}"
        assert row[clinic] == f"{theirs:.1f}"
        # A difference has its sign, also where it is more.
        assert row[less] == signed(100 * count / n - theirs, 1)
    assert cells(part.tables[1], "Dissections")[less].startswith("+")
    assert cells(part.tables[1], "Missed")[less].startswith("−")


def test_limits_of_a_difference_have_their_signs_too(part):
    low, high = (whole().metrics["prevalence"][UNSEEN]["per_100"]["difference"]["dissections"][end]
                 for end in ("low", "high"))  # fmt: skip
    assert low < 0 < high
    row = next(row for row in part.tables[1].rows if row[0].startswith("Dissections"))
    assert row[-1].split("\n")[1] == f"{signed(low, 1)} to {signed(high, 1)}"


@pytest.mark.parametrize("share", [None, 0.1, 0.3])
def test_predictive_values_follow_from_bayes(part, level, share):
    counts = level["confusion"]
    sensitivity = counts["tp"] / (counts["tp"] + counts["fn"])
    specificity = counts["tn"] / (counts["tn"] + counts["fp"])
    own = (counts["tp"] + counts["fn"]) / level["n"]
    known = own if share is None else share
    row = cells(part.tables[2], f"{percent(known)} (these" if share is None else percent(known))
    hit, alarm = sensitivity * known, (1 - specificity) * (1 - known)
    miss, rest = (1 - sensitivity) * known, specificity * (1 - known)
    assert row["Positive predictive value"] == percent(hit / (hit + alarm))
    assert row["Negative predictive value"] == percent(rest / (rest + miss))


def test_the_row_of_these_patients_is_marked_and_the_ratios_are_theirs(part, level):
    assert part.tables[2].marked == {0}
    counts = level["confusion"]
    sensitivity = counts["tp"] / (counts["tp"] + counts["fn"])
    alarms = counts["fp"] / (counts["tn"] + counts["fp"])
    values = [measure.value for measure in part.tables[0].measures]
    assert values == [f"{sensitivity / alarms:.2f}", f"{(1 - sensitivity) / (1 - alarms):.2f}"]
    assert part.words[0].startswith(f"{counts['tp'] + counts['fn']} of {level['n']} patients are pN+: prevalence ")
