"""Time and memory of a validation: 10,000 nodes of 1,000 patients, 2,000 resamples, one core.

Run it with ``make benchmark`` or ``python -m tests.benchmarks.validation``. Each measurement is a process of its own on
one core, so that the memory is its own too; its seconds are those that it computes, which go by where nothing else
runs. Beside it, in the same run: the patient bootstrap of the node AUC written straightforwardly, a resample at a time
with scikit-learn's ``roc_auc_score``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from nodecluster.description.describe import describe_cohort
from nodecluster.description.studied import Studied
from nodecluster.sheets import sheets
from nodecluster.terminal.run import summary
from nodecluster.validation.areas.area import auc_score
from nodecluster.validation.choosing.side_by_side import rule_blocks
from nodecluster.validation.compare import compare_predictions
from nodecluster.validation.judging import Judging
from nodecluster.validation.levels.curves import roc_blocks
from nodecluster.validation.levels.node_level import node_levels
from nodecluster.validation.levels.patient_level import patient_levels
from nodecluster.validation.subgroups.blocks import subgroup_blocks
from nodecluster.validation.use.blocks import use_blocks
from nodecluster.validation.validate import predictions, validate_predictions
from nodecluster.validation.values.clusters import Clusters
from nodecluster.workflows.score import score

NODES, PATIENTS, RESAMPLES = 10_000, 1_000, 2_000
SECONDS, MEGABYTES = 5.0, 1000
LOOPED = 100
"""Resamples of the straightforward bootstrap; its time is scaled to all of them."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def tables(model: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the nodes as a model sees them, and the patients: half pN0, a quarter with some nodes metastatic."""
    rng = np.random.default_rng(4)
    sizes = 1 + rng.multinomial(NODES - PATIENTS, rng.dirichlet(np.full(PATIENTS, 2.0)))
    patient = np.repeat(np.arange(PATIENTS), sizes)
    kind = rng.choice(["none", "some", "all"], PATIENTS, p=[0.5, 0.25, 0.25])
    kind[(kind == "some") & (sizes < 2)] = "all"
    share = np.select([kind == "none", kind == "all"], [0.0, 1.0], 0.4)
    positive = np.select([kind == "none", kind == "all"], [0, sizes], np.maximum(1, sizes // 3))
    ids = np.array([f"P{number:04d}" for number in rng.permutation(PATIENTS)])
    people = pd.DataFrame(
        {
            "patient_id": ids,
            "cohort": rng.choice(["train", "validation"], PATIENTS),
            "clinical_n": np.where(rng.random(PATIENTS) < 0.25 + 0.5 * (positive > 0), "cN+", "cN0"),
            "nodes_examined": sizes,
            "nodes_positive": positive,
            "age": rng.normal(52, 11, PATIENTS).round(),
            "bmi": rng.normal(24, 3, PATIENTS).round(1),
            "tumour_size_mm": rng.lognormal(3, 0.5, PATIENTS).round(1),
            "ki67": rng.integers(5, 90, PATIENTS),
            "t_stage": rng.choice(["T1", "T2", "T3", "T4"], PATIENTS, p=[0.4, 0.45, 0.1, 0.05]),
            "subtype": rng.choice(["luminal A", "luminal B", "HER2", "triple-negative"], PATIENTS),
            "grade": rng.choice(["1", "2", "3"], PATIENTS),
            "menopause": rng.choice(["pre", "post"], PATIENTS),
        }
    )
    noise = np.random.default_rng([4, model]).normal(size=NODES) * np.sqrt(0.7)
    noise += np.sqrt(0.3) * rng.normal(size=PATIENTS)[patient]
    latent = 2.0 * (rng.random(NODES) < share[patient]) + noise - 1.2
    nodes = pd.DataFrame(
        {
            "patient_id": ids[patient],
            "node_id": [f"LN_{number}" for number in range(NODES)],
            "group": np.where(latent > 0, 2, 1),
            "score": latent,
            "volume_mm3": rng.lognormal(6, 0.8, NODES),
        }
    )
    return nodes, people


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of computing that a call took, and what it gave; other work on the machine is not in them."""
    begin = time.process_time()
    given = what()
    return time.process_time() - begin, given


def megabytes() -> float:
    """Return the peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def whole(seen: int) -> dict[str, Any]:
    """Validate once, as the first thing that a process does; then time the parts, one by one."""
    nodes, people = tables()
    known, judging = people["patient_id"].tolist()[:seen], Judging(resamples=RESAMPLES)
    before, begin = megabytes(), time.perf_counter()
    seconds, validation = timed(lambda: validate_predictions(nodes, people, judging, seen=known))
    peak, elapsed = megabytes(), time.perf_counter() - begin
    found = predictions(nodes, people, judging.rule)
    choices = (known, judging.level, judging.resamples, judging.seed)
    parts = {
        "tables": lambda: predictions(nodes, people, judging.rule),
        "node levels": lambda: node_levels(found.nodes, *choices),
        "patient levels": lambda: patient_levels(found.patients, *choices),
        "roc": lambda: roc_blocks(found.nodes, found.patients, judging, known),
        "rules": lambda: rule_blocks(found.nodes, found.known, found.failed, judging, known),
        "use": lambda: use_blocks(found.nodes, found.patients, judging, known),
        "subgroups": lambda: subgroup_blocks(found.nodes, found.patients, found.known, judging, known),
    }
    return {
        "seconds": seconds,
        "elapsed": elapsed,
        "before": before,
        "peak": peak,
        "sets": len(validation.metrics["patient"]),
        "parts": {name: timed(part)[0] for name, part in parts.items()},
    }


def everything() -> dict[str, Any]:
    """Validate two predictions and compare them, describe the cohort, and show it all: as ``score`` does."""
    (nodes, people), (others, _) = tables(), tables(model=1)
    before, begin = megabytes(), time.perf_counter()
    both = {"first": nodes, "second": others}
    seconds, run = timed(lambda: score(both, patients=people, resamples=RESAMPLES))
    parts = {"text": timed(lambda: summary(run))[0], "sheets": timed(lambda: sheets(run))[0]}
    peak, elapsed = megabytes(), time.perf_counter() - begin
    judging = Judging(resamples=RESAMPLES)
    found = {name: predictions(table, people, judging.rule) for name, table in both.items()}
    studied = Studied(people, run.nodes, predicted=run.patients, judged=True)
    parts |= {
        "comparison": timed(lambda: compare_predictions(found, judging))[0],
        "description": timed(lambda: describe_cohort(studied))[0],
    }
    shown = seconds + parts["text"] + parts["sheets"]
    return {"seconds": shown, "elapsed": elapsed, "before": before, "peak": peak, "parts": parts}


def bootstrap() -> dict[str, Any]:
    """Time the bootstrap interval of the node AUC, ours and straightforward."""
    nodes, people = tables()
    labelled = predictions(nodes, people).nodes.dropna(subset="label")
    truth, scores = labelled["label"].to_numpy(dtype=np.int64), labelled["score"].to_numpy()
    clusters = Clusters.of(labelled["patient_id"].to_numpy(dtype=str))
    without = timed(lambda: auc_score(truth, scores, clusters, resamples=0))[0]
    ours, found = timed(lambda: auc_score(truth, scores, clusters, resamples=RESAMPLES))
    rng = np.random.default_rng(0)
    members = [np.flatnonzero(clusters.codes == code) for code in range(clusters.count)]

    def looped() -> list[float]:
        drawn = (rng.integers(0, clusters.count, clusters.count) for _ in range(LOOPED))
        rows = (np.concatenate([members[code] for code in codes]) for codes in drawn)
        return [float(roc_auc_score(truth[chosen], scores[chosen])) for chosen in rows]

    seconds, areas = timed(looped)
    low, high = np.quantile(areas, [0.025, 0.975])
    percentile = found.others[-1]
    return {
        "nodes": truth.size,
        "patients": clusters.count,
        "ours": ours - without,
        "theirs": seconds * RESAMPLES / LOOPED,
        "limits": [percentile.low, percentile.high],
        "their_limits": [float(low), float(high)],
    }


def apart(measure: str, *given: object) -> dict[str, Any]:
    """Return what a measurement gives in a fresh process on one core."""
    core = min(os.sched_getaffinity(0))
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.validation", "--inside", measure, *map(str, given)],
        env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{measure} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def lines(title: str, runs: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a measurement's time and memory against the limits; of several runs the slowest counts."""
    slowest = max(runs, key=lambda run: run["seconds"])
    peak = max(run["peak"] for run in runs)
    kept = slowest["seconds"] < SECONDS and peak < MEGABYTES
    every = ", ".join(f"{run['seconds']:.2f}" for run in runs)
    elapsed = ", ".join(f"{run['elapsed']:.2f}" for run in runs)
    yield f"{title}: {'PASS' if kept else 'FAIL'}"
    yield f"    {slowest['seconds']:.2f} s of computing (of {every}; {elapsed} s went by on this machine)"
    yield f"    peak memory {peak:.0f} MB, {slowest['before']:.0f} MB of it before it began"
    yield "    of this " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in slowest["parts"].items())


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the slowest counts")
    parser.add_argument("--inside", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        measure, *given = arguments.inside
        inside = {"whole": whole, "everything": everything, "bootstrap": bootstrap}[measure]
        print(json.dumps(inside(*map(int, given))))
        return
    print(f"{NODES} nodes of {PATIENTS} patients, {RESAMPLES} resamples, one core; limits {SECONDS} s, {MEGABYTES} MB")
    for title, measure in (
        ("validation, no patient seen by the model", ("whole", 0)),
        ("validation, half of the patients seen", ("whole", PATIENTS // 2)),
        ("two predictions, their comparison, description, text and sheets", ("everything",)),
    ):
        print(*lines(title, [apart(*measure) for _ in range(arguments.repeat)]), sep="\n", flush=True)
    found = apart("bootstrap")
    ours, theirs = (" to ".join(f"{limit:.4f}" for limit in found[name]) for name in ("limits", "their_limits"))
    labelled = f"{found['nodes']} labelled nodes of {found['patients']} patients"
    print(f"patient bootstrap of the AUC of {labelled}, {RESAMPLES} resamples (percentile limits)")
    print(f"    a resample at a time, scikit-learn {found['theirs']:8.2f} s ({theirs}; {LOOPED} drawn, time scaled)")
    print(f"    nodecluster                        {found['ours']:8.2f} s ({ours})")
    print(f"    ratio                              {found['theirs'] / found['ours']:8.0f}")


if __name__ == "__main__":
    main()
