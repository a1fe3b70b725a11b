"""Two or more predictions of the same nodes against each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from nodecluster.validation.judging import Judging
from nodecluster.validation.levels.node_level import node_levels
from nodecluster.validation.levels.patient_level import patient_levels
from nodecluster.validation.levels.sets import countable, patient_sets
from nodecluster.validation.paired.holm import holm
from nodecluster.validation.paired.pair import QUANTITIES, Said, pair_block
from nodecluster.validation.paired.reclassification import CAUTION
from nodecluster.validation.paired.swapped import TWO_TESTS
from nodecluster.validation.tables.common import (
    SIDES,
    common_labels,
    common_nodes,
    common_patients,
    difference_notes,
)
from nodecluster.validation.validate import Predictions
from nodecluster.validation.values.clusters import Clusters, Floats
from nodecluster.words import counted

DIRECTION = "Every difference is the second prediction less the first: above 0 it speaks for the second."
TWO_METHODS = (
    "Of patients the interval of a difference of shares (Newcombe's) and its test (McNemar's, exact) are of different"
    " methods and may disagree near the limit, because the exact test stays below its level. Of nodes the interval"
    " holds the differences that the test does not reject."
)
ONE_PAIR = "One pair of predictions: p (Holm) is p, there is nothing to correct for."
FAMILY = (
    "p (Holm) is p corrected by Holm's method (1979) for the {} of predictions, as far as they could be tested, within"
    " one quantity and one set of nodes or patients. Quantities and sets are not corrected for each other."
)


def compare_predictions(
    named: Mapping[str, Predictions], judging: Judging, seen: Collection[str] = ()
) -> dict[str, Any]:
    """Compare every pair of predictions, at node level and at patient level.

    A pair is compared on the labelled nodes, and on the patients with pathology, that both predict; what only one
    predicts is left out and counted. A label that only some tables give a node counts for all of them, because it is
    the node's; tables that contradict each other in a label are refused, because their predictions would be held
    against different truths.

    Parameters
    ----------
    named : two or more predictions by name, of one patients' table, by one rule; the first is the reference.
    judging : the level of the intervals, and the seed of the random swaps.
    seen : the patients that any of the models was fitted on.

    Returns
    -------
    plain values for ``metrics.json``:

    ``predictions``
        for each ``name``, ``n_nodes``, ``n_patients`` (with a prediction), ``node``, perhaps ``node_unseen``, and
        ``patient`` {SET: LEVEL}: its own figures, on all that it predicts, as in the rest of the metrics, SET being
        ``all``, ``cN0``, ``cN+`` and their unseen forms, without bootstrap intervals; and ``warnings``, those that the
        reference has not.
    ``pairs``
        for each ``first``, ``second`` (names), ``node`` BLOCK, perhaps ``node_unseen`` BLOCK, ``patient`` {SET: BLOCK}
        and ``notes``. BLOCK is ``pair_block``'s, on what both predict: ``n``, ``patients``, ``positives``,
        ``negatives``; for each of ``auc_score``, ``ccr``, ``sensitivity`` and ``specificity`` {``first``, ``second``,
        ``difference`` ESTIMATE, ``test`` TEST, ``p_holm`` of that test; for ``auc_score`` ``permutation`` TEST, which
        keeps its level better in small cohorts, and which Holm's correction leaves out; for the others ``discordant``
        {``first_only``, ``second_only``} and at patient level ``mcnemar_midp``}; ``reclassification`` {``events`` and
        ``non_events``, each {``n``, ``up``, ``down``, ``net`` ESTIMATE}, ``sum`` ESTIMATE, ``method``, ``notes``};
        ``agreement`` {``table`` {``both``, ``first_only``, ``second_only``, ``neither``: who says metastatic},
        ``share`` ESTIMATE, ``kappa`` ESTIMATE}; and ``notes``.
    ``notes``
        sentences that a reader must know: the direction of the differences, what Holm's correction covers, where
        interval and test may disagree, what the two tests of the areas are for, and what net reclassification is worth.

    Raises
    ------
    CohortError
        two predictions have no patient in common, or give a node different labels.
    ValueError
        there are fewer than two.
    """
    if len(named) < 2:
        raise ValueError(f"found {len(named)} predictions; expected two or more")
    labels = common_labels({name: found.nodes for name, found in named.items()})
    pairs = [_pair(names, named, labels, judging, seen) for names in combinations(named, 2)]
    for quantities in _families(pairs):
        for quantity, p in zip(quantities, holm([each["test"]["p"] for each in quantities]), strict=True):
            quantity["p_holm"] = p
    family = ONE_PAIR if len(pairs) == 1 else FAMILY.format(counted(len(pairs), "pair"))
    return {
        "predictions": _own_figures(named, judging.level, seen),
        "pairs": pairs,
        "notes": [DIRECTION, family, TWO_METHODS, TWO_TESTS, CAUTION],
    }


def _own_figures(named: Mapping[str, Predictions], level: float, seen: Collection[str]) -> list[dict[str, Any]]:
    """Return each prediction's figures on all that it predicts."""
    reference, figures = next(iter(named.values())), []
    for name, found in named.items():
        figures.append(
            {
                "name": name,
                "n_nodes": len(found.nodes),
                "n_patients": int(found.patients["predicted"].notna().sum()),
                **node_levels(found.nodes, seen, level),
                "patient": patient_levels(found.patients.assign(cohort=""), seen, level),  # without a cohort's own set
                "warnings": [text for text in found.warnings if found is reference or text not in reference.warnings],
            }
        )
    return figures


def _pair(
    names: tuple[str, str],
    named: Mapping[str, Predictions],
    labels: pd.DataFrame,
    judging: Judging,
    seen: Collection[str],
) -> dict[str, Any]:
    """Return one pair of predictions against each other."""
    first, second = (named[name] for name in names)
    patients = common_patients(first.patients, second.patients, names)
    nodes = common_nodes(first.nodes, second.nodes, labels)
    return {
        "first": names[0],
        "second": names[1],
        **_node_blocks(nodes, judging, seen),
        "patient": {name: _patient_block(chosen, judging) for name, chosen in patient_sets(patients, seen).items()},
        "notes": difference_notes(names, (first.nodes, second.nodes), (first.patients, second.patients)),
    }


def _node_blocks(nodes: pd.DataFrame, judging: Judging, seen: Collection[str]) -> dict[str, Any]:
    """Return the blocks ``node`` and, where labelled nodes belong to patients that a model saw, ``node_unseen``."""
    of_seen = nodes["patient_id"].isin(list(seen))
    blocks = {"node": _node_block(nodes, judging)}
    if (of_seen & nodes["label"].notna()).any():
        blocks["node_unseen"] = _node_block(nodes[~of_seen], judging)
    return blocks


def _node_block(nodes: pd.DataFrame, judging: Judging) -> dict[str, Any]:
    """Return the block of some nodes; those without a label are counted in a note and nowhere else."""
    labelled = nodes[nodes["label"].notna()]
    gaps = len(nodes) - len(labelled)
    first, second = (
        Said((labelled[f"group{side}"] == 2).to_numpy().astype(np.int64), _scores(labelled, side)) for side in SIDES
    )
    truth = labelled["label"].astype("int64").to_numpy()
    clusters = Clusters.of(labelled["patient_id"].to_numpy(dtype=str))
    block = pair_block(truth, first, second, clusters, judging.level, judging.seed)
    return {**block, "notes": [f"{counted(gaps, 'node')} without a label: not counted."] if gaps else []}


def _patient_block(patients: pd.DataFrame, judging: Judging) -> dict[str, Any]:
    """Return the block of some patients; those without pathology are counted in a note and nowhere else."""
    used = patients[countable(patients)]
    gaps = len(patients) - len(used)
    first, second = (Said(used[f"predicted{side}"].to_numpy(dtype=np.int64), _scores(used, side)) for side in SIDES)
    truth = used["truth"].astype("int64").to_numpy()
    block = pair_block(truth, first, second, Clusters.singletons(len(used)), judging.level, judging.seed)
    return {**block, "notes": [f"{counted(gaps, 'patient')} without pathology: not counted."] if gaps else []}


def _scores(table: pd.DataFrame, side: str) -> Floats:
    """Return the scores of one side."""
    return table[f"score{side}"].to_numpy(dtype="float64")


def _families(pairs: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield, for each set of nodes or patients and each quantity, what every pair says of it."""
    places: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for pair in pairs:
        levels = {name: pair[name] for name in ("node", "node_unseen") if name in pair}
        for where, blocks in (("", levels), ("patient", pair["patient"])):
            for name, block in blocks.items():
                places.setdefault((where, name), []).append(block)
    for blocks in places.values():
        for quantity in QUANTITIES:
            yield [block[quantity] for block in blocks]
