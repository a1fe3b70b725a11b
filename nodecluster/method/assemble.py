"""The method of a run from its parts."""

from __future__ import annotations

from nodecluster.checklists.facts import Facts
from nodecluster.method.citing import joined, numbered, plain
from nodecluster.method.command import command
from nodecluster.method.measuring import measuring
from nodecluster.method.modelling import modelling, predicting
from nodecluster.method.people import people
from nodecluster.method.results import results
from nodecluster.method.software import software
from nodecluster.method.values import Method
from nodecluster.results import Run

RESULTS = "Results"


def method(run: Run) -> Method:
    """Return what was done in a run and what came of it, ready to be pasted into a manuscript.

    Every sentence is made from what the run states; what it does not state, or has not done, is not told. Names of
    cohorts, columns and predictions, reasons and the notice are the user's own words, each on one line; there is no
    path and no patient's id.

    Parameters
    ----------
    run : the content of a run folder, of any command and version.

    Returns
    -------
    paragraphs of Methods (patients, features, model, prediction and reference standard, statistics, software), one of
    Results, the references that they cite, the versions, and the command that repeats the run.
    """
    facts = Facts.of(run)
    standard, statistics = _judging(facts)
    drafts = (
        ("Patients and lymph nodes", people(facts)),
        ("Segmentation and radiomic features", measuring(facts)),
        ("Model", modelling(facts)),
        ("Prediction and reference standard", joined(predicting(facts), standard)),
        ("Statistical analysis", statistics),
        ("Software and reporting", software(facts)),
        (RESULTS, results(facts)),
    )
    paragraphs, references = numbered(drafts)
    versions = tuple((plain(name), plain(version)) for name, version in facts.versions.items())
    return Method(paragraphs, references, versions, command(facts))


def _judging(facts: Facts) -> tuple[str, str]:
    """Return the reference standard and the paragraph on statistics; nothing where nothing was judged or tested."""
    if not (facts.metrics or facts.run.signature):
        return "", ""
    from nodecluster.method.statistics import reference_standard, statistics  # loads SciPy, which takes half a second

    return reference_standard(facts), statistics(facts)
