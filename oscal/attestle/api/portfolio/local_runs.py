"""Many jobs on several processors of this machine, through joblib."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, TypeVar

from ...store.stop_signals import shield_children
from ..worker_processes import shut_out_modules

T = TypeVar("T")
R = TypeVar("R")
# A process that is ended from outside takes what the others were at with it; that is begun again
_ROUNDS = 3
# Jobs at hand for each process, so that none waits for its next one
_AHEAD = "2*n_jobs"


def run_unordered(
    function: Callable[[T], R], items: Sequence[T], processes: int
) -> Generator[tuple[int, R], None, None]:
    """The number of each item with its result, as soon as that is there. What `function` raises
    stops all.

    With one process everything is done here, and so is what a process was ended with again and
    again. When the iterator is closed, the processes end.
    """
    left = dict(enumerate(items))
    for _ in range(_ROUNDS if processes > 1 else 0):
        if len(left) <= 1:
            break
        for number, result in _run_round(function, left, min(processes, len(left))):
            del left[number]
            yield number, result
    for number, item in left.items():
        yield number, function(item)


def _run_round(
    function: Callable[[T], R], left: dict[int, T], processes: int
) -> Iterator[tuple[int, R]]:
    """Ends early where a process was ended from outside."""
    # slow to load, and one processor needs it not
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    shut_out_modules()
    pool: Any = Parallel(
        processes,
        backend="loky",
        batch_size=1,
        pre_dispatch=_AHEAD,
        return_as="generator_unordered",
        max_nbytes=None,
    )
    run = delayed(_run_numbered)
    with shield_children():
        results = pool(run(function, number, item) for number, item in list(left.items()))
    try:
        yield from results
    except TerminatedWorkerError:
        return
    finally:
        # whoever is interrupted waits for nothing that is half done
        results.close()


def _run_numbered(function: Callable[[T], R], number: int, item: T) -> tuple[int, R]:
    return number, function(item)
