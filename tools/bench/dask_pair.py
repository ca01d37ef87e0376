"""A Dask cluster of a scheduler and two workers on this machine, for as long as it is needed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
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
        self._cache = folder / "caches/dask"
        self._children: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def __enter__(self) -> DaskPair:
        self._file.unlink(missing_ok=True)
        shutil.rmtree(self._cache, ignore_errors=True)
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
        # nothing that was found before this cluster
        environment = {**os.environ, "XDG_CACHE_HOME": str(self._cache)}
        with (self._folder / f"{module}.log").open("ab") as log:
            child = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self._folder, env=environment
            )
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
        """Of the processor, by all of them and by those that they began, whether they ended or not."""
        ticks = 0
        for pid in self._list_family():
            text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
            ticks += sum(map(int, _split_stat(text)[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def read_memory(self) -> float:
        """The most that one of the workers, or of what they began and that still runs, has taken, in
        MB.
        """
        return max(map(_read_peak, self._list_family()))

    def _list_family(self) -> list[int]:
        above = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it has just ended
                text = path.read_text(encoding="utf-8", errors="replace")
                above[int(path.parent.name)] = int(_split_stat(text)[1])
        family = [child.pid for child in self._children]
        for pid in family:
            family += [child for child, parent in above.items() if parent == pid]
        return family


def _split_stat(text: str) -> list[str]:
    """What follows the name of the program, which may hold blanks."""
    return text.rpartition(")")[2].split()


def _read_peak(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0
