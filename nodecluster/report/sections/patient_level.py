"""How the patients' predictions agree with pathology, set by set, and with the clinical assessment."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from nodecluster import formats
from nodecluster.errors import NodeclusterError
from nodecluster.report.columns import numbers, words
from nodecluster.report.metrics.estimates import in_cell
from nodecluster.report.metrics.levels import Level, assessed, level_view
from nodecluster.report.metrics.sets import TITLES, main_first, ordered, title
from nodecluster.report.parts import Figure, Row, Section, Table
from nodecluster.report.plots.bars import RATES, bars_figure
from nodecluster.report.plots.rate_dots import Line, dots_figure
from nodecluster.report.plots.roc import level_curve, roc
from nodecluster.results import Run
from nodecluster.tables import KEY, MESH_VOLUME, VOLUME
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.validation.rules.rule import parse_rule, predict_patients


def section(run: Run) -> Section | None:
    """Return the patient level; None where no patient has a pathology result."""
    levels = (run.metrics or {}).get("patient") or {}
    names = [name for name in main_first(levels) if levels[name].get("n")]
    if run.metrics is None or not names:
        return None
    main = _drawn(levels)
    bars = bars_figure("plot-rates-patients", [(title(name), levels[name]) for name in main], "patients")
    drawn = (bars, _roc(run, levels), _of_sets(levels))
    views = {name: level_view(title(name), levels[name], "patients") for name in names}
    shown = [(title(name), levels[name]) for name in ordered(names)]
    compared = [(name, level) for name, level in shown if assessed(level) is not None]
    content = {
        "overview": (_overview(shown), *([_against_clinic(compared)] if compared else [])),
        "others": any(len(each.lines) > 1 for view in views.values() for each in view.estimates.measures),
        "midp": any("mcnemar_midp" in (levels[name].get("clinical") or {}) for name in names),
        "views": tuple(views[name] for name in main),
        "folded": tuple(view for name, view in views.items() if name not in main),
        "seen": tuple(str(patient) for patient in run.metrics.get("seen_patients") or ()),
    }
    return Section("patient-level", "Patient level", content, tuple(figure for figure in drawn if figure is not None))


def _overview(sets: list[tuple[str, Level]]) -> Table:
    """Return one row a set: the figures that are compared most."""
    names = ("ccr", "sensitivity", "specificity")
    rows = tuple(
        (name, formats.count(level.get("n")), *(in_cell(level.get(key), formats.percent) for key in names))
        for name, level in sets
    )
    heading = formats.level(sets[0][1].get("ccr"))
    head = ("Patients", "n", "CCR", "Sensitivity", "Specificity")
    return Table(f"Patient level at a glance, {heading} below each figure", head, rows)


def _against_clinic(sets: list[tuple[str, Level]]) -> Table:
    """Return one row a set: model and clinical assessment on the same patients."""
    heading = formats.level(sets[0][1].get("ccr"))
    head = ("Patients", "Assessed", "CCR of the model", "CCR of the assessment", "Difference", "p (McNemar)")
    rows = tuple(_against_row(name, level) for name, level in sets)
    caption = f"Model against clinical assessment at a glance, on the patients that have one, {heading} below each"
    return Table(caption, head, rows)


def _against_row(name: str, level: Level) -> Row:
    """Return one row of the comparison; runs of version 0.2.0 have no difference and no interval of the model's CCR."""
    clinical, found = level["clinical"], assessed(level)
    n, model = (found.n, found.model) if found is not None else (0, 0)
    own = clinical.get("model_ccr") or (level.get("ccr") if n == level.get("n") else None)
    return (
        name,
        formats.count(n),
        in_cell(own, formats.percent) if own else formats.percent(model / n),
        in_cell(clinical.get("ccr"), formats.percent),
        in_cell(clinical["difference"], formats.change) if clinical.get("difference") else formats.ABSENT,
        formats.p_value(clinical.get("mcnemar_p")),
    )


def _drawn(levels: Mapping[str, Level]) -> list[str]:
    """Return the sets that the figures show: all, cN0 and cN+, without the seen patients where some were seen."""
    names = (name + UNSEEN if name + UNSEEN in levels else name for name in TITLES)
    return [name for name in names if (levels.get(name) or {}).get("n")]


def _of_sets(levels: Mapping[str, Level]) -> Figure | None:
    """Return the rates of every set, where there are cohorts or seen patients beside those that the bars show."""
    names = [name for name in ordered(levels) if levels[name].get("n")]
    if set(names) == set(_drawn(levels)):
        return None
    main = main_first(levels)[0]
    lines = [
        Line(title(name), {rate: levels[name].get(rate) or {} for rate in RATES}, int(levels[name]["n"]), name == main)
        for name in names
    ]
    caption = "CCR, sensitivity and specificity of every set of patients with their intervals; in bold the main one."
    alt = f"Dot plot of {len(lines)} sets of patients. The numbers are in the table of this section."
    return dots_figure("plot-sets", lines, caption, alt)


def _roc(run: Run, levels: Mapping[str, Level]) -> Figure | None:
    """Return ROC curves of all, cN0 and cN+ patients by their deciding node's score; seen ones are left out."""
    scores = _scores(run)
    if run.patients is None or scores is None:
        return None
    patients = run.patients.assign(score=scores.reindex(run.patients["patient_id"].astype(str)).to_numpy())
    seen = {str(patient) for patient in (run.metrics or {}).get("seen_patients") or ()}
    curves = []
    for name in _drawn(levels):
        base = name.removesuffix(UNSEEN)
        rows = patients if name == base else patients[~patients["patient_id"].astype(str).isin(seen)]
        drawn = ((run.metrics or {}).get("roc") or {}).get("patient", {}).get(name)
        curves.append(level_curve(title(name), _of_set(rows, base), "truth", levels[name], drawn))
    return roc("plot-roc-patients", curves, "patients")


def _of_set(patients: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the patients of a clinical assessment, or all."""
    if name == "all":
        return patients
    return patients[[value == name for value in words(patients, "clinical_n")]]


def _scores(run: Run) -> pd.Series | None:
    """Return each patient's score, by patient id: that of the node which decides under the rule of the run.

    None where the run cannot tell: no nodes, or rule ``largest`` without volumes.
    """
    if run.nodes is None or run.metrics is None or run.metrics.get("rule") is None:
        return None
    nodes = run.nodes.assign(patient_id=run.nodes["patient_id"].astype(str), score=numbers(run.nodes, "score"))
    if run.features is not None and MESH_VOLUME in run.features:
        volume = run.features[[*KEY, MESH_VOLUME]].rename(columns={MESH_VOLUME: VOLUME})
        nodes = nodes.merge(volume, on=list(KEY), how="left")
    try:
        found = predict_patients(nodes, parse_rule(str(run.metrics["rule"])))
    except NodeclusterError:
        return None
    return found.set_index("patient_id")["score"]
