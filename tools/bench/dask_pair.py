"""A Dask cluster of a scheduler and two workers on this machine, for as long as it is needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

_WORKERS = 2
_PATIENCE = 60.0
_QUIET = ("--no-dashboard",)


class DaskPair:
    """Its processes are ended with it; `address` is that of the scheduler."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._children: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def __enter__(self) -> DaskPair:
        self._file.unlink(missing_ok=True)
        known = ("--scheduler-file", str(self._file))
        here = ("--host", "127.0.0.1", *_QUIET)
        self._begin("dask_scheduler", "--port", "0", *here, *known)
        until = time.monotonic() + _PATIENCE
        while not self._file.exists() and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(0.5)  # the file is written in place
        self.address = json.loads(self._file.read_text(encoding="utf-8"))["address"]
        for _ in range(_WORKERS):
            words = ("--nworkers", "1", "--nthreads", "1", "--no-nanny", "--memory-limit", "0")
            self._begin("dask_worker", *words, *here, *known)
        return self

    def _begin(self, module: str, *words: str) -> None:
        command = (sys.executable, "-m", f"distributed.cli.{module}", *words)
        with (self._folder / f"{module}.log").open("ab") as log:
            child = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder)
        self._children.append(child)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in reversed(self._children):
            child.terminate()
        for child in self._children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()

    def read_seconds(self) -> float:
        """Of the processor, by all of them and by those that they began and that have ended."""
        ticks = 0
        for child in self._children:
            text = Path(f"/proc/{child.pid}/stat").read_text(encoding="utf-8")
            ticks += sum(map(int, text.rpartition(")")[2].split()[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def read_memory(self) -> float:
        """The most that one of the workers has taken, in MB."""
        return max(self._read_peak(child.pid) for child in self._children[1:])

    @staticmethod
    def _read_peak(pid: int) -> float:
        text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
