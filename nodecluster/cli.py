"""The commands: parse, call a workflow, print, exit code. No logic.

Heavy libraries are imported where a command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import difflib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from nodecluster import process
from nodecluster.errors import NodeclusterError
from nodecluster.options import (
    COHORT_NAMES,
    JOBS,
    NAMES,
    OUT,
    PATIENTS,
    SEED,
    SETTINGS,
    SOURCE,
    applying,
    judging,
    scoring,
    tables_by_name,
)
from nodecluster.words import printable_lines

if TYPE_CHECKING:
    from nodecluster.results import Run
    from nodecluster.settings import Settings

DONE, FAILED, PARTLY = 0, 1, 3
SHOWN_FAILURES = 20


class Commands(click.Group):
    """The group of commands; a misspelt one is answered with the nearest."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command that is meant, or say which it may be."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(self.list_commands(ctx))}"
            ctx.fail(f"no such command '{args[0]}'; {hint}")
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands in the order of the work, which is that of this file."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C is said by ``main``, without the blank line that click writes first."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            raise click.Abort from stop


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="nodecluster", message="nodecluster %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def commands(debug: bool) -> None:
    """Group lymph nodes on contrast CT without labels, and validate the groups against pathology.

    Research use only: no result of this tool may guide the treatment of a patient.
    """


@commands.command()
@SOURCE
@OUT
@JOBS
@SETTINGS
def check(cohort: Path, out: Path | None, jobs: int, settings_file: Path | None) -> int:
    """Read everything, measure nothing; say what is wrong and how to mend it.

    COHORT is a folder with patients.csv, or that table. The exit code is 1 where an extraction would fail somewhere.
    """
    from nodecluster import runs
    from nodecluster.terminal import check as said
    from nodecluster.workflows.check import check as work

    settings = _settings(settings_file)
    folder = out or runs.default_folder("check")
    run, page = _saved(
        "check", folder, [cohort], lambda progress: work(cohort, settings=settings, jobs=jobs, progress=progress)
    )
    wide = said.width()
    click.echo("\n".join([*said.table(run, wide), "", said.summary(run, wide), f"Check: {page}"]))
    return FAILED if said.fails(run) else DONE


@commands.command()
@SOURCE
@OUT
@JOBS
@SETTINGS
def extract(cohort: Path, out: Path | None, jobs: int, settings_file: Path | None) -> int:
    """Measure the 107 features of every node.

    COHORT is a folder with patients.csv, or that table.
    """
    from nodecluster.workflows.extract import extract as work

    settings = _settings(settings_file)
    return _run(
        "extract", out, [cohort], lambda progress: work(cohort, settings=settings, jobs=jobs, progress=progress)
    )


@commands.command()
@SOURCE
@OUT
@COHORT_NAMES
@PATIENTS
@click.option("--recipe", type=click.Choice(["study"]), help="The published recipe. [default: study]")
@SETTINGS
@JOBS
def fit(cohort: Path, out: Path | None, recipe: str | None, settings_file: Path | None, **options: Any) -> int:
    """Fit the model to nodes, without labels.

    COHORT is a cohort or a features table.
    """
    from nodecluster.workflows.fit import fit as work

    settings = _settings(settings_file)
    settings = settings.changed({"recipe": recipe}) if recipe else settings
    return _run(
        "fit",
        out,
        [cohort, options["patients"]],
        lambda progress: work(cohort, settings=settings, progress=progress, **options),
    )


@commands.command()
@applying
def predict(model: Path, cohort: Path, out: Path | None, **options: Any) -> int:
    """Group new nodes by a MODEL.

    MODEL is model.json, or the folder of a fit; COHORT a cohort or a features table. Nothing is refitted.
    """
    from nodecluster.workflows.predict import predict as work

    inputs = [model, cohort, options["patients"]]
    return _run("predict", out, inputs, lambda progress: work(model, cohort, progress=progress, **options))


@commands.command()
@applying
@judging
def validate(model: Path, cohort: Path, out: Path | None, **options: Any) -> int:
    """Validate a MODEL against pathology and clinical assessment.

    MODEL is model.json, or the folder of a fit; COHORT a cohort or a features table. Nothing is refitted.
    """
    from nodecluster.workflows.validate import validate as work

    inputs = [model, cohort, options["patients"]]
    return _run("validate", out, inputs, lambda progress: work(model, cohort, progress=progress, **options))


@commands.command()
@click.argument("nodes", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--patients", type=click.Path(path_type=Path), metavar="CSV", required=True, help="The patients' table.")
@NAMES
@OUT
@click.option("--rule", metavar="RULE", help="any, count:K, fraction:F or largest. [default: any]")
@scoring
@SEED
def score(nodes: tuple[Path, ...], patients: Path, names: tuple[str, ...], out: Path | None, **options: Any) -> int:
    """Validate anybody's node predictions, and compare those of several tables.

    NODES is a table with patient_id, node_id, group (1 or 2) and, where there is one, score. Of several, the figures
    are those of the first, with which, and with each other, the others are compared.
    """
    from nodecluster.workflows.score import score as work

    tables = tables_by_name(nodes, names)
    given = {name: value for name, value in options.items() if value is not None}
    return _run("score", out, [*nodes, patients], lambda _: work(tables, patients=patients, **given))


@commands.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def report(folder: Path) -> int:
    """Write the report of a finished run again."""
    from nodecluster.workflows.saving import report as work

    click.echo(f"Report: {work(folder)}")
    return DONE


@commands.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--patients", type=click.IntRange(4), default=24, show_default=True, help="Number of patients.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same cohort.")
def simulate(folder: Path, patients: int, seed: int) -> int:
    """Make up a cohort with known truth, in a new folder."""
    from nodecluster.terminal.progress import progress_bar
    from nodecluster.workflows.simulate import simulate as work

    with progress_bar("simulating") as progress:
        work(folder, patients=patients, seed=seed, progress=progress)
    click.echo(f"Cohort: {folder} ({patients} made-up patients; figures on it mean nothing clinically)")
    return DONE


def _settings(path: Path | None) -> Settings:
    from nodecluster.settings import Settings, read_settings

    return Settings() if path is None else read_settings(path)


def _run(command: str, out: Path | None, inputs: Sequence[Path | None], work: Callable[[Any], Run]) -> int:
    """Do the work of a command, save it, print it; return the exit code."""
    from nodecluster import runs
    from nodecluster.terminal import run as said
    from nodecluster.terminal.figures.lines import width

    folder = out or runs.default_folder(command)
    run, report_path = _saved(command, folder, inputs, work)
    click.echo(said.summary(run, width()))
    for line in said.failures(run, SHOWN_FAILURES):
        click.echo(line, err=True)
    if run.segmentations:
        click.echo(f"Segmentations for 3D Slicer: {folder / runs.SLICER}")
    if (folder / runs.TABLES).is_dir():
        click.echo(f"Tables for a spreadsheet: {folder / runs.TABLES}")
    click.echo(f"Report: {report_path}")
    return DONE if run.failures.empty else PARTLY


def _saved(command: str, folder: Path, inputs: Sequence[Path | None], work: Callable[[Any], Run]) -> tuple[Run, Path]:
    """Prepare the folder, which must not be that of an input; do the work and save it; return it and its page."""
    from nodecluster import runs
    from nodecluster.terminal.progress import progress_bar
    from nodecluster.workflows.saving import save

    with runs.prepared(folder, [path for path in inputs if path is not None], command):
        with progress_bar("checking" if command == "check" else "measuring") as progress:
            run = work(progress)
        return run, save(run, folder)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line; every error becomes one line on standard error and a code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    debug = "--debug" in given  # wherever it stands; only the group of commands knows it
    given = [*(["--debug"] if debug else []), *(word for word in given if word != "--debug")]
    if arguments is None:
        process.prepare(debug)
    try:
        code = commands.main(given, prog_name="nodecluster", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = error.exit_code
    except BrokenPipeError:  # who read our lines has gone, as `head` does; the results are written
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            traceback.print_exc()
        click.echo(f"nodecluster: {printable_lines(_said(error))}", err=True)
        code = error.exit_code if isinstance(error, click.ClickException) else FAILED
    process.leave(code if isinstance(code, int) else DONE, own_process=arguments is None)


def _said(error: BaseException) -> str:
    """Return an error as the line that the analyst reads."""
    if isinstance(error, click.UsageError):
        said, path = error.format_message().removesuffix("."), error.ctx.command_path if error.ctx else "nodecluster"
        stop = "" if said.endswith("?") else "."
        return f"{said[:1].lower()}{said[1:]}{stop} See {path} --help"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "stopped before it was done; no file is half-written"
    if isinstance(error, NodeclusterError):
        return str(error)
    if isinstance(error, MemoryError):
        return "not enough memory; use fewer --jobs, or a machine with more memory"
    if isinstance(error, OSError):
        where = f"{Path(str(error.filename)).name}: " if error.filename else ""
        return f"{where}{error.strerror or error}; check the path, your rights and the free space"
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return f"internal error ({said[:300]}); run it again with --debug and report what it shows"
