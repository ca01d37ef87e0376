"""The process in which workspaces are judged: warm, and apart from who asks.

It reads tasks from its standard input and answers on its standard output, one after the other, each
as eight bytes of length and so many bytes. Every workspace gets a fork of it, with limits of its
own, whose end costs nobody anything. It has one thread, which makes it fit to be forked; whoever
asks may have many. When the asker is gone it ends, and with it what it began.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from typing import IO

from ...model.portfolio import WorkspaceFigures
from ...store import file_states
from .judging import answer_task
from .tasks import (
    MOST_ANSWER,
    JudgingAnswer,
    JudgingLimits,
    JudgingTask,
    explain_memory,
    explain_time,
    read_task,
    refuse_workspace,
)

_LENGTH = 8
_PIECE = 1024 * 1024
# No file that a fork writes, into its own scratch folder, is larger
_MOST_WRITTEN = 2 * 1024**3
# How a fork ends that has no answer, and one that had no memory for it
_FAILED, _SHORT = 1, 3
# From linux/prctl.h
_PR_SET_PDEATHSIG = 1
CAN_FORK = hasattr(os, "fork")


class AskerGone(Exception):
    """Nobody waits for an answer any more."""


def read_frame(stream: IO[bytes]) -> bytes | None:
    """None at the end."""
    length = stream.read(_LENGTH)
    if len(length) < _LENGTH:
        return None
    size = int.from_bytes(length, "big")
    data = stream.read(size)
    return data if len(data) == size else None


def write_frame(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def main() -> None:
    # what a library prints must not be taken for an answer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    tasks = os.fdopen(0, "rb", closefd=False)
    # of the one who asks, who removes it where this process is killed
    tempfile.tempdir = sys.argv[1]
    try:
        with contextlib.suppress(AskerGone, BrokenPipeError):
            _warm_up()
            while (raw := read_frame(tasks)) is not None:
                write_frame(answers, answer_apart(read_task(raw)))
    finally:
        shutil.rmtree(sys.argv[1], ignore_errors=True)


def _warm_up() -> None:
    """What every fork would else do by itself."""
    from .warming import load_rules

    file_states.hash_rule_set()
    load_rules()
    # forks share what is there already as long as nobody writes to it
    gc.collect()
    gc.freeze()


def answer_apart(task: JudgingTask) -> bytes:
    """From a fork, where the system has that; else from here, and the asker watches the clock."""
    if not CAN_FORK:
        return answer_task(task).write()
    scratch = tempfile.mkdtemp()
    try:
        return _answer_in_fork(task, scratch)
    finally:
        # a fork that is ended leaves what it laid out
        shutil.rmtree(scratch, ignore_errors=True)


def _answer_in_fork(task: JudgingTask, scratch: str) -> bytes:
    source, sink = os.pipe()
    cell = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(source)
        _judge_and_exit(task, scratch, sink, cell)
    os.close(sink)
    try:
        answer = _collect(source, time.monotonic() + task.limits.seconds)
    finally:
        os.close(source)
        # it leads a group of its own, to which git belongs that it began
        for end in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                end(child, signal.SIGKILL)
        _, ended, used = os.wait4(child, 0)
    if answer is None:
        return JudgingAnswer("", explain_time(task.limits)).write()
    if answer:
        return answer
    return JudgingAnswer(
        "", _explain_end(ended, used.ru_utime + used.ru_stime, task.limits)
    ).write()


def _judge_and_exit(task: JudgingTask, scratch: str, sink: int, cell: int) -> None:
    """Never returns: the fork must not go on with what it was forked from."""
    code = _FAILED
    try:
        os.setsid()
        _end_with_cell(cell)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        _limit(task.limits)
        tempfile.tempdir = scratch
        gc.disable()
        data = answer_task(task).write()
        with os.fdopen(sink, "wb") as stream:
            stream.write(data)
        code = 0
    except MemoryError:
        code = _SHORT
    finally:
        os._exit(code)


def _end_with_cell(cell: int) -> None:
    """A fork ends with its cell, also where that is killed and can end nothing. Linux alone has
    that; elsewhere the limit of processor time ends it.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # it may have ended just before
    if os.getppid() != cell:
        os._exit(_FAILED)


def _limit(limits: JudgingLimits) -> None:
    import resource

    wanted = (
        (resource.RLIMIT_AS, limits.memory * 1024**2),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, _MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    )
    for name, value in wanted:
        _, hard = resource.getrlimit(name)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (least, least))


def _collect(source: int, end: float) -> bytes | None:
    """All that the fork writes, None where it does not end in time. Raises AskerGone."""
    pieces: list[bytes] = []
    size = 0
    while size <= MOST_ANSWER:
        left = end - time.monotonic()
        ready = select.select([source, 0], [], [], max(0.0, left))[0]
        if 0 in ready:
            # one task at a time: what can be read now is the end
            raise AskerGone
        if not ready:
            return None
        piece = os.read(source, _PIECE)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
    return b""


def _explain_end(ended: int, used: float, limits: JudgingLimits) -> WorkspaceFigures:
    """Why a fork ended without an answer."""
    if os.WIFSIGNALED(ended):
        number = os.WTERMSIG(ended)
        if number == signal.SIGXCPU or used >= limits.seconds:
            return explain_time(limits)
        # libraries that get no memory end the process at once
        if number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS):
            return explain_memory(limits)
        words = f"the process that judged it was ended from outside ({signal.Signals(number).name})"
        return refuse_workspace("ended", words)
    if os.WEXITSTATUS(ended) == _SHORT:
        return explain_memory(limits)
    return refuse_workspace("ended", "the process that judged it ended without an answer")


if __name__ == "__main__":
    main()
    sys.exit(0)
