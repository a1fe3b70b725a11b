"""By what methods figures were estimated and compared: those that gave a figure of this run, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nodecluster.checklists.facts import Facts, Plain, methods
from nodecluster.formats import count, number
from nodecluster.method.citing import cite, joined
from nodecluster.method.further import further, tested_labels
from nodecluster.validation.areas.methods import (
    DELONG,
    DELONG_LOGIT,
    NEWCOMBE_AREA,
    NOT_BELOW,
    OBUCHOWSKI,
    OBUCHOWSKI_LOGIT,
)
from nodecluster.validation.intervals.clustered import WILSON_CLUSTERED, WILSON_ONCE
from nodecluster.validation.intervals.wilson import WILSON
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.validation.signature.columns import SMALL
from nodecluster.validation.values.estimate import INDEPENDENT
from nodecluster.words import listed

_SHARES = ("ccr", "sensitivity", "specificity", "ppv", "npv", "fpr", "fnr")
_AREAS = ("auc_group", "auc_score")

REFERENCE = (
    "Pathology was the reference standard: a patient was node-positive with at least one metastatic node. A node was "
    "labelled metastatic where all examined nodes of its patient were, non-metastatic where none was, and otherwise "
    "left without a label, unless its table gave it one."
)


def reference_standard(facts: Facts) -> str:
    """Return what the truth was; nothing where nothing was judged against it."""
    return REFERENCE if facts.judged() else ""


def statistics(facts: Facts) -> str:
    """Return the paragraph on statistics; nothing where the run has estimated nothing."""
    intervals = joined(_patients(facts), _nodes(facts))
    level = _level(facts) if intervals else ""
    return joined(level, intervals, _resampled(facts), _clinic(facts), *further(facts), _multiplicity(facts))


def _level(facts: Facts) -> str:
    """Say at what level intervals were given."""
    level = number(facts.settings.get("level"))
    return "" if level is None else f"Confidence intervals were at {100 * level:g} %."


def _levels(facts: Facts, of_nodes: bool) -> list[Plain]:
    """Return the levels of patients, or of nodes, in which somebody is counted."""
    if of_nodes:
        found = [facts.metrics.get("node"), facts.metrics.get("node_unseen")]
    else:
        sets = facts.metrics.get("patient") or {}
        found = [level for name, level in sets.items() if name.removesuffix(UNSEEN) in ("all", "cN0", "cN+")]
    return [level for level in found if level and level.get("n")]


def _patients(facts: Facts) -> str:
    """Say what the intervals of patients' figures are."""
    return _intervals("patients", _levels(facts, of_nodes=False))


def _nodes(facts: Facts) -> str:
    """Say what the intervals of nodes' figures are, and what they take as independent."""
    levels = _levels(facts, of_nodes=True)
    said = _intervals("nodes", levels)
    if said and any(map(_too_narrow, levels)):
        return f"{said} These took the nodes of one patient as independent and are too narrow."
    return said


def _too_narrow(level: Plain) -> bool:
    """Return whether the first intervals of a node level take nodes of one patient as independent, as once they did."""
    method = str((level.get("ccr") or {}).get("method"))
    return INDEPENDENT in method or (method == WILSON and level.get("patients", level["n"]) < level["n"])


def _intervals(what: str, levels: list[Plain]) -> str:
    """Return the first method of shares and of areas in words."""
    shares, areas = (_words(levels, keys, known) for keys, known in ((_SHARES, _OF_SHARES), (_AREAS, _OF_AREAS)))
    parts = [f"shares had {shares}" if shares else "", f"areas under the ROC curve had {areas}" if areas else ""]
    text = ", and ".join(filter(None, parts))
    return f"Of {what}, {text}." if text else ""


_OF_SHARES = {
    WILSON_CLUSTERED: f"Wilson’s score interval of the effective sample size, with patients as the sample "
    f"{cite('wilson', 'rao-scott')}",
    WILSON_ONCE: f"Wilson’s score interval {cite('wilson')} with every patient counted once",
    WILSON: f"Wilson’s score interval {cite('wilson')}",
}
_OF_AREAS = {
    OBUCHOWSKI: f"that of Obuchowski for clustered data {cite('obuchowski')}",
    OBUCHOWSKI_LOGIT: f"that of Obuchowski for clustered data {cite('obuchowski')} on the logit scale",
    OBUCHOWSKI_LOGIT + NOT_BELOW: f"that of Obuchowski for clustered data {cite('obuchowski')} on the logit scale (or, "
    f"where it was larger, with the variance of DeLong et al. {cite('delong')})",
    NEWCOMBE_AREA: f"Newcombe’s (method 5) where the score separated the classes {cite('newcombe-area')}",
    DELONG: f"that of DeLong et al. {cite('delong')}",
    DELONG_LOGIT: f"that of DeLong et al. {cite('delong')} on the logit scale",
}


def _words(levels: list[Plain], keys: tuple[str, ...], known: Mapping[str, str]) -> str:
    """Return the methods of some figures, in words; what has no words is left out."""
    used = [level[key]["method"] for level in levels for key in keys if _has_interval(level.get(key))]
    found: dict[str, None] = {}
    for method in used:
        # the longest name that fits: each may be followed by what was done in a special case
        name = max((name for name in known if str(method).startswith(name)), key=len, default="")
        if name:
            found[name] = None
    # what is also said with its special case is not said without
    return " or ".join(known[name] for name in found if name + NOT_BELOW not in found)


def _has_interval(value: Any) -> bool:
    return isinstance(value, Mapping) and number(value.get("low")) is not None and "method" in value


def _resampled(facts: Facts) -> str:
    """Say that bootstrap intervals stand beside the others."""
    used = [method for level in _levels(facts, True) + _levels(facts, False) for method in _others(level)]
    resamples = facts.settings.get("resamples")
    if resamples is None or not any(method.startswith("patient bootstrap") for method in used):
        return ""
    return (
        f"Intervals from {count(resamples)} bootstrap resamples of patients (percentile, and bias-corrected and "
        f"accelerated {cite('efron')}) were computed beside them."
    )


def _others(level: Plain) -> Iterator[str]:
    """Yield the methods of the intervals that stand beside the first ones."""
    for key in (*_SHARES, *_AREAS):
        for other in (level.get(key) or {}).get("others") or ():
            yield str(other.get("method"))


def _clinic(facts: Facts) -> str:
    """Say how model and clinical assessment were compared."""
    blocks = [level["clinical"] for level in facts.judged().values() if level.get("clinical")]
    if not blocks:
        return ""
    named = [block["method"] for block in blocks if number(block.get("mcnemar_p")) is not None and "method" in block]
    used = dict.fromkeys([*methods([block.get("test") for block in blocks]), *named])
    words = [text for start, text in _PAIRED.items() if any(method.startswith(start) for method in used)]
    differences = methods([block.get("difference") for block in blocks])
    paired = any(method.startswith("Newcombe") for method in differences)
    limits = f", with Newcombe’s interval of the paired difference {cite('newcombe-paired')}" if paired else ""
    tests = f" by {listed(words)}{limits}" if words else ""
    return (
        "The clinical assessment was taken as a prediction, negative in cN0 and positive in cN+, and compared with the "
        f"model’s on the same patients{tests}."
    )


_PAIRED = {
    "exact McNemar": f"the exact McNemar test {cite('mcnemar')}",
    "score test of paired": f"a score test clustered by patient for nodes {cite('rao-scott')}",
    "exact sign test": "an exact sign test of the patients for nodes",
}


def _multiplicity(facts: Facts) -> str:
    """Say for what p-values were adjusted."""
    holm = [
        words
        for key, words in (("subgroups", "of interactions"), ("comparison", "of predictions against each other"))
        if any(number(p) is not None for p in _adjusted(facts.metrics.get(key)))
    ]
    clinical = methods([level.get("clinical") for level in facts.judged().values()])
    called = "; ".join(filter(None, (_called_better(facts), _called_different(facts))))
    if not clinical and not holm and not called:
        return ""
    said = joined("Tests were two-sided.", f"{called[0].upper()}{called[1:]}." if called else "")
    clinic = "" if not clinical else "P-values of the comparison with the clinical assessment were not adjusted."
    adjusted = f"Beside those {listed(holm)}, p adjusted by Holm’s method {cite('holm')} was given." if holm else ""
    return joined(said, adjusted, clinic)


def _called_better(facts: Facts) -> str:
    """Say when the model was called better than the clinical assessment, where the two could be compared."""
    sets = facts.metrics.get("patient") or {}
    clinical = (sets.get("all" + UNSEEN, sets.get("all")) or {}).get("clinical") or {}
    difference = clinical.get("difference") or {}
    level = number(difference.get("level")) or 0.95
    if number(difference.get("low")) is None:
        return ""
    return (
        f"the model was called better, or worse, than the clinical assessment where the {100 * level:g} % interval of "
        f"the difference left out 0 and p < {1 - level:.2g}"
    )


def _called_different(facts: Facts) -> str:
    """Say when a feature was called different between metastatic and other nodes, where that was tested."""
    if not tested_labels(facts):
        return ""
    return (
        f"features were called different between metastatic and other nodes at q < {SMALL:g} (Benjamini-Hochberg "
        f"{cite('benjamini')}; Benjamini-Yekutieli {cite('yekutieli')} beside it)"
    )


def _adjusted(block: Any) -> Iterator[object]:
    """Yield every p that was adjusted by Holm in a block."""
    if isinstance(block, Mapping):
        if "p_holm" in block:
            yield block["p_holm"]
        block = list(block.values())
    if isinstance(block, list | tuple):
        for part in block:
            yield from _adjusted(part)
