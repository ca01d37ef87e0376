"""Work that is done on several processors at once, and ends when the one who asked is stopped."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import Any, TypeVar

from ..store.stop_signals import shield_children
from .worker_processes import count_free_processors, shut_out_modules

# Each reads what it works on by itself: more of them would read longer than they work
MOST_PROCESSES = 8
J = TypeVar("J")
R = TypeVar("R")


def count_processors() -> int:
    """Those that this process may use, as far as they help."""
    return min(count_free_processors(), MOST_PROCESSES)


def walk_results(
    work: Callable[[J], R],
    jobs: Sequence[J],
    processes: int,
    begin: Callable[..., None] | None = None,
    facts: tuple[Any, ...] = (),
) -> Iterator[tuple[J, Future[R]]]:
    """Each job with what came of it, as soon as it is done. `begin` is called with the `facts` once
    in every process.

    They are begun afresh: a copy of this process could hold locks of its threads.
    """
    shut_out_modules()
    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, _begin_process, (begin, facts))
    try:
        with shield_children():
            asked = {pool.submit(work, job): job for job in jobs}
        for future in as_completed(asked):
            yield asked[future], future
    except BaseException:
        # nobody waits for what is half done, least of all who pressed Ctrl-C
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin_process(begin: Callable[..., None] | None, facts: tuple[Any, ...]) -> None:
    """Ctrl-C reaches it too, and the process that began it ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if begin:
        begin(*facts)
