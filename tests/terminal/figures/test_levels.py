"""Levels as text: columns that line up, sets that say no more than an earlier one in a line, reasons in words."""

from __future__ import annotations

import copy

from nodecluster.formats import p_value
from nodecluster.terminal.figures.levels import same_as
from nodecluster.terminal.figures.lines import INTERVAL_AT, METHOD_AT
from nodecluster.terminal.figures.summary import summary
from nodecluster.validation.levels.level import level_from_arrays, level_from_counts
from nodecluster.validation.validate import validate_predictions
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import Confusion
from tests.validation.counts import node_cohort

NODES = {**level_from_counts(Confusion(4, 1, 2, 9), unit="nodes"), "patients": 3}
EMPTY = level_from_arrays([], [])


def metrics(**changes):
    patient = {"all": level_from_arrays([1, 1, 0, 0], [1, 1, 0, 0], [3, 2, 1, 0], [1, 1, 1, 1])}
    return {"node": NODES, "patient": patient, "seen_patients": [], "rule": "any", "warnings": [], **changes}


def block(text: str, title: str) -> str:
    (found,) = (part for part in text.split("\n\n") if part.startswith(title))
    return found


def test_columns_line_up():
    lines = summary(metrics()).splitlines()
    rows = [line for line in lines if "Wilson score" in line and "not estimable" not in line]
    assert {line.index("Wilson") for line in rows} == {METHOD_AT}
    (alone,) = (line for line in lines if "Only one of them right" in line)
    assert alone[INTERVAL_AT:] == "model 2, clinical assessment 0 (patients)"


def test_the_four_counts_stand_as_in_the_study_with_their_totals():
    lines = block(summary(metrics()), "Node level: 16 nodes of 3 patients").splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip() == "Pathology")
    assert lines[at + 1].split() == ["Model", "Metastasis", "No", "metastasis", "Total"]
    # 4 true positives, 1 false positive, 2 false negatives, 9 true negatives.
    assert [line.split() for line in lines[at + 2 : at + 5]] == [
        ["Metastasis", "4", "1", "5"], ["No", "metastasis", "2", "9", "11"], ["Total", "6", "10", "16"]
    ]  # fmt: skip


def test_each_figure_stands_at_its_name():
    parts = summary(metrics()).split("\n\n")
    at = next(place for place, part in enumerate(parts) if part.startswith("Node level"))
    lines = parts[at + 1].splitlines()
    shares = {"CCR": 13 / 16, "Sensitivity": 4 / 6, "Specificity": 9 / 10, "PPV": 4 / 5, "NPV": 9 / 11, "FPR": 1 / 10}
    for name, share in {**shares, "FNR": 2 / 6}.items():
        (line,) = (line for line in lines if line.startswith(f"  {name}  "))
        assert line.split()[1] == f"{100 * share:.2f}"


def test_who_alone_is_right_is_the_model_first():
    # The model is right in all 4; the clinical assessment in the 1st, and in the other order round.
    for said, clinical, alone in (([1, 1, 0, 0], [1, 0, 1, 1], "3, clinical assessment 0"),
                                  ([1, 0, 1, 1], [1, 1, 0, 0], "0, clinical assessment 3")):  # fmt: skip
        level = level_from_arrays([1, 1, 0, 0], said, None, clinical)
        text = summary(metrics(patient={"all": level}))
        assert f"model {alone} (patients)" in text


def test_the_clustered_interval_first_wilsons_beside_it_and_the_design_effect():
    # 3 patients of 2 nodes each that are right or wrong together: 4 of 6 nodes right, variance twice that of 6 alone
    # (design effect 2 x 6/5 x ... is the function's business; here it only has to be printed).
    truth, said = [1, 1, 0, 0, 0, 0], [1, 1, 0, 0, 1, 1]
    node = level_from_arrays(truth, said, clusters=Clusters.of(["a", "a", "b", "b", "c", "c"]))
    lines = summary(metrics(node={**node, "patients": 3}), 110).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  CCR"))
    effect = f"design effect {node['ccr']['design_effect']:.2f}"
    assert lines[at].endswith(f"Wilson score, clustered by patient; {effect}")
    assert lines[at + 1].split("   ")[-1].strip() == "Wilson score (nodes treated as independent)"
    # R 4.2.2, prop.test(4, 6, correct = FALSE): 0.2999933 to 0.9032290
    assert lines[at + 1].strip().startswith("30.00 to 90.32")
    assert any(line.startswith("  - The nodes of one patient are not independent.") for line in lines)


def test_the_studys_nodes_with_wilsons_interval_beside_the_clustered_one():
    """Qu et al. 2024: 1,397 nodes of 160 patients, 368 + 836 of them right."""
    found = validate_predictions(*node_cohort(160, (368, 105, 88, 836))).metrics
    lines = block(summary(found), "Node level: 1,397 nodes of 160 patients").splitlines()
    lines += summary(found).split("\n\n")[2].splitlines()
    for label, printed in (
        ("CCR", "86.18 %"),
        ("Sensitivity", "80.70 %"),
        ("Specificity", "88.84 %"),
        ("AUC of the hard group", "0.848"),
    ):
        place = next(number for number, line in enumerate(lines) if line.startswith(f"  {label}  "))
        assert printed in lines[place]
        assert "clustered by patient" in lines[place]
        rest = lines[place + 1 : place + 4]
        assert any(line.strip().split("   ")[-1].strip().startswith("Wilson score") for line in rest)
    assert any(
        line.strip().startswith("0.828 to 0.866   Wilson score of the AUC as a proportion of n") for line in lines
    )


def test_the_two_areas_are_told_apart():
    text = summary(metrics())
    assert text.count("AUC of the hard group") == text.count("AUC of the score") == 2
    assert text.count("AUC") == text.count("AUC of the") + text.count("of the AUC as a proportion") + 1  # the legend


def test_value_without_interval_says_why():
    base = metrics()
    reason = "the variance is 0 because the score separates the classes perfectly"
    area = {"value": 1.0, "low": None, "high": None, "level": 0.95, "method": "DeLong", "n": 4, "reason": reason}
    level = {**base["patient"]["all"], "auc_score": area}
    text = " ".join(summary({**base, "patient": {"all": level}}).split())
    assert f"AUC of the score 1.000 interval not estimable: {reason} (DeLong)" in text


def test_unseen_nodes_and_names():
    node = {**level_from_counts(Confusion(1, 0, 0, 1), unit="nodes"), "patients": 2}
    text = summary(metrics(node_unseen=node, seen_patients=[f"p{number:02d}" for number in range(12)]))
    assert "Node level, patients the model has not seen: 2 nodes of 2 patients" in text
    assert "p00, p01, p02, p03, p04, p05, p06, p07, p08, p09 and 2 more." in " ".join(text.split())


def test_nobody_seen_no_word_of_it():
    assert "fitted" not in summary(metrics())
    assert "Warnings" not in summary(metrics())


def test_warnings_and_notes_are_printed():
    text = summary(metrics(warnings=["Something is odd."]))
    assert "Warnings\n  - Something is odd." in text
    assert "  - The counts do not tell which nodes are of one patient: every interval" in text


def test_no_line_is_longer_than_the_terminal():
    for wide in (80, 100, 110):
        text = summary(metrics(warnings=["word " * 80]), wide)
        assert max(map(len, text.splitlines())) <= wide


def test_a_set_with_an_earlier_ones_figures_is_a_line():
    base = metrics()
    sets = {**base["patient"], "cN0": EMPTY, "cN+": copy.deepcopy(base["patient"]["all"])}
    text = summary({**base, "patient": sets})
    assert "\n\nPatient level, cN+: 4 patients, with the figures of 'all'\n" in text
    reason = "not estimable: nothing has both a prediction and a truth"
    assert f"\n\nPatient level, cN0: 0 patients (rule any), {reason}\n" in text
    assert text.count("Pathology") == 2  # the nodes, and all


def test_cohorts_have_a_line_each():
    base = metrics()
    positive = level_from_arrays([1, 1, 1], [1, 1, 0], [3, 2, 1])
    sets = {
        **base["patient"],
        "a": positive,
        "b (unseen)": EMPTY,
        "c": copy.deepcopy(base["patient"]["all"]),
        "d": copy.deepcopy(positive),
    }
    found = block(summary({**base, "patient": sets}), "Patient level, by cohort").splitlines()[2:]
    assert found == [
        "                            n       CCR     Sens.     Spec. AUC group AUC score",
        "  a                         3   66.67 %   66.67 %         -         -         -",
        "  b (unseen)                0  not estimable: nothing has both a prediction and a truth",
        "  c                         4  as 'all'",
        "  d                         3  as 'a'",
        "  -: not estimable, pathology has no negatives.",
        "  -: not estimable, pathology has no negatives, and an AUC needs both classes.",
    ]


def seen(unseen_level, **others):
    """Return metrics of four patients, the model being fitted on some of them."""
    everybody = metrics()["patient"]["all"]
    sets = {"all": everybody, "all (unseen)": unseen_level, "train": everybody, "train (unseen)": EMPTY, **others}
    unseen = {**level_from_counts(Confusion(1, 0, 0, 1), unit="nodes"), "patients": 1}
    return metrics(patient=sets, node_unseen=unseen, seen_patients=["a", "b"])


def test_what_holds_seen_patients_comes_last_and_in_brief():
    other = level_from_arrays([1, 0], [1, 1], [3, 2])
    text = summary(seen(level_from_arrays([1, 0], [0, 0], [3, 2]), validation=other))
    titles = [part.splitlines()[0] for part in text.split("\n\n")[1:] if "-----" in part]
    assert titles == [
        "Node level, patients the model has not seen: 2 nodes of 1 patient",
        "Patient level, all (unseen): 2 patients (rule any)",
        "Patient level, by cohort",
        "With the 2 patients that the model was fitted on: no validation",
    ]
    assert [line.split()[0] for line in block(text, "Patient level, by cohort").splitlines()[3:5]] == [
        "train",
        "validation",
    ]
    last = block(text, "With the 2 patients").splitlines()[3:]
    assert last[0].split() == ["labelled", "nodes", "16", "81.25", "%", "66.67", "%", "90.00", "%", "0.783", "-"]
    assert last[1].split()[:4] == ["all", "4", "100.00", "%"]
    assert last[2] == "  train                     4  as 'all'"
    assert text.count("Pathology") == 2, "the unseen nodes, and the unseen patients"


def test_where_nobody_is_unseen_the_figures_are_whole_and_marked():
    text = summary(seen(EMPTY))
    assert "\n\nPatient level, all (unseen): 0 patients (rule any), not estimable: " in text
    mark = ", with 4 patients that the model was fitted on: no validation"
    assert f"\n\nPatient level, all: 4 patients (rule any){mark}\n---" in text
    assert (
        "\n\nNode level: 16 nodes of 3 patients, with 2 patients that the model was fitted on: no validation\n" in text
    )
    assert "labelled nodes" not in text


def test_a_clinical_assessment_of_some_has_the_models_figure_of_the_same():
    # 4 of 6 have one. The model is right on 5 of 6, and on 3 of those 4; the clinical assessment on 2 of the 4.
    truth, said, clinical = [1, 1, 0, 0, 1, 0], [1, 1, 0, 1, 1, 0], [1, 0, 1, 0, None, None]
    level = level_from_arrays(truth, said, None, [float("nan") if one is None else one for one in clinical])
    lines = summary(metrics(patient={"all": level})).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  CCR, model, assessed"))
    assert lines[at - 1].split() == ["Assessed", "4", "of", "6", "patients"]
    assert " 75.00 % " in lines[at]
    assert " 50.00 % " in next(line for line in lines[at:] if line.startswith("  CCR, clinical"))
    assert " 25.00 points " in next(line for line in lines[at:] if line.startswith("  CCR less clinical"))
    whole = level_from_arrays(truth, said, None, [1, 0, 1, 0, 0, 0])
    assert "CCR, model" not in summary(metrics(patient={"all": whole}))


def test_mid_p_stands_below_the_exact_p_of_patients():
    # Only one right: 5 and 0. Exact 2 / 2^5 = 0.0625, mid-p half of it.
    level = level_from_arrays([1] * 5, [1] * 5, None, [0] * 5)
    lines = summary(metrics(patient={"all": level})).splitlines()
    (at,) = (number for number, line in enumerate(lines) if line.startswith("  p of the difference"))
    assert lines[at].split()[4] == "0.0625"
    assert lines[at + 1].split()[:5] == ["mid-p", "of", "the", "difference", f"{1 / 32:.4f}"]


def test_the_order_of_sets_is_that_in_which_they_are_printed():
    one, other = {"n": 1}, {"n": 2}
    sets = {"train": one, "all": other, "cN+": one, "x": one}
    assert [same_as(name, sets) for name in ("all", "cN+", "train", "x")] == ["", "", "cN+", "cN+"]
    assert same_as("b", {"all": {"n": 5}, "a": {"n": 0}, "b": {"n": 0}}) == "", "nobody has no figures"


def test_p_values():
    assert [p_value(p) for p in (1.0, 0.04999, 0.0001, 0.000099, 0.0)] == [
        "1.0000",
        "0.0500",
        "0.0001",
        "<0.0001",
        "<0.0001",
    ]
