"""What a positive and a negative prediction mean, by how common metastasis is, and what that is per 100 patients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster import formats
from nodecluster.report.metrics.estimates import Line, every_table, in_cell, reasons
from nodecluster.report.metrics.sets import main_first, parts_of, title
from nodecluster.report.parts import Estimates, Part, Row, Section, Table
from nodecluster.report.plots.predictive import predictive_figure
from nodecluster.results import Run
from nodecluster.words import counted

_RATIOS = {"positive": "Positive likelihood ratio (LR+)", "negative": "Negative likelihood ratio (LR−)"}
_BURDEN = {
    "dissections": "Dissections (predicted positive)",
    "needless": "Needless dissections (false positive)",
    "missed": "Missed patients (false negative)",
}
_WHO = {
    "model": "Model",
    "model_where_clinical": "Model, where clinically assessed",
    "clinical": "Clinical assessment",
    "difference": "Model less clinical",
}


def section(run: Run) -> Section | None:
    """Return what the predictions mean in use; None where the run does not say."""
    sets = (run.metrics or {}).get("prevalence")
    if not sets:
        return None
    main = main_first(sets)[0]
    figure = predictive_figure("plot-predictive", title(main), sets[main])
    return Section("prevalence", "Prevalence", parts_of(sets, _part), () if figure is None else (figure,))


def _part(name: str, block: Mapping[str, Any]) -> Part:
    """Return one set of patients."""
    notes = tuple(str(note) for note in block.get("notes") or ())
    if block.get("reason"):
        return Part(name, (f"Not estimable: {block['reason']}.",), notes=notes)
    prevalence, events = block["prevalence"], formats.count(block.get("events"))
    said = (
        f"{events} of {counted(int(block['n']), 'patient')} are pN+: prevalence {in_words(prevalence)} "
        f"({prevalence.get('method')})."
    )
    # The notes are about the predictive values, so these come last.
    tables = (_ratios(name, block), _burden(name, block["per_100"]), _values(name, block))
    return Part(name, (said,), tables, (*notes, *_why(block), f"Methods: {block.get('method')}."))


def in_words(share: Mapping[str, Any]) -> str:
    """Return a share with its interval."""
    value, bounds = formats.estimate(share, formats.percent), formats.interval(share, formats.percent)
    return f"{value} ({formats.level(share)} {bounds})" if bounds else value


def _ratios(name: str, block: Mapping[str, Any]) -> Estimates:
    """Return the likelihood ratios, every interval beside the first."""
    lines: list[Line] = [(name, block["likelihood_ratios"][key], _two_decimals) for key, name in _RATIOS.items()]
    return every_table(f"{name}: likelihood ratios", lines, "patients")


def _values(name: str, block: Mapping[str, Any]) -> Table:
    """Return the predictive values at the patients' own and at the stated prevalences."""
    own = block["own"]
    rows = [(f"{formats.percent(own['prevalence'])} (these patients)", *_pair(own))]
    rows += [(formats.percent(each["prevalence"]), *_pair(each)) for each in block.get("stated") or ()]
    heading = formats.level(own.get("ppv"))
    head = ("Prevalence of pN+", "Positive predictive value", "Negative predictive value")
    caption = f"{name}: predictive values by prevalence, {heading} below each"
    return Table(caption, head, tuple(rows), marked=frozenset({0}))


def _pair(values: Mapping[str, Any]) -> Row:
    """Return both predictive values as cells."""
    return (in_cell(values.get("ppv"), formats.percent), in_cell(values.get("npv"), formats.percent))


def _burden(name: str, per_100: Mapping[str, Any]) -> Table:
    """Return dissections and missed patients per 100, of the model and of the clinical assessment."""
    present = [key for key in _WHO if per_100.get(key)]
    rows = tuple(
        (name, *(in_cell(per_100[key].get(what), _signed if key == "difference" else _one_decimal) for key in present))
        for what, name in _BURDEN.items()
    )
    head = ("Per 100 patients", *(f"{_WHO[key]}{_n(per_100[key])}" for key in present))
    heading = formats.level(per_100["model"].get("missed"))
    return Table(f"{name}: per 100 patients at this prevalence, {heading} below each", head, rows)


def _n(burden: Mapping[str, Any]) -> str:
    """Return on how many patients a column rests."""
    return f" (n = {formats.count(burden['n'])})" if "n" in burden else ""


def _why(block: Mapping[str, Any]) -> Row:
    """Return why figures are missing, each reason once, in sentences."""
    values = [
        (f"{name.upper()} at {formats.percent(each['prevalence'])}", each.get(name))
        for each in (block["own"], *(block.get("stated") or ()))
        for name in ("ppv", "npv")
    ]
    burdens = [
        (f"{_WHO[key]}, {name.lower()}", block["per_100"][key].get(what))
        for key in _WHO
        if block["per_100"].get(key)
        for what, name in _BURDEN.items()
    ]
    return reasons([*values, *burdens])


def _one_decimal(value: object) -> str:
    """Return a number of patients per 100."""
    return formats.decimals(value, 1)


def _two_decimals(value: object) -> str:
    """Return a ratio."""
    return formats.decimals(value, 2)


def _signed(value: object) -> str:
    """Return a difference of patients per 100."""
    return formats.signed(value, 1)
