"""Two predictions side by side: under each name stand the figures that this prediction has where it is alone."""

from __future__ import annotations

import numpy as np
import pytest

from nodecluster import formats
from nodecluster.report.sections.pairs import pair_view
from tests.report.whole import SEEN, known, second, whole

UNSEEN = "all (unseen)"


@pytest.fixture(scope="module")
def patients():
    view = pair_view(whole().metrics["comparison"]["pairs"][0])
    assert [part.title for part in view.parts] == ["Labelled nodes of unseen patients", "All patients, unseen"]
    return view.parts[1]


def cells(table, name):
    (row,) = (row for row in table.rows if row[0] == name)
    return dict(zip(table.head, row, strict=True))


def said():
    """Return truth and both predictions of the unseen patients, reckoned from the nodes."""
    run = whole()
    groups = run.nodes.assign(group2=second(run.nodes)["group"])
    of = groups.groupby("patient_id")[["group", "group2"]].max() == 2
    truth = known().set_index("patient_id")["nodes_positive"].reindex(of.index).to_numpy() > 0
    unseen = ~of.index.isin(known()["patient_id"][:SEEN])
    return truth[unseen], of["group"].to_numpy()[unseen], of["group2"].to_numpy()[unseen]


@pytest.mark.parametrize(
    ("label", "key", "form"),
    [
        ("AUC of the score", "auc_score", formats.decimals), ("CCR", "ccr", formats.percent),
        ("Sensitivity", "sensitivity", formats.percent), ("Specificity", "specificity", formats.percent),
    ],
)  # fmt: skip
def test_each_prediction_has_its_own_figures_under_its_name(patients, label, key, form):
    row = cells(patients.tables[0], label)
    own = {each["name"]: each["patient"][UNSEEN][key]["value"] for each in whole().metrics["comparison"]["predictions"]}
    assert own["first"] != own["second"]
    assert {name: row[name] for name in own} == {name: form(value) for name, value in own.items()}
    # The difference is the second less the first.
    apart = formats.signed if key == "auc_score" else formats.change
    assert row["Difference, 95 % interval below"].split("\n")[0] == apart(own["second"] - own["first"])


def test_p_by_holm_has_its_own_column():
    pair = whole().metrics["comparison"]["pairs"][0]
    ccr = {**pair["patient"][UNSEEN]["ccr"], "p_holm": 0.0369}
    changed = {**pair, "patient": {**pair["patient"], UNSEEN: {**pair["patient"][UNSEEN], "ccr": ccr}}}
    row = cells(pair_view(changed).parts[1].tables[0], "CCR")
    assert (row["p"], row["p (Holm)"]) == (formats.p_value(ccr["test"]["p"]), "0.0369")


def test_who_alone_is_right_is_counted_in_the_order_of_the_head(patients):
    truth, one, other = said()
    alone = (int(((one == truth) & (other != truth)).sum()), int(((one != truth) & (other == truth)).sum()))
    assert alone[0] != alone[1]
    row = cells(patients.tables[0], "CCR")
    assert row["Only one right: first / second"] == f"{alone[0]} / {alone[1]}"


def test_moves_go_from_the_first_to_the_second(patients):
    truth, one, other = said()
    moved = patients.tables[1]
    for name, of in (("Metastatic", truth), ("Non-metastatic", ~truth)):
        row = cells(moved, name)
        counts = [int(np.sum(of)), int(np.sum(of & ~one & other)), int(np.sum(of & one & ~other))]
        assert list(row.values())[1:] == [str(count) for count in counts]
    net = {measure.name: measure for measure in patients.tables[2].measures}
    # up less down of the metastatic; down less up of the others
    up, down = (int(np.sum(~truth & a & b)) for a, b in ((~one, other), (one, ~other)))
    assert net["Net, non-metastatic"].value == formats.change((down - up) / int(np.sum(~truth)))


def test_the_agreement_has_the_first_in_its_rows(patients):
    _, one, other = said()
    table = patients.tables[3]
    assert table.head == ("first says", "second: metastasis", "second: no metastasis")
    counts = [[int(np.sum((one == a) & (other == b))) for b in (True, False)] for a in (True, False)]
    assert counts[0][1] != counts[1][0]
    assert [[int(cell) for cell in row[1:]] for row in table.rows] == counts
    share = patients.tables[4].measures[0]
    assert share.value == formats.percent(float(np.mean(one == other)))


def test_the_sentence_counts_who_is_compared(patients):
    truth, *_ = said()
    assert patients.words == (
        f"Both predict {truth.size} patients: {int(truth.sum())} metastatic, {int((~truth).sum())} not.",
    )
