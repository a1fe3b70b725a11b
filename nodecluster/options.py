"""What several commands take: their options and arguments, and how a value is read from its word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from nodecluster import process

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def shares(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> tuple[float, ...]:
    """Return shares such as 0.3 or 30% as numbers.

    Raises
    ------
    BadParameter
        a word is none, or the share is not between 0 and 1.
    """
    return tuple(_share(ctx, param, word) for word in words)


def _share(ctx: click.Context, param: click.Parameter, word: str) -> float:
    text = word.strip()
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise click.BadParameter(f"'{word}' is no share between 0 and 1, such as 0.3 or 30%", ctx, param)
    return share


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
LEVEL: Option = click.option(
    "--level", type=click.FloatRange(0, 1, min_open=True, max_open=True), metavar="L",
    help="Of the confidence intervals. [default: 0.95, or the model's]",
)  # fmt: skip
RESAMPLES: Option = click.option(
    "--resamples", type=click.IntRange(200, 100_000), metavar="N",
    help="Of patients, for the bootstrap intervals. [default: 2000, or the model's]",
)  # fmt: skip
PREVALENCES: Option = click.option(
    "--prevalence", "prevalences", callback=shares, multiple=True, metavar="P",
    help="Of pN+ patients, for predictive values, such as 0.3 or 30%; may be repeated. [default: 10% to 60%]",
)  # fmt: skip
SUBGROUPS: Option = click.option(
    "--subgroup", "subgroups", multiple=True, metavar="COLUMN",
    help="A clinical column that makes subgroups; may be repeated. [default: all that can]",
)  # fmt: skip
NAMES: Option = click.option(
    "--name", "names", multiple=True, metavar="NAME", help="Of a table, in their order; once for each, or not at all."
)
SOURCE: Option = click.argument("cohort", type=click.Path(path_type=Path))
MODEL: Option = click.argument("model", type=click.Path(path_type=Path))


def judging(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what a validation takes."""
    for option in (RESAMPLES, LEVEL, SUBGROUPS, PREVALENCES):
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
