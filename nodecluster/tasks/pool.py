"""Tasks in a pool of processes that survives the death of one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def run_in_pool(
    task: Callable[[Item], Result], items: Iterable[Item], jobs: int
) -> Iterator[tuple[Item, Result | None]]:
    """Yield each item with its result, as they come.

    The items that were under way when a process was killed are tried once more, each alone; None stands for the result
    of one that is killed again. On any way out, no process is left behind.

    Parameters
    ----------
    task : a function that can be imported by another process; what it raises is raised here.
    items : anything that can be sent to another process.
    jobs : number of processes.
    """
    todo = deque(items)
    while todo:
        suspects = yield from _until_broken(task, todo, jobs)
        for item in suspects:
            if (yield from _until_broken(task, deque([item]), 1)):
                yield item, None


def _until_broken(
    task: Callable[[Item], Result], todo: deque[Item], jobs: int
) -> Generator[tuple[Item, Result], None, list[Item]]:
    """Take items from ``todo`` until none is left or a process is killed; return those then under way."""
    # Fresh processes, on every system alike: a fork would copy ITK's threads in whatever state they are.
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_start_worker)
    others = multiprocessing.active_children()
    under_way: dict[Future[Result], Item] = {}
    finished = False
    try:
        while todo or under_way:
            while todo and len(under_way) <= jobs:  # one more than there are processes, so that none waits
                with _without_main(), _deaf_to_ctrl_c():
                    future = pool.submit(task, todo[0])
                under_way[future] = todo.popleft()
            for ended in wait(under_way, return_when=FIRST_COMPLETED).done:
                result = ended.result()
                yield under_way.pop(ended), result
        finished = True
    except BrokenProcessPool:
        return list(under_way.values())
    finally:
        if not finished:  # nobody waits for what is under way
            for worker in multiprocessing.active_children():
                if worker not in others:
                    worker.terminate()
        pool.shutdown(cancel_futures=True)
    return []


@contextmanager
def _without_main() -> Iterator[None]:
    """Let processes start without running the user's script again, as a spawned process otherwise begins with.

    Our tasks are functions of modules, so the script is not needed; and an analyst's script seldom has the
    ``if __name__ == "__main__":`` that Python asks for.
    """
    main = sys.modules["__main__"].__dict__
    hidden: dict[str, Any] = {name: main.pop(name) for name in ("__file__", "__spec__") if name in main}
    main["__spec__"] = None
    try:
        yield
    finally:
        del main["__spec__"]
        main.update(hidden)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let processes that start here never hear Ctrl-C, not even before ``_start_worker``; here it waits its turn."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which a new process inherits
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker() -> None:
    """Let the parent alone answer Ctrl-C, and end when the parent does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
