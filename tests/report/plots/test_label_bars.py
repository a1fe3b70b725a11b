"""What pathology says of each group, as bars."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nodecluster.report.plots.label_bars import label_bars

NODES = pd.DataFrame(
    {"patient_id": list("aaabbc"), "group": [1, 1, 2, 2, 2, 1], "label": [0, 1, 1, 1, 0, np.nan], "node_id": range(6)}
)


def test_shares_and_counts_by_hand():
    figure = label_bars(NODES, " that the model has not seen")
    metastatic, benign = figure.plot["data"]
    assert (metastatic["name"], benign["name"]) == ("Metastatic", "Non-metastatic")
    assert metastatic["x"] == benign["x"] == [1, 2]
    assert metastatic["y"] == [0.5, 0.6667]
    assert metastatic["text"] == ["1<br>50.00 %", "2<br>66.67 %"]  # on a telephone, one line would be 7 px high
    assert benign["text"] == ["1<br>50.00 %", "1<br>33.33 %"]
    assert metastatic["customdata"] == ["1 (50.00 %)", "2 (66.67 %)"]
    assert {trace["constraintext"] for trace in figure.plot["data"]} == {"none"}  # plotly makes no letter smaller
    assert figure.plot["layout"]["xaxis"]["ticktext"] == ["Group 1<br>(2 nodes)", "Group 2<br>(3 nodes)"]
    assert "5 labelled nodes of 2 patients that the model has not seen." in figure.caption
    assert figure.alt == "Bar chart. group 1: 1 (50.00 %) metastatic; group 2: 2 (66.67 %) metastatic."


def test_a_group_without_labels_has_no_bar():
    figure = label_bars(NODES[NODES["group"] == 2], "")
    assert figure.plot["data"][0]["x"] == [2]


def test_without_labels_there_is_no_figure():
    assert label_bars(NODES.assign(label=np.nan), "") is None
    assert label_bars(NODES.drop(columns="label"), "") is None
