"""The further analyses of a run: each is told of only where it gave a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster.checklists.facts import Facts, Plain, methods
from nodecluster.formats import count, number
from nodecluster.method.citing import cite, plain
from nodecluster.method.people import several
from nodecluster.validation.areas.band import MOST_RESAMPLES
from nodecluster.validation.intervals.wilson import WILSON
from nodecluster.words import listed


def further(facts: Facts) -> list[str]:
    """Return a sentence on each further analysis that the run holds."""
    return [
        _bands(facts),
        _rules(facts),
        _prevalence(facts),
        _decision(facts),
        _calibration(facts),
        _subgroups(facts),
        _comparison(facts),
        _signature(facts),
        _baseline(facts),
    ]


def _bands(facts: Facts) -> str:
    """Say what the bands of ROC curves are."""
    block = facts.metrics.get("roc") or {}
    curves = [block.get("node"), block.get("node_unseen"), *(block.get("patient") or {}).values()]
    drawn = [curve for curve in curves if curve and any(number(low) is not None for low in curve.get("low") or ())]
    if not any(str(curve.get("method")).startswith(WILSON) for curve in drawn):
        return ""
    resamples = min(int(facts.settings.get("resamples") or MOST_RESAMPLES), MOST_RESAMPLES)
    return (
        f"The bands of ROC curves are Wilson’s score intervals {cite('wilson')} of the sensitivity at each false "
        f"positive rate, each for itself, with an effective number of positives {cite('korn')} from the variance over "
        f"{count(resamples)} resamples of patients {cite('huang')}."
    )


def _rules(facts: Facts) -> str:
    """Say that other rules were tried for comparison."""
    rows = ((facts.metrics.get("rules") or {}).get("sets") or {}).get(facts.main) or ()
    others = [row for row in rows if not row.get("chosen") and row.get("confusion")]
    if not others:
        return ""
    rules = f"{len(others)} other patient rules" if len(others) > 1 else "another patient rule"
    return f"The figures of {rules} were computed for comparison only."


def _prevalence(facts: Facts) -> str:
    """Say how predictive values were taken to other prevalences."""
    block = facts.block("prevalence").get(facts.main) or {}
    stated = [row.get("prevalence") for row in block.get("stated") or ()]
    ratios = any(
        number((each or {}).get("value")) is not None for each in (block.get("likelihood_ratios") or {}).values()
    )
    parts = [
        f"likelihood ratios by the log method {cite('simel')}" if ratios else "",
        f"predictive values at stated prevalences of {_shares(stated)} by logit intervals {cite('mercaldo')}"
        if stated
        else "",
    ]
    text = listed(list(filter(None, parts)))
    return f"There were also {text}." if text else ""


def _shares(values: list[Any]) -> str:
    """Return prevalences in words."""
    shares = [value.get("value") if isinstance(value, Mapping) else value for value in values]
    return listed([f"{100 * share:g} %" for share in map(number, shares) if share is not None])


def _decision(facts: Facts) -> str:
    """Say how decision curves were made."""
    block = facts.block("decision_curve").get(facts.main) or {}
    drawn = [each.get("strategies") or {} for each in (block, block.get("assessed") or {})]
    names = {"model": "the score as a risk", "prediction": "the prediction", "clinical": "the clinical assessment"}
    found = [words for key, words in names.items() if any((each.get(key) or {}).get("net_benefit") for each in drawn)]
    if not found:
        return ""
    return (
        f"Decision curves {cite('vickers')} of {listed(found)} were drawn beside treating all and none, with normal "
        f"intervals of net benefit {cite('pfeiffer')}."
    )


def _calibration(facts: Facts) -> str:
    """Say how the score became a risk, and how that was judged."""
    block = facts.block("calibration").get(facts.main) or {}
    if not isinstance(block.get("logistic"), Mapping):
        return ""
    folds = f"{block['folds']}-fold " if "folds" in block else ""
    return (
        f"The patients’ score was made a risk by logistic regression in {folds}cross-validation over patients, and "
        f"calibration was judged by its slope and intercept {cite('cox', 'van-calster')} and the Brier score "
        f"{cite('brier')}."
    )


def _subgroups(facts: Facts) -> str:
    """Say in which subgroups accuracy was looked at, and by what tests."""
    blocks = [block for block in facts.metrics.get("subgroups") or () if block.get("patient") or block.get("node")]
    if not blocks:
        return ""
    names = several([block.get("column", "") for block in blocks])
    asked = sum(bool(block.get("asked")) for block in blocks)
    used = methods([block.get("interaction") for block in blocks])
    words = [text for start, text in _INTERACTION.items() if any(method.startswith(start) for method in used)]
    tests = f", with tests of interaction ({'; '.join(words)})" if words else ""
    named = f" {count(asked)} of these variables were named on the command line." if 0 < asked < len(blocks) else ""
    return f"Accuracy was given in subgroups by {names}{tests}.{named}"


_INTERACTION = {
    "exact conditional": "shares of patients by an exact conditional test with mid-p",
    "Donner": f"shares of nodes by Donner’s chi-squared test for clustered data {cite('donner')}",
    "Cochran": "areas under ROC curves by Cochran’s Q with pooled variances",
}


def _comparison(facts: Facts) -> str:
    """Say how predictions were compared with each other."""
    block = facts.metrics.get("comparison") or {}
    names = [plain(each.get("name", "")) for each in block.get("predictions") or ()]
    used = methods(block.get("pairs"))
    words = [text for start, text in _BETWEEN.items() if any(method.startswith(start) for method in used)]
    if len(names) < 2 or not words:
        return ""
    by = listed(words)
    return f"The predictions {several(names)} were compared in pairs, on the nodes and patients of both, by {by}."


_BETWEEN = {
    "DeLong test of two correlated areas, two": f"the test of DeLong et al. of correlated areas {cite('delong')}",
    "DeLong test of two correlated areas, cl": f"its form for clustered data, of nodes {cite('obuchowski')}",
    "permutation test": f"a permutation test of areas {cite('bandos', 'phipson')}",
    "exact McNemar": f"the exact McNemar test {cite('mcnemar')} of shares of patients",
    "score test of paired": f"a score test clustered by patient of shares of nodes {cite('rao-scott')}",
}


def _signature(facts: Facts) -> str:
    """Say how features were contrasted; a test between groups that were made of them would be none."""
    found: Plain = facts.run.signature or {}
    sides = {"groups": "between the groups", "labels": "between nodes with and without metastasis"}
    told = [words for key, words in sides.items() if _rows(found.get(key))]
    if not told:
        return ""
    said = f"The kept features were contrasted {listed(told)} by standardised mean differences (Cohen’s d)."
    if _rows(found.get("groups")):
        said += " Differences between the groups, which were made from these very features, describe and test nothing."
    if tested_labels(facts):
        said += f" Those by metastasis were tested by t tests clustered by patient {cite('bell')}."
    return said


def tested_labels(facts: Facts) -> bool:
    """Return whether features were tested between metastatic and other nodes."""
    found: Plain = facts.run.signature or {}
    return any(number(row.get("q_bh")) is not None for row in _rows(found.get("labels")))


def _rows(block: Any) -> list[Plain]:
    """Return the figures of a contrast, a row a feature."""
    rows = block.get("rows") if isinstance(block, Mapping) else None
    return [row for row in rows or () if number(row.get("d")) is not None]


def _baseline(facts: Facts) -> str:
    """Say how the groups of patients were compared."""
    block = facts.cohort.get("baseline") or {}
    if len(block.get("columns") or ()) < 3 or not block.get("rows"):
        return ""
    by = {"cohort": "cohorts", "clinical_n": "clinical assessments"}.get(str(block.get("by")), "groups of patients")
    used = sorted(
        {str(row["test"]["method"]) for row in block["rows"] if number((row.get("test") or {}).get("p")) is not None}
    )
    tests = f" and, as a description only, by {listed(used)}" if used else ""
    return f"Baseline characteristics of the {by} were compared by standardised mean differences {cite('yang')}{tests}."
