"""``metrics.json`` read back: figures that none can be are refused by name."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from nodecluster.runs.metrics import check_metrics
from nodecluster.runs.read import read_json

from ..report.conftest import made_metrics
from ..report.whole import whole


def test_what_a_validation_writes_is_taken():
    check_metrics(dict(whole().metrics or {}), "metrics.json")
    check_metrics(made_metrics(), "metrics.json")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("patient", "all", "ccr", "value"), 5, "'ccr' with 'value'"),
        (("patient", "all", "ccr", "high"), 1e308, "'ccr' with 'high'"),
        (("node", "auc_score", "low"), -0.1, "'auc_score' with 'low'"),
        (("node", "sensitivity", "value"), "high", "'sensitivity' with 'value'"),
        (("patient", "all", "confusion", "tp"), -5, "'confusion' with 'tp'"),
        (("node", "confusion", "fn"), 1.5, "'confusion' with 'fn'"),
    ],
)
def test_a_figure_that_cannot_be_is_named(path, value, words):
    metrics: dict[str, Any] = copy.deepcopy(dict(whole().metrics or {}))
    part: Any = metrics
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(ValueError, match=words):
        check_metrics(metrics, "metrics.json")


def test_a_number_that_no_float_holds_is_none(tmp_path):
    (tmp_path / "metrics.json").write_text(json.dumps({"a": 1}).replace("1", "1e400"))
    with pytest.raises(ValueError, match="1e400, which is not a number"):
        read_json(tmp_path / "metrics.json")
