"""What belongs to a process, tried in processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from nodecluster import process


def test_cores_are_those_that_may_be_used():
    assert 1 <= process.cores() <= os.cpu_count()


def test_leaving_a_process_of_ones_own_ends_it_with_the_code_and_all_that_was_printed():
    code = "from nodecluster import process; print('said', end=''); process.leave(3, own_process=True); print('never')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "said")


def test_leaving_somebody_elses_process_is_asked_for():
    with pytest.raises(SystemExit) as ended:
        process.leave(2, own_process=False)
    assert ended.value.code == 2


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such signal here")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_being_told_to_end_is_like_ctrl_c(name):
    code = (
        "import signal; from nodecluster import process\nprocess.prepare(False)\n"
        f"try:\n    signal.raise_signal(signal.{name})\nexcept KeyboardInterrupt:\n    print('tidied up')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "tidied up\n"


def test_a_terminal_without_a_letter_costs_the_letter():
    code = "from nodecluster import process; process.prepare(False); print('\\u6dcb LN')"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "? LN\n"
