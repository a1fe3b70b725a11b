"""What belongs to a process and not to a library: signals, warnings, the terminal's letters, and how it ends."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import warnings
from typing import NoReturn


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prepare(debug: bool) -> None:
    """Take over what belongs to a process and not to a library: signals, warnings, the terminal's letters."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # not every system has both
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _stop)
    if not debug and not sys.warnoptions:
        warnings.simplefilter("ignore")
        sys.warnoptions.append("ignore")  # the processes that measure patients start with it
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without umlauts costs a letter, not the run


def leave(code: int, *, own_process: bool) -> NoReturn:
    """End with a code; in a process of our own at once, as taking the libraries down takes longer than a node."""
    if own_process:
        with contextlib.suppress(OSError):  # who reads our lines may have gone
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt
