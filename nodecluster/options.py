"""What several commands take: their options and arguments, and how a value is read from its word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from nodecluster import process
from nodecluster.settings import LEVELS, PREVALENCE_LIMITS, RESAMPLES, SEEDS

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def shares(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> tuple[float, ...]:
    """Return shares such as 0.3 or 30% as numbers.

    Raises
    ------
    BadParameter
        a word is none, or the share is out of range.
    """
    return tuple(_share(ctx, param, word, PREVALENCE_LIMITS, "0.3 or 30%") for word in words)


def confidence(ctx: click.Context, param: click.Parameter, word: str | None) -> float | None:
    """Return a confidence level such as 0.95 or 95% as a number; None where none is given.

    Raises
    ------
    BadParameter
        as of ``shares``.
    """
    return None if word is None else _share(ctx, param, word, LEVELS, "0.95 or 95%")


def _share(ctx: click.Context, param: click.Parameter, word: str, limits: tuple[float, float], example: str) -> float:
    """Return a share within limits, or refuse it with what was perhaps meant."""
    share = _between(word, limits)
    if share is None:
        dotted = word.strip().replace(",", ".")
        written = (dotted, f"{dotted}%")
        meant = next((text for text in written if (_between(text, limits) or 0) > 0.01), "")  # 1 is not 1%
        hint = f"; did you mean {meant}?" if meant else ""
        limit = f"from {limits[0]:g} to {limits[1]:.10g}"
        raise click.BadParameter(f"'{word}' is no share {limit}, such as {example}{hint}", ctx, param)
    return share


def _between(word: str, limits: tuple[float, float]) -> float | None:
    """Return a share within limits that is written as a number or in percent; None where it is none."""
    text = word.strip()
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
    return share if limits[0] <= share <= limits[1] else None


OUT: Option = click.option(
    "--out", type=click.Path(path_type=Path), help="Folder of the results. [default: reports/<command>-<date-time>]"
)
JOBS: Option = click.option(
    "--jobs", type=click.IntRange(1), default=process.cores, show_default="the cores", help="Patients done at a time."
)
COHORT_NAMES: Option = click.option(
    "--cohort", "cohorts", multiple=True, metavar="NAME", help="Use the patients of this cohort only; may be repeated."
)
PATIENTS: Option = click.option(
    "--patients", type=click.Path(path_type=Path), metavar="CSV", help="The patients' table of a features table."
)
SETTINGS: Option = click.option(
    "--settings", "settings_file", type=click.Path(path_type=Path), metavar="TOML", help="A file of settings."
)
RULE: Option = click.option(
    "--rule", metavar="RULE", help="How nodes make the patient's prediction: any, count:K, fraction:F, largest."
)


def _level(default: str) -> Option:
    """Return the option of the level, whose default is as said."""
    said = f"Of the confidence intervals, such as 0.95 or 95%. [default: {default}]"
    return click.option("--level", callback=confidence, metavar="L", help=said)


def _resamples(default: str) -> Option:
    """Return the option of the bootstrap, whose default is as said."""
    said = f"Of patients, for the bootstrap intervals. [default: {default}]"
    return click.option("--resamples", type=click.IntRange(*RESAMPLES), metavar="N", help=said)


PREVALENCES: Option = click.option(
    "--prevalence", "prevalences", callback=shares, multiple=True, metavar="P",
    help="Of pN+ patients, for predictive values, such as 0.3 or 30%; may be repeated. [default: 10% to 60%]",
)  # fmt: skip
SUBGROUPS: Option = click.option(
    "--subgroup", "subgroups", multiple=True, metavar="COLUMN",
    help="A clinical column that makes subgroups; may be repeated. [default: all that can]",
)  # fmt: skip
SEED: Option = click.option(
    "--seed", type=click.IntRange(*SEEDS), default=0, show_default=True,
    help="Of every random choice: bootstrap, folds, swaps.",
)  # fmt: skip
NAMES: Option = click.option(
    "--name", "names", multiple=True, metavar="NAME", help="Of a table, in their order; once for each, or not at all."
)
SOURCE: Option = click.argument("cohort", type=click.Path(path_type=Path))
MODEL: Option = click.argument("model", type=click.Path(path_type=Path))


def judging(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what a model's validation takes."""
    return _choices(command, _resamples("the model's"), _level("the model's"))


def scoring(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what a validation without a model takes."""
    return _choices(command, _resamples("2000"), _level("0.95"))


def _choices(command: Callable[..., Any], *own: Option) -> Callable[..., Any]:
    """Give a command its own options, and those of every validation before them."""
    for option in (*own, SUBGROUPS, PREVALENCES):
        command = option(command)
    return command


def applying(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what applying a model takes."""
    for option in (JOBS, RULE, PATIENTS, COHORT_NAMES, OUT, SOURCE, MODEL):
        command = option(command)
    return command


def tables_by_name(nodes: tuple[Path, ...], names: tuple[str, ...]) -> tuple[Path, ...] | dict[str, Path]:
    """Return tables by their names where these are given, once for each."""
    if not names:
        return nodes
    if len(names) != len(nodes) or len(set(names)) < len(names):
        raise click.UsageError(
            f"--name: found {len(names)} for {len(nodes)} tables; expected one for each, all different"
        )
    return dict(zip(names, nodes, strict=True))
