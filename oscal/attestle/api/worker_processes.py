"""Work on many things of one kind: here, or by several processes at once.

The processes are those of joblib. What one of them is doing when the command is stopped is stopped
too, but for the writing of files, which it ends first.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from ..errors import InternalError
from ..lazy_modules import LazyModule
from ..store import files
from ..store.shared_documents import open_shelf, share_documents
from ..store.stop_signals import Stopped, raise_while_working, shield_children
from ..store.write_lock import expect_siblings

# A workspace of few systems is worked on here
if TYPE_CHECKING:
    import multiprocessing
else:
    multiprocessing = LazyModule("multiprocessing")

T = TypeVar("T")
R = TypeVar("R")
# A process takes longer to begin than a few systems take to judge
_FEWEST_EACH = 4
# Beyond this the processes wait for the disk and for memory
MOST_PROCESSES = 64
# Where each reads what it works on by itself more of them would read longer than they work
MOST_READERS = 8
# A process that is ended from outside takes what the others were at with it; that is begun again
_ROUNDS = 3
# Things at hand for each process, so that none waits for its next one
_AHEAD = "2*n_jobs"
# New objects between two searches for garbage, as in the command itself
_RARELY = 100_000
# Seconds that a process has to end the writing of files
_PATIENCE = 10
_STOPPED = "a process was ended from outside, or had no memory left; run it again with --jobs 1"
# Whether this process works for another one
_is_worker = False
# Seconds between two looks whether the one that began a process is there
_LOOK = 0.5
# What things of one run need alike; None where no run goes on
_noted: dict[Hashable, Any] | None = None


def count_free_processors() -> int:
    """Those that this process may use; one where it works for another, which has the others."""
    if _is_worker:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def count_readers() -> int:
    """How many processes help where each reads what it works on by itself."""
    return min(count_free_processors(), MOST_READERS)


def choose_number(asked: int | None, things: int) -> int:
    """How many processes to begin for so many things: as many as asked for, or those that help."""
    number = asked or min(count_free_processors(), things // _FEWEST_EACH)
    return max(1, min(number, things, MOST_PROCESSES))


def map_in_order(
    function: Callable[[T], R], things: Sequence[T], processes: int = 1
) -> Iterator[R]:
    """Each result as soon as it and those before it are there; with one process nothing is begun.

    What the function returns has to be small, and nothing of what it read stays in memory. Raises
    InternalError where a process was ended from outside.
    """
    if min(processes, len(things)) <= 1:
        yield from _run_here(function, things)
        return
    try:
        yield from _run_apart(function, things, processes, "generator")
    except _ProcessEnded as error:
        raise InternalError(_STOPPED) from error


def run_unordered(
    function: Callable[[T], R],
    things: Sequence[T],
    processes: int,
    make_lost: Callable[[T], R],
) -> Generator[tuple[int, R], None, None]:
    """The number of each thing with its result, as soon as that is there; what the function raises
    stops all.

    What processes were ended with from outside again and again has the result that `make_lost`
    gives here. When the iterator is closed, the processes end.
    """
    left = dict(enumerate(things))
    if min(processes, len(left)) <= 1:
        yield from enumerate(_run_here(function, things))
        return
    for _ in range(_ROUNDS):
        numbered = partial(_run_numbered, function)
        done = _run_apart(numbered, list(left.items()), processes, "generator_unordered")
        with contextlib.suppress(_ProcessEnded), contextlib.closing(done):
            for number, result in done:
                del left[number]
                yield number, result
        if not left:
            return
    for number, thing in left.items():
        yield number, make_lost(thing)


def _run_numbered(function: Callable[[T], R], numbered: tuple[int, T]) -> tuple[int, R]:
    number, thing = numbered
    return number, function(thing)


def note_once(key: Hashable, make: Callable[[], R]) -> R:
    """What each thing of a run needs alike, as it was when the first of them asked; made anew where
    this process does not go through many.
    """
    if _noted is None:
        return make()
    if key not in _noted:
        _noted[key] = make()
    found: R = _noted[key]
    return found


@contextlib.contextmanager
def _keep_notes() -> Iterator[None]:
    global _noted
    before = _noted
    _noted = {} if before is None else before
    try:
        yield
    finally:
        _noted = before


def _run_here(function: Callable[[T], R], things: Sequence[T]) -> Iterator[R]:
    with share_documents(), _keep_notes():
        yield from (_run_alone(function, thing) for thing in things)


def _run_alone(function: Callable[[T], R], thing: T) -> R:
    try:
        return function(thing)
    finally:
        files.forget_readings()


def _run_for_other(function: Callable[[T], R], thing: T) -> tuple[R, tuple[str, ...]]:
    """The result, and which files were written. Runs in a process of its own."""
    _enter_worker()
    before = len(files.list_written())
    try:
        # one that waits for its next task is simply ended
        with raise_while_working():
            result = _run_alone(function, thing)
    except Stopped as stop:
        # whoever began this process wants it to end, and reads no result of it
        os._exit(stop.exit_code)
    return result, files.list_written()[before:]


def _watch_asker() -> None:
    """This process ends with the one that began it,
    also where that is killed and can end nothing.
    """
    if os.name == "posix":
        threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(asker: int) -> None:
    while os.getppid() == asker:
        time.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGTERM)
    # it ends the writing of files first
    time.sleep(_PATIENCE)
    os._exit(1)


def _enter_worker() -> None:
    global _is_worker, _noted
    if not _is_worker:
        _is_worker = True
        _noted = {}
        _watch_asker()
        gc.set_threshold(_RARELY)
        expect_siblings()
        open_shelf()


class _ProcessEnded(Exception):
    """A process was ended from outside, and with it the others."""


def _run_apart(
    function: Callable[[T], R],
    things: Sequence[T],
    processes: int,
    order: Literal["generator", "generator_unordered"],
) -> Generator[R, None, None]:
    """Raises _ProcessEnded after the results that were there before."""
    # a command that is about one thing does without what these load
    from joblib import Parallel, delayed
    from joblib.externals.loky import get_reusable_executor
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    # the current folder may be a checkout of anybody: the processes take no module from there
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    before = set(multiprocessing.active_children())
    # one at a time, so that the first results come early and no process has a long queue
    parallel = Parallel(
        # a single one would be this process
        n_jobs=max(2, min(processes, len(things))),
        backend="loky",
        return_as=order,
        batch_size=1,
        pre_dispatch=_AHEAD,
        max_nbytes=None,
    )
    task = delayed(partial(_run_for_other, function))
    results: Any = None
    try:
        with shield_children():
            results = parallel(task(thing) for thing in things)
        for result, written in results:
            files.note_written(written)
            yield result
    except TerminatedWorkerError as error:
        raise _ProcessEnded from error
    except BaseException:
        _end_processes(set(multiprocessing.active_children()) - before)
        _drop_results(results)
        raise
    finally:
        get_reusable_executor().shutdown(wait=True, kill_workers=True)


def _drop_results(results: Any) -> None:
    """Those that nobody waits for any more; that they are lost is no news to who went away."""
    with contextlib.suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results.close()


def _end_processes(children: set[Any]) -> None:
    """Each ends what it is writing first; nobody waits for more."""
    for process in children:
        with contextlib.suppress(OSError):
            os.kill(process.pid, signal.SIGTERM)
    for process in children:
        process.join(_PATIENCE)
