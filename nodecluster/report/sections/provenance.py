"""Where the run's figures come from: when it ran, its inputs, its settings and those of its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster import formats
from nodecluster.report.parts import Section, Table
from nodecluster.results import Run

_FEATURES = {
    "measured": "measured in this run",
    "run": "from the table of an earlier run, measured with the same settings",
    "unknown": "from a table of unknown origin",
}


def section(run: Run) -> Section | None:
    """Return the provenance of a run; parts that it does not state are left out."""
    shown = [_pairs("Run", _run_facts(run.info)), _pairs("Inputs", _inputs(run.info.get("inputs") or {}))]
    folded = [_pairs("Settings of this run", run.info.get("settings") or {})]
    checked = str(run.info.get("command")) == "check"
    if checked:  # its page has no method, where the versions stand otherwise
        folded.append(_pairs("Versions", run.info.get("versions") or {}))
    if run.model is not None and str(run.info.get("command")) != "fit":
        folded.append(_pairs("Settings of the model when it was fitted", run.model.get("settings") or {}))
        folded.append(_pairs("Versions when the model was fitted", _model_versions(run.model)))
    content = {
        name: tuple(table for table in tables if table.rows) for name, tables in (("shown", shown), ("folded", folded))
    }
    if not any(content.values()):
        return None
    return Section("provenance", "Provenance", {**content, "versions": bool(run.info.get("versions")) and not checked})


def _run_facts(info: Mapping[str, Any]) -> dict[str, str]:
    """Return command, version and times."""
    facts = {
        "Command": str(info.get("command") or ""),
        "nodecluster": str(info.get("nodecluster") or ""),
        "Started": str(info.get("started") or ""),
        "Duration": formats.duration(info["seconds"]) if "seconds" in info else "",
    }
    return {name: value for name, value in facts.items() if value}


def _inputs(inputs: Mapping[str, Any]) -> dict[str, object]:
    """Return the inputs by name only: where they lie on a disk is nobody's business."""
    shown: dict[str, object] = {}
    for name, value in inputs.items():
        if name == "files":
            shown |= {f"{part} file": f"{file['name']}, SHA-256 {file['sha256']}" for part, file in value.items()}
        elif name == "features":
            shown[name] = _FEATURES.get(str(value), str(value))
        elif name == "jobs" and inputs.get("features") != "measured":
            continue  # nothing was measured
        elif name == "masks" and isinstance(value, Mapping):
            shown["nodes by format of the masks"] = ", ".join(f"{n} from {form}" for form, n in value.items())
        elif name == "contours":
            shown[name] = str(value)
        elif value not in (None, "", []):
            shown[name] = formats.source_name(value) if isinstance(value, str) else value
    return shown


def _model_versions(model: Mapping[str, Any]) -> dict[str, object]:
    """Return the versions that a model states."""
    return {"nodecluster": model.get("nodecluster", ""), **(model.get("versions") or {})}


def _pairs(caption: str, values: Mapping[str, object]) -> Table:
    """Return names and values as a table."""
    rows = tuple((str(name).replace("_", " "), _plain(value)) for name, value in values.items())
    return Table(caption, ("Item", "Value"), rows, words=frozenset({1}))


def _plain(value: object) -> str:
    """Return a value as text, lists as words."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return formats.ABSENT if value is None else str(value)
