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
