"""How far long work has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """Give a function to be called with patients done, in all, and the last one: a bar, or a line now and then."""
    bar: Any = None
    last = time.monotonic()

    def advance(done: int, total: int, name: str) -> None:
        nonlocal bar, last
        if sys.stderr.isatty():
            if bar is None:
                bar = click.progressbar(length=total, label=f"{label} patients", file=sys.stderr, show_pos=True)
                bar.render_progress()
            bar.update(1, name)
        elif time.monotonic() - last > SECONDS_BETWEEN_LINES or done == total:
            click.echo(f"{label}: {done} of {total} patients", err=True)
            last = time.monotonic()

    try:
        yield advance
    finally:
        if bar is not None:
            bar.render_finish()
