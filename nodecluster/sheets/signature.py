"""What sets the groups apart, as a flat table."""

from __future__ import annotations

import pandas as pd

from nodecluster.sheets.cells import Block, frame
from nodecluster.validation.signature.columns import COLUMNS

_PARTS = ("groups", "labels")


def signature(found: Block) -> pd.DataFrame:
    """Return a row a feature and contrast, the groups' first, in the model's order.

    Columns
    -------
    contrast : ``groups`` or ``labels``.
    feature : its full name.
    first, second, of : the sides that are compared, and whose nodes; a difference is the second less the first.
    tested : 1 where p and q test something, 0 where the sides were made from the features themselves.
    nodes1, nodes2, patients1, patients2 : of each side.
    mean1, sd1, mean2, sd2 : of each side's nodes, in the feature's own unit.
    d, low, high, level : Cohen's d with its interval.
    t, df, p : of the test of the difference of means, clustered by patient.
    q_bh, q_by : false discovery rates over the contrast's features, by Benjamini-Hochberg and Benjamini-Yekutieli.
    reason : why a number is missing.
    """
    head = ("contrast", "feature", "first", "second", "of", "tested", "nodes1", "nodes2", "patients1", "patients2")
    limits = COLUMNS.index("high") + 1
    rows = (
        {
            "contrast": part,
            **{name: found[part][name] for name in ("first", "second", "of")},
            "tested": int(found[part]["tested"]),
            **{f"{name}{side + 1}": found[part][name][side] for name in ("nodes", "patients") for side in (0, 1)},
            "level": found["level"],
            **row,
        }
        for part in _PARTS
        for row in found[part]["rows"]
    )
    return frame(rows, (*head, *COLUMNS[:limits], "level", *COLUMNS[limits:], "reason"))


def signature_notes(found: Block) -> list[tuple[str, str]]:
    """Return how ``signature.csv`` was made, and what must be read with each contrast: what of, and the sentence."""
    method = found["method"]
    said = [("", f"Difference: {method['difference']}. Interval: {method['interval']}. Test: {method['test']}.")]
    said += [(found[part]["of"], note) for part in _PARTS for note in found[part]["notes"]]
    said += [(found[part]["of"], f"Not tested: {found[part]['reason']}.") for part in _PARTS if "reason" in found[part]]
    return said
