"""STARD 2015: which item is answered by what; the others are the author's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodecluster.checklists import comparing, figures, measuring, modelling, people
from nodecluster.checklists.answers import Answer, author, partly
from nodecluster.checklists.facts import Facts


def index_test(facts: Facts) -> Answer | None:
    """Answer with the way from the mask to the prediction; CT and segmentation are the author's."""
    known = (modelling.scaling(facts), modelling.reduction(facts), modelling.algorithm(facts))
    if facts.model is None:
        return partly(measuring.GIVEN, modelling.rule(facts)) if facts.metrics else None
    steps = [measuring.extraction(facts), measuring.resampling(facts), measuring.discretisation(facts), *known]
    return partly(*[answer.known for answer in steps if answer is not None])


def positivity(facts: Facts) -> Answer | None:
    """Answer when the prediction is positive, and where its rule comes from."""
    if not facts.metrics:
        return None
    how = (facts.metrics.get("rules") or {}).get("chosen_how")
    said = [
        modelling.rule(facts),
        f"Where the rule comes from: {how}." if how else modelling.tuned(facts.model),
        "The figures of the other rules stand beside it." if how else "",
    ]
    if facts.model is None:
        return partly(measuring.GIVEN, *said)
    border = (
        "A node is positive in group 2, where its score is above 0: on that side of the border between the groups. The "
        "border was fitted without pathology, and was not moved for these patients."
    )
    return partly(border, *said, left="Say whether the rule was fixed before the results were seen.")


def harmless(facts: Facts) -> Answer | None:
    """Answer that the run knows of no harm, and could not."""
    return author("The run knows of none and could not.") if facts.metrics else None


STARD: Mapping[str, Callable[[Facts], Answer | None]] = {
    "6": people.excluded,
    "10a": index_test,
    "10b": people.reference,
    "12a": positivity,
    "12b": people.reference,
    "13a": people.blinding,
    "14": figures.methods_used,
    "15": people.indeterminate,
    "16": people.missing,
    "17": comparing.subgroups,
    "18": people.sample_size,
    "19": people.flow,
    "20": people.baseline,
    "21a": people.severity,
    "23": figures.cross_table,
    "24": figures.accuracy,
    "25": harmless,
    "26": people.limits,
}
