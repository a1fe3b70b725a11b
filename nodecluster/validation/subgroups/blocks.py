"""Subgroups of the patients by a clinical column: the same figures in each, and whether they differ.

``subgroup_blocks`` returns a list, a BLOCK a column, in the order of the patients table's columns and the node size
last (where the user names columns, in the order named)::

    BLOCK = {
      "column": "t_stage",            # or "node_size": the volume of the patient's largest node
      "kind": "category",             # "category", "number" (cut in two at the median), or "" where it cannot be used
      "how": "a subgroup a value",    # or "cut at the median of the judged patients, 52"; "" where it cannot be used
      "asked": False,                 # whether the user named the column; not whether it was planned before the figures
      "population": "all",            # or "all (unseen)": without the patients that the model was fitted on; one for
                                      #   all blocks
      "patient": [ROW, ...],          # the rows of a forest plot, from the top: everybody, the subgroups in their
      "node": [ROW, ...],             #   natural order, and at the end those whose value is not stated, if any
      "interaction": {"patient": {FIGURE: TEST, ...}, "node": {FIGURE: TEST, ...}},
      "notes": ["...", ...],          # sentences that must be read with the table
      "reason": "...",                # only where the column cannot be used; then patient, node are [], interaction {}
    }
    FIGURE = "ccr" | "sensitivity" | "specificity" | "auc_score"
    ROW = {
      "subgroup": "T1",               # "all", a level ("T1", "up to 52", "above 52"), or "not stated"
      "role": "subgroup",             # "all", "subgroup" or "not stated" (the last is in no test)
      "patients": 40,                 # judged patients in it; at node level patients with a labelled node
      "n": 40,                        # what is counted: patients, or at node level labelled nodes
      "confusion": {"tp", "fp", "fn", "tn"},
      "ccr": ESTIMATE, "sensitivity": ESTIMATE, "specificity": ESTIMATE, "auc_score": ESTIMATE,
    }
    TEST = Tested.as_dict() (p, method, n, statistic?, df?, reason?) and "p_holm", "p (Holm)" in words: p adjusted by
      Holm over all columns for that figure and level, None where p is None.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from nodecluster.validation.judging import Judging
from nodecluster.validation.subgroups.columns import splits
from nodecluster.validation.subgroups.interaction import LEVELS, interaction, with_holm
from nodecluster.validation.subgroups.notes import block_notes
from nodecluster.validation.subgroups.population import Population, population
from nodecluster.validation.subgroups.rows import everybody, split_rows
from nodecluster.validation.subgroups.split import Split, Unusable

Block = dict[str, Any]


def subgroup_blocks(
    nodes: pd.DataFrame, patients: pd.DataFrame, known: pd.DataFrame, judging: Judging, seen: Collection[str] = ()
) -> list[Block]:
    """Return a block a column; its shape is at the top of this module.

    Parameters
    ----------
    nodes : a row a node: ``patient_id``, ``group`` (1 or 2), ``score``, ``label`` and perhaps ``volume_mm3``.
    patients : a row a patient: ``patient_id``, ``predicted``, ``truth`` and ``score``.
    known : the checked patients with every clinical column as text; the nodes and patients above are theirs.
    judging : ``subgroups`` (None: every column that can), ``level`` and ``seed``.
    seen : the patients that the model was fitted on. They are left out, unless nobody would be left; then a note says
        so.

    Raises
    ------
    SettingsError
        ``judging.subgroups`` names a column that is not there, or the node size where there are no volumes.
    """
    judged = population(nodes, patients, known, seen)
    found = splits(nodes, known, judged.judged, judging.subgroups)
    usable = [item for item in found if isinstance(item, Split)]
    made = iter(_blocks(usable, judged, judging))
    return [next(made) if isinstance(item, Split) else _without(item, judged, judging) for item in found]


def _blocks(usable: Sequence[Split], judged: Population, judging: Judging) -> list[Block]:
    """Return the blocks of the columns that make subgroups."""
    samples, level, asked = judged.samples, judging.level, judging.subgroups is not None
    first = {name: everybody(samples[name], level) for name in LEVELS} if usable else {}
    tests = with_holm([{name: interaction(samples[name], item, judging.seed) for name in LEVELS} for item in usable])
    blocks = []
    for item, outcome in zip(usable, tests, strict=True):
        rows = {name: [first[name], *split_rows(samples[name], item, level)] for name in LEVELS}
        notes = block_notes(rows, len(usable), asked, judged, item.by_size)
        head = {"column": item.column, "kind": item.kind, "how": item.how, "asked": asked, "population": judged.name}
        blocks.append({**head, **rows, "interaction": outcome, "notes": notes})
    return blocks


def _without(item: Unusable, judged: Population, judging: Judging) -> Block:
    """Return the block of a column that makes no subgroups."""
    return {
        "column": item.column,
        "kind": "",
        "how": "",
        "asked": judging.subgroups is not None,
        "population": judged.name,
        "patient": [],
        "node": [],
        "interaction": {},
        "notes": [],
        "reason": item.reason,
    }
