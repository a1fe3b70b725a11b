"""``score`` from the command line: one table of predictions, and several against each other."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

PATIENTS = [f"P{number:02d}" for number in range(16)]


def write_tables(folder: Path) -> Path:
    """Tables of 16 patients of 3 nodes: ``a.csv``, ``b.csv``, ``c.csv`` (without P00 and without scores), the truth."""
    rng = np.random.default_rng(5)
    rows = [(patient, f"n{node}", number % 2) for number, patient in enumerate(PATIENTS) for node in range(3)]
    nodes = pd.DataFrame(rows, columns=["patient_id", "node_id", "truth"])
    for name, noise in (("a", 0.5), ("b", 1.5), ("c", 1.0)):
        score = nodes["truth"] - 0.5 + rng.normal(0, noise, len(nodes))
        table = nodes[["patient_id", "node_id"]].assign(group=np.where(score > 0, 2, 1), score=score)
        table = table[table["patient_id"] != "P00"].drop(columns="score") if name == "c" else table
        table.to_csv(folder / f"{name}.csv", index=False)
    truth = pd.DataFrame({"patient_id": PATIENTS, "nodes_examined": 9, "nodes_positive": [0, 9] * 8})
    truth["clinical_n"] = ["cN0", "cN0", "cN+", "cN+"] * 4
    truth.to_csv(folder / "truth.csv", index=False)
    (folder / "sub").mkdir()
    (folder / "sub" / "a.csv").write_bytes((folder / "b.csv").read_bytes())
    return folder


@pytest.fixture
def folder(tmp_path) -> Path:
    """Tables for one test, which may change them."""
    return write_tables(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Path:
    """Tables that no test changes, and the results of ``scored``."""
    return write_tables(tmp_path_factory.mktemp("score"))


@pytest.fixture
def scored(call, shared, monkeypatch):
    """Run ``score`` with some words, unless another test has; give the folder of the results and its two JSON."""
    monkeypatch.chdir(shared)

    def run(*words: object):
        out = shared / f"out {' '.join(map(str, words)).replace('/', ' of ')}"
        if not out.exists():
            code, _, err = call("score", *words, "--patients", "truth.csv", "--out", out, "--resamples", 200)
            assert (code, err) == (0, "")
        return out, *(json.loads((out / name).read_text()) for name in ("metrics.json", "run.json"))

    return run


@pytest.fixture
def refused(call, folder):
    """Run ``score`` with some words; it has to fail with one line, which is given, and leave nothing."""

    def run(code: int, *words: object) -> str:
        ended, out, err = call("score", *words, "--out", "o")
        assert (ended, out) == (code, ""), err
        (line,) = err.splitlines()
        assert "internal error" not in line
        assert not (folder / "o").exists()
        return line.removeprefix("nodecluster: ")

    return run


def test_one_table_is_compared_with_nothing(scored):
    _, metrics, info = scored("a.csv")
    assert "comparison" not in metrics
    assert set(info["inputs"]["files"]) == {"nodes", "patients"}
    assert "predictions" not in info["settings"]


def test_two_tables(scored, shared):
    out, metrics, info = scored("a.csv", "b.csv")
    _, alone, _ = scored("a.csv")
    comparison = metrics.pop("comparison")
    assert metrics == alone  # the first is the reference
    assert [each["name"] for each in comparison["predictions"]] == ["a", "b"]
    (pair,) = comparison["pairs"]
    assert (pair["first"], pair["second"], pair["node"]["n"], pair["patient"]["all"]["n"]) == ("a", "b", 48, 16)
    assert set(pair["patient"]) == {"all", "cN0", "cN+"}
    assert pair["node"]["ccr"]["p_holm"] == pair["node"]["ccr"]["test"]["p"]
    nodes = pd.read_csv(out / "nodes.csv")
    assert nodes["group"].tolist() == pd.read_csv(shared / "a.csv")["group"].tolist()
    files = info["inputs"]["files"]
    for part, name in (("nodes", "a.csv"), ("nodes 2", "b.csv")):
        assert files[part] == {"name": name, "sha256": hashlib.sha256((shared / name).read_bytes()).hexdigest()}
    assert info["settings"]["predictions"] == ["a", "b"]


def test_three_tables_of_which_one_lacks_a_patient_and_scores(scored):
    out, metrics, info = scored("a.csv", "b.csv", "c.csv")
    pairs = {(pair["first"], pair["second"]): pair for pair in metrics["comparison"]["pairs"]}
    assert list(pairs) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [pair["node"]["n"] for pair in pairs.values()] == [48, 45, 45]
    assert "3 nodes only in 'a': left out of the comparison." in pairs["a", "c"]["notes"]
    assert "1 patient only in 'b': left out of the comparison." in pairs["b", "c"]["notes"]
    area = pairs["a", "c"]["node"]["auc_score"]
    assert (area["first"] is not None, area["second"], area["test"]["p"], area["p_holm"]) == (True, None, None, None)
    assert "no score" in area["difference"]["reason"]
    assert any("3 pairs" in note for note in metrics["comparison"]["notes"])
    (unknown,) = [line for line in info["warnings"] if "is not known" in line]
    assert unknown.startswith("a, b and c: whether the predictions come from a model")
    assert metrics["rules"]["chosen_how"] == "the default of the command"
    # Holm over the three pairs, as the tables have it: the smallest p three times, the next twice, the last once.
    for table, column in (("tests", "what"), ("comparison", "quantity")):
        held = pd.read_csv(out / "tables" / f"{table}.csv", keep_default_na=False)
        held = held[(held["unit"] == "node") & (held["p_holm"] != "") & (held["set"] == "labelled nodes")]
        held = held[held[column].str.startswith("ccr")]
        p = held["p"].astype(float).to_numpy()
        order = np.argsort(p)
        adjusted = np.minimum(1, np.maximum.accumulate(p[order] * [3, 2, 1]))
        assert np.allclose(held["p_holm"].astype(float).to_numpy()[order], adjusted, rtol=1e-12)
        assert (adjusted != p[order]).any()


def test_names(scored):
    _, metrics, info = scored("a.csv", "sub/a.csv")
    assert [each["name"] for each in metrics["comparison"]["predictions"]] == ["a", "a (2)"]
    assert "sub" not in json.dumps(info["inputs"])
    _, metrics, _ = scored("a.csv", "sub/a.csv", "--name", "model", "--name", "radiologist")
    assert [each["name"] for each in metrics["comparison"]["predictions"]] == ["model", "radiologist"]


def test_options_reach_the_figures(scored):
    _, _, info = scored("a.csv", "--prevalence", "30%", "--prevalence", "0.05", "--seed", 7, "--level", 0.9)
    settings = info["settings"]
    assert (settings["prevalences"], settings["seed"], settings["resamples"]) == ([0.3, 0.05], 7, 200)
    _, metrics, _ = scored("a.csv", "b.csv", "--level", 0.9)
    assert metrics["comparison"]["pairs"][0]["node"]["ccr"]["difference"]["level"] == 0.9


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ([], "missing argument 'NODES...'. See nodecluster score --help"),
        (["a.csv", "b.csv", "--name", "x"], "--name: found 1 for 2 tables; expected one for each, all different"),
        (["a.csv", "--prevalence", "30"], "invalid value for '--prevalence': '30' is no share from 1e-09 to"),
        (["a.csv", "--resamples", "10"], "invalid value for '--resamples': 10 is not in the range 200<=x<=100000"),
        (
            ["a.csv", "--level", "95"],
            "invalid value for '--level': '95' is no share from 0.5 to 0.999999, such as 0.95 or 95%; did",
        ),
        (["a.csv", "--seed", "-1"], "invalid value for '--seed': -1 is not in the range"),
    ],
)
def test_a_slip_in_the_command_is_code_2(refused, words, line):
    assert refused(2, *words, "--patients", "truth.csv").startswith(line)


def test_a_table_that_cannot_be_used_is_named(refused, folder):
    assert "nowhere.csv" in refused(1, "a.csv", "nowhere.csv", "--patients", "truth.csv")
    table = pd.read_csv(folder / "b.csv")
    table.assign(patient_id="Q" + table["patient_id"]).to_csv(folder / "strange.csv", index=False)
    line = refused(1, "a.csv", "strange.csv", "--patients", "truth.csv")
    assert line.startswith("strange: the nodes table: 48 nodes of 16 patients: found patient_id QP00")
    table.assign(volume_mm3=1.0).to_csv(folder / "sized.csv", index=False)
    line = refused(1, "sized.csv", "b.csv", "--patients", "truth.csv", "--rule", "largest")
    assert line.startswith("b: ")
    assert "volume_mm3" in line


def test_nothing_in_common_and_labels_that_differ(refused, folder):
    table = pd.read_csv(folder / "a.csv")
    table[table["patient_id"] < "P08"].to_csv(folder / "low.csv", index=False)
    table[table["patient_id"] >= "P08"].to_csv(folder / "high.csv", index=False)
    line = refused(1, "low.csv", "high.csv", "--patients", "truth.csv")
    assert line.startswith("low and high: low predicts 8 patients, high 8 patients: found none of them in common")
    table.assign(label=1).to_csv(folder / "ones.csv", index=False)
    line = refused(1, "a.csv", "ones.csv", "--patients", "truth.csv")
    assert line.startswith("a and ones: patient P00, node n0, column 'label': found 0 in the one and 1 in the other")
    assert line.endswith("(23 more nodes with differing labels)")


def test_results_never_replace_a_table_that_is_compared(call, folder):
    before = (folder / "b.csv").read_bytes()
    (folder / "b.csv").rename(folder / "sub" / "b.csv")
    code, _, err = call("score", "a.csv", "sub/b.csv", "--patients", "truth.csv", "--out", "sub")
    assert (code, (folder / "sub" / "b.csv").read_bytes()) == (1, before)
    assert "holds what this run reads (b.csv)" in err
