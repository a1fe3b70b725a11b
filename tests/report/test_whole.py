"""A run with every part: each new section shows its figures, copes with gaps, and keeps hostile text text."""

from __future__ import annotations

import dataclasses
import re

import pytest

from nodecluster.report import page
from nodecluster.report.metrics.sets import ordered, title
from nodecluster.results import Run
from nodecluster.validation.subgroups.notes import NONE_NAMED, NOT_NAMED
from nodecluster.words import listed

from .conftest import EVIL
from .reading import Reader
from .whole import PATIENTS, hostile, whole, whole_run

NEW = ["comparison", "rules", "prevalence", "decision-curve", "calibration", "subgroups", "checklists"]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(page(whole()))


def without(run: Run, *keys: str) -> Run:
    metrics = {key: value for key, value in run.metrics.items() if key not in keys}
    return dataclasses.replace(run, metrics=metrics)


def between(reader: Reader, start: str, end: str) -> str:
    """Return the text from the last heading ``start`` (the first is in the contents) to the next ``end``."""
    text = reader.text[reader.text.rindex(start) :]
    return text[: text.index(end)] if end in text else text


def test_every_section_is_there(reader):
    assert reader.sections == [
        "comparison", "wrong", "cohort", "groups", "signature", "node-level", "patient-level", "rules", "prevalence",
        "decision-curve", "calibration", "subgroups", "pictured", "patients", "method", "checklists", "failures",
        "provenance",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "section"),
    [
        ("comparison", "comparison"), ("rules", "rules"), ("prevalence", "prevalence"),
        ("decision_curve", "decision-curve"), ("calibration", "calibration"), ("subgroups", "subgroups"),
    ],
)  # fmt: skip
def test_a_part_that_a_run_lacks_takes_its_section_with_it(key, section):
    run = without(whole(), key)
    if key == "rules":
        run = dataclasses.replace(run, model={**run.model, "rule_choice": None})
    assert section not in Reader(page(run)).sections


def test_every_plot_is_drawn(reader):
    of_the_figures = [
        "plot-rates-nodes", "plot-roc-nodes", "plot-rates-patients", "plot-roc-patients", "plot-sets", "plot-rules",
        "plot-predictive", "plot-decision", "plot-calibration-patients", "plot-calibration-nodes", "plot-subgroups",
    ]  # fmt: skip
    assert [key for key in reader.plots if key in of_the_figures] == of_the_figures
    assert "plot-groups" in reader.plots
    names = [trace["name"] for trace in reader.plots["plot-decision"]["data"]]
    assert names[-2:] == ["Dissect all", "Dissect none"]


def test_the_main_set_stands_open_and_the_others_are_folded(reader):
    html = page(whole())
    for section in ("prevalence", "decision-curve"):
        part = html[html.index(f'<section id="{section}"') :]
        part = part[: part.index("</section>")]
        assert re.findall(r"<h3>(.*?)</h3>", part) == ["All patients, unseen"]
        folded = re.findall(r"<summary>(.*?)</summary>", part)
        assert folded[:3] == ["All patients", "cN0 patients", "cN0 patients, unseen"]
        assert "Nobody can be counted in: Cohort north, unseen." in part


def test_the_rule_that_was_used_is_marked(reader):
    html = page(whole())
    marked = re.findall(r'<tr class="marked">\s*<th scope="row"[^>]*>([^<]*)<', html)
    assert "any (used)" in marked
    names = [row[0] for row in reader.rows]
    assert {"count:2", "fraction:0.5", "largest"} <= set(names)
    assert f"({whole().metrics['rules']['chosen_how']})" in reader.text


def test_predictive_values_of_the_rules_stand_beside_the_areas(reader):
    heads = [row for row in reader.rows if row[:2] == ["Rule", "n"]]
    assert heads[0] == ["Rule", "n", "TP", "FP", "FN", "TN", "CCR", "Sensitivity", "Specificity"]
    assert heads[1] == ["Rule", "n", "PPV", "NPV", "AUC of the hard group", "AUC of the score"]


def test_the_notes_on_predictive_values_follow_their_table(reader):
    notes = whole().metrics["prevalence"]["all (unseen)"]["notes"]
    start = reader.text.index("predictive values by prevalence")
    text = reader.text[start : reader.text.index("Methods: likelihood", start)]
    assert all(note in text for note in notes)
    assert "likelihood ratios" not in text[: text.index(notes[0])]


def test_the_first_interval_is_the_one_to_quote(reader):
    patients = reader.text[reader.text.rindex("Patient level How to read") :]
    assert "the first is the one to quote" in patients[:900]


def test_a_tuned_rule_shows_what_the_choice_is_worth(reader):
    choice = whole().model["rule_choice"]
    assert f"The rule ‘{choice['rule']}’ was tuned" in reader.text
    nested = next(row for row in reader.rows if row[0] == "choice of the rule, nested")
    assert nested[1].startswith(f"{100 * choice['nested']['ccr']['value']:.2f} %")
    assert any(row[0] == "optimism (apparent less nested)" for row in reader.rows)
    assert f"{choice['rule']} (chosen)" in [row[0] for row in reader.rows]


def test_prevalence_shows_ratios_values_and_burden(reader):
    block = whole().metrics["prevalence"]["all (unseen)"]
    ratio = block["likelihood_ratios"]["positive"]
    assert ["Positive likelihood ratio (LR+)", f"{ratio['value']:.2f}"] in [row[:2] for row in reader.rows]
    ppv = block["stated"][0]["ppv"]
    cell = f"{100 * ppv['value']:.2f} %\n{100 * ppv['low']:.2f} to {100 * ppv['high']:.2f} %"
    assert ["10.00 %", cell] in [row[:2] for row in reader.rows]
    missed = block["per_100"]["model"]["missed"]["value"]
    row = next(row for row in reader.rows if row[0] == "Missed patients (false negative)")
    assert row[1].startswith(f"{missed:.1f}\n")
    assert len(row) == 4  # model, clinical assessment, difference


def test_an_infinite_ratio_is_called_so():
    run = whole()
    block = run.metrics["prevalence"]["all (unseen)"]
    infinite = {"value": None, "low": 3.2, "high": None, "level": 0.95, "method": "log", "n": 9}
    infinite["reason"] = "infinite, because nobody is a false positive"
    ratios = block["likelihood_ratios"] | {"positive": infinite}
    sets = run.metrics["prevalence"] | {"all (unseen)": block | {"likelihood_ratios": ratios}}
    reader = Reader(page(dataclasses.replace(run, metrics={**run.metrics, "prevalence": sets})))
    (row,) = [row for row in reader.rows if row[:2] == ["Positive likelihood ratio (LR+)", "infinite"]]
    assert row[2:] == ["3.20 to infinite", "9", "infinite, because nobody is a false positive (log)"]


def test_the_decision_curve_has_the_net_benefits_of_metrics_json(reader):
    block = whole().metrics["decision_curve"]["all (unseen)"]
    place = min(range(len(block["thresholds"])), key=lambda i: abs(block["thresholds"][i] - 0.2))
    row = next(row for row in reader.rows if row[0] == "20 %")
    value = block["strategies"]["prediction"]["net_benefit"][place]
    assert row[2].split("\n")[0] == f"{value:.3f}"
    assert "above “Clinical assessment (cN+)”, “Dissect all” and “Dissect none”" in reader.text


def test_calibration_shows_measures_and_groups(reader):
    block = whole().metrics["calibration"]
    slope = block["patient"]["all (unseen)"]["logistic"]["slope"]["value"]
    rows = [row for row in reader.rows if row[0] == "Calibration slope (ideal 1)"]
    assert rows[0][1].startswith(f"{slope:.3f}\n")
    group = block["node_unseen"]["logistic"]["reliability"]["groups"][0]
    assert ["1", str(group["n"]), str(group["events"]), f"{100 * group['predicted']:.2f} %"] in [
        row[:4] for row in reader.rows
    ]


def test_too_few_for_calibration_says_so(reader):
    found = whole().metrics["calibration"]["patient"]
    gaps = [name for name in ordered(found) if found[name].get("reason") and found[name]["n"]]
    assert "cN+ (unseen)" in gaps
    said = f"Not estimable in {listed([title(name) for name in gaps])}: "
    assert said + "too few" in reader.text


def test_subgroups_show_each_column_and_its_tests(reader):
    block = next(each for each in whole().metrics["subgroups"] if each["column"] == "stage")
    row = block["patient"][1]
    counts = [str(row["patients"]), *(str(row["confusion"][cell]) for cell in ("tp", "fp", "fn", "tn"))]
    assert [row["subgroup"], *counts] in [found[:6] for found in reader.rows]
    test = block["interaction"]["patient"]["ccr"]
    assert any(found[:2] == ["CCR, patients", f"{test['p']:.4f}"] for found in reader.rows)
    assert any(found[0] == "same" and "the same" in found[1] for found in reader.rows)
    # What every column's notes say is said once.
    assert NOT_NAMED in block["notes"]
    assert reader.text.count(NONE_NAMED) == 1
    assert NOT_NAMED not in reader.text


def test_the_flow_goes_from_the_table_to_the_four_cells(reader):
    run = whole()
    steps = {step["key"]: step["n"] for step in run.cohort["flow"]["patients"]}
    rows = {row[0]: row[1] for row in reader.rows if len(row) > 1}
    assert rows["In the patients' table"] == str(PATIENTS)
    assert rows["because: no CT"] == str(steps["excluded"]) == "4"
    assert rows["Predicted positive, pN+ (true positive)"] == str(steps["true_positive"])
    assert 'class="depth5"' in page(run)


def test_the_baseline_table_is_there_with_what_it_leaves_out(reader):
    run = whole()
    age = next(row for row in run.cohort["baseline"]["rows"] if row["name"] == "age")
    shown = next(row for row in reader.rows if row[0] == f"age, {age['shown']}")
    assert shown[1:4] == [cell["text"] for cell in age["cells"]]
    levels = [row[0] for row in reader.rows]
    assert {"T1", "T2", "T3", "cN0", "pN+"} <= set(levels)
    left_out = [{"name": "note", "reason": "every patient has a value of its own"}]
    other = dataclasses.replace(run, cohort={**run.cohort, "left_out": left_out})
    assert ["note", "every patient has a value of its own"] in Reader(page(other)).rows


def test_two_predictions_are_compared(reader):
    (pair,) = whole().metrics["comparison"]["pairs"]
    found = pair["node_unseen"]["auc_score"]
    row = next(row for row in reader.rows if row[0] == "AUC of the score" and len(row) == 7)
    assert row[1:3] == [f"{found['first']:.3f}", f"{found['second']:.3f}"]
    assert "second against first" in reader.text
    assert any(row[0] == "Cohen’s kappa" for row in reader.rows)
    assert any(row[0] == "Sum (net reclassification index)" for row in reader.rows)


def test_the_checklists_stand_with_number_topic_status_and_text(reader):
    for name in ("STARD 2015", "CLEAR", "METRICS"):
        assert f"{name}:" in reader.text
    statuses = {row[3] for row in reader.rows if len(row) >= 5 and row[3] in ("filled in", "partly", "for the author")}
    assert statuses == {"filled in", "partly", "for the author"}
    assert any(row[0] == "10a" for row in reader.rows)


def test_a_fit_shows_cohort_baseline_choice_and_checklists():
    run = whole()
    parts = {"metrics": None, "info": {**run.info, "command": "fit"}}
    reader = Reader(page(dataclasses.replace(run, **parts)))
    assert {"cohort", "rules", "checklists"} <= set(reader.sections)
    assert "How the rule was chosen" in reader.text
    assert "Baseline table" in reader.text


def test_the_tiles_name_the_clustering(reader):
    text = reader.text
    hard, score = (text[text.index(f"AUC of the {name}, nodes") :][:200] for name in ("hard group", "score"))
    assert "clustered by patient, design effect 1.03" in hard
    assert "clustered by patient; no narrower than for independent nodes" in score  # DeLong's variance is the larger
    assert "treated as independent" not in hard + score


def test_no_nan_and_no_none_is_shown(reader):
    for word in ("nan", "NaN", "None", "<NA>", "inf"):
        assert not re.search(rf"(?<![\w-]){word}(?![\w-])", reader.text), word


def test_why_there_is_no_interval_stands_right_below_the_table():
    block = next(each for each in whole().metrics["subgroups"] if each["column"] == "stage")
    bare = block["patient"][1]["ccr"] | {"low": None, "high": None, "reason": "made up for this test"}
    rows = [block["patient"][0], block["patient"][1] | {"ccr": bare}, *block["patient"][2:]]
    run = dataclasses.replace(whole(), metrics={**whole().metrics, "subgroups": [block | {"patient": rows}]})
    html = page(run)
    table = html[html.index("no interval") :]
    assert "made up for this test" in table[table.index("</table>") : table.index("<table")]


def test_every_table_has_a_caption_and_every_head_a_scope(reader):
    count = {tag: sum(name == tag for name, _ in reader.tags) for tag in ("table", "caption")}
    assert count["table"] == count["caption"] > 50
    assert all(found.get("scope") for tag, found in reader.tags if tag == "th")


def test_markup_stays_text_in_every_new_part():
    html = page(hostile())
    reader = Reader(html)
    assert EVIL not in html
    assert not [tag for tag, _ in reader.tags if tag == "img"]
    for start, end in (
        ("Flow of patients and nodes", "Baseline table"), ("Comparison of predictions", "Node level"),
        ("Prevalence How to read", "Decision curve How"), ("Decision curve How", "Calibration How"),
        ("Calibration How", "Subgroups How"), ("Subgroups How", "Reporting checklists What"),
    ):  # fmt: skip
        assert EVIL in between(reader, start, end), start
    ticks = reader.plots["plot-subgroups"]["layout"]["yaxis"]["ticktext"]
    assert any("&lt;img" in text for text in ticks)
    assert not any("<img" in text for text in ticks)


def test_the_same_run_gives_the_same_page():
    assert page(whole_run()) == page(whole())
