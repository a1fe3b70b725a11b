"""CLEAR: which item is answered by what; the others are the author's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodecluster.checklists import comparing, figures, measuring, modelling, people
from nodecluster.checklists.answers import Answer, partly
from nodecluster.checklists.facts import Facts


def followed(facts: Facts) -> Answer | None:
    """Answer which checklists the run fills in as far as it can."""
    if facts.model is None and not facts.metrics:
        return None
    also = "" if facts.command == "fit" else "STARD 2015, "
    return partly(f"This run fills in {also}CLEAR and METRICS as far as it knows; the rest of them is open.")


CLEAR: Mapping[str, Callable[[Facts], Answer | None]] = {
    "7": followed,
    "9": people.sample_size,
    "11": people.excluded,
    "12": modelling.pipeline,
    "15": people.split,
    "17": comparing.predictors,
    "18": people.reference,
    "19": measuring.masks,
    "21": measuring.preprocessing,
    "22": measuring.resampling,
    "23": measuring.discretisation,
    "24": measuring.image_types,
    "25": measuring.extraction,
    "26": measuring.classes,
    "27": measuring.number,
    "28": measuring.defaults,
    "29": people.missing,
    "30": figures.balance_of_any,
    "32": modelling.scaling,
    "33": modelling.reduction,
    "34": modelling.algorithm,
    "35": modelling.training,
    "36": comparing.confounders,
    "37": modelling.selection,
    "38": figures.testing,
    "39": figures.measures_why,
    "40": figures.uncertainty,
    "41": comparing.tests,
    "42": comparing.clinical,
    "43": modelling.interpretation,
    "44": people.baseline,
    "45": people.flow,
    "46": modelling.features,
    "47": figures.performance,
    "48": comparing.clinical,
    "52": people.limits,
    "55": modelling.shared_settings,
    "57": modelling.shared_model,
}
