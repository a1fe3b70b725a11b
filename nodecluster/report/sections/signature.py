"""What sets the groups apart: the kept features, how the groups and pathology's labels differ on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nodecluster import formats
from nodecluster.report.measured import measured_nodes
from nodecluster.report.metrics.signed import Numbers, Signed, full, is_small, signed
from nodecluster.report.parts import Figure, Section, Table
from nodecluster.report.plots.feature_dots import dot_plot
from nodecluster.report.plots.feature_heat import heat_map
from nodecluster.results import Run
from nodecluster.validation.signature.columns import SMALL
from nodecluster.words import counted, listed

BAR_WIDTH = 120
"""Width of the drawing of a standardised difference, in its own units."""
_ENDS = {"groups": ("1", "2"), "labels": ("non-met.", "met.")}
_NAMED = 3
"""Features that a sentence names."""


@dataclass(frozen=True)
class FeatureRow:
    """One kept feature: its names, mean ± SD on each side, Cohen's d as text and as a bar, p and q where there are."""

    family: str
    name: str
    first: str
    second: str
    difference: str
    bar_start: float
    bar_length: float
    larger: int
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Contrast:
    """A table of the features: of the groups, or of the labels.

    Attributes
    ----------
    kind : ``groups`` or ``labels``.
    caption, first, second : what it shows, and of which sides.
    ends : the sides above the two ends of the bars, in short.
    tests : heads of the columns of p and q.
    rows : the features, those that set the groups farthest apart first.
    notes : what must be read with it.
    """

    kind: str
    caption: str
    first: str
    second: str
    ends: tuple[str, str]
    tests: tuple[str, ...]
    rows: tuple[FeatureRow, ...]
    notes: tuple[str, ...]


def section(run: Run) -> Section | None:
    """Return what sets the groups apart, and which features were kept and dropped; None without a model."""
    if run.model is None:
        return None
    found, whole = signed(run), run.signature
    content: dict[str, Any] = {
        "words": () if found is None else _words(found, whole),
        "honesty": () if whole is None or found is None else tuple(map(str, whole["groups"]["notes"])),
        "contrasts": () if found is None else tuple(_contrasts(found, whole)),
        "method": () if whole is None else _method(whole["method"]),
        "bar_width": BAR_WIDTH,
        "kept": "" if found is not None else ", ".join(formats.short(name) for name in run.model["kept"]),
        "dropped": _dropped(run.model),
    }
    figures = () if found is None else _figures(run, found)
    return Section("signature", "What sets the groups apart", content, figures)


def _figures(run: Run, found: Signed) -> tuple[Figure, ...]:
    """Return the dot plot and the heat map, as far as there is something to draw."""
    whole = run.signature or {"groups": {"of": "nodes of this run"}, "labels": {"of": ""}, "level": None}
    whose = {part: str(whole[part]["of"]) for part in ("groups", "labels")}
    nodes = measured_nodes(run)
    drawn = [dot_plot(found, whose, whole["level"])]
    if nodes is not None and run.model is not None:
        drawn.append(heat_map(nodes, run.model, found))
    return tuple(figure for figure in drawn if figure is not None)


def _words(found: Signed, whole: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the sentences that lead the section."""
    sizes = {name: formats.number(found.groups[name]["d"]) for name in found.features}
    larger = sum(d is not None and d > 0 for d in sizes.values())
    smaller = sum(d is not None and d < 0 for d in sizes.values())
    if not larger + smaller:
        return ("How far the groups lie apart on the kept features cannot be said: one of them has no nodes.",)
    top = [f"{full(name)} (d {formats.signed(sizes[name], 2)})" for name in found.features[:_NAMED]]
    said = [
        f"Of {counted(len(sizes), 'kept feature')}, {larger:,} {'is' if larger == 1 else 'are'} larger in group 2 and"
        f" {smaller:,} in group 1. Farthest apart: {listed(top)}."
    ]
    if whole is not None:
        said += _of_labels(found, whole["labels"])
    return tuple(said)


def _of_labels(found: Signed, part: Mapping[str, Any]) -> list[str]:
    """Return which features set pathology's labels apart, too."""
    if not part["tests"]:
        reason = part.get("reason") or "no feature varies between patients"
        return [f"Whether these features also set metastatic nodes apart cannot be tested here: {reason}."]
    rows = found.labels
    small = [name for name in found.features if is_small(rows[name]["q_bh"])]
    strict = sum(is_small(row["q_by"]) for row in rows.values())
    alike = sum(_sign(rows[name]["d"]) == _sign(found.groups[name]["d"]) for name in small)
    nodes, patients = part["nodes"], part["patients"]
    counts = (
        f"{counted(nodes[1], 'metastatic node')} of {counted(patients[1], 'patient')} against"
        f" {counted(nodes[0], 'non-metastatic node')} of {counted(patients[0], 'patient')}"
    )
    lead = (
        f"Pathology: {len(small):,} of {counted(part['tests'], 'feature')} also set metastatic nodes apart from others"
    )
    lead += f" (q < {SMALL:g} by Benjamini-Hochberg; {strict:,} by Benjamini-Yekutieli)"
    if small:
        lead += f", {alike:,} of them in the same direction as group 2 from group 1"
    return [f"{lead}: {counts}, {part['of']}."]


def _sign(d: object) -> int:
    """Return 1, 0 or -1."""
    plain = formats.number(d) or 0.0
    return (plain > 0) - (plain < 0)


def _contrasts(found: Signed, whole: Mapping[str, Any] | None) -> list[Contrast]:
    """Return the tables, the groups' first."""
    count = len(found.features)
    if whole is None:
        caption = f"Kept features by standardised difference between the groups ({count})"
        return [
            Contrast("groups", caption, "Group 1", "Group 2", _ENDS["groups"], (), _rows(found, found.groups, ()), ())
        ]
    made = []
    for kind, rows in (("groups", found.groups), ("labels", found.labels)):
        part = whole[kind]
        if not rows or (kind == "labels" and not part["tests"]):
            continue
        tests = (
            {"p": "p", "q_bh": "q (BH)", "q_by": "q (BY)"} if part["tested"] else {"q_bh": "q (BH)", "q_by": "q (BY)"}
        )
        what = "between the groups" if kind == "groups" else "between metastatic and non-metastatic nodes"
        how = "" if part["tested"] else "; q describes, it tests nothing"
        caption = f"{count} kept features: differences {what}, {part['of']}{how}"
        heads = (str(part["first"]).capitalize(), str(part["second"]).capitalize())
        table = _rows(found, rows, tuple(tests))
        made.append(Contrast(kind, caption, *heads, _ENDS[kind], tuple(tests.values()), table, _notes(kind, part)))
    return made


def _notes(kind: str, part: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what must be read below a table; what is said of the groups stands above the figures."""
    said = [] if kind == "groups" else [str(note) for note in part["notes"]]
    reasons: dict[str, list[str]] = {}
    for row in part["rows"]:
        if row.get("reason") and not part.get("reason"):
            reasons.setdefault(str(row["reason"]), []).append(full(row["feature"]))
    said += [f"Not estimable: {listed(names)}: {reason}." for reason, names in reasons.items()]
    return tuple(said) if not part.get("reason") else (*said, f"No intervals and no q: {part['reason']}.")


def _rows(found: Signed, rows: Mapping[str, Numbers], tests: Sequence[str]) -> tuple[FeatureRow, ...]:
    """Return the rows of a table."""
    largest = max((abs(formats.number(row["d"]) or 0.0) for row in rows.values()), default=0.0)
    scale = BAR_WIDTH / 2 / largest if largest > 0 else 0.0
    return tuple(_row(rows[name], scale, tests) for name in found.features if name in rows)


def _row(row: Numbers, scale: float, tests: Sequence[str]) -> FeatureRow:
    """Return one feature as text, with a bar that grows to the side that is larger."""
    d = formats.number(row["d"])
    length = abs(d or 0.0) * scale
    middle = BAR_WIDTH / 2
    limits = formats.interval(row, lambda value: formats.decimals(value, 2)) if d is not None else ""
    said = formats.NOT_ESTIMABLE if d is None else formats.decimals(d, 2)
    return FeatureRow(
        family=formats.family(row["feature"]),
        name=formats.short(row["feature"]),
        first=_mean_sd(row["mean1"], row["sd1"]),
        second=_mean_sd(row["mean2"], row["sd2"]),
        difference=f"{said} ({limits})" if limits else said,
        bar_start=round(middle if (d or 0.0) >= 0 else middle - length, 2),
        bar_length=round(length, 2),
        larger=2 if (d or 0.0) >= 0 else 1,
        tests=tuple(formats.p_value(row[name]) for name in tests),
    )


def _mean_sd(mean: object, sd: object) -> str:
    """Return ``12.35 ± 1.20``."""
    return f"{formats.significant(mean)} ± {formats.significant(sd, 3)}"


def _method(method: Mapping[str, Any]) -> tuple[str, ...]:
    """Return how the numbers are made."""
    return (
        f"Difference: {method['difference']}; above 0 the second side is larger. Interval: {method['interval']}.",
        f"Test: {method['test']}.",
        f"q is the false discovery rate over all kept features. BH, {method['q_bh']}: where tests are independent or"
        f" positively dependent. BY, {method['q_by']}: however they depend on each other.",
    )


def _dropped(model: Mapping[str, Any]) -> Table:
    """Return each dropped feature with the kept one that made it redundant."""
    rows = tuple(
        (full(item["feature"]), full(item["because"]) or "nothing: it does not vary", formats.decimals(item["r"]))
        for item in model["dropped"]
    )
    head = ("Dropped feature", "Redundant with", "Pearson r")
    return Table("Features dropped because an earlier one says the same", head, rows, words=frozenset({1}))
