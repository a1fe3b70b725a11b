"""The command that repeats a run, as far as ``run.json`` knows it: names of cohorts and columns, never a path."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster.checklists.facts import Facts
from nodecluster.formats import number, source_name
from nodecluster.method.citing import plain
from nodecluster.method.modelling import origin_of_rule
from nodecluster.method.values import Command, Placeholder
from nodecluster.settings import Settings
from nodecluster.validation.choosing.rule_origin import DEFAULT, GIVEN
from nodecluster.validation.judging import PREVALENCES

KNOWN = ("extract", "fit", "predict", "validate", "score")
SETTINGS_TOML = "settings.toml"

_SCORED = {"level": 0.95, "resamples": 2000, "seed": 0}
"""What ``score`` takes where nothing is given."""
_DIGITS = 12
"""Of a SHA-256: enough to tell two files apart by eye."""


def command(facts: Facts) -> Command | None:
    """Return what repeats a run; None where the run does not say which command it was."""
    if facts.command not in KNOWN:
        return None
    inputs = facts.run.info.get("inputs") or {}
    arguments, placeholders = _sources(facts, inputs)
    words = ["nodecluster", facts.command, *arguments, *_options(facts, inputs)]
    settings = _toml(facts) if facts.command in ("extract", "fit") else ""
    if settings:
        words += ["--settings", SETTINGS_TOML]
        placeholders.append(Placeholder(SETTINGS_TOML, "a file with the settings below"))
    words += ["--out", "OUT_DIR"]
    placeholders.append(Placeholder("OUT_DIR", "a new folder for the results"))
    return Command(" ".join(words), settings, tuple(placeholders), tuple(_notes(facts, inputs)))


def _sources(facts: Facts, inputs: Mapping[str, Any]) -> tuple[list[str], list[Placeholder]]:
    """Return the arguments that are paths, as placeholders, and what these stand for."""
    files = inputs.get("files") or {}
    if facts.command == "score":
        return _scored(facts, files)
    words, meanings = [], []
    if facts.command in ("predict", "validate"):
        words.append("MODEL_DIR")
        meanings.append(Placeholder("MODEL_DIR", f"the folder of the fit{_of(files.get('model'))}"))
    name = plain(source_name(inputs.get("cohort")))
    if "features" in files or facts.origin in ("run", "unknown"):
        words.append("FEATURES")
        meanings.append(Placeholder("FEATURES", f"the features table{_of(files.get('features'))}"))
        if "patients" in files:
            words += ["--patients", "PATIENTS_CSV"]
            meanings.append(Placeholder("PATIENTS_CSV", f"the patients’ table{_of(files['patients'])}"))
    else:
        words.append("COHORT_DIR")
        meanings.append(Placeholder("COHORT_DIR", f"the cohort ‘{name}’{_of(files.get('patients'))}"))
    return words, meanings


def _scored(facts: Facts, files: Mapping[str, Any]) -> tuple[list[str], list[Placeholder]]:
    """Return the arguments of ``score``: a table for each prediction, and the patients."""
    names = [plain(name) for name in facts.settings.get("predictions") or ()]
    words, meanings = [], []
    for place in range(max(1, len(names))):
        part = "nodes" if place == 0 else f"nodes {place + 1}"
        word = "NODES" if not names else f"NODES_{place + 1}"
        words.append(word)
        called = f" ‘{names[place]}’" if names else ""
        meanings.append(Placeholder(word, f"the table of predictions{called}{_of(files.get(part))}"))
    words += ["--patients", "PATIENTS_CSV"]
    meanings.append(Placeholder("PATIENTS_CSV", f"the patients’ table{_of(files.get('patients'))}"))
    for name in names:
        words += ["--name", shlex.quote(name)]
    return words, meanings


def _of(file: Any) -> str:
    """Return name and hash of a file that the run read, in words."""
    if not isinstance(file, Mapping) or not file.get("sha256"):
        return ""
    return f" ({plain(source_name(file.get('name')))} with SHA-256 {str(file['sha256'])[:_DIGITS]}…)"


def _options(facts: Facts, inputs: Mapping[str, Any]) -> list[str]:
    """Return the options that are not the defaults."""
    words = _repeated("--cohort", inputs.get("cohorts") or ())
    words += _rule(facts)
    if facts.command not in ("validate", "score"):
        return words
    given = facts.recipe if facts.command == "validate" else _SCORED
    for name in ("level", "resamples", "seed"):
        value = facts.settings.get(name)
        if name in given and value is not None and value != given[name]:
            words += [f"--{name}", f"{value:g}" if isinstance(value, float) else str(value)]
    judging = facts.metrics.get("judging") or {}
    shares = [share for share in judging.get("prevalences") or () if number(share) is not None]
    if shares and tuple(shares) != PREVALENCES:
        words += _repeated("--prevalence", [f"{share:g}" for share in shares])
    return words + _repeated("--subgroup", judging.get("subgroups") or ())


def _repeated(option: str, values: Sequence[object]) -> list[str]:
    """Return an option for each of several values, quoted for a shell."""
    return [word for value in values for word in (option, shlex.quote(plain(value)))]


def _rule(facts: Facts) -> list[str]:
    """Return the option of the rule, where one was given."""
    origin = origin_of_rule(facts)
    applied = facts.command in ("predict", "validate") and origin.startswith(GIVEN)
    scored = facts.command == "score" and bool(origin) and origin != DEFAULT
    return ["--rule", shlex.quote(plain(facts.rule))] if (applied or scored) and facts.rule else []


def _toml(facts: Facts) -> str:
    """Return the settings that are not the defaults as TOML; a rule that was tuned is what was asked for."""
    defaults = Settings().as_dict()
    found = {name: facts.settings[name] for name in defaults if name in facts.settings}
    if facts.command == "fit" and (facts.model or {}).get("rule_choice"):
        found["rule"] = "tuned"
    # JSON's numbers and texts are TOML's too
    lines = [f"{name} = {json.dumps(value)}" for name, value in found.items() if value != defaults[name]]
    return "\n".join(lines)


def _files_known(facts: Facts, files: Mapping[str, Any]) -> bool:
    """Return whether the run names the tables that it was given."""
    if facts.command == "score":
        return {"nodes", "patients"} <= set(files)
    return ("features" if facts.origin in ("run", "unknown") else "patients") in files


def _notes(facts: Facts, inputs: Mapping[str, Any]) -> list[str]:
    """Return what the run does not know of its own repeating."""
    version = facts.versions.get("nodecluster") or facts.run.info.get("nodecluster")
    notes = [f"The defaults are those of nodecluster {plain(version)}." if version else ""]
    if facts.command in ("predict", "validate"):
        notes.append("How MODEL_DIR was fitted is told by the report in that folder, not by this run.")
    if facts.command == "score" and not facts.metrics.get("judging"):
        notes.append("With what prevalences and subgroups it was run, the run does not say.")
    if not _files_known(facts, inputs.get("files") or {}):
        notes.append("Which files were read the run does not say in full; some may have been handed over in memory.")
    notes.append("Where the inputs lay, and the number of jobs, are left out: neither changes a figure.")
    return [note for note in notes if note]
