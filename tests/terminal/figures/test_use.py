"""Rules, prevalence and risks in brief: of made-up predictions, and of what cannot be estimated."""

from __future__ import annotations

import pytest

from nodecluster.terminal.figures import use
from nodecluster.terminal.figures.lines import Paper
from nodecluster.validation.use.prevalence import prevalence_block
from tests.judged import scored

PAPER = Paper(110)
PERFECT = prevalence_block([1, 1, 1, 0, 0], [1, 1, 1, 0, 0], [1.0, 1.0, 0.0, 1.0, float("nan")], (0.3,))


@pytest.fixture(scope="module")
def metrics():
    return scored().metrics


def test_a_line_a_rule_and_the_one_that_was_used_is_marked(metrics):
    text = use.rules(metrics["rules"], "all", PAPER)
    rows = {line.split()[1] if ">" in line else line.split()[0]: line for line in text.splitlines()[3:10]}
    assert list(rows) == ["any", "count:2", "count:3", "fraction:0.25", "fraction:1/3", "fraction:0.5", "largest"]
    assert [name for name, line in rows.items() if line.startswith("  > ")] == ["any"]
    any_rule = next(row for row in metrics["rules"]["sets"]["all"] if row["rule"] == "any")
    for name in ("ccr", "sensitivity", "specificity"):
        assert f"{100 * any_rule[name]['value']:.2f} %" in rows["any"]
    assert f"{any_rule['auc_score']['value']:.3f}" in rows["any"]
    assert "> marks the rule that was used: the default of the command" in text


def test_a_rule_that_cannot_be_applied_says_why(metrics):
    rows = [{"rule": "largest", "chosen": False, "n": 0, "reason": "the nodes have no volumes"}]
    text = use.rules({**metrics["rules"], "sets": {"all": rows}}, "all", PAPER)
    assert "    largest" + " " * 17 + "0  not estimable: the nodes have no volumes" in text


def test_predictive_values_at_each_prevalence(metrics):
    block = metrics["prevalence"]["all"]
    text = use.prevalence(block, "all", PAPER)
    own = block["own"]["ppv"]
    cell = f"{100 * own['value']:.2f} ({100 * own['low']:.2f} to {100 * own['high']:.2f})"
    row = next(line for line in text.splitlines() if "as here" in line)
    assert row.startswith(f"  {100 * block['prevalence']['value']:.2f} %, as here")
    assert cell in row
    for each, line in zip(block["stated"], text[text.index("At a prevalence") :].splitlines()[1:], strict=False):
        ppv, npv = (100 * each[name]["value"] for name in ("ppv", "npv"))
        assert ppv != npv
        assert line.startswith(f"  {100 * each['prevalence']:g} %")
        assert [line[at:].split()[0] for at in (26, 52)] == [f"{ppv:.2f}", f"{npv:.2f}"]
    stated = [line.split()[0] for line in text.splitlines() if line[2:4].isdigit() and "%" in line[:10]]
    assert stated == ["10", "20", "30", "40", "50", "60", "48.89"]


def test_the_ratios_and_the_burden_have_their_own_names(metrics):
    block = metrics["prevalence"]["all"]
    lines = use.prevalence(block, "all", PAPER).splitlines()
    for label, sign in (("LR+", "positive"), ("LR-", "negative")):
        (line,) = (line for line in lines if line.startswith(f"  {label} "))
        assert line.split()[1] == f"{block['likelihood_ratios'][sign]['value']:.2f}"
    table = metrics["patient"]["all"]["confusion"]
    counts = {"Dissections": table["tp"] + table["fp"], "Needless": table["fp"], "Missed": table["fn"]}
    for label, count in counts.items():
        (line,) = (line for line in lines if line.startswith(f"  {label} "))
        assert line.split()[1] == f"{100 * count / block['n']:.1f}"


def test_per_hundred_the_model_beside_the_clinical_assessment(metrics):
    block = metrics["prevalence"]["all"]["per_100"]
    text = use.prevalence(metrics["prevalence"]["all"], "all", PAPER)
    (row,) = (line for line in text.splitlines() if line.startswith("  Missed"))
    values = [f"{block[whose]['missed']['value']:.1f} (" for whose in ("model", "clinical", "difference")]
    places = [row.index(value) for value in values]
    assert places == [14, 36, 58]
    assert "missed: metastatic, and not predicted so." in " ".join(text.split())
    assert "All columns" not in text, "everybody was assessed"


def test_per_hundred_the_model_on_the_patients_of_the_clinical_assessment():
    # Of 5 patients 4 were assessed: of these the model dissects 2 (one of them needlessly) and misses none, the
    # clinical assessment 3 and 0. Of all 5 the model dissects 2, which would be 40 per 100.
    block = prevalence_block([1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1.0, 1.0, 1.0, 0.0, float("nan")], (0.3,))
    row = next(line for line in use.prevalence(block, "all", PAPER).splitlines() if line.startswith("  Dissections"))
    assert [row[at:].split()[0] for at in (14, 36, 58)] == ["50.0", "75.0", "-25.0"]


def test_a_perfect_prediction_has_an_infinite_ratio_with_its_name():
    # Sensitivity 3/3, specificity 2/2: LR+ = 1 / 0, LR- = 0 / 1 = 0.
    text = " ".join(use.prevalence(PERFECT, "all", PAPER).split())
    assert "LR+ infinite above" in text
    assert "infinite, because there is no" in text
    assert "LR- 0.00 0.00 to" in text
    assert "All columns are of the 4 of 5 patients with a clinical assessment; the model's of everybody" in text
    assert "nan" not in text
    assert " inf " not in text


def test_nobody_and_one_class_say_why():
    nobody = prevalence_block([], [], None, (0.3,))
    assert "not estimable: nothing has both a prediction and a truth" in use.prevalence(nobody, "cN0", PAPER)
    positives = use.prevalence(prevalence_block([1, 1], [1, 0], None, (0.3,)), "all", PAPER)
    assert "not estimable: pathology has no negatives" in " ".join(positives.split())
    assert "Clinical" not in positives
    assert "  -: not estimable, " in positives


def test_calibration_and_the_decision_curve(metrics):
    text = use.risks(metrics, "all", PAPER)
    found = metrics["calibration"]["patient"]["all"]["logistic"]
    for label, name, places in (("Brier score", "brier", 3), ("Slope (ideal 1)", "slope", 3)):
        row = next(line for line in text.splitlines() if label in line)
        assert f" {found[name]['value']:.{places}f} " in row
    assert "  - Small for calibration: 44 patients with an event and 46 with a non-event." in text
    assert "Calibration of the node score: in the same way." in text
    notes = [line for line in text.splitlines() if line.startswith("  - ")]
    assert len(notes) == 2, "the size is said of patients and of nodes; the other notes are in the report"
    assert all(note.startswith("  - Small for calibration: ") for note in notes)
    words = " ".join(text.split())
    assert (
        "'Clinical assessment (cN+)', 'Dissect all' and 'Dissect none' at thresholds of risk from 1 to 96 %." in words
    )


@pytest.mark.parametrize(
    ("better", "words"),
    [
        ([], "at no threshold of risk."),
        ([[0.05, 0.05], [0.1, 0.3]], "at thresholds of risk of 5 % and from 10 to 30 %."),
    ],
)
def test_where_the_curve_is_above_the_others(metrics, better, words):
    curve = {**metrics["decision_curve"]["all"], "better": better}
    text = use.risks({**metrics, "decision_curve": {"all": curve}}, "all", PAPER)
    assert " ".join(text.split()).endswith(words)


UNASSESSED = {"label": "Clinical assessment (cN+)", "reason": "9 of 90 patients have no clinical_n"}


def test_a_curve_that_is_not_there_is_not_beaten(metrics):
    curve = metrics["decision_curve"]["all"]
    some = {**curve, "strategies": {**curve["strategies"], "clinical": UNASSESSED}}
    words = " ".join(use.risks({**metrics, "decision_curve": {"all": some}}, "all", PAPER).split())
    assert words.endswith(
        "has more net benefit than 'Dissect all' and 'Dissect none' at thresholds of risk from 1 to 96 %"
        " (not compared with the clinical assessment: 9 of 90 patients have no clinical_n)."
    )
    assessed = {**curve, "n": 81, "better": [[0.2, 0.4]]}
    both = {**some, "assessed": assessed}
    words = " ".join(use.risks({**metrics, "decision_curve": {"all": both}}, "all", PAPER).split())
    assert words.endswith(
        "from 1 to 96 %. On the 81 patients with a clinical assessment, it has more net benefit than 'Clinical"
        " assessment (cN+)', 'Dissect all' and 'Dissect none' at thresholds of risk from 20 to 40 %."
    )
    both["assessed"] = {"n": 81, "reason": "pathology has no negatives"}
    words = " ".join(use.risks({**metrics, "decision_curve": {"all": both}}, "all", PAPER).split())
    assert words.endswith("On the 81 patients with a clinical assessment: not estimable, pathology has no negatives.")


def test_without_a_risk_the_hard_prediction_has_its_curve_elsewhere(metrics):
    curve = {name: value for name, value in metrics["decision_curve"]["all"].items() if name != "better"}
    model = {"label": "Model", "reason": "too few"}
    without = {**curve, "strategies": {**curve["strategies"], "model": model}}
    text = use.risks({**metrics, "decision_curve": {"all": without}}, "all", PAPER)
    said = "Decision curve of the patient score: not estimable, too few. That of the hard prediction is in the report."
    assert " ".join(text.split()).endswith(said)


def test_too_few_for_a_risk_says_so(metrics):
    reason = "too few: 6 patients with metastasis and 8 without"
    curve = {"label": "Model", "reason": reason}
    block = {"method": "m", "notes": [], "reason": reason}
    text = use.risks(
        {
            "calibration": {"node": block, "patient": {"all": block}},
            "decision_curve": {"all": {"strategies": {"model": curve}}},
        },
        "all",
        PAPER,
    )
    assert text.count(f"not estimable, {reason}.") == 3
