"""The page as a whole: what it shows for which run, that it reaches for nothing, and that nothing breaks out of it."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
import time
from typing import Any

import pandas as pd
import pytest

from nodecluster.report import page
from nodecluster.report.document import static
from nodecluster.report.page import SCRIPTS
from nodecluster.results import Run
from nodecluster.settings import Settings
from nodecluster.tables import failures_table

from .conftest import EVIL, FAILURES, KEPT, made_info, made_metrics, made_model, made_tables
from .reading import Reader

SECTIONS = {
    "extract": ["cohort", "method", "failures", "provenance"],
    "fit": ["cohort", "groups", "signature", "pictured", "method", "checklists", "failures", "provenance"],
    "predict": ["sheets", "cohort", "groups", "signature", "patients", "method", "failures", "provenance"],
    "validate": [
        "wrong", "cohort", "groups", "signature", "node-level", "patient-level", "pictured", "patients", "method",
        "checklists", "failures", "provenance",
    ],
    "score": [
        "wrong", "cohort", "groups", "node-level", "patient-level", "pictured", "patients", "method", "checklists",
        "failures", "provenance",
    ],
}  # fmt: skip
"""Of runs that version 0.2.0 wrote, whose metrics are levels only."""


def changed(value: Run, **parts: Any) -> Run:
    return dataclasses.replace(value, **parts)


@pytest.mark.parametrize("command", SECTIONS)
def test_sections_are_those_whose_parts_exist(runs, command):
    assert Reader(page(runs[command])).sections == SECTIONS[command]


@pytest.mark.parametrize(
    ("missing", "gone"),
    [
        ("metrics", {"wrong", "node-level", "patient-level"}),
        ("model", {"signature"}),
        ("nodes", {"pictured"}),  # the model still tells of its groups, the metrics of the nodes
    ],
)
def test_a_missing_part_takes_its_sections_with_it(validated, missing, gone):
    shown = Reader(page(changed(validated, **{missing: None}))).sections
    assert set(SECTIONS["validate"]) - set(shown) == gone


def test_an_almost_empty_run_has_a_page():
    reader = Reader(page(Run(info={"command": "fit"})))
    assert reader.sections == ["method", "checklists", "failures", "provenance"]
    assert "No warnings." in reader.text


def test_plots_are_drawn_only_where_their_parts_exist(runs, validated):
    of_nodes, of_levels = "plot-groups", {"plot-roc-nodes", "plot-roc-patients"}
    assert {of_nodes, *of_levels} <= set(Reader(page(validated)).plots)
    scored, fitted = set(Reader(page(runs["score"])).plots), set(Reader(page(runs["fit"])).plots)
    assert of_levels <= scored
    assert of_nodes not in scored
    assert of_nodes in fitted
    assert not of_levels & fitted
    assert not Reader(page(runs["extract"])).plots


def test_a_page_without_plots_leaves_the_plotting_library_out(runs):
    assert len(page(runs["extract"])) < 150_000
    assert "plotly.js v" not in page(runs["extract"])


def test_one_copy_of_the_plotting_library(validated):
    assert page(validated).count("* plotly.js v") == 1
    assert len(page(validated)) < 8_000_000


@pytest.mark.parametrize("command", SECTIONS)
def test_nothing_in_the_page_reaches_out(runs, command):
    reader = Reader(page(runs[command]))
    for tag, attributes in reader.tags:
        assert tag not in ("link", "iframe", "object", "embed", "base", "form", "img"), tag
        for name in ("src", "srcset", "action", "data", "background", "poster"):
            assert name not in attributes, (tag, name)
        link = attributes.get("href") or "#"
        to_a_work = link.startswith("https://doi.org/10.") and attributes.get("rel") == "noreferrer"  # on a click alone
        cells = tag == "image" and link.startswith("data:image/")  # of a heat map
        assert link.startswith("#") or (tag == "a" and to_a_work) or cells
    styles = "".join(text for tag, _, text in reader.raw if tag == "style")
    assert "url(" not in styles
    assert "@import" not in styles


def test_the_policy_allows_exactly_the_scripts_of_the_page(validated):
    reader = Reader(page(validated))
    (policy,) = (found["content"] for _, found in reader.tags if found.get("http-equiv") == "Content-Security-Policy")
    code = [text for tag, found, text in reader.raw if tag == "script" and found.get("type") != "application/json"]
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in code]
    assert len(hashes) == 1 + len(SCRIPTS)
    assert f"script-src {' '.join(hashes)};" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def evil_run() -> Run:
    """Return a run with markup in every place that text can come from."""
    tables = made_tables(patients=8, per_patient=4)
    for name, frame in tables.items():
        tables[name] = frame.assign(**{column: EVIL + frame[column] for column in ("patient_id",)})
    for name in ("features", "nodes"):
        tables[name] = tables[name].assign(node_id="</script>" + EVIL + tables[name]["node_id"])
    tables["nodes"] = tables["nodes"].assign(cohort=EVIL)
    metrics = made_metrics(seen_patients=[EVIL], warnings=[EVIL + "w"], rule="any")
    metrics["patient"][EVIL] = metrics["patient"]["cN0"] | {"notes": [EVIL + "note"]}
    metrics["patient"][EVIL]["clinical"] = metrics["patient"]["cN0"]["clinical"] | {"method": EVIL, "mcnemar_p": None}
    metrics["node"]["ccr"] = metrics["node"]["ccr"] | {"method": EVIL}
    model = made_model(tables) | {"verdict": {"name": EVIL, "reasons": [EVIL]}, "notice": EVIL + "m", "recipe": EVIL}
    model["orientation"] = model["orientation"] | {"reason": EVIL}
    info = made_info(EVIL, excluded={EVIL: 3}, warnings=[EVIL], notice=EVIL, versions={EVIL: EVIL}, started=EVIL)
    info["inputs"] = {"cohort": EVIL, "model": EVIL, "cohorts": [EVIL]}
    info["settings"] = Settings().as_dict() | {"rule": EVIL}
    info["counts"]["cohorts"] = {EVIL: {"patients": 1, "nodes": 1, "excluded": 0}}
    info["counts"]["clinical_n"] = {EVIL: 1}
    failures = failures_table([(EVIL, EVIL, EVIL, EVIL, EVIL)])
    return Run(info=info, **tables, metrics=metrics, model=model, failures=failures)


def test_markup_stays_text_everywhere():
    html = page(evil_run())
    reader = Reader(html)
    assert EVIL not in html
    assert not [tag for tag, _ in reader.tags if tag == "img"]
    code = [text for tag, found, text in reader.raw if tag == "script" and found.get("type") != "application/json"]
    assert code[1:] == [static(name) for name in SCRIPTS]  # after plotly's, and nothing of the data's
    # Shown as it was written: title, h1, notices, verdict and reason, recipe, warnings, failures, provenance, ...
    assert reader.text.count(EVIL) > 30


def test_markup_in_a_plot_is_escaped_twice():
    """Once for the script element, once for plotly, which reads a small HTML of its own in labels."""
    html = page(evil_run())
    stores = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, flags=re.DOTALL)
    assert len(stores) > 3
    for store in stores:
        assert not set("<>&") & set(store)
    traces = Reader(html).plots["plot-groups"]["data"]
    patient, node, _ = traces[0]["customdata"][0]
    assert patient.startswith("&lt;img src=x onerror=alert(1)&gt;p")
    assert node.startswith("&lt;/script&gt;&lt;img")


def test_the_formats_of_the_masks_and_the_rule_of_contours_are_shown(runs):
    inputs = {"features": "measured", "masks": {"NIfTI": 12, "RTSTRUCT": 3}, "contours": "a voxel/is <in> where"}
    reader = Reader(page(changed(runs["extract"], info=made_info("extract", inputs=inputs))))
    assert ["nodes by format of the masks", "12 from NIfTI, 3 from RTSTRUCT"] in reader.rows
    assert ["contours", "a voxel/is <in> where"] in reader.rows


def test_study_counts_are_printed_as_the_study_prints_them(validated):
    rows = Reader(page(validated)).rows
    # Table 2 of Qu et al. 2024, cN0 patients.
    assert ["Metastasis", "28", "7", "35", "86.72 %", "73.68 %", "92.22 %", "7.78 %", "26.32 %"] in rows
    assert ["No metastasis", "10", "83", "93", ""] in rows
    assert ["Total", "38", "90", "128", ""] in rows
    # Table 3, cN+ patients.
    assert ["Metastasis", "216", "33", "249", "87.43 %", "95.15 %", "73.17 %", "26.83 %", "4.85 %"] in rows
    # The node level, from the text of the study.
    assert ["Metastasis", "368", "105", "473", "86.18 %", "80.70 %", "88.84 %", "11.16 %", "19.30 %"] in rows
    assert ["Total", "456", "941", "1,397", ""] in rows


def test_the_clinical_assessment_stands_beside_the_model(validated):
    reader = Reader(page(validated))
    text = reader.text
    assert ["CCR of the clinical assessment", "70.31 %"] in [row[:2] for row in reader.rows]
    assert "that only the clinical assessment got right: 7. p = 0.0005 (exact McNemar test)." in text
    assert "p < 0.0001 (exact McNemar test)." in text


def test_the_mid_p_version_is_spoken_of_only_where_there_is_one(validated):
    assert "mid-p" not in Reader(page(validated)).text
    metrics = made_metrics()
    metrics["patient"]["cN0"]["clinical"] |= {"mcnemar_midp": 0.0003}
    text = Reader(page(changed(validated, metrics=metrics))).text
    assert "(exact; its mid-p version beside it)" in text


def test_the_two_areas_cannot_be_mistaken_for_one_another(validated):
    rows = Reader(page(validated)).rows
    assert ["AUC of the hard group (one cut-off, as the study's)", "0.848"] in [row[:2] for row in rows]
    assert ["AUC of the continuous score (all cut-offs)", "0.912"] in [row[:2] for row in rows]


def test_the_headline_leads_with_the_patients_that_the_model_has_not_seen(validated):
    text = Reader(page(validated)).text
    # all (unseen): 200 + 48 of 288; all: 244 + 173 of 478.
    sure = "(86.11 %, 95 % interval 81.11 % to 91.11 %)"
    assert f"The model was right in 248 of 288 patients that it was not fitted on {sure}." in text
    tile = text[text.index("Correct classification rate (CCR) 86.11 %") : text.index("CCR, cN0 patients")]
    assert "95 % interval: 81.11 to 91.11 % 288 unseen patients with seen ones: 87.24 %" in tile
    assert "2 of these patients have ids of patients that the model was fitted on." in text
    assert "p0001, p0003" in text


def test_the_headline_of_a_run_whose_patients_are_all_new(validated):
    metrics = made_metrics(seen_patients=[])
    metrics["patient"] = {name: level for name, level in metrics["patient"].items() if "unseen" not in name}
    text = Reader(page(changed(validated, metrics=metrics))).text
    assert "The model was right in 417 of 478 patients (87.24 %, 95 % interval 82.24 % to 92.24 %)." in text
    assert "took part in fitting" not in text


def test_notices_verdict_failures_and_warnings_come_before_the_sections(validated):
    info = made_info("validate", notice="Made-up nodes.")
    verdict = {"name": "degenerate", "reasons": ["4 of 195 nodes."]}
    run = changed(
        validated, info=info, model={**validated.model, "notice": "Model of made-up nodes.", "verdict": verdict}
    )
    text = Reader(page(run)).text
    top = text[: text.index("What was done")]
    for said in (
        "For research use only", "Made-up nodes.", "Model of made-up nodes.", "degenerate: do not use them",
        "4 of 195 nodes.", "1 failed", "2 warnings",
    ):  # fmt: skip
        assert said in top, said


def test_an_empty_notice_is_not_shown(validated):
    assert "Notice:" not in Reader(page(validated)).text


def test_failures_are_listed_with_their_remedy(validated):
    assert list(FAILURES[0]) in Reader(page(validated)).rows


def test_kept_features_are_sorted_by_the_size_of_the_difference(validated):
    rows = [row for row in Reader(page(validated)).rows if len(row) == 6 and f"original_{row[0]}_{row[1]}" in KEPT]
    assert len(rows) == len(KEPT)
    sizes = [abs(float(row[4].replace("−", "-"))) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    assert rows[0][1] == "LeastAxisLength"  # the groups of the made-up nodes are cut by it


def test_dropped_features_name_the_one_that_made_them_redundant(validated):
    model = {**validated.model, "dropped": [{"feature": "original_glcm_Id", "because": None, "r": float("nan")}]}
    assert ["shape Flatness", "shape LeastAxisLength", "−0.951"] in Reader(page(validated)).rows
    assert ["glcm Id", "nothing: it does not vary", "–"] in Reader(page(changed(validated, model=model))).rows


def missing_everywhere(run: Run) -> Run:
    """Return the run with gaps wherever a run can have them."""
    nodes = run.nodes.assign(score=float("nan"), label=pd.array([pd.NA] * len(run.nodes), dtype="Int64"))
    patients = run.patients.assign(truth=pd.NA, cohort=pd.NA, clinical_n=float("nan"))
    metrics = made_metrics()
    gap = {"value": None, "low": None, "high": None, "level": 0.95, "method": "Wilson score", "n": 0}
    for name in ("sensitivity", "fnr", "auc_group", "auc_score"):
        metrics["patient"]["cN0"][name] = gap | {"reason": "pathology has no positives"}
    metrics["node"]["ccr"] = gap | {"value": float("nan"), "reason": "no nodes"}
    features = run.features.assign(original_glcm_Idm=float("nan"))
    failures = pd.DataFrame([["p1", None, float("nan"), pd.NA, ""]], columns=list(run.failures.columns))
    return changed(run, nodes=nodes, patients=patients, metrics=metrics, features=features, failures=failures)


def test_no_nan_is_shown_and_gaps_have_their_reason(validated):
    html = page(missing_everywhere(validated))
    reader = Reader(html)
    for word in ("nan", "NaN", "None", "<NA>", "inf"):
        assert not re.search(rf"(?<![\w-]){word}(?![\w-])", reader.text), word
    assert ["Sensitivity", "not estimable", "–", "0", "pathology has no positives"] in reader.rows
    assert ["p1", "–", "–", "–", "–"] in reader.rows


@pytest.mark.parametrize("command", SECTIONS)
def test_the_same_run_gives_the_same_page(runs, command):
    assert page(runs[command]) == page(runs[command])


def test_tables_and_plots_can_be_read_aloud(validated):
    reader = Reader(page(validated))
    count = {tag: sum(name == tag for name, _ in reader.tags) for tag in ("table", "caption", "figure", "figcaption")}
    assert count["table"] == count["caption"] > 10
    assert count["figure"] == count["figcaption"] > 3
    assert all(found.get("scope") for tag, found in reader.tags if tag == "th")
    stills = [found for _, found in reader.tags if found.get("class") == "still"]
    assert len(stills) == count["figure"]
    assert all(found["role"] == "img" and found["aria-label"] for found in stills)


def test_links_lead_somewhere(validated):
    reader = Reader(page(validated))
    anchors = {found["id"] for _, found in reader.tags if "id" in found}
    links = [found["href"] for tag, found in reader.tags if tag == "a" and found["href"].startswith("#")]
    assert len(links) >= 9
    assert all(link.removeprefix("#") in anchors for link in links)


def test_no_path_of_the_machine_is_told(validated):
    info = made_info("validate", inputs={"cohort": "/home/someone/axilla", "model": "C:\\Users\\someone\\model.json"})
    html = page(changed(validated, info=info))
    assert "someone" not in html
    assert "Validation: axilla" in Reader(html).text.replace(" : ", ": ")


def test_a_file_name_that_is_not_utf8_does_not_stop_the_page(validated):
    html = page(changed(validated, info=made_info("validate", warnings=["n\udce9.nii.gz"])))
    assert "n?.nii.gz" in Reader(html.encode("utf-8").decode("utf-8")).text


def test_three_thousand_nodes_take_seconds():
    tables = made_tables(patients=348, per_patient=9)
    run = Run(info=made_info("validate"), **tables, metrics=made_metrics(), model=made_model(tables))
    start = time.perf_counter()
    html = page(run)
    assert time.perf_counter() - start < 10  # measured: 0.2 s
    assert len(html) < 8_000_000
