"""What is said beside the figures, as flat tables: checklists, and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from nodecluster.checklists import Checklist
from nodecluster.results import Run
from nodecluster.sheets.cells import NODE_SETS, Block, Row, frame
from nodecluster.sheets.columns import explained
from nodecluster.sheets.curves import roc_sets
from nodecluster.sheets.levels import named_levels
from nodecluster.sheets.signature import signature_notes
from nodecluster.sheets.tested import pair_blocks
from nodecluster.sheets.use import curve_sets


def checklist_table(lists: Sequence[Checklist]) -> pd.DataFrame:
    """Return a row an item of each checklist.

    Columns
    -------
    checklist, part : its name, and ``item`` or ``condition``.
    number, section, topic, status, text, weight, condition : as of ``checklists.Item``.
    source : where the list was published.
    """
    rows = (
        {"checklist": each.name, "part": part, **{name: getattr(item, name) for name in _ITEM}, "source": each.source}
        for each in lists
        for part, items in (("item", each.items), ("condition", each.conditions))
        for item in items
    )
    return frame(rows, ("checklist", "part", *_ITEM, "source"))


_ITEM = ("number", "section", "topic", "status", "text", "weight", "condition")


def notes(run: Run, lists: Sequence[Checklist], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the sentences that must be read with the other tables, how whole tables were made, and what columns hold.

    Parameters
    ----------
    run : of which the tables are.
    lists : its checklists.
    tables : the other tables by name.

    Columns
    -------
    about, unit, set, note : what it is of; ``unit`` and ``set`` are empty where it holds for all.
    """
    rows = [_row("notice", "", "", note) for note in (run.info.get("notice"),) if note]
    if run.metrics is not None:
        rows += [*_of_metrics(run.metrics), *(_row("warning", "", "", note) for note in run.metrics["warnings"])]
    if run.signature is not None:
        rows += [_row("signature", "node", of, note) for of, note in signature_notes(run.signature)]
    cohort = run.cohort or {}
    rows += [_row("flow", "", "", note) for note in _of_block(cohort.get("flow") or {})]
    rows += [_row("baseline", "patient", "", note) for note in _of_block(cohort.get("baseline") or {})]
    rows += [
        _row("baseline", "patient", "", f"Not a row: {column['name']}, because {column['reason']}.")
        for column in cohort.get("left_out", ())
    ]
    rows += [_row(f"checklist {each.name}", "", "", note) for each in lists for note in each.notes]
    rows += [_row(f"column {column}", "", "", note) for column, note in explained(tables)]
    return frame(rows, ("about", "unit", "set", "note"))


def _of_metrics(metrics: Block) -> Iterator[Row]:
    """Yield the notes of a validation, block by block."""
    for each in named_levels(metrics):
        about = f"figures of {each.prediction}" if each.prediction else "figures"
        yield from (_row(about, each.unit, each.set, note) for note in each.level["notes"])
    for unit, name, curve in roc_sets(metrics):
        yield from (_row("roc", unit, name, note) for note in _of_block(curve))
    yield from (_row("rules", "patient", "", note) for note in metrics.get("rules", {}).get("notes", ()))
    for found, block in metrics.get("prevalence", {}).items():
        yield from (_row("prevalence", "patient", found, note) for note in _of_block(block))
    for found, block in curve_sets(metrics):
        yield from (_row("decision_curve", "patient", found, note) for note in _of_block(block))
    yield from _of_calibration(metrics.get("calibration", {}))
    for block in metrics.get("subgroups", ()):
        yield from (_row(f"subgroups by {block['column']}", "", block["population"], note) for note in block["notes"])
    yield from _of_comparison(metrics.get("comparison", {}))


def _of_block(block: Block) -> Iterator[str]:
    """Yield how a block was made, and its notes."""
    if "method" in block:
        yield f"Method: {block['method']}."
    yield from block.get("notes", ())


def _of_calibration(found: Block) -> Iterator[Row]:
    """Yield the notes of the calibrations."""
    for key, name in NODE_SETS.items():
        yield from (_row("calibration", "node", name, note) for note in found.get(key, {}).get("notes", ()))
    for name, block in found.get("patient", {}).items():
        yield from (_row("calibration", "patient", name, note) for note in block["notes"])


def _of_comparison(found: Block) -> Iterator[Row]:
    """Yield the notes of predictions against each other."""
    yield from (_row("comparison", "", "", note) for note in found.get("notes", ()))
    for pair in found.get("pairs", ()):
        about = f"comparison of {pair['first']} and {pair['second']}"
        yield from (_row(about, "", "", note) for note in pair["notes"])
        for unit, name, block in pair_blocks(pair):
            for note in (*block["notes"], *block["reclassification"]["notes"]):
                yield _row(about, unit, name, note)


def _row(about: str, unit: str, name: str, note: str) -> Row:
    """Return one note."""
    return {"about": about, "unit": unit, "set": name, "note": note}
