"""A sheet for each predicted patient, for a tumour board: prediction, how clear it is, and the nodes behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from nodecluster import formats
from nodecluster.report.columns import numbers, words
from nodecluster.report.nodes.cards import BUDGET, Card, Nodes, table
from nodecluster.report.nodes.deciding import decisions, rule_of
from nodecluster.report.nodes.outcomes import patient_anchor
from nodecluster.report.nodes.pathology import pathology_of
from nodecluster.report.nodes.patient_block import cards_of, decided_by, in_group2, rows_of, strip
from nodecluster.report.nodes.projection import projection
from nodecluster.report.parts import Row, Section, Table
from nodecluster.results import Run
from nodecluster.tables import failure_rows
from nodecluster.validation.rules.words import rule_words
from nodecluster.words import counted

OPEN_SHEETS = 3
"""What stands open; the other sheets are folded."""
MOST_SHEETS = 150
_CALLS = {1.0: "Metastasis predicted (pN+)", 0.0: "No metastasis predicted (pN0)"}
_TRUST = {
    "usable": "balanced: neither is small, and neither is a handful of outliers",
    "doubtful": "doubtful",
    "degenerate": "degenerate: do not use this prediction",
}


@dataclass(frozen=True)
class Sheet:
    """One patient's sheet.

    Attributes
    ----------
    key : its anchor.
    call : the prediction in words; ``positive``, ``negative`` or ``none`` is its ``kind``.
    why : the rule and what it met, sentences.
    decided : which node decided and how clearly, as a sentence.
    facts : names and texts, in a line.
    seen : whether the model was fitted on the patient.
    strip, picture : the nodes along their scores, and in the patient.
    cards, table : the nodes, the same in both.
    notes : failures and remarks.
    """

    key: str
    patient: str
    call: str
    kind: str
    why: Row
    decided: str
    facts: tuple[tuple[str, str], ...]
    seen: bool
    strip: Markup | None
    picture: Markup | None
    cards: tuple[Card, ...]
    table: Table
    notes: Row


def section(run: Run) -> Section | None:
    """Return the sheets of a prediction; None for other commands and without a patient."""
    if run.patients is None or not _wanted(run):
        return None
    nodes = Nodes(run)
    sheets = tuple(_sheets(run, run.patients, nodes))
    content = {
        "open": sheets[:OPEN_SHEETS],
        "folded": sheets[OPEN_SHEETS:],
        "alone": len(run.patients) == 1,
        "verdict": _verdict(run.model),
        "pictured": nodes.pictured,
        "strips": any(sheet.strip for sheet in sheets),
        "driven": any(card.bars for sheet in sheets for card in sheet.cards),
        "left": _left(len(run.patients) - len(sheets)),
    }
    return Section("sheets", "Patient sheet" if len(run.patients) == 1 else "Patient sheets", content)


def with_sheet(run: Run) -> frozenset[str]:
    """Return the patients that have a sheet."""
    if run.patients is None or not _wanted(run):
        return frozenset()
    return frozenset(_patients(run.patients, Nodes(run)))


def shown(run: Run, nodes: Nodes) -> set[int]:
    """Return the rows of the nodes that have a card in this section."""
    if run.patients is None or not _wanted(run):
        return set()
    return {row for patient in _patients(run.patients, nodes) for row in nodes.of_patient.get(patient, ())}


def _wanted(run: Run) -> bool:
    """Return whether a run predicts patients, and no more."""
    return str(run.info.get("command")) == "predict" and run.patients is not None and not run.patients.empty


def _left(patients: int) -> str:
    """Return who has no sheet, and where they are found."""
    if not patients:
        return ""
    where = "see Patients below, nodes.csv and patients.csv, or predict them by themselves for a sheet each"
    return f"{counted(patients, 'more patient')} without a sheet here: {where}."


def _patients(patients: pd.DataFrame, nodes: Nodes) -> list[str]:
    """Return the patients with a sheet: the first of the table, as long as there are cards for their nodes."""
    left, found = BUDGET, list[str]()
    for patient in words(patients, "patient_id")[:MOST_SHEETS]:
        left -= len(nodes.of_patient.get(patient, ()))
        if left < 0 and found:
            break
        found.append(patient)
    return found


def _sheets(run: Run, patients: pd.DataFrame, nodes: Nodes) -> Iterator[Sheet]:
    """Yield the sheets."""
    from nodecluster.clustering.model import hash_id  # loads scikit-learn, which an extraction does not need

    decided, said = decisions(run), _said(run)
    known = set((run.model or {}).get("patients_sha256") or ())
    predicted = numbers(patients, "predicted")
    cohort, clinical = words(patients, "cohort"), words(patients, "clinical_n")
    pathology = {patient: f"{said}; not judged here" for patient, said in pathology_of(run, nodes).items()}
    for place, patient in enumerate(_patients(patients, nodes)):
        decision = decided.get(patient)
        cards = cards_of(nodes, patient, decision, len(rows_of(nodes, patient, decision)))
        call = float(predicted[place])
        facts = (
            ("Clinical assessment", clinical[place]),
            ("Pathology", pathology.get(patient, "")),
            ("Cohort", cohort[place]),
        )
        yield Sheet(
            key=patient_anchor(place),
            patient=patient,
            call=_CALLS.get(call, "No prediction"),
            kind={1.0: "positive", 0.0: "negative"}.get(call, "none"),
            why=_why(run, nodes, patient),
            decided=decided_by(nodes, decision),
            facts=tuple(fact for fact in facts if fact[1]),
            seen=hash_id(patient) in known,
            strip=strip(nodes, patient, decision),
            picture=projection(run, patient),
            cards=cards,
            table=table(f"Nodes of {patient}", cards),
            notes=said.get(patient, ()),
        )


def _why(run: Run, nodes: Nodes, patient: str) -> Row:
    """Return what the rule asks, and what the patient has."""
    if patient not in nodes.of_patient:
        return ("None of the patient’s nodes could be measured.",)
    rule = rule_of(run)
    has = f"{in_group2(nodes, patient)}, the metastatic-looking one."
    if rule is None:
        return (has,)
    origin = str(run.info.get("rule_origin") or "")
    return (
        has,
        f"Rule ‘{rule.name}’{f' ({origin})' if origin else ''}: a patient is positive where {rule_words(rule.name)}.",
    )


def _verdict(model: Mapping[str, Any] | None) -> tuple[str, str]:
    """Return the verdict on the model as a word and a sentence."""
    verdict = (model or {}).get("verdict") or {}
    name = str(verdict.get("name", ""))
    if not name:
        return ("", "")
    fitted = (model or {}).get("fitted") or {}
    of = f"{formats.count(fitted.get('nodes'))} nodes of {formats.count(fitted.get('patients'))} patients"
    reasons = "" if name == "usable" else f" ({'; '.join(map(str, verdict.get('reasons') or ()))})"
    said = f"The model’s groups, fitted on {of}, are {_TRUST.get(name, name)}{reasons}."
    return name, f"{said} How often such predictions are right, only a validation says."


def _said(run: Run) -> Mapping[str, Row]:
    """Return what failed and what was remarked of each patient, as sentences."""
    found: dict[str, list[str]] = {}
    for patient, node, _, reason, remedy in failure_rows(run.failures):
        who = f"Node {node}" if node else "The patient"
        found.setdefault(str(patient), []).append(f"{who} failed: {reason}. {remedy}")
    for patient, text in run.info.get("remarks") or ():
        found.setdefault(str(patient), []).append(str(text))
    return {patient: tuple(dict.fromkeys(texts)) for patient, texts in found.items()}
