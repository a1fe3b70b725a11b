"""How features became groups, as far as the run knows."""

from __future__ import annotations

from nodecluster.checklists.answers import Answer, author, filled, partly
from nodecluster.checklists.facts import Facts, Plain
from nodecluster.checklists.measuring import GIVEN, by_class
from nodecluster.formats import count, decimals, short, significant
from nodecluster.validation.rules.words import rule_words
from nodecluster.words import counted


def scaling(facts: Facts) -> Answer | None:
    """Answer how features were scaled."""
    if facts.model is None:
        return _without(facts)
    return filled(
        f"Each feature was scaled to mean 0 and standard deviation 1 over {fitted_on(facts.model)}; other nodes are "
        "scaled by the same two numbers.",
    )


def reduction(facts: Facts) -> Answer | None:
    """Answer how features were dropped."""
    if facts.model is None:
        return _without(facts)
    return filled(
        f"In PyRadiomics' order, a feature was dropped where it did not vary or where its |Pearson r| with one already "
        f"kept exceeded {facts.recipe.get('correlation_threshold', 0):g}: {_kept(facts.model)} stayed. This saw "
        f"{fitted_on(facts.model)} alone, and no label.",
    )


def algorithm(facts: Facts) -> Answer | None:
    """Answer what the model is."""
    model = facts.model
    if model is None:
        return _without(facts)
    version = model.get("versions", {}).get("scikit-learn")
    return filled(
        f"K-means with two groups{f' (scikit-learn {version})' if version else ''} on the {len(model['kept'])} scaled "
        f"features of {fitted_on(model)}, without labels.",
        oriented(model),
        "A node's score is its signed distance from the border between the groups' centres, above 0 in group 2.",
        rule(facts),
    )


def training(facts: Facts) -> Answer | None:
    """Answer how the model was trained, and what was tuned."""
    if facts.model is None:
        return _without(facts)
    recipe = facts.recipe
    return filled(
        f"The best of {count(recipe.get('starts'))} k-means++ starts (seed {recipe.get('seed')}), each run until it "
        "no longer changed. The number of groups and the threshold of correlation were set, not tuned.",
        tuned(facts.model) or "The patient rule was set, not tuned.",
    )


def selection(facts: Facts) -> Answer | None:
    """Answer how the final model was chosen."""
    if facts.model is None:
        return _without(facts)
    verdict = facts.model.get("verdict", {}).get("name", "")
    return partly(
        "One model was fitted; of its starts the one with the smallest sum of squares within the groups was kept. No "
        "label had a part in that.",
        tuned(facts.model),
        f"By the size of its groups the model was judged '{verdict}'." if verdict else "",
        left="Say whether other settings were tried, and on which data.",
    )


def interpretation(facts: Facts) -> Answer | None:
    """Answer what makes the model understandable."""
    if facts.model is None:
        return _without(facts)
    return partly(
        oriented(facts.model),
        "model.json holds the features that were kept and the groups' centres on them.",
        left="Add any other explanation of the model; this run made none.",
    )


def features(facts: Facts) -> Answer | None:
    """Answer which features were selected."""
    if facts.model is None:
        return _without(facts)
    return partly(
        f"{_kept(facts.model)} stayed: {by_class(facts.model['kept'])}, all of the original image. model.json names "
        "them, and for each one dropped the kept one and their correlation.",
        left="Add the distribution of the features and their reproducibility; this run did not measure the latter.",
    )


def dimensionality(facts: Facts) -> Answer | None:
    """Answer how many features there are for how many cases."""
    if facts.model is None:
        return _without(facts)
    nodes, kept = facts.model.get("fitted", {}).get("nodes", 0), len(facts.model["kept"])
    return partly(
        f"{kept} features and {fitted_on(facts.model)}: {decimals(nodes / kept, 1)} nodes a feature. Nodes of one "
        "patient are alike, so they tell less than their number suggests."
    )


def pipeline(facts: Facts) -> Answer | None:
    """Answer with the steps that a diagram would show."""
    if facts.model is None:
        return _without(facts)
    return partly(
        f"The steps: masks on CT; resampling; features; z-scores; {_kept(facts.model)} kept by their correlation; "
        f"K-means with two groups; the groups named by shape; the patient by the rule '{facts.rule}'."
    )


def shared_settings(facts: Facts) -> Answer | None:
    """Answer where the settings are."""
    if not facts.settings:
        return None
    return partly(
        "run.json holds every setting and version of this run. Its warnings and names of files may hold patient ids, "
        "so share its parts 'settings' and 'versions'."
    )


def shared_model(facts: Facts) -> Answer | None:
    """Answer where the model is."""
    if facts.model is None:
        return _without(facts)
    return partly(
        "model.json is the whole model as plain text, and 'nodecluster predict' reads it. Of patients it holds hashes "
        "of their ids, from which short ids can be guessed."
    )


def fitted_on(model: Plain) -> str:
    """Say how much a model was fitted on."""
    found = model.get("fitted", {})
    nodes, patients = found.get("nodes", 0), found.get("patients", 0)
    return f"the {counted(nodes, 'node')} of {counted(patients, 'patient')} that the model was fitted on"


def oriented(model: Plain) -> str:
    """Say which group is called metastatic-looking, and why."""
    found = model.get("orientation", {})
    means = [significant(found.get(name)) for name in ("group1_mean", "group2_mean")]
    return (
        f"Group 2, the metastatic-looking one, is the one with the larger mean of {short(found.get('feature', ''))} "
        f"({means[0]} in group 1, {means[1]} in group 2); no label was used."
    )


def rule(facts: Facts) -> str:
    """Say how a patient's nodes make the patient's prediction."""
    meaning = rule_words(facts.rule)
    return f"A patient is predicted positive by the rule '{facts.rule}': {meaning}." if meaning else ""


def tuned(model: Plain | None) -> str:
    """Say on whom the patient rule was tuned; nothing where it was not."""
    choice = (model or {}).get("rule_choice")
    if not choice:
        return ""
    patients = choice.get("patients", {})
    return (
        f"The model's own patient rule was tuned on the pathology of {counted(patients.get('n', 0), 'patient')} of the "
        f"fit cohort ({patients.get('positives', 0)} pN+)."
    )


def _kept(model: Plain) -> str:
    """Say how many features stayed."""
    return f"{len(model['kept'])} of {len(model['features'])} features"


def _without(facts: Facts) -> Answer | None:
    """Return what is to be said without a model."""
    return author(GIVEN) if facts.command == "score" else None
