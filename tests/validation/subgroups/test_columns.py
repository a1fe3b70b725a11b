from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nodecluster.errors import SettingsError
from nodecluster.validation.subgroups.columns import refuse_unknown, splits
from nodecluster.validation.subgroups.split import Unusable

KNOWN = pd.DataFrame({
    "patient_id": [f"P{n}" for n in range(12)], "cohort": "train", "clinical_n": "cN0", "excluded": "",
    "nodes_examined": 5, "nodes_positive": 0, "t_stage": ["T1", "T2"] * 6,
    "family_name": [f"Doe {n}" for n in range(12)],
    "age": [40 + n * n for n in range(12)],
})  # fmt: skip
NODES = pd.DataFrame({"patient_id": KNOWN["patient_id"], "volume_mm3": np.arange(12.0)})
ALL = np.ones(12, bool)


def names(asked=None, nodes=NODES, known=KNOWN):
    return [item.column for item in splits(nodes, known, ALL, asked)]


def test_all_that_can_in_the_order_of_the_table():
    assert names() == ["t_stage", "family_name", "age", "node_size"]
    assert names(nodes=NODES[["patient_id"]]) == ["t_stage", "family_name", "age"]


def test_a_name_is_never_a_subgroup():
    found = splits(NODES, KNOWN, ALL, None)[1]
    assert isinstance(found, Unusable)
    assert "name" in found.reason
    assert "Doe" not in found.reason


def test_those_asked_for_in_their_order_and_once():
    assert names(["node_size", "age", "node_size"]) == ["node_size", "age"]


def test_asked_for_and_not_usable():
    found = splits(NODES[["patient_id"]], KNOWN, ALL, ["cohort", "clinical_n", "family_name"])
    assert all(isinstance(item, Unusable) for item in found)
    assert [item.reason for item in found[:2]] == ["its values are sets of their own at patient level"] * 2


def test_the_node_size_by_name_where_there_is_none():
    with pytest.raises(SettingsError) as caught:
        splits(NODES[["patient_id"]], KNOWN, ALL, ["age", "node_size"])
    assert str(caught.value) == (
        "subgroup 'node_size': the nodes table has no column volume_mm3; add it, with every node's volume in mm3"
        " (original_shape_MeshVolume of the features table), or leave this subgroup out. There are: t_stage, age"
    )
    with pytest.raises(SettingsError, match=r"There are: t_stage, age$"):
        splits(NODES[["patient_id"]], KNOWN, ALL, ["tstage"])


def test_the_tables_own_node_size_goes_first():
    known = KNOWN.assign(node_size=["big", "small", "big"] * 4)
    found = splits(NODES, known, ALL, ["node_size"])[0]
    assert found.levels == ("big", "small")
    assert names(known=known) == ["t_stage", "family_name", "age", "node_size"]


def test_no_columns_at_all():
    assert names(nodes=NODES[["patient_id"]], known=KNOWN[["patient_id", "cohort"]]) == []


@pytest.mark.parametrize("asked", ["tstage", "t-stage", "T_stage"])
def test_a_misspelt_column_is_refused_with_the_right_one(asked):
    with pytest.raises(SettingsError) as caught:
        splits(NODES, KNOWN, ALL, ["age", asked])
    expected = f"subgroup '{asked}': the patients table has no such column; did you mean 't_stage'?"
    assert str(caught.value) == f"{expected} There are: t_stage, age, node_size"


def test_a_column_like_no_other():
    with pytest.raises(SettingsError, match=r"no such column\. There are: t_stage, age, node_size$"):
        refuse_unknown(["zzz"], KNOWN)
    with pytest.raises(SettingsError, match=r"no such column\. There is none$"):
        refuse_unknown(["zzz"], KNOWN[["patient_id", "cohort"]], sized=False)
    refuse_unknown(["age", "cohort", "family_name", "node_size"], KNOWN)


@pytest.mark.parametrize("asked", ["patient_id", "nodes_positive", "excluded", "image"])
def test_a_column_of_the_contract_is_no_subgroup(asked):
    with pytest.raises(SettingsError) as caught:
        refuse_unknown([asked], KNOWN)
    expected = f"subgroup '{asked}': this column has a meaning of its own and makes no subgroups."
    assert str(caught.value) == f"{expected} There are: t_stage, age, node_size"
