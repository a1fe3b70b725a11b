"""The settings of a run, frozen; every number that can change a result is here.

They come from the defaults, which are the study's, and a TOML file (``--settings``). An unknown key is an error that
suggests the right one, because a misspelt setting that is silently ignored is a silent wrong number.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from nodecluster.errors import SettingsError
from nodecluster.words import did_you_mean, shown

LEVELS = (0.5, 0.999999)
"""The least and the largest level of an interval."""

PREVALENCE_LIMITS = (1e-9, 1 - 1e-9)
"""The least and the largest prevalence: beyond, the odds of the predictive values are no numbers that can be held."""

RESAMPLES = (200, 100_000)
"""The fewest and the most resamples."""

SEEDS = (0, 2**32 - 1)
"""The least and the largest seed."""

_DECIMAL_COMMA = re.compile(r"^\s*\w+\s*=\s*\d+,\d", re.MULTILINE)


@dataclass(frozen=True)
class Settings:
    """The recipe from mask to group, and how results are judged.

    Attributes
    ----------
    recipe : name of the published or derived recipe; ``study`` is Qu et al. 2024.
    bin_width : width of a grey-level bin, HU.
    spacing_mm : edge of the isotropic voxel that every node is resampled to.
    minimum_voxels : a node with fewer voxels than this, after resampling, is not measured.
    correlation_threshold : a feature is dropped when its absolute Pearson r with a kept one exceeds this.
    starts : random starts of K-means.
    seed : of every random choice.
    rule : how a patient's nodes make the patient's prediction (``any``, ``count:K``, ``fraction:F``, ``largest``), or
        ``tuned``, for ``fit`` alone: the best of them by the pathology of the patients that it fits on.
    level : of every confidence interval.
    resamples : of patients, for the bootstrap intervals.
    """

    recipe: str = "study"
    bin_width: float = 25.0
    spacing_mm: float = 1.0
    minimum_voxels: int = 8
    correlation_threshold: float = 0.9
    starts: int = 50
    seed: int = 0
    rule: str = "any"
    level: float = 0.95
    resamples: int = 2000

    def __post_init__(self) -> None:
        """Refuse what no run can use."""
        for field in fields(self):
            _as_kind("", field.name, getattr(self, field.name), type(field.default))
        limits = {
            "recipe": (self.recipe in ("study",), "'study'"),
            "bin_width": (0.1 <= self.bin_width <= 1000, "a number from 0.1 to 1000 (HU)"),
            "spacing_mm": (0.1 <= self.spacing_mm <= 10, "a number from 0.1 to 10 (mm)"),
            "minimum_voxels": (self.minimum_voxels >= 2, "a whole number of at least 2"),
            "correlation_threshold": (0 < self.correlation_threshold <= 1, "a number above 0, at most 1"),
            "starts": (self.starts >= 1, "a whole number of at least 1"),
            "seed": (SEEDS[0] <= self.seed <= SEEDS[1], f"a whole number from {SEEDS[0]} to {SEEDS[1]}"),
            "level": (LEVELS[0] <= self.level <= LEVELS[1], f"a number from {LEVELS[0]} to {LEVELS[1]}, such as 0.95"),
            "resamples": (
                RESAMPLES[0] <= self.resamples <= RESAMPLES[1],
                f"a whole number from {RESAMPLES[0]} to {RESAMPLES[1]}",
            ),
        }
        for name, (holds, expected) in limits.items():
            if not holds:
                found = getattr(self, name)
                raise SettingsError(f"setting '{name}': found {found!r}; expected {expected}. Correct it")

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as plain values, for ``run.json`` and ``model.json``."""
        return asdict(self)

    def changed(self, values: Mapping[str, Any], source: str = "") -> Settings:
        """Return a copy with ``values`` put in; ``source`` is where they come from, for the message.

        Raises
        ------
        SettingsError
            a key is unknown, or a value is of the wrong kind or out of range.
        """
        start = f"{source}: " if source else ""
        known = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        clean: dict[str, Any] = {}
        for key, value in values.items():
            if key not in known:
                hint = did_you_mean(key, known) or f"; there are: {', '.join(known)}"
                raise SettingsError(f"{start}unknown setting {shown(key)}{hint}")
            clean[key] = _as_kind(start, key, value, known[key])
        try:
            return replace(self, **clean)
        except SettingsError as error:
            raise SettingsError(f"{start}{error}") from error


def _as_kind(start: str, key: str, value: object, kind: type) -> object:
    """Return ``value`` as ``kind``; whole numbers may stand for real ones, nothing else is converted."""
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(min(max(value, -(10**9)), 10**9))  # beyond every limit, and a float can hold it
    if not isinstance(value, kind) or isinstance(value, bool):
        words = {str: "text", int: "a whole number", float: "a number"}
        example = json.dumps(getattr(Settings, key))
        found = shown(value) if isinstance(value, str) else str(value).lower()
        raise SettingsError(
            f"{start}setting '{key}': found {found}; expected {words[kind]}. Write it as {key} = {example}"
        )
    return value


def read_settings(path: Path) -> Settings:
    """Read a TOML file of settings over the defaults.

    Raises
    ------
    SettingsError
        the file is missing or is not TOML, a key is unknown, or a value is out of range.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise SettingsError(f"{path}: the settings cannot be read ({reason}); give the path of a TOML file") from error
    except tomllib.TOMLDecodeError as error:
        remedy = "write lines such as bin_width = 25"
        if _DECIMAL_COMMA.search(text):
            remedy = "write numbers with a decimal point, such as level = 0.95"
        raise SettingsError(f"{path}: not TOML ({error}); {remedy}") from error
    return Settings().changed(values, source=str(path))
