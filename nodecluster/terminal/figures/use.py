"""What a prediction is worth in use, in brief: rules, prevalence, risks, of the main set of patients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nodecluster.terminal.figures.lines import Paper, with_limits
from nodecluster.terminal.figures.table import HEAD, NAME, figures_row, why_missing
from nodecluster.validation.levels.naming import node_set
from nodecluster.words import counted, listed

Block = Mapping[str, Any]

_BURDEN = {"dissections": "Dissections", "needless": "Needless", "missed": "Missed"}
BURDEN = (
    "Dissections: predicted metastatic; needless: those of them without metastasis; missed: metastatic, and not"
    " predicted so."
)
_WHOSE = {"model": "Model", "clinical": "Clinical", "difference": "Model less clinical"}


def rules(block: Block, name: str, paper: Paper) -> str:
    """Return the patient rules side by side, the one that was used marked."""
    lines = [*paper.title(f"Patient rules side by side, {name}"), HEAD]
    for row in block["sets"][name]:
        label = f"{'>' if row['chosen'] else ' '} {row['rule']}"
        if "reason" in row:
            lines += paper.named(label, NAME, f"{row['n']:>6}  not estimable: {row['reason']}")
        else:
            lines += figures_row(label, row, paper)
    lines += why_missing({row["rule"]: row for row in block["sets"][name] if "reason" not in row}, paper)
    said = (
        f"> marks the rule that was used: {block['chosen_how']}. To pick the best row on these patients would make its"
        " figures too good."
    )
    return "\n".join([*lines, paper.paragraph(said)])


def prevalence(block: Block, name: str, paper: Paper) -> str:
    """Return likelihood ratios, predictive values by prevalence, and what happens to 100 patients."""
    lines = paper.title(f"Likelihood ratios and predictive values, {name}")
    if "reason" in block:
        return "\n".join([*lines, paper.paragraph(f"not estimable: {block['reason']}")])
    lines.append(paper.header(block["prevalence"]["level"]))
    for sign, label in (("positive", "LR+"), ("negative", "LR-")):
        lines += paper.estimate(label, block["likelihood_ratios"][sign], "ratio")
    lines += ["", *_predictive_values(block, paper), "", *_per_100(block["per_100"], paper), ""]
    return "\n".join([*lines, paper.paragraph(f"Method: {block['method']}."), *paper.items(block["notes"])])


def risks(metrics: Block, name: str, paper: Paper) -> str:
    """Return how well the scores can be made risks, and at which thresholds of risk that is of use."""
    found = metrics["calibration"]
    node = node_set(name, found)
    lines = [*paper.title(f"Scores as risks, {name}"), *_calibration("patient", found["patient"][name], paper)]
    lines += _calibration("node", found[node], paper, found["patient"][name])
    return "\n".join([*lines, *_decision(metrics["decision_curve"][name], paper)])


def _predictive_values(block: Block, paper: Paper) -> Iterator[str]:
    """Yield PPV and NPV at each prevalence."""
    level = f"({100 * block['prevalence']['level']:g} % interval)"
    yield f"  {'At a prevalence of':<24}{'PPV, % ' + level:<26}{'NPV, % ' + level}"
    own = f"{100 * block['own']['prevalence']:.2f} %, as here"
    rows = [*((f"{100 * each['prevalence']:g} %", each) for each in block["stated"]), (own, block["own"])]
    why: list[str] = []
    for label, each in rows:
        yield f"  {label:<24}{with_limits(each['ppv'], 'percent'):<26}{with_limits(each['npv'], 'percent')}"
        why += [each[value]["reason"] for value in ("ppv", "npv") if each[value]["value"] is None]
    yield from _why(why, paper)


def _per_100(block: Block, paper: Paper) -> Iterator[str]:
    """Yield what happens to 100 patients by the model and by the clinical assessment."""
    shown = {name: block[name] for name in _WHOSE if name in block}
    some = block.get("model_where_clinical")
    if some is not None:  # what is compared has to be of the same patients
        shown["model"] = some
    yield f"  {'Per 100':<12}" + "".join(f"{_WHOSE[name]:<22}" for name in shown).rstrip()
    for part, label in _BURDEN.items():
        cells = (with_limits(found[part], "per_100") for found in shown.values())
        yield f"  {label:<12}" + "".join(f"{cell:<22}" for cell in cells).rstrip()
    yield paper.paragraph(BURDEN)
    if some is not None:
        who = f"the {some['n']} of {counted(block['model']['n'], 'patient')} with a clinical assessment"
        yield paper.paragraph(f"All columns are of {who}; the model's of everybody are in the report.")


def _calibration(unit: str, block: Block, paper: Paper, before: Block | None = None) -> Iterator[str]:
    """Yield the calibration of one score, or why there is none; ``before`` is one whose method was told already."""
    if "reason" in block:
        yield paper.paragraph(f"Calibration of the {unit} score: not estimable, {block['reason']}.")
        return
    found = block["logistic"]
    told = before is not None and before.get("logistic", {}).get("method") == found["method"]
    how = "in the same way" if told else f"{found['method']}; {block['method']}"
    yield paper.paragraph(f"Calibration of the {unit} score: {how}.")
    yield paper.header(found["brier"]["level"])
    yield from paper.estimate("Brier score", found["brier"], "area")
    yield from paper.estimate("Slope (ideal 1)", found["slope"], "area")
    yield from paper.estimate("Intercept (ideal 0)", found["intercept"], "area")
    yield from paper.items([block["size"]] if block.get("size") else [])


def _decision(block: Block, paper: Paper) -> Iterator[str]:
    """Yield at which thresholds the model's risk is the best to decide by; of the assessed alone where not all are."""
    curves = block.get("strategies", {})
    if "better" not in block:
        reason = block.get("reason") or curves["model"].get("reason", "")
        hard = " That of the hard prediction is in the report." if "net_benefit" in curves.get("prediction", ()) else ""
        yield paper.paragraph(f"Decision curve of the patient score: not estimable, {reason}.{hard}")
        return
    assessed = block.get("assessed")
    without = curves.get("clinical", {}).get("reason", "")
    left_out = f" (not compared with the clinical assessment: {without})" if without and assessed is None else ""
    yield paper.paragraph(f"Decision curve: the patient score as a risk {_best(block)}{left_out}.")
    if assessed is not None:
        who = f"On the {counted(assessed['n'], 'patient')} with a clinical assessment"
        if "better" in assessed:
            yield paper.paragraph(f"{who}, it {_best(assessed)}.")
        else:
            reason = assessed.get("reason") or assessed["strategies"]["model"].get("reason", "")
            yield paper.paragraph(f"{who}: not estimable, {reason}.")


def _best(block: Block) -> str:
    """Return which curves the model's is above, and where."""
    others = [
        f"'{curve['label']}'"
        for key, curve in block["strategies"].items()
        if key not in ("model", "prediction") and "net_benefit" in curve
    ]
    ranges = listed([_range(*ends) for ends in block["better"]])
    where = f"at thresholds of risk {ranges}" if ranges else "at no threshold of risk"
    return f"has more net benefit than {listed(others)} {where}"


def _range(start: float, end: float) -> str:
    """Return a range of thresholds in words.

    >>> _range(0.05, 0.3), _range(0.05, 0.05)
    ('from 5 to 30 %', 'of 5 %')
    """
    return f"of {100 * start:g} %" if start == end else f"from {100 * start:g} to {100 * end:g} %"


def _why(reasons: Sequence[str], paper: Paper) -> Iterator[str]:
    """Yield why cells of a table are dashes, each reason once."""
    for reason in dict.fromkeys(reasons):
        yield paper.paragraph(f"-: not estimable, {reason}.")
