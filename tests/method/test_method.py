"""The text of a method: what each kind of run has done is told, and nothing else."""

from __future__ import annotations

import dataclasses
import re

import pytest

from nodecluster.formats import percent
from nodecluster.method import method
from nodecluster.report import page
from nodecluster.results import Run
from nodecluster.settings import Settings
from nodecluster.validation.areas.methods import NOT_BELOW, OBUCHOWSKI_LOGIT

KINDS = ("extract", "fit", "predict", "validate", "unknown", "score", "several", "tuned", "old")
MODEL = {"fit", "predict", "validate", "unknown", "tuned", "old"}
JUDGED = {"validate", "unknown", "score", "several", "tuned", "old"}
SENTENCES = {
    "were resampled to voxels of 1 × 1 × 1 mm": {"extract", "fit", "predict", "validate"},
    "SimpleITK 2": {"extract", "fit", "validate"},  # who takes features from a table did not measure them
    "those of an earlier run": {"predict"},
    "read from NIfTI": {"extract", "fit", "validate"},
    "how they were measured is not known": {"unknown"},
    "The groups of the nodes were taken from": {"score", "several"},
    "K-means": MODEL,
    "the recipe of Qu et al.": MODEL,
    "The model was fitted by": {"fit"},
    "nothing was refitted": MODEL - {"fit"},
    "A patient was predicted to be node-positive": MODEL | JUDGED,
    "a setting of the fit, and was not tuned": {"fit"},
    "the model’s own, set when it was fitted": {"predict", "validate", "unknown"},
    "the program’s default": {"score", "several"},
    "Youden’s index": {"tuned"},
    "Pathology was the reference standard": JUDGED,
    "Confidence intervals were at 95 %": JUDGED,
    "with patients as the sample": JUDGED - {"old"},
    "independent and are too narrow": {"old"},
    "bootstrap resamples of patients": JUDGED - {"old"},
    "the exact McNemar test": JUDGED,
    "Newcombe’s interval of the paired difference": JUDGED - {"old"},
    "other patient rules": JUDGED - {"old"},
    "likelihood ratios": JUDGED - {"old"},
    "Decision curves": JUDGED - {"old"},
    "Brier score": {"tuned"},  # the example has too few patients
    "Accuracy was given in subgroups by": JUDGED - {"old"},
    "were contrasted between the groups": {"fit", "predict", "validate", "unknown", "tuned"},
    "t tests clustered by patient": {"predict", "validate", "unknown", "tuned"},  # of labels, the groups cannot be
    "eatures were called different between metastatic and other nodes at q < 0.05": {
        *("predict", "validate", "unknown", "tuned"),
    },
    "The bands of ROC curves are Wilson’s score intervals": JUDGED - {"old"},
    "Tests were two-sided": JUDGED | {"predict"},
    "no threshold of significance": set(),
    "The model was called better, or worse, than the clinical assessment where the 95 % interval": JUDGED - {"old"},
    "were compared in pairs": {"several", "tuned"},
    "Baseline characteristics of the cohorts": {"predict", "validate", "unknown", "score", "several", "tuned"},
    "Holm’s method": JUDGED - {"old"},
    "STARD 2015": JUDGED,
    "CLEAR": JUDGED | {"fit"},
    "whom the model had not seen": {"validate", "unknown", "tuned", "old"},
    "is not known. The CCR": {"score", "several"},  # whether the model was fitted on them
    "lay in group 1": {"fit", "predict"},
    "were predicted to be pN+": {"predict"},
    "This cohort is simulated": set(KINDS) - {"tuned", "old"},
}
"""Which kinds of run each sentence is told of."""


def text(found) -> str:
    return "\n".join(f"{part.title}. {part.plain()}" for part in found.paragraphs)


@pytest.mark.parametrize("words", SENTENCES)
def test_a_sentence_is_told_of_the_runs_that_did_it_and_of_no_other(words, methods):
    assert {name for name in KINDS if words in text(methods[name])} == SENTENCES[words]


@pytest.mark.parametrize("name", KINDS)
def test_every_number_of_a_citation_is_a_reference_and_every_reference_is_cited(name, methods):
    found = methods[name]
    cited = [number for part in found.paragraphs for piece in part.pieces for number in piece.cited]
    assert (
        list(dict.fromkeys(cited))
        == [work.number for work in found.references]
        == [*range(1, len(found.references) + 1)]
    )
    assert len({work.text for work in found.references}) == len(found.references)
    shown = [int(number) for marked in re.findall(r"\[([\d, ]+)\]", text(found)) for number in marked.split(",")]
    assert shown == cited


@pytest.mark.parametrize("name", KINDS)
def test_the_text_is_clean(name, methods):
    said = text(methods[name])
    assert said.isprintable() or set(said) - {"\n"} == {letter for letter in said if letter.isprintable()}
    assert not re.search(r"  |\.\.| ,| \.|\bNone\b|\bnan\b|[{}]", said)
    assert all(re.search(r"[.]$", part.plain()) for part in methods[name].paragraphs)


def test_results_are_the_figures_of_those_whom_the_model_has_not_seen(kinds, methods):
    level = kinds["validate"].metrics["patient"]["all (unseen)"]
    (results,) = (part.plain() for part in methods["validate"].paragraphs if part.title == "Results")
    table = level["confusion"]
    assert f"In the {level['n']} patients whom the model had not seen" in results
    right = table["tp"] + table["tn"]
    assert f"(CCR) was {percent(right / level['n'])} ({right} of {level['n']}; 95 % interval" in results
    assert f"sensitivity {percent(level['sensitivity']['value'])}" in results
    everybody = kinds["validate"].metrics["patient"]["all"]["n"]
    assert f"The {everybody - level['n']} patients that the model was fitted on are not among them." in results


def test_figures_of_fitted_patients_alone_are_called_no_validation(kinds, example):
    run = kinds["validate"]
    levels = dict(run.metrics["patient"])
    levels["all (unseen)"] = {**levels["all (unseen)"], "n": 0}
    said = text(method(dataclasses.replace(run, metrics={**run.metrics, "patient": levels})))
    assert "The model was fitted on all of these patients, so that this is no validation." in said


def test_counts_and_settings_are_those_of_the_run(kinds, methods):
    said, model = text(methods["fit"]), kinds["fit"].model
    fitted = model["fitted"]
    assert f"the {fitted['nodes']} nodes of {fitted['patients']} patients that the model was fitted on" in said
    assert f"{len(model['kept'])} of 107 features stayed" in said
    run = dataclasses.replace(kinds["fit"], info={**kinds["fit"].info, "settings": Settings(bin_width=10.5).as_dict()})
    assert "bins of 10.5 HU" in text(method(run))


def changed_metrics(run: Run, **parts) -> Run:
    return dataclasses.replace(run, metrics={**run.metrics, **parts})


def test_a_variance_that_took_the_place_of_another_is_named(kinds):
    run, words = kinds["validate"], "(or, where it was larger, with the variance of DeLong et al. ["
    area = {**run.metrics["node"]["auc_score"], "low": 0.5, "high": 0.9}
    for methods, said in (
        ((OBUCHOWSKI_LOGIT, OBUCHOWSKI_LOGIT), False),
        ((OBUCHOWSKI_LOGIT, OBUCHOWSKI_LOGIT + NOT_BELOW), True),
        ((OBUCHOWSKI_LOGIT + NOT_BELOW, OBUCHOWSKI_LOGIT), True),
    ):
        level = {**run.metrics["node"], "auc_group": None, "auc_score": {**area, "method": methods[0]}}
        other = {**level, "auc_score": {**area, "method": methods[1]}}
        found = text(method(changed_metrics(run, node=level, node_unseen=other)))
        assert (words in found) == said
        assert found.count("Obuchowski for clustered data") == 1


def test_better_is_said_of_the_level_that_the_first_screen_answers_with(kinds):
    run = kinds["validate"]
    nobody = {**run.metrics["patient"], "all (unseen)": {**run.metrics["patient"]["all (unseen)"], "clinical": None}}
    assert "called better" not in text(method(changed_metrics(run, patient=nobody)))
    level = run.metrics["patient"]["all (unseen)"]
    wider = {**level["clinical"], "difference": {**level["clinical"]["difference"], "level": 0.9}}
    sets = {**run.metrics["patient"], "all (unseen)": {**level, "clinical": wider}}
    assert "the 90 % interval of the difference left out 0 and p < 0.1;" in text(
        method(changed_metrics(run, patient=sets))
    )


@pytest.mark.parametrize(("resamples", "said"), [(200, "200"), (10_000, "500")])
def test_a_band_has_no_more_resamples_than_were_drawn(kinds, resamples, said):
    run = kinds["validate"]
    info = {**run.info, "settings": {**run.info["settings"], "resamples": resamples}}
    assert f"from the variance over {said} resamples" in text(method(dataclasses.replace(run, info=info)))


def test_the_interval_of_a_nested_index_has_its_name(kinds, methods):
    found = kinds["tuned"].model["rule_choice"]["nested"]["youden"]
    limits = f"{found['low']:.2f} to {found['high']:.2f}"
    assert f"the index was {found['value']:.2f} (95 % interval {limits})." in text(methods["tuned"])


@pytest.mark.parametrize(("excluded", "known"), [(0, 1), (0, 0), (1, 0)])
def test_one_patient_is_told_of_as_one(kinds, excluded, known):
    run = kinds["validate"]
    numbers = {"in_table": 1, "excluded": excluded, "measured": 1 - excluded, "with_pathology": known}
    steps = [
        {**step, "n": numbers.get(step["key"], 0), "cohorts": {}, "reasons": []}
        for step in run.cohort["flow"]["patients"]
    ]
    cohort = {**run.cohort, "flow": {**run.cohort["flow"], "patients": steps}}
    said = text(method(dataclasses.replace(run, cohort=cohort)))
    assert "There was 1 patient " in said
    assert ("The patient was excluded." in said) == bool(excluded)
    assert (f"Pathology was {'' if known else 'not '}known of this patient, and" in said) == (not excluded)
    assert "Of these" not in said


def test_excluded_patients_are_told_with_their_reasons(methods):
    assert "Of these, 4 were excluded (no CT, 4). In the 96 other patients" in text(methods["tuned"])


def test_a_text_of_the_user_cannot_cite(kinds):
    run = kinds["validate"]
    info = {**run.info, "notice": "Read \x02wilson\x03 first\nand \x02nobody\x03."}
    found = method(dataclasses.replace(run, info=info))
    first = found.paragraphs[0]
    assert "wilson" in first.plain()
    assert not any(piece.cited for piece in first.pieces)


def test_an_empty_run_has_a_method_of_nothing():
    found = method(Run(info={}))
    assert (found.paragraphs, found.references, found.versions, found.command) == ((), (), (), None)


def test_no_path_reaches_the_method_or_the_page(kinds):
    run = kinds["validate"]
    place = "/home/someone/secret"
    inputs = {**run.info["inputs"], "cohort": f"{place}/axilla"}
    inputs["files"] = {part: {**file, "name": f"{place}/{file['name']}"} for part, file in inputs["files"].items()}
    changed = dataclasses.replace(run, info={**run.info, "inputs": inputs})
    found = method(changed)
    assert "secret" not in text(found) + repr(found.command)
    assert "the cohort ‘axilla’" in repr(found.command)
    whole_page = page(changed)
    assert place not in whole_page[whole_page.index('id="method"') :].split("</section>")[0]
