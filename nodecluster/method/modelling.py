"""How features became groups, and groups a patient's prediction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster.checklists.facts import Facts, Plain
from nodecluster.formats import count, decimals, interval, level, number, significant
from nodecluster.method.citing import cite, joined, plain
from nodecluster.tables import SHAPES
from nodecluster.validation.choosing.rule_origin import DEFAULT, GIVEN, MODELS
from nodecluster.validation.rules.words import rule_words
from nodecluster.words import counted

_TUNED = "the model's, tuned"


def modelling(facts: Facts) -> str:
    """Return the paragraph on the model; nothing without one."""
    model = facts.model
    if model is None:
        return ""
    return joined(
        _fitted_before(facts, model),
        f"Each feature was scaled to mean 0 and standard deviation 1 over {_fitted_on(model)}.",
        _reduced(facts, model),
        _clustered(facts, model),
        _oriented(model),
        "A node’s score was its signed distance from the border between the groups’ centres, in standard deviations "
        "(above 0 in group 2).",
        _verdict(model),
    )


def predicting(facts: Facts) -> str:
    """Return how a patient's nodes made the patient's prediction; nothing where nobody was predicted."""
    rule = facts.rule
    words = rule_words(rule)
    if not words or (facts.run.patients is None and not facts.metrics):
        return ""
    past = words.replace(" lies ", " lay ").replace(" lie ", " lay ")
    return joined(
        f"A patient was predicted to be node-positive (pN+) where {past} (rule ‘{plain(rule)}’).", _why(facts)
    )


def _fitted_on(model: Plain) -> str:
    """Say on how much a model was fitted."""
    found = model.get("fitted") or {}
    if "nodes" not in found or "patients" not in found:
        return "the nodes that the model was fitted on"
    return (
        f"the {counted(found['nodes'], 'node')} of {counted(found['patients'], 'patient')} that the model was fitted on"
    )


def _fitted_before(facts: Facts, model: Plain) -> str:
    """Say that the model was there before, and from where the recipe is."""
    recipe = f"the recipe of Qu et al. {cite('study')}" if model.get("recipe") == "study" else ""
    if facts.command == "fit":
        return f"The model was fitted by {recipe}." if recipe else ""
    by = f" by {recipe}" if recipe else ""
    return f"The model had been fitted before{by} and was applied as it was; nothing was refitted."


def _reduced(facts: Facts, model: Plain) -> str:
    """Say how features were dropped."""
    threshold = number(facts.recipe.get("correlation_threshold"))
    if threshold is None:
        return ""
    return (
        "In PyRadiomics’ order, a feature was dropped where it did not vary, or where its absolute Pearson correlation "
        f"with one already kept exceeded {threshold:g}; {len(model['kept'])} of {len(model['features'])} features "
        "stayed."
    )


def _clustered(facts: Facts, model: Plain) -> str:
    """Say how K-means was run."""
    recipe, version = facts.recipe, (model.get("versions") or {}).get("scikit-learn")
    starts = (
        f": the best of {count(recipe['starts'])} k-means++ starts {cite('kmeans++')}" if "starts" in recipe else ""
    )
    seed = f", seed {recipe['seed']}" if starts and "seed" in recipe else ""
    program = f" (scikit-learn {plain(version)} {cite('sklearn')})" if version else ""
    return (
        f"K-means {cite('lloyd')} with two groups{program} was run on these features without any label{starts}{seed}."
    )


def _oriented(model: Plain) -> str:
    """Say which group was read as metastatic-looking, and why."""
    found = model.get("orientation") or {}
    if "feature" not in found:
        return ""
    name, unit = SHAPES.get(found["feature"], (plain(found["feature"]), ""))
    first, second = (f"{significant(found.get(key))}{unit}" for key in ("group1_mean", "group2_mean"))
    return (
        f"Group 2 was read as the metastatic-looking one because its nodes had the larger mean {name} ({second} "
        f"against {first} in group 1); no label had a part in this."
    )


def _verdict(model: Plain) -> str:
    """Repeat the verdict on a model that is not usable."""
    verdict = (model.get("verdict") or {}).get("name", "usable")
    return "" if verdict == "usable" else f"By the sizes of its groups the model was judged ‘{plain(verdict)}’."


def _why(facts: Facts) -> str:
    """Say where the rule came from; nothing where the run does not say."""
    choice = (facts.model or {}).get("rule_choice")
    origin = origin_of_rule(facts)
    if origin == MODELS and facts.command == "fit":
        return "The rule was a setting of the fit, and was not tuned."
    if origin == MODELS:
        return "The rule was the model’s own, set when it was fitted."
    if origin == DEFAULT:
        return "The rule was the program’s default."
    if origin.startswith(GIVEN):
        return "The rule was given for this analysis in place of the model’s own."
    if origin.startswith("given for this run"):
        return "The rule was given for this analysis."
    return _tuned(choice) if choice and origin.startswith(_TUNED) else ""


def origin_of_rule(facts: Facts) -> str:
    """Return who chose the rule, in the words of the run; nothing where it does not say."""
    return str(facts.run.info.get("rule_origin") or (facts.metrics.get("rules") or {}).get("chosen_how") or "")


def _tuned(choice: Mapping[str, Any]) -> str:
    """Say how a rule was tuned, and what the choice is worth."""
    patients, nested = choice.get("patients") or {}, (choice.get("nested") or {}).get("youden") or {}
    said = (
        f"The rule was chosen on the pathology of {counted(patients.get('n', 0), 'patient')} of the cohort that the "
        f"model was fitted on ({count(patients.get('positives'))} pN+) by Youden’s index {cite('youden')}"
    )
    if number(nested.get("value")) is None:
        return f"{said}."
    value, limits = decimals(nested["value"], 2), interval(nested, lambda limit: decimals(limit, 2))
    value += f" ({level(nested)} {limits})" if limits else ""
    return f"{said}; with the choice nested in cross-validation {cite('varma')} the index was {value}."
