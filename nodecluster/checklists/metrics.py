"""METRICS: which item and which condition is answered by what; the others are the author's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodecluster.checklists import comparing, figures, measuring, modelling, people
from nodecluster.checklists.answers import Answer, author, filled, not_applicable
from nodecluster.checklists.clear import followed
from nodecluster.checklists.facts import Facts

NO_NETWORK = "The features are hand-crafted and a table; no network goes from image to result."


def preprocessing(facts: Facts) -> Answer:
    """Answer what was done to the images; whether it suits them is the author's."""
    answer = measuring.preprocessing(facts)
    bins = measuring.discretisation(facts).known
    if answer.status == "author":
        return answer
    return answer._replace(
        status="partly", known=f"{answer.known} {bins}", left="Say why this suits the CT, above all its slices."
    )


def parameters(facts: Facts) -> Answer:
    """Answer with the parameters of the extraction."""
    answer = measuring.defaults(facts)
    if answer.status == "author":
        return answer
    return answer._replace(known=f"{measuring.classes(facts).known} {answer.known}")


def network(facts: Facts) -> Answer | None:
    """Answer that there is no deep learning, where the model is ours."""
    return not_applicable(NO_NETWORK) if facts.model is not None else _given(facts)


def regions(facts: Facts) -> Answer | None:
    """Answer whether there is segmentation: a model of ours measures masks."""
    if facts.origin in ("measured", "run"):
        return filled("Yes: every node was measured within a mask, so items 8 to 10 count.")
    return _given(facts)


def crafted(facts: Facts) -> Answer | None:
    """Answer whether features are hand-crafted."""
    return filled("Yes, so item 12 counts.") if facts.model is not None else _given(facts)


def table(facts: Facts) -> Answer | None:
    """Answer whether features are a table."""
    return filled("Yes, so items 14 to 16 count.") if facts.model is not None else _given(facts)


def end_to_end(facts: Facts) -> Answer | None:
    """Answer whether a network goes from image to result."""
    return filled(f"No, so item 17 falls away. {NO_NETWORK}") if facts.model is not None else _given(facts)


def _given(facts: Facts) -> Answer | None:
    """Say that nothing is known of predictions that were given."""
    return author(measuring.GIVEN) if facts.command == "score" else None


METRICS: Mapping[str, Callable[[Facts], Answer | None]] = {
    "1": followed,
    "2": people.excluded,
    "3": people.reference,
    "8": measuring.masks,
    "11": preprocessing,
    "12": measuring.extraction,
    "13": parameters,
    "14": _given,
    "15": modelling.reduction,
    "16": modelling.dimensionality,
    "17": network,
    "18": people.split,
    "19": comparing.confounders,
    "20": figures.measures,
    "21": figures.uncertainty,
    "22": figures.calibration,
    "23": measuring.one_image,
    "24": comparing.clinical,
    "25": figures.no_information_answer,
    "26": figures.testing,
    "27": figures.testing,
    "30": modelling.shared_model,
}

CONDITIONS: Mapping[str, Callable[[Facts], Answer | None]] = {
    "C1": regions,
    "C3": crafted,
    "C4": table,
    "C5": end_to_end,
}
