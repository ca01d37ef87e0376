"""Asks a process of our own about one workspace at a time, and keeps it for the next."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from ... import data
from .cell import read_frame, write_frame
from .tasks import JudgingAnswer, JudgingTask, explain_time, refuse_workspace

_CELL = f"{__package__}.cell"
# The cell watches the clock itself; beyond this it hangs, as where the system cannot fork
_GRACE = 15.0
# A cell that is ended from outside is no word on the workspace
_TRIES = 2
SCRATCH = "attestle-portfolio-"
# Seconds that it has to end what it began
_TO_END = 10.0
_LOST = "the process that judged it was ended from outside, or had no memory left"


class WarmProcess:
    """One cell, which lays out workspaces below `top`. What asks it may be a thread of many."""

    def __init__(self, top: str = "") -> None:
        self.top = top
        self._scratch = tempfile.mkdtemp(prefix=SCRATCH, dir=top or None)
        self._process = subprocess.Popen(
            # the current folder may be a checkout of anybody: no module comes from there
            [sys.executable, "-P", "-m", _CELL, self._scratch],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_make_environment(),
            # Ctrl-C on a terminal is for who asks
            start_new_session=True,
        )

    def ask(self, raw: bytes, seconds: float) -> bytes | None:
        """None where the process ended, or had to be ended because it did not answer in time."""
        process = self._process
        assert process.stdin
        assert process.stdout
        clock = threading.Timer(seconds, process.kill)
        clock.daemon = True
        clock.start()
        try:
            write_frame(process.stdin, raw)
            return read_frame(process.stdout)
        except (BrokenPipeError, ValueError):
            return None
        finally:
            clock.cancel()

    def end(self) -> None:
        """It ends what it began as soon as nobody asks."""
        process = self._process
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        # one that was killed leaves what it laid out
        shutil.rmtree(self._scratch, ignore_errors=True)


def _make_environment() -> dict[str, str]:
    """So that the cell finds the same package, wherever it was loaded from."""
    above = str(data.HERE.parent.parent)
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": f"{above}{os.pathsep}{known}" if known else above}


_idle: list[WarmProcess] = []
_lock = threading.Lock()


def judge_apart(task: JudgingTask, top: str = "") -> bytes:
    """The answer, whatever happens to who works it out;
    `top` is a folder that the caller removes.
    """
    raw = task.write()
    limit = task.limits.seconds + _GRACE
    for _ in range(_TRIES):
        start = time.monotonic()
        answer = _ask_cell(raw, limit, top)
        if answer is not None:
            return answer
        if time.monotonic() - start >= limit:
            return JudgingAnswer("", explain_time(task.limits)).write()
    return JudgingAnswer("", refuse_workspace("ended", _LOST)).write()


def _ask_cell(raw: bytes, limit: float, top: str) -> bytes | None:
    with _lock:
        cell = _idle.pop() if _idle else None
    if cell is not None and cell.top != top:
        # the folder of an earlier run is removed
        cell.end()
        cell = None
    cell = cell or WarmProcess(top)
    answer = None
    try:
        answer = cell.ask(raw, limit)
    finally:
        # whoever is interrupted leaves nothing that goes on
        if answer is None:
            cell.end()
    if answer is not None:
        with _lock:
            _idle.append(cell)
    return answer


@atexit.register
def end_idle_cells() -> None:
    """Those that wait for a task."""
    while _idle:
        _idle.pop().end()
