"""The running: every input has a number, from which it can be made again; what came of it is counted."""

from __future__ import annotations

import faulthandler
import os
import random
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nodecluster.errors import NodeclusterError, NodeError

HANGS_AFTER = 120  # seconds, whatever else the machine has to do

REFUSED, AGREED, ALONE = "refused", "read, as an independent program reads it", "read, which no other program does"


@dataclass(frozen=True)
class Kind:
    """A kind of input.

    Attributes
    ----------
    name : for the counts.
    share : how many of 100 inputs.
    prepare : writes what the inputs of this kind are made from into a folder, once.
    make : writes an input into a folder, from what was prepared, and returns its path.
    read : reads it by the package's own reader and checks that the result can be one; the package's own errors go up,
        and anything else is a bug.
    compare : holds the result against an independent reading, and returns whether there was one.
    """

    name: str
    share: float
    prepare: Callable[[Path], object]
    make: Callable[[random.Random, object, Path], Path]
    read: Callable[[Path], Any]
    compare: Callable[[Path, Any], bool]


@dataclass
class Counts:
    """What came of the inputs."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    bugs: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def lines(self) -> Iterator[str]:
        """Yield a line a kind, and the sum."""
        for kind in dict.fromkeys(name for name, _ in self.outcomes):
            found = ", ".join(f"{self.outcomes[kind, what]:,} {what}" for what in (REFUSED, AGREED, ALONE))
            yield f"  {kind}: {found}"
        yield self.total()

    def total(self) -> str:
        """Return the sum in a line."""
        done = sum(self.outcomes.values()) + len(self.bugs)
        refused = sum(count for (_, what), count in self.outcomes.items() if what == REFUSED)
        agreed = sum(count for (_, what), count in self.outcomes.items() if what == AGREED)
        read = done - refused - len(self.bugs)
        return (
            f"fuzz: {done:,} inputs, {refused:,} refused, {read:,} read ({agreed:,} compared with another program), "
            f"{len(self.bugs)} tracebacks or wrong numbers; slowest {self.slowest[0]:.2f} s ({self.slowest[1]})"
        )


def run(kinds: Sequence[Kind], inputs: int, seed: int = 0, only: int | None = None) -> Counts:
    """Read that many inputs of each kind by its share, at least; ``only`` reads the one of that number."""
    counts = Counts()
    whole = sum(kind.share for kind in kinds)
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            prepared = kind.prepare(Path(folder))
            numbers = range(-int(-inputs * kind.share // whole)) if only is None else [only]
            for number in numbers:
                with tempfile.TemporaryDirectory(dir=folder) as inner:
                    _one(kind, number, chance_of(seed, kind, number), prepared, Path(inner), counts)
    return counts


def chance_of(seed: int, kind: Kind, number: int) -> random.Random:
    """Return the source of chance of one input, from which it can be made again."""
    return random.Random(f"{seed} {kind.name} {number}")  # noqa: S311 - nothing here is secret


def _one(kind: Kind, number: int, chance: random.Random, prepared: object, folder: Path, counts: Counts) -> None:
    """Read one input and count what came of it."""
    path = kind.make(chance, prepared, folder)
    started = time.perf_counter()
    faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
    try:
        with warnings.catch_warnings(), _silence(folder):
            warnings.simplefilter("error")
            result = kind.read(path)
        with warnings.catch_warnings(), _silence(folder, allowed=True):
            warnings.simplefilter("ignore")
            outcome = AGREED if kind.compare(path, result) else ALONE
    except NodeclusterError as error:
        outcome = REFUSED
        if why := _unfit(error, folder):
            counts.bugs.append(f"{kind.name} {number}: {why}: {error}")
            return
    except Exception as error:  # counted, with what makes it again
        counts.bugs.append(f"{kind.name} {number}: {type(error).__name__}: {error}")
        return
    finally:
        faulthandler.cancel_dump_traceback_later()
    counts.outcomes[kind.name, outcome] += 1
    counts.slowest = max(counts.slowest, (time.perf_counter() - started, f"{kind.name} {number}"))


def _unfit(error: NodeclusterError, folder: Path) -> str:
    """Return what is wrong with a message: it has to be one that can be shown and acted upon."""
    message = str(error)
    if any(not letter.isprintable() for letter in message.replace("\n  ", "")):
        return "a message with letters that cannot be printed"
    if isinstance(error, NodeError):
        if str(folder) in message:
            return "a message with a path"
        if not (error.reason and error.remedy) or error.remedy.endswith("."):
            return "a message without a reason or a remedy"
    return "" if message else "no message"


@contextmanager
def _silence(folder: Path, *, allowed: bool = False) -> Iterator[None]:
    """Hold libraries to silence: what they print is for nobody.

    Raises
    ------
    AssertionError
        something was printed.
    """
    said = folder / "said.txt"
    kept = [os.dup(number) for number in (1, 2)]
    with said.open("wb") as file:
        for number in (1, 2):
            os.dup2(file.fileno(), number)
    try:
        yield
    finally:
        for number, before in zip((1, 2), kept, strict=True):
            os.dup2(before, number)
            os.close(before)
    text = said.read_bytes()
    assert allowed or not text, f"a library printed {text[:200]!r}"
