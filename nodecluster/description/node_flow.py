"""Where each node's way through the study ends."""

from __future__ import annotations

import re

import pandas as pd

from nodecluster.description.patient_flow import OUTCOMES, in_words, stage_words
from nodecluster.description.steps import Step, ends_table
from nodecluster.description.studied import Studied

KNOWN = (
    Step("unlabelled", "measured", "measured, without a label"),
    Step("labelled", "measured", "measured, labelled"),
)
FROM_ELSEWHERE = {
    "found": "nodes in the nodes' table",
    "measured": "of patients who are included",
    "unlabelled": "without a label",
    "labelled": "with a label",
}
"""The words of a table of nodes of which it is not known what was measured."""

JUDGED = (
    Step("group_2", "labelled", "labelled, in group 2"),
    Step("true_positive", "group_2", "in group 2, metastatic (true positive)"),
    Step("false_positive", "group_2", "in group 2, non-metastatic (false positive)"),
    Step("group_1", "labelled", "labelled, in group 1"),
    Step("false_negative", "group_1", "in group 1, metastatic (false negative)"),
    Step("true_negative", "group_1", "in group 1, non-metastatic (true negative)"),
)
SOME_POSITIVE, NO_PATHOLOGY = "some of the patient's nodes are positive, which ones is not known", "no pathology"

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_FILE = re.compile(r"\S+\.[A-Za-z][\w.]*")
_NUMBER = re.compile(r"(?<![A-Za-z])[0-9][0-9.,]*(e[+-]?[0-9]+)?")


def node_steps(studied: Studied) -> list[Step]:
    """Return the steps that are known of the nodes."""
    aside = [] if studied.set_aside is None else [Step("of_excluded", "found", "of excluded patients")]
    known = () if studied.predicted is None else KNOWN
    steps = [
        Step("found", "", "nodes found"),
        *aside,
        Step("failed", "found", "could not be measured"),
        Step("measured", "found", "measured"),
        *known,
        *(JUDGED if known and studied.judged else ()),
    ]
    return in_words(steps, studied, FROM_ELSEWHERE)


def node_ends(studied: Studied) -> pd.DataFrame:
    """Return where the way of each node ends, as of ``ends_table``."""
    everyone = studied.everyone().set_index("patient_id")
    cohort = everyone["cohort"]
    failed = studied.failures[studied.failures["node_id"] != ""]
    reasons = [
        f"{stage_words(stage)}: {general(reason, patient, node)}"
        for patient, node, stage, reason in failed[["patient_id", "node_id", "stage", "reason"]].itertuples(
            index=False, name=None
        )
    ]
    aside = [patient for patient, nodes in (studied.set_aside or {}).items() for _ in range(nodes)]
    measured = studied.nodes["patient_id"]
    end, reason = _measured_ends(studied)
    return pd.concat(
        [
            ends_table(
                ["of_excluded"] * len(aside), _cohorts(pd.Series(aside, dtype="object"), cohort), [""] * len(aside)
            ),
            ends_table(["failed"] * len(failed), _cohorts(failed["patient_id"], cohort), reasons),
            ends_table(end, _cohorts(measured, cohort), reason),
        ],
        ignore_index=True,
    )


def general(reason: str, patient: str, node: str) -> str:
    """Return why a node failed without what is its own: ids, names of files, quotations and numbers.

    >>> general("LN_1.nii.gz is empty (0 bytes)", "P001", "LN_1")
    'a file is empty (n bytes)'
    >>> general("3 voxels after resampling; at least 8 are needed", "P001", "LN_1")
    'n voxels after resampling; at least n are needed'
    """
    text = _QUOTED.sub("'...'", reason)
    for own in sorted({patient, node} - {""}, key=len, reverse=True):
        text = re.sub(
            rf"(?<!\w){re.escape(own)}(\.[\w.]*\w)?(?!\w)", lambda found: "a file" if found[1] else "...", text
        )
    return _NUMBER.sub("n", _FILE.sub("a file", text))


def _cohorts(patients: pd.Series, cohort: pd.Series) -> pd.Series:
    """Return the cohort of each node's patient, "" where there is none."""
    return patients.map(cohort).fillna("")


def _measured_ends(studied: Studied) -> tuple[pd.Series, pd.Series]:
    """Return where the way of each measured node ends, and why it has no label."""
    nodes = studied.nodes
    if studied.predicted is None:
        return pd.Series("measured", index=nodes.index), pd.Series("", index=nodes.index)
    label = nodes["label"].astype("Int64")
    truth = nodes["patient_id"].map(studied.predicted.set_index("patient_id")["truth"])
    reason = truth.isna().map({True: NO_PATHOLOGY, False: SOME_POSITIVE}).where(label.isna(), "")
    end = pd.Series("labelled", index=nodes.index, dtype="object")
    if studied.judged:
        in_2 = (nodes["group"] == 2).astype("int64")
        for (group, truly), outcome in OUTCOMES.items():
            end = end.mask((in_2 == group) & (label == truly).fillna(False).astype(bool), outcome)
    return end.mask(label.isna(), "unlabelled"), reason
