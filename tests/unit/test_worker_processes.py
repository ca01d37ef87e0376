"""Many things at once: order, processes that are ended from outside, and callers that go away."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from attestle.api import worker_processes
from attestle.api.worker_processes import choose_number, count_readers, map_in_order, run_unordered
from attestle.errors import InternalError, UsageError
from attestle.store.shared_documents import parse_once

HERE = os.getpid()
# seconds, more than anybody waits
_LONG = 100


@pytest.fixture(autouse=True)
def _leave_no_process() -> Iterator[None]:
    before = set(multiprocessing.active_children())
    yield
    assert set(multiprocessing.active_children()) <= before


def double(number: int) -> int:
    return 2 * number


def sleep_long(number: int) -> int:
    """All but the first of them."""
    time.sleep(_LONG if number else 0)
    return number


def name_process(_number: int) -> int:
    return os.getpid()


def end_apart(here: int, number: int) -> int:
    """Ends the process that is given a 3, everywhere but here."""
    if number == 3 and os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(number)


def refuse(number: int) -> int:
    raise UsageError(f"no {number}")


@pytest.mark.parametrize("processes", [1, 2])
def test_results_stand_in_the_order_of_the_things(processes: int) -> None:
    assert list(map_in_order(double, range(7), processes)) == [0, 2, 4, 6, 8, 10, 12]
    found = run_unordered(double, range(7), processes, refuse)
    assert sorted(found) == [(number, 2 * number) for number in range(7)]


def test_one_thing_begins_no_process() -> None:
    assert list(map_in_order(name_process, [1], 4)) == [HERE]
    assert list(run_unordered(name_process, [1], 4, refuse)) == [(0, HERE)]
    assert list(run_unordered(name_process, [], 4, refuse)) == []
    assert HERE not in set(map_in_order(name_process, range(4), 2))


def test_a_process_that_is_ended_costs_what_is_left_to_it_and_nothing_else() -> None:
    work = partial(end_apart, HERE)
    with pytest.raises(InternalError, match="ended from outside"):
        list(map_in_order(work, [3, 1, 2, 4], 2))
    found = dict(run_unordered(work, [1, 2, 3, 4], 2, lambda number: -number))
    assert found[2] == -3
    # it took others with it, which were begun again as often as it was
    assert all(found[place] in (2 * number, -number) for place, number in enumerate((1, 2, 3, 4)))
    assert sorted(run_unordered(work, [1, 2, 3, 4], 2, work)) == [
        (0, 2), (1, 4), (2, 6), (3, 8),
    ]  # fmt: skip


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_raised_reaches_the_caller(processes: int) -> None:
    with pytest.raises(UsageError, match="no 5"):
        list(map_in_order(refuse, [5, 5], processes))
    with pytest.raises(UsageError, match="no 5"):
        list(run_unordered(refuse, [5, 5], processes, double))


def test_who_goes_away_leaves_no_process() -> None:
    """As after Ctrl-C; that none is left is what the fixture looks for."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = run_unordered(sleep_long, range(50), 2, refuse)
        next(found)
        found.close()
        ordered = map_in_order(sleep_long, range(50), 2)
        next(ordered)
        del ordered
    assert told == []


def test_documents_are_parsed_once_where_all_is_done_here(tmp_path: Path) -> None:
    parsed: list[str] = []

    def parse(path: str, data: bytes) -> str:
        parsed.append(path)
        return data.decode()

    def read(_number: int) -> str:
        return parse_once("catalogs/a/catalog.json", b"{}", parse)

    assert [text for _, text in run_unordered(read, range(3), 1, str)] == ["{}"] * 3
    assert len(parsed) == 1


def test_a_process_that_works_for_another_one_begins_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_number(None, 3) == 1
    assert choose_number(5, 3) == 3
    monkeypatch.setattr(worker_processes, "_is_worker", True)
    assert choose_number(None, 1000) == count_readers() == 1
