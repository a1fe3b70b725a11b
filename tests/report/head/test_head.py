"""The sentence at the top: what the model got right, among whom it was not fitted on."""

from __future__ import annotations

import pytest

from nodecluster.report.head.head import head
from nodecluster.results import Run


def level(right: int, wrong: int) -> dict:
    return {"n": right + wrong, "confusion": {"tp": right, "fp": wrong, "fn": 0, "tn": 0}}


NONE = level(0, 0)


@pytest.mark.parametrize(
    ("patient", "node", "answer"),
    [
        ({"all": level(9, 1)}, {"node": level(5, 5)}, "The model was right in 9 of 10 patients."),
        (
            {"all": level(9, 1), "all (unseen)": level(3, 1)},
            {"node": level(5, 5)},
            "The model was right in 3 of 4 patients that it was not fitted on.",
        ),
        # the unseen patients have no pathology, but their nodes have labels
        (
            {"all": level(9, 1), "all (unseen)": NONE},
            {"node": level(5, 5), "node_unseen": level(2, 1)},
            "The model was right in 2 of 3 labelled nodes of patients that it was not fitted on.",
        ),
        (
            {"all": NONE},
            {"node": level(5, 5), "node_unseen": level(2, 1)},
            "The model was right in 2 of 3 labelled nodes of patients that it was not fitted on.",
        ),
        # training patients only
        (
            {"all": level(9, 1), "all (unseen)": NONE},
            {"node": level(5, 5), "node_unseen": NONE},
            "The model was fitted on every patient whose truth is known here: nothing here validates it.",
        ),
        ({"all": NONE}, {"node": level(6, 4)}, "The model was right in 6 of 10 labelled nodes."),
        (
            {"all": NONE},
            {"node": NONE},
            "Nothing could be validated: no node has a label and no patient a pathology result.",
        ),
    ],
)
def test_the_answer(patient, node, answer):
    assert head(Run({"command": "validate"}, metrics={"patient": patient, **node})).answer == answer


@pytest.mark.parametrize(
    ("patient", "node", "wrong", "fitted"),
    [
        ({"all": level(9, 1)}, {"node": level(5, 5)}, "1 of 10 patients and 5 of 10 labelled nodes", False),
        ({"all": level(9, 0)}, {"node": level(5, 0)}, "", False),
        (
            {"all": level(9, 1), "all (unseen)": level(3, 1)},
            {"node": level(5, 5), "node_unseen": level(2, 1)},
            "1 of 4 patients and 1 of 3 labelled nodes",
            False,
        ),
        # the answer is of the nodes of unseen patients
        (
            {"all": level(9, 1), "all (unseen)": NONE},
            {"node": level(5, 5), "node_unseen": level(2, 1)},
            "1 of 3 labelled nodes",
            False,
        ),
        (
            {"all": level(9, 1), "all (unseen)": NONE},
            {"node": level(5, 5), "node_unseen": NONE},
            "1 of 10 patients and 5 of 10 labelled nodes",
            True,
        ),
    ],
)
def test_those_that_were_wrong_are_those_of_the_answer(patient, node, wrong, fitted):
    found = head(Run({"command": "validate"}, metrics={"patient": patient, **node}))
    assert (found.wrong, found.wrong_fitted) == (wrong, fitted)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ((3, 1, 2, 4), "It found 3 of 5 patients with metastasis and cleared 4 of 5 without."),
        ((3, 0, 2, 0), "It found 3 of 5 patients with metastasis."),
        ((0, 1, 0, 4), "It cleared 4 of 5 patients without metastasis."),
    ],
)
def test_a_class_that_nobody_is_of_is_left_out(table, said):
    whole = {"n": sum(table), "confusion": dict(zip(("tp", "fp", "fn", "tn"), table, strict=True))}
    assert head(Run({"command": "validate"}, metrics={"patient": {"all": whole}})).found == said
