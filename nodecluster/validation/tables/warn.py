"""What a reader must know before believing a validation's figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from nodecluster import formats
from nodecluster.validation.tables.labels import contradictions
from nodecluster.words import counted, first_few


def data_warnings(
    every_node: pd.DataFrame, kept: pd.DataFrame, patients: pd.DataFrame, *, measured: bool = True
) -> list[str]:
    """Return what is odd about the two tables.

    Parameters
    ----------
    every_node : the checked nodes table.
    kept : its nodes of patients that are not excluded, with the labels that the table itself gives.
    patients : the checked patients that are not excluded.
    measured : whether the nodes table tells of all nodes which were measured; one from elsewhere holds those it holds.
    """
    said = [_excluded(every_node, kept), _without_nodes(kept, patients, measured=measured), _unexamined(patients)]
    return [*filter(None, [*said, _contradicted(kept, patients), _disordered(kept)])]


def outcome_warnings(node: Mapping[str, Any], counted_in: Collection[str], seen: Collection[str]) -> list[str]:
    """Return what is odd about the result: patients the model was fitted on, and groups that pathology contradicts.

    Parameters
    ----------
    node : the node level, of the patients that the model was not fitted on where there are any.
    counted_in : the patients who are in a figure, or of whom a node is.
    seen : the patients that the model was fitted on.
    """
    said, judged_seen = [], len(set(counted_in) & set(seen))
    if judged_seen:
        said.append(
            f"{judged_seen} of the {counted(len(counted_in), 'judged patient')} have the id of a patient that the model"
            " was fitted on: figures that count them are no independent validation, those marked unseen leave them"
            " out. Where two hospitals number their patients alike, give them ids of their own."
        )
    return [*said, *filter(None, [_against_orientation(node["auc_group"], node["n"])])]


def incomplete_warnings(table: pd.DataFrame) -> list[str]:
    """Return which patients were judged on some of their nodes only; ``table`` is ``patient_table``'s."""
    partly = table[(table["failed"] > 0) & table["predicted"].notna()]
    if partly.empty:
        return []
    missing, negative = int(partly["failed"].sum()), partly.loc[partly["predicted"] == 0, "patient_id"]
    named = first_few(sorted(negative))
    called = f"; predicted negative, which a missing node might change: {named}" if named else ""
    return [
        f"{counted(len(partly), 'patient')} judged without {counted(missing, 'node')} that could not be measured"
        f" ({first_few(sorted(partly['patient_id']))}){called}."
    ]


def _excluded(every_node: pd.DataFrame, kept: pd.DataFrame) -> str:
    """Say how many nodes go with excluded patients."""
    gone = every_node[~every_node["patient_id"].isin(kept["patient_id"])]
    if gone.empty:
        return ""
    ids = gone["patient_id"].unique()
    whose = f"{counted(len(ids), 'excluded patient')} ({first_few(sorted(ids))})"
    return f"{counted(len(gone), 'node')} of {whose} left out."


def _without_nodes(kept: pd.DataFrame, patients: pd.DataFrame, *, measured: bool) -> str:
    """Say which patients have no node, and so no prediction."""
    ids = patients.loc[~patients["patient_id"].isin(kept["patient_id"]), "patient_id"]
    if ids.empty:
        return ""
    node = "a measured node" if measured else "a node in the table"
    return f"{counted(len(ids), 'patient')} without {node}, so without a prediction: {first_few(sorted(ids))}."


def _unexamined(patients: pd.DataFrame) -> str:
    """Say which patients count as free of metastasis because no node was looked at."""
    ids = patients.loc[(patients["nodes_examined"] == 0).fillna(False).astype(bool), "patient_id"]
    if ids.empty:
        return ""
    return (
        f"{counted(len(ids), 'patient')} with nodes_examined 0 counted as free of metastasis, though pathology saw no"
        f" node: {first_few(sorted(ids))}. Leave both counts empty where there is no pathology."
    )


def _contradicted(kept: pd.DataFrame, patients: pd.DataFrame) -> str:
    """Say where a node's own label is not what its patient's counts say."""
    odd = contradictions(kept, patients)
    if odd.empty:
        return ""
    return (
        f"{counted(len(odd), 'node')} with a label that the patient's counts contradict, of patients"
        f" {first_few(sorted(odd['patient_id'].unique()))}. The label was used."
    )


def _disordered(kept: pd.DataFrame) -> str:
    """Say where the score does not order the nodes as the groups do: then no threshold makes these groups."""
    top = kept.loc[kept["group"] == 1, "score"].max()
    low = kept.loc[kept["group"] == 2, "score"].min()
    if not top > low:  # also where either group is empty, or has no score
        return ""
    odd = int(((kept["group"] == 2) & (kept["score"] < top)).sum())
    return (
        f"Score and group disagree: {counted(odd, 'node')} of group 2 scored below the highest of group 1. The two"
        " AUCs then speak of different predictions."
    )


def _against_orientation(area: Mapping[str, Any], nodes: int) -> str:
    """Say where the labels lie against the orientation, and whether chance explains that."""
    if area["value"] is None or area["value"] >= 0.5:
        return ""
    bounds = formats.interval(area, formats.decimals)
    sure = f"{formats.level(area)} {bounds}" if bounds else f"no interval: {area['reason']}"
    found = f"{area['value']:.3f}, {sure}, {counted(nodes, 'labelled node')}"
    if area["high"] is not None and area["high"] < 0.5:
        return (
            "The labels disagree with the orientation: group 2 holds fewer metastatic nodes than chance would put there"
            f" (AUC of the hard group {found}). Nothing was flipped."
        )
    return (
        f"The AUC of the hard group lies below 0.5 ({found}), which chance may explain: the labels do not show which"
        " group is the metastatic-looking one. Nothing was flipped."
    )
