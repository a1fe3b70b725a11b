"""A validation as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster.formats import p_value
from nodecluster.words import counted, first_few

WIDTH = 110
_METHOD_AT = 55
_PERCENT = {
    "ccr": "CCR",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "ppv": "PPV",
    "npv": "NPV",
    "fpr": "FPR",
    "fnr": "FNR",
}
_AREAS = {"auc_group": "AUC of the hard group", "auc_score": "AUC of the score"}


def summary(metrics: Mapping[str, Any]) -> str:
    """Return ``metrics.json`` as text: a block for each level, then the patients seen and the warnings.

    Percentages have two decimals and areas three, as the study prints them; p has four.
    """
    blocks = [_block(_node_title("Node level", metrics["node"]), metrics["node"])]
    if "node_unseen" in metrics:
        title = _node_title("Node level, patients the model has not seen", metrics["node_unseen"])
        blocks.append(_block(title, metrics["node_unseen"]))
    for name, level in metrics["patient"].items():
        title = f"Patient level, {name}: {counted(level['n'], 'patient')} (rule {metrics['rule']})"
        blocks.append(_block(title, level))
    blocks += _seen(metrics["seen_patients"])
    if metrics["warnings"]:
        blocks.append("\n".join(["Warnings", *_items(metrics["warnings"])]))
    return "\n\n".join(blocks) + "\n"


def _node_title(name: str, level: Mapping[str, Any]) -> str:
    """Return the title of a node level."""
    return f"{name}: {counted(level['n'], 'node')} of {counted(level['patients'], 'patient')}"


def _block(title: str, level: Mapping[str, Any]) -> str:
    """Return one level; an empty one says in one line why it is empty."""
    lines = [title, "-" * len(title)]
    if level["n"] == 0:
        return "\n".join([*lines, f"  not estimable: {level['ccr']['reason']}", *_items(level["notes"])])
    lines += [*_confusion(level["confusion"]), ""]
    interval = f"{100 * level['ccr']['level']:g} % interval"
    lines.append(f"  {'':<24}{'':>8}   {interval:<16}  method")
    lines += [_row(label, level[key], percent=True) for key, label in _PERCENT.items()]
    lines += [_row(label, level[key], percent=False) for key, label in _AREAS.items()]
    if "clinical" in level:
        lines += ["", *_clinical(level["clinical"])]
    return "\n".join([*lines, *([""] if level["notes"] else []), *_items(level["notes"])])


def _confusion(cells: Mapping[str, int]) -> list[str]:
    """Return the counts laid out as the study's Tables 2 and 3: the model's rows, pathology's columns, totals."""
    tp, fp, fn, tn = (cells[name] for name in ("tp", "fp", "fn", "tn"))
    rows = [("Metastasis", tp, fp), ("No metastasis", fn, tn), ("Total", tp + fn, fp + tn)]
    head = f"  {'Model':<16}{'Metastasis':>14}{'No metastasis':>16}{'Total':>8}"
    return [f"  {'':<16}{'Pathology':>14}", head, *(f"  {name:<16}{a:>14}{b:>16}{a + b:>8}" for name, a, b in rows)]


def _row(label: str, estimate: Mapping[str, Any], *, percent: bool) -> str:
    """Return one estimate: its value, its interval and its method, or why there is none."""
    start = f"  {label:<24}"
    if estimate["value"] is None:
        return _wrapped(f"{start}not estimable: {estimate['reason']}")
    value = f"{100 * estimate['value']:.2f} %" if percent else f"{estimate['value']:.3f}"
    if estimate["low"] is None:
        return _wrapped(f"{start}{value:>8}   interval not estimable: {estimate['reason']}")
    limits = (estimate["low"], estimate["high"])
    shown = " to ".join(f"{100 * limit:.2f}" if percent else f"{limit:.3f}" for limit in limits)
    return _wrapped(f"{start}{value:>8}   {shown:<16}  {estimate['method']}")


def _wrapped(row: str) -> str:
    """Return a row whose method or reason goes on below itself where it is long."""
    return textwrap.fill(row, WIDTH, subsequent_indent=" " * _METHOD_AT)


def _clinical(clinical: Mapping[str, Any]) -> list[str]:
    """Return the clinical assessment's CCR and the test of the model against it."""
    counts = clinical["discordant"]
    alone = f"model {counts['model_only']}, clinical assessment {counts['clinical_only']} patients"
    return [
        _row("CCR, clinical", clinical["ccr"], percent=True),
        f"  {'McNemar p':<24}{p_value(clinical['mcnemar_p']):>8}   {clinical['method']}",
        f"  {'Only one of them right':<24}{alone}",
    ]


def _seen(ids: Sequence[str]) -> list[str]:
    """Return who was seen, the first ten by name."""
    if not ids:
        return []
    text = f"Patients whose ids the model was fitted on, {len(ids)} of these: {first_few(sorted(ids), most=10)}."
    return ["\n".join(textwrap.wrap(text, WIDTH))]


def _items(texts: Sequence[str]) -> list[str]:
    """Return notes or warnings as indented, wrapped lines."""
    return [textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ") for text in texts]
