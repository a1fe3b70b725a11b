"""What columns of the flat tables hold that their names do not tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from nodecluster.sheets import names
from nodecluster.words import listed


class Column(NamedTuple):
    """A column, the tables of which this is said (every one that has it, where none is named), and what it holds."""

    name: str
    tables: tuple[str, ...]
    words: str


_ESTIMATED = (names.ESTIMATES, names.PREVALENCE, names.CALIBRATION)
_COMPARED = (names.COMPARISON, names.BASELINE_DIFFERENCES)

COLUMNS = (
    Column("first", _ESTIMATED, "1 on the interval to quote, 0 on the same figure by another method beside it"),
    Column("first", (names.SIGNATURE,), "the side that is taken off; a difference is the second side less the first"),
    Column("first", _COMPARED, "the first of the two that are compared; a difference is the second less the first"),
    Column("set", (), "which patients or nodes; (unseen) leaves out those that the model was fitted on"),
    Column("prediction", (), "whose figures, where several tables of predictions were compared; else empty"),
    Column("reason", (), "why a number, an interval or a p is missing; empty where none is"),
    Column(
        "design_effect",
        (),
        "how many times the variance that independent nodes would have; of a share at least 1",
    ),
    Column("estimate_n", (), "how many the figure itself is of; n is how many the set has"),
    Column(
        "clinical_n",
        (names.STUDY_TABLES,),
        "how many have a clinical assessment; the columns after it, up to test, are of these alone",
    ),
    Column("p_holm", (), "p adjusted by Holm within its family; empty where p belongs to none"),
    Column("chosen", (), "1 on the rule that was used, 0 on those shown for comparison"),
    Column("chosen_how", (), "who gave the rule that was used"),
    Column(
        "whose",
        (),
        "model; clinical, the clinical assessment; model_where_clinical, the model on the patients with an assessment; "
        "or difference, the latter less clinical",
    ),
    Column("at", (), "own, at the prevalence of the set, or stated, at one that was asked for"),
    Column("model_best", (), "1 where the model's curve is above every other but its own hard prediction, 0 where not"),
    Column("tested", (), "1 where p and q test something, 0 where the sides were made from the features themselves"),
    Column("of", (names.SIGNATURE,), "whose nodes the two sides are"),
    Column("d", (names.SIGNATURE,), "Cohen's d, with its interval in low and high"),
    Column("q_bh", (), "false discovery rate over the features of the contrast, by Benjamini-Hochberg"),
    Column("q_by", (), "the same by Benjamini-Yekutieli, however the tests depend on each other"),
    Column("asked", (), "1 where the column was named with --subgroup, 0 where it was taken because it can be"),
    Column("how", (names.SUBGROUPS,), "how the column was cut into subgroups"),
    Column("population", (), "of which patients the subgroups are parts"),
    Column("role", (), "all, everybody; subgroup, a part of them; or not stated, those without a value"),
    Column("part_of", (), "the step that this one is a part of; parts add up to it"),
    Column("of", (names.FLOW,), "all, or cohort: then the row counts the cohort that is named beside"),
    Column("shown", (names.BASELINE,), "how the column text prints the variable"),
    Column("by", (names.BASELINE,), "what parts the patients into the columns of the table"),
)


def explained(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, str]]:
    """Yield the columns that need words and are there, with the words and the tables.

    Parameters
    ----------
    tables : by the names of their files.
    """
    for column in COLUMNS:
        there = [name for name, table in tables.items() if column.name in table.columns]
        of = [name for name in there if name in (column.tables or there)]
        if of:
            yield column.name, f"{column.words[:1].upper()}{column.words[1:]} (in {listed(of)})."
