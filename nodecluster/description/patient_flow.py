"""Where each patient's way through the study ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from nodecluster.description.steps import Step, ends_table
from nodecluster.description.studied import Studied
from nodecluster.variables import shown_reasons

STAGES = {
    "table": "the row in the patients' table cannot be used",
    "reading": "image or masks cannot be read",
    "image": "the image cannot be used",
    "mask": "the masks cannot be used",
    "memory": "not enough memory",
    "extraction": "the measuring process was ended from outside",
    "features": "features cannot be computed",
}
"""What it means to fail at each stage."""

OF_COHORTS = ", of the cohorts asked for"
"""Follows the words of the first step where only some cohorts were."""

OUTCOMES = {
    (1, 1): "true_positive", (1, 0): "false_positive", (0, 1): "false_negative", (0, 0): "true_negative",
}  # fmt: skip
"""By prediction and truth."""

MEASURED = (
    Step("failed", "included", "failed as a whole"),
    Step("nodes_failed", "included", "every node failed"),
    Step("no_node", "included", "no node found"),
    Step("measured", "included", "at least one node measured"),
)
KNOWN = (
    Step("without_pathology", "measured", "measured, without pathology"),
    Step("with_pathology", "measured", "measured, with pathology"),
)
FROM_ELSEWHERE = {
    "no_node": "without a node in the nodes' table",
    "measured": "with a node in the nodes' table",
    "without_pathology": "with a node, without pathology",
    "with_pathology": "with a node and pathology",
}
"""The words of a table of nodes of which it is not known what was measured."""

JUDGED = (
    Step("predicted_positive", "with_pathology", "predicted positive"),
    Step("true_positive", "predicted_positive", "predicted positive, pN+ (true positive)"),
    Step("false_positive", "predicted_positive", "predicted positive, pN0 (false positive)"),
    Step("predicted_negative", "with_pathology", "predicted negative"),
    Step("false_negative", "predicted_negative", "predicted negative, pN+ (false negative)"),
    Step("true_negative", "predicted_negative", "predicted negative, pN0 (true negative)"),
)


def stage_words(stage: str) -> str:
    """Return what it means to fail at a stage."""
    return STAGES.get(stage, f"failed at the stage '{stage}'")


def patient_steps(studied: Studied) -> list[Step]:
    """Return the steps that are known of the patients."""
    if studied.from_table:
        head = [
            Step("in_table", "", f"in the patients' table{OF_COHORTS if studied.cohorts else ''}"),
            Step("unusable", "in_table", "row cannot be used"),
            Step("excluded", "in_table", "excluded"),
            Step("included", "in_table", "included"),
        ]
    else:
        head = [
            Step("in_table", "", "in the table of nodes"),
            Step("included", "in_table", "included"),
        ]
    known = () if studied.predicted is None else KNOWN
    return in_words([*head, *MEASURED, *known, *(JUDGED if known and studied.judged else ())], studied, FROM_ELSEWHERE)


def in_words(steps: Sequence[Step], studied: Studied, elsewhere: Mapping[str, str]) -> list[Step]:
    """Return steps with the words for nodes that were measured, or for those of a table from ``elsewhere``."""
    if studied.failures_known:
        return list(steps)
    return [replace(step, label=elsewhere.get(step.key, step.label)) for step in steps]


def patient_ends(studied: Studied) -> pd.DataFrame:
    """Return where the way of each patient ends, as of ``ends_table``."""
    everyone = studied.everyone()
    ids, excluded = everyone["patient_id"], shown_reasons(everyone["excluded"])
    whole = studied.failures[studied.failures["node_id"] == ""]
    stages = whole.drop_duplicates("patient_id").set_index("patient_id")["stage"].map(stage_words)
    end = pd.Series("no_node", index=everyone.index, dtype="object")
    end = end.mask(ids.isin(studied.failures["patient_id"]), "nodes_failed").mask(ids.isin(stages.index), "failed")
    measured = ids.isin(studied.nodes["patient_id"])
    end = end.mask(measured, _judgements(studied, ids)).mask(excluded != "", "excluded")
    reason = ids.map(stages).where(end == "failed", "").mask(end == "excluded", excluded)
    lost = studied.unusable
    return pd.concat(
        [
            ends_table(end, everyone["cohort"], reason),
            ends_table(["unusable"] * len(lost), lost["cohort"].fillna(""), [""] * len(lost)),
        ],
        ignore_index=True,
    )


def _judgements(studied: Studied, ids: pd.Series) -> pd.Series:
    """Return where the way of each patient ends who has a measured node."""
    if studied.predicted is None:
        return pd.Series("measured", index=ids.index, dtype="object")
    table = studied.predicted.set_index("patient_id").reindex(ids)
    ends = []
    for predicted, truth in zip(table["predicted"], table["truth"], strict=True):
        if pd.isna(truth):
            ends.append("without_pathology")
        elif not studied.judged or pd.isna(predicted):
            ends.append("with_pathology")
        else:
            ends.append(OUTCOMES[int(predicted), int(truth)])
    return pd.Series(ends, index=ids.index, dtype="object")
