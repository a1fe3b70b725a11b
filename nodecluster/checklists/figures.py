"""What was found, in figures: every number is one of ``metrics.json``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

from nodecluster.checklists.answers import Answer, author, filled, partly
from nodecluster.checklists.facts import Facts, Plain, methods
from nodecluster.formats import Format, count, decimals, estimate, interval, level, p_value, percent
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.validation.values.estimate import INDEPENDENT
from nodecluster.words import counted, listed

UNJUDGED = "This run fits a model and judges nothing; a run of validate fills this in."
NOBODY = "Nobody here has both a prediction and pathology, so nothing was counted."

_SHARES = {"ccr": "CCR", "sensitivity": "sensitivity", "specificity": "specificity", "ppv": "PPV", "npv": "NPV"}
_AREAS = {"auc_group": "AUC of the hard group", "auc_score": "AUC of the score"}

Question = Callable[[Facts], Answer | None]


def judged(answer: Question) -> Question:
    """Leave an item to the author where nothing was judged, and say why."""

    @wraps(answer)
    def asked(facts: Facts) -> Answer | None:
        if facts.judged():
            return answer(facts)
        if facts.metrics:
            return author(NOBODY)
        return author(UNJUDGED) if facts.command == "fit" else None

    return asked


@judged
def cross_table(facts: Facts) -> Answer:
    """Answer with every table of the prediction against pathology."""
    tables = [_counts(name, level) for name, level in {**facts.judged(), **facts.by_assessment()}.items()]
    return filled("Against pathology:", *tables, seen(facts))


@judged
def accuracy(facts: Facts) -> Answer:
    """Answer with the measures of accuracy and their intervals; those that cannot be estimated say why."""
    said = [_accuracy(name, level) for name, level in facts.judged().items()]
    return filled(*said, independence(facts), seen(facts), "metrics.json has the same for every other set.")


@judged
def performance(facts: Facts) -> Answer:
    """Answer with the accuracy and what always naming the larger class would give."""
    plain = accuracy(facts) or author()
    return partly(
        plain.known,
        no_information(facts),
        left="Add the performance in the training data, if pathology of its nodes is known.",
    )


@judged
def measures(facts: Facts) -> Answer:
    """Answer which measures there are, with the confusion tables."""
    return filled(
        f"{listed([*_SHARES.values(), 'FPR', 'FNR'])}; {listed(list(_AREAS.values()))}; each with the confusion table "
        "that it comes from.",
        *[_counts(name, level) for name, level in facts.judged().items()],
    )


def measures_why(facts: Facts) -> Answer | None:
    """Answer which measures there are; why these is the author's."""
    answer = measures(facts)
    if answer is None or answer.status != "filled":
        return answer
    return answer._replace(status="partly", left="Give the reason for these measures.")


@judged
def methods_used(facts: Facts) -> Answer:
    """Answer by what methods figures were estimated and compared."""
    found = methods(facts.judged())
    if not found:
        return author("Nothing could be estimated.")
    more = {
        "At other prevalences": [facts.block("prevalence").get("all", {}).get("method", "")],
        "Decision curve": [facts.block("decision_curve").get("all", {}).get("method", "")],
        "Calibration": [facts.block("calibration").get("all", {}).get("method", "")],
        "Interaction in subgroups": methods([part.get("interaction") for part in facts.metrics.get("subgroups") or ()]),
        "Between predictions": methods(facts.metrics.get("comparison")),
    }
    said = [f"{name}: {'; '.join(filter(None, each))}." for name, each in more.items() if any(each)]
    return filled(f"{_level_words(facts)} Methods: {'; '.join(found)}.", *said, independence(facts), _programs(facts))


@judged
def uncertainty(facts: Facts) -> Answer:
    """Answer how uncertainty was measured."""
    found = methods(facts.judged())
    if not found:
        return author("No interval could be estimated.")
    measured = facts.main in facts.block("calibration")
    calibrated = "Calibration was measured." if measured else "Calibration was not measured."
    return filled(
        f"{_level_words(facts)} Methods: {'; '.join(found)}. Where a figure or its interval cannot be estimated, the "
        "run says why.",
        independence(facts),
        calibrated,
    )


@judged
def calibration(facts: Facts) -> Answer | None:
    """Answer how well the score, made a risk, agrees with what was found."""
    found = facts.block("calibration").get(facts.main)
    fit = (found or {}).get("logistic")
    if not found or not isinstance(fit, Mapping):
        return _uncalibrated(facts)
    figures = {"brier": "Brier score", "slope": "slope", "intercept": "intercept"}
    said = [_figure(label, fit.get(name), decimals) for name, label in figures.items()]
    return filled(
        f"The patient score, made a risk by logistic regression in cross-validation over patients (n = "
        f"{count(found.get('n'))}, {count(found.get('events'))} pN+): {', '.join(said)}. The score itself is no risk."
    )


def _uncalibrated(facts: Facts) -> Answer | None:
    """Say why calibration could not be measured, where it was tried."""
    tried = (facts.metrics.get("calibration") or {}).get("patient", {}).get(facts.main, {})
    return author(f"It could not be estimated: {tried['reason']}.") if tried.get("reason") else None


@judged
def no_information_answer(facts: Facts) -> Answer:
    """Answer how the model compares with always naming the larger class."""
    return partly(
        no_information(facts),
        "No test of the two was made.",
        left="Test the model against a simple one, such as node size alone.",
    )


def no_information(facts: Facts) -> str:
    """Say what always naming the larger class would give, beside what the model gives."""
    said = []
    for name, found in facts.judged().items():
        table, n = found["confusion"], found["n"]
        positive = table["tp"] + table["fn"]
        rate = max(positive, n - positive) / n
        said.append(f"{name}: no-information rate {percent(rate)}, CCR {estimate(found.get('ccr'), percent)}.")
    return " ".join(said)


@judged
def balance(facts: Facts) -> Answer:
    """Answer how the classes are balanced."""
    said = []
    for name, found in facts.judged().items():
        positive = found["confusion"]["tp"] + found["confusion"]["fn"]
        share = percent(positive / found["n"])
        said.append(f"{name}: {count(positive)} of {count(found['n'])} positive by pathology ({share}).")
    if facts.model is None:
        return partly(*said, left="Say what was done about it in the training data.")
    return filled(*said, "Nothing was over- or undersampled; the groups were fitted without labels.")


def balance_of_any(facts: Facts) -> Answer | None:
    """Answer for a fit too, which has no labels to balance."""
    if facts.command == "fit" and facts.model is not None:
        return partly(
            "K-means uses no label, so nothing was done about the balance of the classes.",
            left="Give the balance of the classes.",
        )
    return balance(facts)


def independence(facts: Facts) -> str:
    """Say of which intervals a reader must beware."""
    first = (facts.nodes() or {}).get("ccr", {})
    if INDEPENDENT in str(first.get("method")):
        return "Node-level intervals treat the nodes of one patient as independent and are too narrow."
    if first.get("design_effect") is None:
        return ""
    return (
        "At node level the first interval of each figure takes the patients as the sample (design effect of the CCR "
        f"{decimals(first['design_effect'], 2)}); those beside it that treat nodes as independent are too narrow."
    )


def seen(facts: Facts) -> str:
    """Say how many of the judged patients the model was fitted on; nothing where that is none or not known."""
    found = [
        counted(facts.seen, "of the judged patients", "of the judged patients") if facts.seen else "",
        counted(facts.seen_nodes, "of the judged nodes", "of the judged nodes") if facts.seen_nodes else "",
    ]
    if not any(found):
        return ""
    named = listed(list(filter(None, found)))
    return f"The model was fitted on {named}: figures that count them are no independent validation."


def seen_or_not(facts: Facts) -> str:
    """Say whether the judged patients are others than those that the model was fitted on."""
    if seen(facts):
        unseen = facts.patient("all" + UNSEEN)
        rest = (
            f"{counted(unseen['n'], 'other patient is', 'other patients are')} judged apart."
            if unseen
            else "No other patient is judged."
        )
        return f"{seen(facts)} {rest}"
    if facts.seen_unknown:
        return "Whether the predictions come from a model that was fitted on some of these patients is not known."
    return "No judged patient has the id of one that the model was fitted on." if facts.metrics else ""


@judged
def testing(facts: Facts) -> Answer:
    """Answer on whom the model was tested; of which hospital they are is the author's."""
    return partly(seen_or_not(facts))


def _counts(name: str, found: Plain) -> str:
    """Return a confusion table in words."""
    cells = {"tp": "true positive", "fp": "false positive", "fn": "false negative", "tn": "true negative"}
    said = ", ".join(f"{count(found['confusion'][cell])} {words}" for cell, words in cells.items())
    return f"{name} (n = {count(found['n'])}): {said}."


def _accuracy(name: str, found: Plain) -> str:
    """Return the figures of a level in words."""
    shares = [_figure(label, found.get(key), percent) for key, label in _SHARES.items()]
    areas = [_figure(label, found.get(key), decimals) for key, label in _AREAS.items()]
    return f"{name} (n = {count(found['n'])}): {'; '.join([*shares, *areas])}."


def _figure(label: str, value: Plain | None, form: Format) -> str:
    """Return a figure with its interval and method, or why it has none."""
    text, limits = estimate(value, form), interval(value, form)
    of = value or {}
    if limits:
        return f"{label} {text} ({level(value)} {limits}, {of.get('method', '')})"
    reason = of.get("reason")
    return f"{label} {text} ({reason})" if reason else f"{label} {text}"


def _level_words(facts: Facts) -> str:
    """Say at what level intervals are."""
    found = facts.settings.get("level")
    return f"Figures have {level({'level': found})}s." if found else ""


def _programs(facts: Facts) -> str:
    """Name the programs that computed the figures."""
    named = [(name, facts.versions.get(name)) for name in ("nodecluster", "scipy", "scikit-learn")]
    found = listed([f"{name} {version}" for name, version in named if version])
    return f"Computed by {found}." if found else ""


def p_words(p: object) -> str:
    """Return a p-value for a sentence.

    >>> p_words(0.25), p_words(1e-9)
    ('p = 0.2500', 'p < 0.0001')
    """
    text = p_value(p)
    return f"p < {text[1:]}" if text.startswith("<") else f"p = {text}"
