"""What the predictions were compared with: the clinical assessment, other predictions, parts of the cohort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nodecluster.checklists.answers import Answer, author, filled, partly
from nodecluster.checklists.facts import Facts, Plain, methods
from nodecluster.checklists.figures import judged, p_words
from nodecluster.formats import Format, change, count, estimate, interval, level, percent
from nodecluster.words import counted, listed

NO_UTILITY = "No clinical utility is claimed."
_CURVES = {"model": "the score as a risk", "prediction": "the hard prediction", "clinical": "the clinical assessment"}
NOTHING = "This run compared the predictions with nothing but pathology."


@judged
def clinical(facts: Facts) -> Answer:
    """Answer how the predictions compare with the clinical assessment of the axilla."""
    return _compared(facts, [*_clinical(facts), _curve(facts), NO_UTILITY])


@judged
def tests(facts: Facts) -> Answer:
    """Answer by what tests predictions were compared."""
    found = [*_clinical_tests(facts), *methods(_tests_of(facts.metrics.get("comparison")))]
    if not found:
        return author(NOTHING)
    named = "; ".join(dict.fromkeys(found))
    return partly(
        f"Tests: {named}. P-values are given without a threshold.",
        _adjusted(facts),
        left="Give the threshold, and any other correction.",
    )


@judged
def subgroups(facts: Facts) -> Answer:
    """Answer how accuracy varies between parts of the cohort."""
    blocks = [block for block in facts.metrics.get("subgroups") or () if block.get("patient") or block.get("node")]
    sets = [name for name in ("cN0", "cN+") if facts.patient(name) is not None]
    said = f"Accuracy is given by clinical assessment: {listed(sets)}." if sets else ""
    if blocks:
        asked = sum(bool(block.get("asked")) for block in blocks)
        said += (
            f" Subgroups by {counted(len(blocks), 'variable')} ({asked} of them named beforehand on the command line), "
            "with a test of interaction each, adjusted by Holm."
        )
    if not said:
        return author("Accuracy is given for the cohort as a whole.")
    return partly(said.strip(), left="Say which of these analyses were planned.")


def predictors(facts: Facts) -> Answer | None:
    """Answer which variables besides radiomics there are."""
    if facts.model is None:
        return None
    assessed = facts.counts.get("clinical_n", {})
    found = listed([f"{count(n)} {name}" for name, n in assessed.items() if name])
    return partly(
        "No variable but the radiomic features enters the model.",
        f"The clinical assessment of the axilla ({found} patients) stands beside it for comparison." if found else "",
        left="Say how the clinical assessment was made.",
    )


def confounders(facts: Facts) -> Answer | None:
    """Answer whether anything was done about confounders: the model has none removed."""
    if facts.model is None and not facts.metrics:
        return None
    blocks = [block for block in facts.metrics.get("subgroups") or () if block.get("patient")]
    by = f"Figures are given by {counted(len(blocks), 'variable')}, without adjustment." if blocks else ""
    return author("This run adjusts for no confounder.", by)


def _compared(facts: Facts, sentences: list[str]) -> Answer:
    """Return a comparison that was made, or that there was none."""
    if not _clinical(facts):
        return author(NOTHING, _curve(facts))
    return filled(*sentences)


def _clinical(facts: Facts) -> list[str]:
    """Return the comparison with the clinical assessment, in words, for everybody and without those seen."""
    return [_against(name, found) for name, found in facts.judged().items() if found.get("clinical")]


def _against(name: str, found: Plain) -> str:
    """Return one comparison in words."""
    other: Plain = found["clinical"]
    pairs, assessed = other.get("discordant", {}), other.get("n", (other.get("ccr") or {}).get("n"))
    everybody = assessed == found["n"]
    of = "" if everybody else f" of {count(found['n'])}, those with an assessment"
    who = f"{name} (n = {count(assessed)}{of})"
    # The model's CCR is that of the same patients; runs of earlier versions have it only where it is everybody's.
    model = other.get("model_ccr") or (found.get("ccr") if everybody else None)
    ours = f"CCR of the model {_with_limits(model)}, of the clinical assessment " if model else "clinical CCR "
    said = (
        f"{who}: {ours}{_with_limits(other.get('ccr'))}; right alone: the model in {count(pairs.get('model_only'))}, "
        f"the assessment in {count(pairs.get('clinical_only'))}"
    )
    more = [f"difference {_with_limits(other['difference'], change)}"] if other.get("difference") else []
    more += [f"{test['method']}, {p_words(test['p'])}" for test in _tests_of(other)]
    return "; ".join([said, *more]) + "."


def _adjusted(facts: Facts) -> str:
    """Say which p-values have one adjusted by Holm beside them."""
    blocks = {"interactions with subgroups": "subgroups", "predictions against each other": "comparison"}
    named = [
        words
        for words, key in blocks.items()
        if any(each.get("p_holm") is not None for each in _parts(facts.metrics.get(key)))
    ]
    return f"Of {listed(named)}, p adjusted by Holm stands beside." if named else ""


def _with_limits(value: Plain | None, form: Format = percent) -> str:
    """Return a share, or by another form a difference of shares, with its interval."""
    limits = interval(value, form)
    return f"{estimate(value, form)} ({level(value)} {limits})" if limits else estimate(value, form)


def _curve(facts: Facts) -> str:
    """Say which decision curves there are; one that could not be drawn is not named."""
    block = facts.block("decision_curve").get(facts.main) or {}
    drawn = [each.get("strategies", {}) for each in (block, block.get("assessed") or {})]
    named = [words for key, words in _CURVES.items() if any((each.get(key) or {}).get("net_benefit") for each in drawn)]
    return f"Decision curves are given of {listed(named)}, beside treating all and none." if named else ""


def _clinical_tests(facts: Facts) -> list[str]:
    """Return the tests against the clinical assessment that gave a p-value."""
    return methods(_tests_of([level.get("clinical") for level in facts.judged().values()]))


def _tests_of(block: Any) -> list[Plain]:
    """Return every test in a block: what has a p-value and a method."""
    return [part for part in _parts(block) if part.get("p") is not None and "method" in part]


def _parts(block: Any) -> Iterator[Plain]:
    """Yield a block and every block in it."""
    if isinstance(block, Mapping):
        yield block
    inner = block.values() if isinstance(block, Mapping) else block if isinstance(block, list | tuple) else ()
    for part in inner:
        yield from _parts(part)
