"""Whom the model got wrong: each patient with its nodes, then the nodes that lie against their label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from nodecluster.report.columns import words
from nodecluster.report.nodes.cards import Card, Nodes, table
from nodecluster.report.nodes.deciding import rule_of
from nodecluster.report.nodes.errors_found import Judgement, judgement
from nodecluster.report.nodes.outcomes import patient_anchor
from nodecluster.report.nodes.pathology import pathology_of
from nodecluster.report.nodes.patient_block import cards_of, decided_by, failed_nodes, in_group2, rows_of, strip
from nodecluster.report.parts import Section, Table
from nodecluster.results import Run
from nodecluster.validation.rules.words import rule_words
from nodecluster.words import counted

MOST_CARDS = 300
"""Of the page's cards, so that some are left for the uncertain nodes."""
MOST_OF_A_PATIENT = 12
OPEN_PATIENTS, OPEN_NODES = 5, 12
"""What stands open; the others are folded."""


@dataclass(frozen=True)
class View:
    """A wrong patient as the page shows it.

    Attributes
    ----------
    key : its anchor.
    kind : ``Missed`` or ``False alarm``.
    facts : names and texts, in a line.
    decided : which node decided, as a sentence.
    strip : the nodes along their scores.
    cards, table : its nodes, the same in both.
    left : what is not shown of them, as a sentence.
    """

    key: str
    kind: str
    patient: str
    seen: bool
    facts: tuple[tuple[str, str], ...]
    decided: str
    strip: Markup | None
    cards: tuple[Card, ...]
    table: Table
    left: str


@dataclass(frozen=True)
class Against:
    """The nodes that lie against their label: counts in words, cards that stand open and folded, and the rest."""

    sentences: tuple[str, ...]
    open: tuple[Card, ...]
    folded: tuple[Card, ...]
    table: Table
    left: str


def section(run: Run) -> Section | None:
    """Return whom the model got wrong; None where no patient is judged and no node labelled."""
    nodes, found = Nodes(run), judgement(run)
    labelled = nodes.label.size and ((nodes.label == 0) | (nodes.label == 1)).any()
    if run.metrics is None or (found is None and not labelled):
        return None
    plan = _plan(nodes, found)
    views = tuple(_views(run, run.patients, nodes, found, plan)) if found and run.patients is not None else ()
    against = _against(run, nodes, plan) if labelled else None
    rule = rule_of(run)
    content = {
        "sentences": found.sentences() if found else ("No patient has both a prediction and a pathology result.",),
        "rule": rule_words(rule.name) if rule else "",
        "open": views[:OPEN_PATIENTS],
        "folded": views[OPEN_PATIENTS:],
        "against": against,
        "pictured": nodes.pictured,
        "driven": any(card.bars for view in views for card in view.cards)
        or any(card.bars for card in (against.open if against else ())),
        "strips": any(view.strip for view in views),
        "any": bool(views) or bool(against and against.open),
    }
    return Section("wrong", "Whom the model got wrong", content)


def shown(run: Run, nodes: Nodes) -> set[int]:
    """Return the rows of the nodes that have a card in this section."""
    if run.metrics is None:
        return set()
    plan = _plan(nodes, judgement(run))
    return {*(row for rows in plan.patients.values() for row in rows), *plan.nodes}


@dataclass(frozen=True)
class _Plan:
    """Which nodes get a card: of wrong patients by their id, then others that lie against their label."""

    patients: Mapping[str, list[int]]
    nodes: list[int]


def _plan(nodes: Nodes, found: Judgement | None) -> _Plan:
    """Share the cards out: patients first, in their order, as long as all of one's cards can be had."""
    left, patients = MOST_CARDS, dict[str, list[int]]()
    for each in found.wrong if found else ():
        rows = rows_of(nodes, each.patient, each.decision)[:MOST_OF_A_PATIENT]
        if len(rows) > left:
            break
        patients[each.patient] = rows
        left -= len(rows)
    taken = {row for rows in patients.values() for row in rows}
    return _Plan(patients, [row for row in nodes.discordant if row not in taken][:left])


def _views(run: Run, patients: pd.DataFrame, nodes: Nodes, found: Judgement, plan: _Plan) -> Iterator[View]:
    """Yield every wrong patient."""
    failed, pathology = failed_nodes(run), pathology_of(run, nodes)
    cohort, clinical = words(patients, "cohort"), words(patients, "clinical_n")
    for each in found.wrong:
        cards = cards_of(nodes, each.patient, each.decision, len(plan.patients.get(each.patient, ())))
        missing = len(nodes.of_patient.get(each.patient, ())) - len(cards)
        facts = {
            "Pathology": pathology[each.patient],
            "Predicted": "no metastasis" if each.missed else "metastasis",
            "Nodes": in_group2(nodes, each.patient),
            "Failed": counted(failed[each.patient], "node") if each.patient in failed else "",
            "Clinical assessment": clinical[each.row],
            "Cohort": cohort[each.row],
            "Model": "fitted on this patient" if each.seen else "",
        }
        yield View(
            key=patient_anchor(each.row),
            kind="Missed" if each.missed else "False alarm",
            patient=each.patient,
            seen=each.seen,
            facts=tuple((name, text) for name, text in facts.items() if text),
            decided=decided_by(nodes, each.decision),
            strip=strip(nodes, each.patient, each.decision),
            cards=cards,
            table=table(f"Nodes of {each.patient}", cards),
            left=f"{counted(missing, 'node')}{' more' if cards else ''} in nodes.csv." if missing else "",
        )


def _against(run: Run, nodes: Nodes, plan: _Plan) -> Against:
    """Return the nodes that lie against their label."""
    seen = {str(patient) for patient in (run.metrics or {}).get("seen_patients") or ()}
    labelled = [row for row in range(len(nodes.keys)) if nodes.label[row] in (0, 1)]
    fresh = [row for row in labelled if nodes.keys[row][0] not in seen]
    rest = [row for row in labelled if nodes.keys[row][0] in seen]
    wrong = set(nodes.discordant)
    said = [_counts(nodes, fresh, wrong, "of unseen patients" if rest else "")] if fresh else []
    said += [_counts(nodes, rest, wrong, "of patients that the model was fitted on")] if rest else []
    above = {row for rows in plan.patients.values() for row in rows} & wrong
    if above:
        said.append(f"{counted(len(above), 'of them stands', 'of them stand')} above with their patients.")
    cards = tuple(nodes.card(row) for row in plan.nodes)
    missing = len(wrong) - len(above) - len(cards)
    return Against(
        tuple(said),
        cards[:OPEN_NODES],
        cards[OPEN_NODES:],
        table("Nodes against their label", cards),
        f"{counted(missing, 'more node')} against their label in nodes.csv." if missing else "",
    )


def _counts(nodes: Nodes, rows: list[int], wrong: set[int], whose: str) -> str:
    """Return how many of some labelled nodes lie against their label, in a sentence."""
    against = [row for row in rows if row in wrong]
    metastatic = sum(nodes.label[row] == 1 for row in against)
    of = f"{len(against):,} of {counted(len(rows), 'labelled node')}{' ' + whose if whose else ''} in the wrong group"
    if not against:
        return f"{of}."
    return f"{of}: {metastatic:,} metastatic in group 1, {len(against) - metastatic:,} non-metastatic in group 2."
