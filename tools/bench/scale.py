"""What many systems and many workspaces cost: seconds and memory for 1, 10, 100 and 1,000 of them, on
one core, on all, and on a cluster of two workers; trestle beside it where it does the same.

    python tools/bench/scale.py [--minutes 24] [--work DIR] [--again] [--sizes 1,10]
    python tools/bench/scale.py --short                                 seconds alone, for CI

The long form writes docs/performance.md. Whatever is measured is kept in DIR at once, and a run that
was ended goes on from there; `--again` begins anew. What no longer fits into the minutes is left
out, and the page says so. A step is measured once: nothing else of weight should run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from costs import ATTESTLE, DAY, ROOT, TRESTLE, cost
from dask_pair import DaskPair
from scale_page import Row, write_page
from workspaces import Order, remove_documents, split_workspace, write_workspace

SIZES = (1, 10, 100, 1000)
CATALOGS = (1, 10, 60)
SEED = 1
# At each step what one of them costs may rise by this much; short runs are mostly the start
MOST_RISE = 1.10
MOST_RISE_SHORT = 1.30
_SHORT_SIZES = (4, 12)
_ONE, _ALL, _CLUSTER = "one core", "all cores", "two Dask workers"
# Where nothing like it was measured, it is begun if this much is left
_UNKNOWN = 60.0
_LEAST = 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """A command to measure; `number` is of how many systems, workspaces or MB it is."""

    what: str
    number: int
    mode: str
    command: tuple[str, ...]
    folder: Path
    prepare: Callable[[], object] = lambda: None
    allowed: tuple[int, ...] = (0,)
    cache: str = "none"

    @property
    def key(self) -> tuple[str, int, str]:
        return self.what, self.number, self.mode


@dataclass
class Bench:
    """Measures steps and keeps what they cost in a file, so that none is measured twice."""

    work: Path
    until: float
    rows: dict[tuple[str, int, str], Row] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def load(self) -> None:
        if self._file.exists():
            rows = [Row(**item) for item in json.loads(self._file.read_text(encoding="utf-8"))]
            self.rows = {(row.what, row.number, row.mode): row for row in rows}

    @property
    def _file(self) -> Path:
        return self.work / "rows.json"

    def has_time(self, seconds: float, what: str) -> bool:
        """Whether that much is left; if not, it is noted what is left out."""
        if time.monotonic() + seconds <= self.until:
            return True
        self.left_out.append(what)
        return False

    def measure(self, step: Step, pair: DaskPair | None = None) -> Row | None:
        """None where there is no time for it."""
        if step.key in self.rows:
            return self.rows[step.key]
        title = f"{step.what}, {step.number}, {step.mode}"
        if not self.has_time(self._estimate(step), title):
            return None
        step.prepare()
        before = pair.read_seconds() if pair else 0.0
        spent = cost(step.command, step.folder, self.work / "caches" / step.cache, step.allowed)
        user = spent.user + (pair.read_seconds() - before if pair else 0)
        memory = max(spent.memory, pair.read_memory() if pair else 0)
        row = Row(step.what, step.number, step.mode, spent.seconds, user, memory)
        self.rows[step.key] = row
        self._file.write_text(json.dumps([asdict(item) for item in self.rows.values()]))
        print(
            f"{title:<58} {row.seconds:>8.2f} s {row.user:>8.2f} s {row.memory:>6.0f} MB",
            flush=True,
        )
        return row

    def _estimate(self, step: Step) -> float:
        """From another number in the same mode, else in another one."""
        same = [row for row in self.rows.values() if row.what == step.what]
        smaller = [row for row in same if row.mode == step.mode] or same
        if not smaller:
            return 0.0 if step.number < max(SIZES) else _UNKNOWN
        nearest = max(smaller, key=lambda row: row.number)
        slower = 1.0 if nearest.mode == step.mode else float(os.cpu_count() or 1)
        # a few take at least as long as starting up
        return max(nearest.seconds * step.number / nearest.number * slower, _LEAST)


def _jobs(mode: str) -> tuple[str, ...]:
    return ("--jobs", "1" if mode == _ONE else str(os.cpu_count() or 1))


def list_workspace_steps(work: Path, folder: Path, number: int, mode: str) -> Iterator[Step]:
    """What is done with all systems of one workspace; assembling comes first, and writes."""
    jobs = _jobs(mode)

    def forget() -> None:
        shutil.rmtree(work / "caches/status", ignore_errors=True)

    assemble = (*ATTESTLE, "ssp", "assemble", "--all", *jobs)
    yield Step(
        "ssp assemble --all", number, mode, assemble, folder, lambda: remove_documents(folder)
    )
    yield Step("validate", number, mode, (*ATTESTLE, "validate", "--no-cache", *jobs, *DAY), folder)
    # what is kept of systems is for daily work with a few: here nothing is known of any
    command = (*ATTESTLE, "status", "--all", *jobs, *DAY)
    yield Step("status --all", number, mode, command, folder, forget, cache="status")


def list_portfolio_steps(work: Path, places: Path, mode: str, address: str = "") -> Iterator[Step]:
    """Many workspaces, each judged anew, and once more when nothing changed."""
    number = len(list(places.iterdir()))
    where = ("--scheduler", address) if address else _jobs(mode)
    paths = work / f"places-{number}.txt"
    paths.write_text("".join(f"{path}\n" for path in sorted(places.iterdir())), encoding="utf-8")
    command = (*ATTESTLE, "portfolio", "--list", str(paths), "--format", "json", *where, *DAY)
    cache = f"portfolio-{number}"
    folder = work / "caches" / cache

    def forget() -> None:
        shutil.rmtree(folder, ignore_errors=True)

    yield Step("portfolio", number, mode, command, work, forget, cache=cache)
    if mode == _ALL:
        yield Step("portfolio, unchanged", number, mode, command, work, cache=cache)


def list_catalog_steps(work: Path, megabytes: int) -> Iterator[Step]:
    """One catalog by itself; the file is written by a child, whose memory is not ours."""
    folder = work / "catalogs" / f"synthetic-{megabytes}"
    file = folder / "catalog.json"

    def write() -> None:
        if not file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            words = ("--write-catalog", str(file), str(megabytes))
            subprocess.run((sys.executable, __file__, *words), check=True)
        if not (work / ".trestle").exists():
            shutil.copytree(ROOT / ".trestle", work / ".trestle")

    ours = (*ATTESTLE, "validate", "--no-cache", *DAY, str(file))
    yield Step("validate a catalog (MB)", megabytes, _ONE, ours, folder, write)
    theirs = (*TRESTLE, "validate", "-f", str(file))
    yield Step("trestle validate -f (MB)", megabytes, _ONE, theirs, work, write)


def make_workspace(work: Path, number: int) -> Path:
    """The workspace of so many systems, without their documents."""
    folder = work / f"systems-{number}"
    done = work / f"systems-{number}.done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        with ProcessPoolExecutor() as pool:
            write_workspace(Order(folder, SEED, documents=False), number, pool)
        done.touch()
    return folder


def make_places(work: Path, number: int) -> Path:
    """So many workspaces of one system; they have the documents of the workspace of all."""
    folder = work / f"workspaces-{number}"
    done = work / f"workspaces-{number}.done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        split_workspace(make_workspace(work, number), folder)
        done.touch()
    return folder


def run_size(bench: Bench, number: int, modes: tuple[str, ...]) -> None:
    """What is worth most first: there may be no time for all of it."""
    if not bench.has_time(number * 0.1, f"workspaces for {number}"):
        return
    folder = make_workspace(bench.work, number)
    for mode in modes:
        *first, last = list_workspace_steps(bench.work, folder, number, mode)
        for step in first:
            bench.measure(step)
        if bench.has_time(number * 0.02, f"workspaces apart, {number}, {mode}"):
            places = make_places(bench.work, number)
            for step in list_portfolio_steps(bench.work, places, mode):
                # without a first run nothing is known, and the second would be one
                if bench.measure(step) is None:
                    break
        bench.measure(last)


def run_cluster(bench: Bench, number: int) -> None:
    places = make_places(bench.work, number)
    with DaskPair(bench.work) as pair:
        for step in list_portfolio_steps(bench.work, places, _CLUSTER, pair.address):
            bench.measure(step, pair)


def run_trestle(bench: Bench, sizes: tuple[int, ...]) -> None:
    for number in sizes:
        folder = make_workspace(bench.work, number)
        theirs = (*TRESTLE, "validate", "-a")
        bench.measure(Step("trestle validate -a", number, _ONE, theirs, folder))
    folder = make_workspace(bench.work, sizes[0])
    markdown = bench.work / "trestle-markdown"

    def generate() -> None:
        if not (folder / "trestle-md").exists():
            words = ("author", "ssp-generate", "-p", "cmmc-level-2", "-o", "trestle-md")
            cost((*TRESTLE, *words), folder, markdown)

    assemble = (*TRESTLE, "author", "ssp-assemble", "-m", "trestle-md", "-o", "trestle-plan")
    bench.measure(Step("trestle ssp-assemble", 1, _ONE, assemble, folder, generate))
    for name in ("trestle-md", "system-security-plans/trestle-plan"):
        shutil.rmtree(folder / name, ignore_errors=True)


def run_long(bench: Bench, sizes: tuple[int, ...]) -> None:
    for number in sizes[:-1]:
        run_size(bench, number, (_ALL, _ONE))
        run_cluster(bench, number)
    for megabytes in CATALOGS:
        for step in list_catalog_steps(bench.work, megabytes):
            bench.measure(step)
    run_trestle(bench, sizes[:-1])
    run_size(bench, sizes[-1], (_ALL,))
    if (bench.work / f"workspaces-{sizes[-1]}.done").exists():
        run_cluster(bench, sizes[-1])
    run_size(bench, sizes[-1], (_ONE,))


def run_short(work: Path) -> int:
    """Two small numbers, and whether the larger one costs more for each; 1 if so."""
    bench = Bench(work, time.monotonic() + 600)
    for number in _SHORT_SIZES:
        run_size(bench, number, (_ONE,))
    risen = []
    for what, number, mode in bench.rows:
        if number == _SHORT_SIZES[0]:
            one, more = bench.rows[what, number, mode], bench.rows[what, _SHORT_SIZES[1], mode]
            if more.user / more.number > one.user / one.number * MOST_RISE_SHORT:
                risen.append(what)
    for what in risen:
        print(f"{what} costs more for each where there are more of them")
    return 1 if risen else 0


def write_catalog(path: Path, megabytes: int) -> None:
    # it has the name of a command of its own
    from validate import catalog

    # it counts fewer blanks than the lines begin with
    text = json.dumps(catalog(megabytes * 890_000), indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")


def _read_sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(map(int, text.split(","))))


def main() -> int:
    if sys.argv[1:2] == ["--write-catalog"]:
        write_catalog(Path(sys.argv[2]), int(sys.argv[3]))
        return 0
    parser = argparse.ArgumentParser(description="Measure many systems and workspaces.")
    parser.add_argument("--minutes", type=float, default=24)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "attestle-scale")
    parser.add_argument("--sizes", type=_read_sizes, default=SIZES, metavar="N,N")
    parser.add_argument("--again", action="store_true", help="forget what was measured before")
    parser.add_argument("--short", action="store_true", help="small numbers, no page")
    given = parser.parse_args()
    if given.short:
        with tempfile.TemporaryDirectory() as name:
            return run_short(Path(name))
    if given.again:
        shutil.rmtree(given.work, ignore_errors=True)
    given.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(given.work.resolve(), time.monotonic() + given.minutes * 60)
    bench.load()
    try:
        run_long(bench, given.sizes)
    finally:
        write_page(list(bench.rows.values()), bench.left_out, MOST_RISE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
