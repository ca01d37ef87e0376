"""Workspaces to try things on, and how long the tests may take.

A test works on the smallest workspace that shows what it asserts: `tiny` (33 files, four
requirements) if it can, `copy` (the example) if it is about the example, its size or its catalogs.

By default every test runs, and the few that try many values of one kind try some of each kind.
`pytest --long` tries them all: the whole number of examples of each property test (twenty times
as many), every point of a command to be killed at, every hostile file in every place, every
planted defect, every table in its full length. `ATTESTLE_EXAMPLES=N` is the long form with N
examples.
"""

from __future__ import annotations

import datetime as dt
import difflib
import gc
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

ROOT = Path(__file__).resolve().parents[1]
AS_OF = dt.date(2026, 11, 24)
PARTS = (
    ".trestle/config.ini", "catalogs", "mapping-collections", "component-definitions", "profiles", "ssp", "system-security-plans",
    "plan-of-action-and-milestones", "assessment-plans", "assessment-results",
)  # fmt: skip
Run = Callable[..., Result]
Golden = Callable[[str, bytes], None]
GOLDEN = ROOT / "tests/golden"
GOLDEN_TESTS = ROOT / "tests/test_golden.py"
SHOWN_LINES = 40  # of a difference: more than fits a screen helps nobody
# NIST's published OSCAL examples, which are not part of this repository: name a folder that holds
# them to test on them too
NIST = Path(os.environ.get("ATTESTLE_NIST_EXAMPLES", ROOT / "no-examples"))
# seconds: a bound that only something quadratic or endless breaks; speed is measured in tools/bench
NO_HANG = 60
TINY = ROOT / "tests/cases/_base"
_SHORT = 20  # a property test tries this part of its examples unless the run is a long one


# golden files that a test has read; with several processes each sends its own to the first
_READ: pytest.StashKey[set[str]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="try all values, not some of each kind")
    parser.addoption("--update-golden", action="store_true", help="Write the golden texts anew.")


# Tests write and delete some hundred thousand small files, and each write of ours waits until the
# disk has it; in memory it waits for nothing. A run needs some hundred MB at a time.
MEMORY_DISK = Path("/dev/shm")
_MEMORY_ROOM = 2 << 30
# A run holds millions of objects that live as long as it does (tests, schemas, catalogs), and the
# default of 700 looks through them again and again
_NEW_OBJECTS = 100_000


# what a run of a code host tells of its repository: the workspaces of tests do not live there
_HOST_VARIABLES = ("GITHUB_EVENT_PATH", "CI_PROJECT_VISIBILITY")


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(_NEW_OBJECTS, 20, 100)
    for name in _HOST_VARIABLES:
        os.environ.pop(name, None)
    is_placed = config.option.basetemp or "PYTEST_DEBUG_TEMPROOT" in os.environ
    if not is_placed and "TMPDIR" not in os.environ and _has_memory_disk():
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY_DISK)
    # a run in the background ignores Ctrl-C, and every process that it starts does too
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("--long"):
        os.environ["ATTESTLE_LONG"] = "1"  # modules ask while they are imported, workers inherit it
    config.stash[_READ] = set()


def _has_memory_disk() -> bool:
    """Whether there is a disk in memory with room, on which a test may run what it writes."""
    try:
        disk = os.statvfs(MEMORY_DISK)
    except OSError:  # not a Linux
        return False
    is_open = os.access(MEMORY_DISK, os.W_OK) and not disk.f_flag & os.ST_NOEXEC
    return is_open and disk.f_bavail * disk.f_frsize >= _MEMORY_ROOM


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was collected is not looked through again for what can be freed."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[_READ].update(node.workeroutput.get("golden", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A golden file that no test read guards nothing, so the run fails."""
    config = session.config
    read = config.stash[_READ]
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output["golden"] = sorted(read)
    elif session.exitstatus == pytest.ExitCode.OK and _runs_all_golden_tests(config):
        unread = sorted({path.name for path in GOLDEN.glob("[!.]*")} - read)
        if unread:
            reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
            reporter.write_line(
                f"\nno test reads these golden files: {', '.join(unread)}", red=True
            )
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _runs_all_golden_tests(config: pytest.Config) -> bool:
    if config.option.keyword or config.option.markexpr or getattr(config.option, "lf", False):
        return False
    paths = [(config.invocation_params.dir / argument).resolve() for argument in config.args]
    return any(path == GOLDEN_TESTS or path in GOLDEN_TESTS.parents for path in paths)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare bytes with a golden file, or write it where the run was asked to."""

    def check(name: str, written: bytes) -> None:
        path = GOLDEN / name
        request.config.stash[_READ].add(name)
        if request.config.getoption("--update-golden"):
            path.write_bytes(written)
            return
        assert path.is_file(), f"{name} is missing; write it with: pytest --update-golden"
        known = path.read_bytes()
        if known != written:
            lines = difflib.unified_diff(
                known.decode().split("\n"), written.decode().split("\n"), name, "now", lineterm=""
            )
            shown = "\n".join(line[:300] for line in list(lines)[:SHOWN_LINES])
            pytest.fail(f"{shown}\nif this is meant: pytest --update-golden", pytrace=False)

    return check


def is_long() -> bool:
    return "ATTESTLE_LONG" in os.environ or "ATTESTLE_EXAMPLES" in os.environ


def examples(whole: int = 200, least: int = 10) -> int:
    """How many examples a property test tries; `least` where one of them is a run of commands."""
    number = os.environ.get("ATTESTLE_EXAMPLES")
    if number is not None:
        return int(number)
    return whole if is_long() else max(least, whole // _SHORT)


@pytest.fixture(scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session", autouse=True)
def _shared_documents() -> Iterator[None]:
    """Catalogs, profiles and crosswalks of the same bytes are parsed and resolved once in a run, as
    in a command about many systems. A process that a test starts begins without them.
    """
    from attestle.store.shared_documents import share_documents

    with share_documents():
        yield


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch: pytest.MonkeyPatch, _cache: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(_cache))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture(scope="session")
def example() -> Path:
    """The repository itself, which is a workspace: for tests that only read."""
    return ROOT


def copy_example(target: Path) -> Path:
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, target / part)
        else:
            (target / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / part)
    return target


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository's workspace, to change."""
    return copy_example(tmp_path / "workspace")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the small workspace of the cases, with its one system `demo`, to change."""
    return shutil.copytree(TINY, tmp_path / "workspace")


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a command line in a workspace; the traceback of a crash is the test's."""

    def invoke(root: Path, *args: str, user_input: str | None = None) -> Result:
        from attestle.cli.root import root as command

        return CliRunner().invoke(
            command,
            ["--root", str(root), *args],
            input=user_input,
            prog_name="attestle",
            env=dict(os.environ),
        )

    return invoke


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Replace one place in a file; it must be there exactly once."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {old!r} stands {text.count(old)} times"
    file.write_text(text.replace(old, new), encoding="utf-8")


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != "attestle.lock"
    }
