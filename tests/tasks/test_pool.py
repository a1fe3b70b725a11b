from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nodecluster.tasks.pool import run_in_pool


def square(x: int) -> int:
    """A task; 13 kills its process whenever it is tried, 7 the first time only."""
    if x == 13 or (x == 7 and not first_time(x).exists()):
        first_time(x).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if x < 0:
        raise ValueError("negative")
    return x * x


def first_time(x: int) -> Path:
    return Path(os.environ["POOL_TEST"]) / str(x)


def test_results_come_with_their_items():
    assert dict(run_in_pool(square, range(5), 2)) == {n: n * n for n in range(5)}


def test_nothing_to_do():
    assert list(run_in_pool(square, [], 2)) == []


def test_a_killer_costs_itself_only(tmp_path, monkeypatch):
    monkeypatch.setenv("POOL_TEST", str(tmp_path))
    assert dict(run_in_pool(square, [1, 2, 13, 3, 4], 2)) == {1: 1, 2: 4, 13: None, 3: 9, 4: 16}


def test_what_kills_once_is_tried_again(tmp_path, monkeypatch):
    monkeypatch.setenv("POOL_TEST", str(tmp_path))
    assert dict(run_in_pool(square, [7, 1], 1)) == {7: 49, 1: 1}


def test_what_a_task_raises_is_raised():
    with pytest.raises(ValueError, match="negative"):
        list(run_in_pool(square, [1, -1], 1))


def test_a_script_needs_no_main_guard(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\nfrom nodecluster.tasks.pool import run_in_pool\nfrom tests.tasks.test_pool import square\n"
        "print(sorted(run_in_pool(square, [2, 3], 2)), __file__[-9:])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "once\n[(2, 4), (3, 9)] script.py\n"
    assert done.stderr == ""


def test_workers_end_with_their_parent(tmp_path):
    code = (
        "from nodecluster.tasks.pool import run_in_pool\nfrom tests.tasks.test_pool import report_and_wait\n"
        f"if __name__ == '__main__':\n    list(run_in_pool(report_and_wait, [{str(tmp_path)!r}], 1))\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    parent = subprocess.Popen([sys.executable, str(script)], env=environment)
    worker = wait_for(tmp_path / "pid")
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(worker)


def report_and_wait(folder: str) -> None:
    Path(folder, "pid.tmp").write_text(str(os.getpid()))
    Path(folder, "pid.tmp").rename(Path(folder, "pid"))
    time.sleep(60)


def wait_for(path: Path) -> int:
    deadline = time.monotonic() + 20
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return int(path.read_text())


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended but was not reaped (by a container's first process) does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state not in "ZX"
