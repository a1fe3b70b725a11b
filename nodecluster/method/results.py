"""What the run found, in the sentences of a Results paragraph: every number is one of the run."""

from __future__ import annotations

from nodecluster.checklists.facts import Facts, Plain
from nodecluster.checklists.figures import p_words
from nodecluster.formats import change, count, decimals, estimate, interval, level, number, percent
from nodecluster.method.citing import joined, plain
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.words import counted, listed

_SHARES = {
    "ccr": ("the CCR", ("tp", "tn"), ("tp", "fp", "fn", "tn")),
    "sensitivity": ("sensitivity", ("tp",), ("tp", "fn")),
    "specificity": ("specificity", ("tn",), ("tn", "fp")),
}
_AREAS = {
    "auc_score": "the AUC of the score",
    "auc_group": "the AUC of the hard prediction",
}
_PAIRS = 3
"""Of so many pairs of predictions the difference is told."""


def results(facts: Facts) -> str:
    """Return the paragraph of results; nothing where the run has found nothing."""
    if facts.metrics:
        said = joined(_judged_patients(facts), *_by_assessment(facts), _judged_nodes(facts), *_between(facts))
        return _spelt_out(said)
    if facts.command == "fit":
        return _groups(facts)
    if facts.command == "predict":
        return joined(_groups(facts), _predicted(facts))
    return ""


def _spelt_out(text: str) -> str:
    """Spell abbreviations out where they stand first.

    >>> _spelt_out("the CCR was 1, a CCR")
    'the correct classification rate (CCR) was 1, a CCR'
    """
    for short, words in {"CCR": "correct classification rate", "AUC": "area under the ROC curve"}.items():
        text = text.replace(f"the {short}", f"the {words} ({short})", 1)
    return text


def _judged_patients(facts: Facts) -> str:
    """Return the accuracy by patient, of those whom the model has not seen where there are any."""
    found = facts.patient(facts.main)
    if found is None:
        return ""
    table = found["confusion"]
    positive = f"{count(table['tp'] + table['fn'])} pN+"
    unseen = facts.main.endswith(UNSEEN)
    whose = (
        f"In the {counted(found['n'], 'patient')} whom the model had not seen"
        if unseen
        else f"In {counted(found['n'], 'patient')} with pathology"
    )
    return joined(f"{whose} ({positive}), {_accuracy(found)}.", _seen(facts), _against_clinic(found))


def _seen(facts: Facts) -> str:
    """Say what the figures are worth where the model was fitted on judged patients, or may have been."""
    if facts.main.endswith(UNSEEN) and facts.seen:
        return f"The {counted(facts.seen, 'patient')} that the model was fitted on are not among them."
    if facts.seen:
        return "The model was fitted on all of these patients, so that this is no validation."
    if facts.seen_unknown:
        return "Whether the predictions come from a model that was fitted on some of these patients is not known."
    return ""


def _by_assessment(facts: Facts) -> list[str]:
    """Return the accuracy in cN0 and cN+ patients, a sentence each."""
    sets = facts.metrics.get("patient") or {}
    said = []
    for name in ("cN0", "cN+"):
        key = name + UNSEEN if name + UNSEEN in sets else name
        found = facts.patient(key)
        if found is not None:
            unseen = " whom the model had not seen" if key != name else ""
            who = f"In the {counted(found['n'], f'{name} patient')}{unseen}"
            said.append(joined(f"{who}, {_accuracy(found, areas=())}.", _against_clinic(found)))
    return said


def _judged_nodes(facts: Facts) -> str:
    """Return the accuracy by node."""
    sets = facts.metrics
    unseen = "node_unseen" in sets
    found = sets.get("node_unseen") if unseen else sets.get("node")
    if not found or not found.get("n"):
        return ""
    whose = " of patients whom the model had not seen" if unseen else ""
    table = found["confusion"]
    return (
        f"Of {counted(found['n'], 'labelled node')}{whose}, {count(table['tp'] + table['fn'])} were metastatic; "
        f"{_accuracy(found, areas=tuple(_AREAS))}."
    )


def _accuracy(found: Plain, areas: tuple[str, ...] = ("auc_score",)) -> str:
    """Return the figures of a level as a clause; those that could not be estimated are left out."""
    said: list[str] = []
    for key, (name, hits, whole) in _SHARES.items():
        if number((found.get(key) or {}).get("value")) is not None:
            table = found["confusion"]
            of = f"{count(sum(table[cell] for cell in hits))} of {count(sum(table[cell] for cell in whole))}"
            said.append(f"{name} {'' if said else 'was '}{percent(found[key]['value'])} ({of}{_limits(found[key])})")
    for key in areas:
        value = found.get(key)
        if value and number(value.get("value")) is not None:
            said.append(f"{_AREAS[key]} {'' if said else 'was '}{decimals(value['value'])}{_bracketed(value)}")
    return listed(said) if said else "nothing could be estimated"


def _limits(value: Plain) -> str:
    """Return an interval that follows something in brackets."""
    limits = interval(value, percent)
    return f"; {level(value)} {limits}" if limits else ""


def _bracketed(value: Plain) -> str:
    """Return an interval in brackets of its own."""
    limits = interval(value, decimals)
    return f" ({level(value)} {limits})" if limits else ""


def _against_clinic(found: Plain) -> str:
    """Return how the model compares with the clinical assessment."""
    other = found.get("clinical") or {}
    rate = other.get("ccr")
    if not rate or number(rate.get("value")) is None:
        return ""
    said = f"The CCR of the clinical assessment was {estimate(rate, percent)}"
    if rate.get("n") not in (None, found["n"]):
        said += f" in the {count(rate['n'])} who had one"
    apart = other.get("difference")
    if apart and number(apart.get("value")) is not None:
        said += f"; the model’s less this was {_difference(apart)}"
    p = (other.get("test") or {}).get("p", other.get("mcnemar_p"))
    return f"{said}{f', {p_words(p)}' if number(p) is not None else ''}."


def _difference(value: Plain) -> str:
    """Return a difference of shares with its interval."""
    limits = interval(value, change)
    return f"{change(value['value'])}{f' ({level(value)} {limits})' if limits else ''}"


def _between(facts: Facts) -> list[str]:
    """Return how predictions differ from each other, by patient where that is known."""
    pairs = (facts.metrics.get("comparison") or {}).get("pairs") or ()
    said = []
    for pair in pairs[:_PAIRS]:
        block = ((pair.get("patient") or {}).get(facts.main) or {}).get("ccr") or {}
        apart = block.get("difference") or {}
        if number(apart.get("value")) is None:
            continue
        p = block.get("p_holm")
        tail = f", {p_words(p)} (Holm)" if number(p) is not None else ""
        said.append(
            f"By patient, the CCR of {plain(pair['second'])} less that of {plain(pair['first'])} was "
            f"{_difference(apart)}{tail}."
        )
    return [*said, f"{counted(len(pairs) - _PAIRS, 'more pair')} not told here." if len(pairs) > _PAIRS else ""]


def _groups(facts: Facts) -> str:
    """Return how many nodes lie in each group."""
    nodes = facts.run.nodes
    if nodes is None or "group" not in nodes or nodes.empty:
        return ""
    sizes = {group: int((nodes["group"] == group).sum()) for group in (1, 2)}
    return (
        f"Of {counted(len(nodes), 'node')} of {counted(nodes['patient_id'].nunique(), 'patient')}, {count(sizes[1])} "
        f"lay in group 1 and {count(sizes[2])} ({percent(sizes[2] / len(nodes))}) in group 2."
    )


def _predicted(facts: Facts) -> str:
    """Return how many patients are predicted to be positive."""
    patients = facts.run.patients
    if patients is None or "predicted" not in patients:
        return ""
    known = patients["predicted"].dropna()
    return (
        f"{count(int((known == 1).sum()))} of {counted(len(known), 'patient')} were predicted to be pN+."
        if len(known)
        else ""
    )
