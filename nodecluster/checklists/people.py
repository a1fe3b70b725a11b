"""The patients and their nodes: who came in, who is missing, what pathology says; counts alone, nobody by name."""

from __future__ import annotations

from collections.abc import Sequence

from nodecluster.checklists.answers import Answer, author, filled, partly
from nodecluster.checklists.facts import Facts, Plain
from nodecluster.checklists.figures import independence, judged, seen, seen_or_not
from nodecluster.checklists.measuring import ASSUMED, UNKNOWN, failed
from nodecluster.checklists.modelling import fitted_on
from nodecluster.description.own import OWN
from nodecluster.formats import count
from nodecluster.words import counted, listed

_COUNTS = ("patients", "patients_measured", "excluded", "nodes", "nodes_failed", "patients_failed")

TRUTH = (
    "A patient is positive (pN+) with at least one metastatic node in pathology's counts. A node is labelled "
    "metastatic where all examined nodes of its patient are, free where none is, and otherwise not at all, unless the "
    "table gives it a label."
)


@judged
def reference(facts: Facts) -> Answer:
    """Answer what the reference standard is, as the program reads it."""
    found = [
        f"{name}: {count(level['confusion']['tp'] + level['confusion']['fn'])} of {count(level['n'])} positive."
        for name, level in facts.judged().items()
    ]
    return partly(TRUTH, *found)


def sample_size(facts: Facts) -> Answer:
    """Answer how many there were; how many were meant to be is the author's."""
    if facts.command == "fit" and facts.model is not None:
        return author(f"The run states only how many there were: {fitted_on(facts.model)}.")
    found = facts.patient()
    if found is None:
        return author()
    positive = found["confusion"]["tp"] + found["confusion"]["fn"]
    return author(
        f"The run states only how many there were: {counted(found['n'], 'patient')} judged, {count(positive)} of them "
        "pN+."
    )


def excluded(facts: Facts) -> Answer | None:
    """Answer how many patients were excluded; reasons are the table's own words, and stay in it."""
    reasons = facts.run.info.get("excluded") or {}
    if not reasons:
        return None
    return partly(
        f"The patients' table excludes {counted(sum(reasons.values()), 'patient')} for "
        f"{counted(len(reasons), 'reason')}, which run.json lists."
    )


def flow(facts: Facts) -> Answer | None:
    """Answer how many patients and nodes there were at each step."""
    found = facts.cohort.get("flow")
    if found:
        return filled(
            _steps("Patients", found["patients"]),
            _steps("Nodes", found["nodes"]),
            "The run holds the reasons too. It begins with the patients' table: whoever is not in it is the author's.",
        )
    counts, judged_here = facts.counts, facts.patient()
    if not set(_COUNTS) <= set(counts):
        return None
    said = (
        f"{counted(counts['patients'] + counts['excluded'], 'patient')} in the table, {count(counts['excluded'])} "
        f"excluded, {count(counts['patients_failed'])} failed, {count(counts['patients_measured'])} with "
        f"{counted(counts['nodes'], 'measured node')} ({count(counts['nodes_failed'])} nodes failed)",
        f"; {count(judged_here['n'])} judged against pathology" if judged_here else "",
    )
    return partly(
        "".join(said) + ".", left="Draw the flow as a diagram, with the reasons and those who were not in the table."
    )


def baseline(facts: Facts) -> Answer | None:
    """Answer with the baseline table, where the run has one; it is complete only with clinical variables."""
    found = facts.cohort.get("baseline")
    if not found or not found.get("rows"):
        return None
    clinical = [row for row in found["rows"] if row["name"] not in OWN]
    gaps = sum(row["missing"][0] > 0 for row in found["rows"])
    said = (
        f"The run holds a baseline table of {counted(len(found['rows']), 'row')}, {count(len(clinical))} of them "
        f"clinical variables of the patients' table; {count(gaps)} have missing values."
    )
    parts = [column["n"] for column in found["columns"][1:]]
    apart = f"It parts the patients in {count(len(parts))} groups ({listed(list(map(count, parts)))})." if parts else ""
    answer = partly(said, apart, left="Add age, tumour and treatment.")
    return filled(said, apart) if clinical else answer


@judged
def severity(facts: Facts) -> Answer | None:
    """Answer how the patients with metastasis had been assessed clinically."""
    names = {"cN0": facts.patient("cN0"), "cN+": facts.patient("cN+")}
    said = [
        f"{count(found['confusion']['tp'] + found['confusion']['fn'])} of {count(found['n'])} {name}"
        for name, found in names.items()
        if found is not None
    ]
    if not said:
        return None
    return partly(f"Patients with metastasis by clinical assessment: {' and '.join(said)}.")


def missing(facts: Facts) -> Answer | None:
    """Answer what is missing and what was done about it."""
    if facts.model is None if facts.command == "fit" else not facts.judged():
        return None
    lost = failed(facts)
    said = ("Nothing was imputed.", lost, *(_left_out(facts) if facts.judged() else ()))
    if facts.measuring_known and lost:
        return filled(*said)
    return partly(*said, left="Say what was missing in the table that was given.")


@judged
def indeterminate(facts: Facts) -> Answer:
    """Answer what became of results that are neither positive nor negative."""
    return partly(
        "The index test leaves nothing undecided: every node is in one of two groups, and every patient with a node "
        "has a prediction.",
        unlabelled(facts),
        left="Say how unclear reports of pathology were counted.",
    )


def unlabelled(facts: Facts) -> str:
    """Say how many nodes have no label."""
    nodes = facts.run.nodes
    if nodes is None or "label" not in nodes:
        return ""
    gaps = int(nodes["label"].isna().sum())
    return (
        f"{count(gaps)} of {counted(len(nodes), 'node')} have no label, because pathology does not say which nodes of "
        "their patients were positive, or there is none: not counted at node level."
    )


def limits(facts: Facts) -> Answer | None:
    """Answer which limits the run itself knows."""
    verdict = (facts.model or {}).get("verdict", {}).get("name", "usable")
    model = facts.model or {}
    said = [
        "The cohort carries a notice, which stands above this table." if facts.run.info.get("notice") else "",
        seen(facts),
        independence(facts),
        unlabelled(facts) if facts.judged() else "",
        f"By the size of its groups the model was judged '{verdict}'." if verdict != "usable" else "",
        UNKNOWN if facts.origin == "unknown" else "",
        ASSUMED if model.get("measured") is False and facts.command != "fit" else "",
        failed(facts) if facts.counts.get("nodes_failed") or facts.counts.get("patients_failed") else "",
        _warned(facts),
    ]
    return partly(*said) if any(said) and (facts.model or facts.metrics) else None


def split(facts: Facts) -> Answer | None:
    """Answer how training and testing were kept apart."""
    if facts.model is None:
        return author(seen_or_not(facts)) if facts.metrics else None
    fitted = f"Scaling, reduction and grouping saw {fitted_on(facts.model)}, and nothing was refitted."
    if facts.command == "fit":
        return partly(fitted)
    return partly(fitted, seen_or_not(facts)) if facts.judged() else partly(fitted)


def blinding(facts: Facts) -> Answer | None:
    """Answer what the program that makes the prediction knew."""
    if facts.model is None or not facts.metrics:
        return None
    return partly(
        "The program finds groups and scores from the features alone; it reads neither pathology nor the clinical "
        "assessment for them."
    )


def _steps(name: str, steps: Sequence[Plain]) -> str:
    """Return the steps of a flow with their counts; reasons are the table's own words, and stay in it."""
    counts = [f"{step['label']} {count(step['n'])}" for step in steps]
    return f"{name}: {'; '.join(counts)}."


def _left_out(facts: Facts) -> list[str]:
    """Say how many patients are in no figure for want of a prediction or of pathology, or judged in part."""
    table = facts.run.patients
    if table is None or not {"predicted", "truth"} <= set(table.columns):
        return []
    predicted, known = table["predicted"].notna(), table["truth"].notna()
    failures = facts.run.failures
    broken = set(failures.loc[failures["node_id"] != "", "patient_id"])
    in_part = int((predicted & known & table["patient_id"].isin(list(broken))).sum())
    node = "a measured node" if facts.measuring_known else "a node in the table"
    return [
        f"Of {counted(len(table), 'patient')}, {count(int((~predicted).sum()))} without {node} have no "
        f"prediction and {count(int((predicted & ~known).sum()))} others no pathology: neither are counted. "
        f"{count(int((predicted & known).sum()))} are counted, {count(in_part)} of them without some of their nodes."
    ]


def _warned(facts: Facts) -> str:
    """Say how many warnings the run gives."""
    found = len(facts.run.info.get("warnings", ()))
    return f"The run gives {counted(found, 'warning')}, to be read in the report or in run.json." if found else ""
