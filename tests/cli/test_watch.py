"""`attestle validate --watch`: it stays, tells what is new, and survives what people do to files."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import AS_OF, Run, edit

# Seconds within which a change must be told, on the slowest machine
PATIENCE = 60
PEOPLE = "ssp/demo/people.yaml"


class Watched:
    """A running watch, and what it prints."""

    def __init__(self, root: Path) -> None:
        command = (sys.executable, "-m", "attestle", "--root", str(root), "validate", "--watch")
        self.process = subprocess.Popen(
            (*command, "--as-of", AS_OF.isoformat()),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line.rstrip("\n"))

    def read_until(self, end: str) -> list[str]:
        """The lines up to the first that holds a text."""
        lines: list[str] = []
        limit = time.monotonic() + PATIENCE
        while True:
            try:
                lines.append(self._lines.get(timeout=max(0.1, limit - time.monotonic())))
            except queue.Empty:
                pytest.fail(f"{end!r} was not printed; but: {lines}")
            if end in lines[-1]:
                return lines


@pytest.fixture
def watched(tiny: Path) -> Iterator[Watched]:
    one = Watched(tiny)
    yield one
    one.end()


def test_changes_are_told_until_the_user_stops(tiny: Path, watched: Watched) -> None:
    assert "no findings" in watched.read_until("watching; Ctrl-C ends it")
    edit(tiny, PEOPLE, "  AC: it", "  AC: nobody")
    told = watched.read_until("1 error")
    assert told[0] == f"changed: {PEOPLE}"
    assert any("nobody" in line for line in told)
    # half saved
    text = (tiny / PEOPLE).read_text(encoding="utf-8")
    (tiny / PEOPLE).write_text(text[: len(text) // 2], encoding="utf-8")
    watched.read_until("error")
    # as editors save that write another file and rename it
    (tiny / "ssp/demo/people.new").write_text(
        text.replace("  AC: nobody", "  AC: it"), encoding="utf-8"
    )
    (tiny / "ssp/demo/people.new").replace(tiny / PEOPLE)
    told = watched.read_until("no findings")
    assert any(line.startswith("no longer: ") for line in told)
    shutil.rmtree(tiny / "ssp/demo")
    watched.read_until("changed: ")
    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(PATIENCE) == 130


def test_a_workspace_that_goes_and_comes_back(tiny: Path, watched: Watched) -> None:
    watched.read_until("watching")
    tiny.rename(tiny.with_name("away"))
    watched.read_until("error: ")
    assert watched.process.poll() is None
    tiny.with_name("away").rename(tiny)
    watched.read_until("no findings")


@pytest.mark.parametrize("beside", [("--fix",), ("--format", "json"), ("-",)])
def test_it_only_looks(tiny: Path, run: Run, beside: tuple[str, ...]) -> None:
    result = run(tiny, "validate", "--watch", *beside)
    assert result.exit_code == 2
    assert "--watch prints findings as text" in result.stderr
