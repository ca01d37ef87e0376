"""Ctrl-C and SIGTERM stop every command with a line of words, and leave all of its work or none."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from attestle.store import files, stop_signals
from attestle.store.stop_signals import Stopped, hold_signals
from conftest import Run, edit, is_long, snapshot

# Runs the command line and signals itself before its n-th call of the kind; 0 only counts.
DRIVER = """
import os, sys
number, at, kinds = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(",")
del sys.argv[1:4]
root, seen = os.getcwd(), 0

def hook(event, args):
    global seen
    if event in kinds and args and str(args[0]).startswith(root):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), number)

sys.addaudithook(hook)
from attestle.cli import main
try:
    main()
finally:
    if not at:
        print("calls", seen)
"""
CHANGES = "os.rename,os.link,os.remove,os.mkdir,os.chmod"
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}


def drive(
    root: Path, number: int, at: int, *args: str, kinds: str = CHANGES
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DRIVER, str(number), str(at), kinds, *args],
        cwd=root,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1790000000"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("number", CODES)
def test_a_stop_while_files_are_written(
    tiny: Path, tmp_path: Path, run: Run, number: signal.Signals
) -> None:
    """All of them are new or none is, and the line says which."""
    edit(tiny, "ssp/demo/system.md", "version: ", "version: 9.")
    before = snapshot(tiny)
    clean = shutil.copytree(tiny, tmp_path / "clean")
    total = int(drive(clean, number, 0, "ssp", "assemble").stdout.split()[-1])
    after = snapshot(clean)
    assert total > 5
    for at in range(1, total + 1) if is_long() else (2, total // 2 + 1, total):
        tried = shutil.copytree(tiny, tmp_path / f"tried-{at}")
        done = drive(tried, number, at, "ssp", "assemble")
        assert done.returncode == CODES[number], done.stderr
        [line] = done.stderr.splitlines()
        if snapshot(tried) == before:
            assert line == "error: stopped; nothing was changed", at
        else:
            assert snapshot(tried) == after, at
            assert line.startswith("error: stopped; written before that: "), at
            assert "system-security-plans/demo/system-security-plan.json" in line, at
        assert not list(tried.rglob(".attestle-*"))
        assert run(tried, "ssp", "assemble").exit_code == 0


READERS = (
    ("validate", "--no-cache"),
    ("status",),
    ("render", "--to", "md"),
    ("poam", "list"),
)


@pytest.mark.parametrize("args", READERS, ids=lambda args: args[0])
@pytest.mark.parametrize("at", [1, 20])
def test_a_stop_while_files_are_read(tiny: Path, args: tuple[str, ...], at: int) -> None:
    before = snapshot(tiny)
    done = drive(tiny, signal.SIGINT, at, *args, kinds="open")
    assert (done.returncode, done.stderr) == (130, "error: stopped; nothing was changed\n")
    assert done.stdout == ""
    assert snapshot(tiny) == before


def test_a_stop_while_something_is_asked(tiny: Path) -> None:
    """A question that ends because its user stops it is no question that ended."""
    before = snapshot(tiny)
    run = subprocess.Popen(
        [sys.executable, "-m", "attestle", "new", "system", "second"],
        cwd=tiny,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None
    assert run.stdout.read(5)  # of the question
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert (run.returncode, said) == (130, b"error: stopped; nothing was changed\n")
    assert snapshot(tiny) == before


def test_who_ignores_a_signal_goes_on(tiny: Path) -> None:
    """Such as a job in the background of a shell, which Ctrl-C is not meant for."""
    code = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n{DRIVER}"
    done = subprocess.run(
        [sys.executable, "-c", code, "2", "1", "open", "status"],
        cwd=tiny,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def stop_and_go_on(steps: list[str], *, look: bool = False, error: Exception | None = None) -> None:
    with hold_signals() as raise_if_stopped:
        raise_if_stopped()
        signal.raise_signal(signal.SIGINT)
        steps.append("went on")
        if error is not None:
            raise error
        if look:
            try:
                raise_if_stopped()
            except Stopped:
                steps.append("took it back")
                raise


def test_signals_wait_while_they_are_held() -> None:
    steps: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        stop_and_go_on(steps)
    assert steps == ["went on"]
    with pytest.raises(KeyboardInterrupt):
        stop_and_go_on(steps, look=True)
    assert steps == ["went on", "went on", "took it back"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_error_goes_before_a_stop_that_waits() -> None:
    with pytest.raises(ValueError, match="mine"):
        stop_and_go_on([], error=ValueError("mine"))


def test_a_thread_has_no_signals(tmp_path: Path) -> None:
    (tmp_path / ".trestle").mkdir()
    done: list[tuple[str, ...]] = []
    thread = threading.Thread(target=lambda: done.append(files.save(tmp_path, {"x": b"1"})))
    thread.start()
    thread.join()
    assert done == [("x",)]


def test_stops_have_the_codes_that_shells_give_them() -> None:
    assert {number: Stopped(number).exit_code for number in CODES} == CODES
    assert set(stop_signals.SIGNALS) == set(CODES)
