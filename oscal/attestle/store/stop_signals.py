"""Signals that ask the program to stop (Ctrl-C, SIGTERM): as an exception, or held back while files
are put in their place.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
# What a shell adds to the number of the signal that ended a program
_SIGNAL_BASE = 128


class Stopped(BaseException):
    """The user, or the system, wants the program to end.

    No KeyboardInterrupt, which libraries turn into something of their own.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = _SIGNAL_BASE + number


def _raise_stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)


def raise_on_signals() -> None:
    """From now on Ctrl-C and SIGTERM raise Stopped, unless whoever started this ignores them."""
    for number in _list_heeded():
        signal.signal(number, _raise_stop)


@contextlib.contextmanager
def raise_while_working() -> Iterator[None]:
    """Within it Ctrl-C and SIGTERM raise Stopped; before and after it they do what they did."""
    before = {number: signal.getsignal(number) for number in _list_heeded()}
    try:
        raise_on_signals()
        yield
    finally:
        _restore(before)


def ignore_signals() -> None:
    """Nothing stops what is left to do, which is little."""
    for number in _list_heeded():
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def hold_signals() -> Iterator[Callable[[], None]]:
    """Within it no signal interrupts. The function given raises Stopped if one came.

    At the end it is delivered, unless something else went wrong and ends the command anyway.
    """
    came: list[int] = []

    def raise_if_stopped() -> None:
        if came:
            raise Stopped(came[0])

    # None: a handler that was not set from Python, and could not be set again
    before = {
        number: handler
        for number in _list_heeded()
        if (handler := signal.getsignal(number)) is not None
    }
    for number in before:
        signal.signal(number, lambda number, _frame: came.append(number))
    try:
        yield raise_if_stopped
    except Stopped:
        _restore(before)
        signal.raise_signal(came[0])
        raise
    finally:
        _restore(before)
    if came:
        signal.raise_signal(came[0])


@contextlib.contextmanager
def shield_children() -> Iterator[None]:
    """Ctrl-C, which a terminal sends to all processes of a command, does not reach those that are
    begun within it: who began them ends them.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _restore(handlers: dict[signal.Signals, Any]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _list_heeded() -> list[signal.Signals]:
    """The signals that are not ignored; none outside the main thread, which alone has handlers."""
    if threading.current_thread() is not threading.main_thread():
        return []
    return [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
