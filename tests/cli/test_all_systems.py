"""`--all`: a command over every system, in several processes at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attestle.errors import ExitCode, find_gravest
from conftest import NO_HANG, Run, snapshot
from many_systems import add_system

DAY = ("--as-of", "2026-11-24")
NAMES = ("anchor", "demo", "zinc")
_DOCUMENTS = (
    *("system-security-plans", "assessment-plans", "assessment-results"),
    "plan-of-action-and-milestones",
)


@pytest.fixture
def three(tiny: Path) -> Path:
    for name in NAMES:
        if name != "demo":
            add_system(tiny, name)
    return tiny


def _break(root: Path, name: str) -> None:
    (root / f"ssp/{name}/system.md").write_text("---\nname: [\n", encoding="utf-8")


COMMANDS = (
    ("status", *DAY),
    ("status", "--full", *DAY),
    ("status", "--format", "json", *DAY),
    ("status", "--format", "md", *DAY),
    ("gap", *DAY),
    ("gap", "--format", "json", *DAY),
    ("ready", "--format", "json", *DAY),
    ("plan", *DAY),
    ("poam", "list", *DAY),
    ("poam", "sync", "--check", *DAY),
    ("evidence", "check", *DAY),
    ("evidence", "hash"),
    ("ssp", "generate", "--check"),
    ("ssp", "assemble", "--check"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_it_says_of_each_what_it_says_of_one(
    three: Path, run: Run, command: tuple[str, ...]
) -> None:
    done = run(three, *command, "--all-systems", "--jobs", "1")
    alone = [run(three, *command, name) for name in NAMES]
    assert done.exit_code == find_gravest(item.exit_code for item in alone), done.output
    if "json" in command:
        value = json.loads(done.stdout)
        assert value == {"systems": [json.loads(item.stdout) for item in alone]}
        # as every other JSON is written, though nothing holds all of it
        assert done.stdout == f"{json.dumps(value, indent=2, ensure_ascii=False)}\n"
        return
    if command == COMMANDS[0]:
        rows = [line.split()[0] for line in done.stdout.splitlines() if "/" in line]
        assert rows == list(NAMES)
        return
    start = 0
    for name, item in zip(NAMES, alone, strict=True):
        place = done.stdout.index(f"{name}:\n{item.stdout}", start)
        start = place + 1
    assert done.stderr == "".join(item.stderr for item in alone)


@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[2], COMMANDS[9], COMMANDS[-1]])
def test_the_number_of_processes_changes_no_byte(
    three: Path, run: Run, command: tuple[str, ...]
) -> None:
    _break(three, "demo")
    one, two = (run(three, *command, "--all", "--jobs", jobs) for jobs in ("1", "2"))
    assert (one.stdout, one.stderr, one.exit_code) == (two.stdout, two.stderr, two.exit_code)
    assert one.exit_code != 0


def test_a_broken_system_stops_no_other(three: Path, run: Run) -> None:
    _break(three, "demo")
    done = run(three, "evidence", "check", "--format", "json", "--all", *DAY)
    assert done.exit_code == ExitCode.FINDINGS
    items = json.loads(done.stdout)["systems"]
    assert [item["system"] for item in items] == list(NAMES)
    assert items[1] == {"system": "demo", "error": "ssp/demo cannot be read", "exit_code": 1}
    assert "ssp/demo/system.md" in done.stderr
    text = run(three, "evidence", "check", "--all", *DAY)
    assert text.exit_code == ExitCode.FINDINGS
    assert text.stdout.endswith("3 systems, 1 of them not fine: demo\n")
    lines = run(three, "status", *DAY)
    assert lines.exit_code == ExitCode.FINDINGS
    assert lines.stdout.startswith("2 systems\n")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_system_is_assembled_whole_or_not_at_all(
    three: Path, run: Run, jobs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert run(three, "ssp", "assemble", "--check", "--all", "--jobs", jobs).exit_code == 3
    file = three / "ssp/anchor/controls/AC/3.1.1.md"
    sound = file.read_text(encoding="utf-8")
    file.write_text(f"{sound}\n<<<<<<< a\n=======\n>>>>>>> b\n", encoding="utf-8")
    done = run(three, "ssp", "assemble", "--all", "--jobs", jobs)
    assert done.exit_code == ExitCode.FINDINGS
    present = {
        name: {folder for folder in _DOCUMENTS if (three / folder / name).is_dir()}
        for name in NAMES
    }
    assert present["anchor"] == set()
    assert present["zinc"] >= set(_DOCUMENTS[:3])
    file.write_text(sound, encoding="utf-8")
    assert run(three, "ssp", "assemble", "--all", "--jobs", jobs).exit_code == 0
    before = snapshot(three)
    for name in NAMES:
        assert "nothing to change" in run(three, "ssp", "assemble", name).stdout
    assert snapshot(three) == before


def test_documents_of_all_go_to_one_folder(three: Path, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("render", "poam", "--all", "--to", "xlsx", "--out", str(out), *DAY)
    done = run(three, *words)
    assert done.exit_code == 0, done.output
    for name in NAMES:
        assert [path.name for path in out.glob(f"{name}-*.xlsx")], name
    refused = run(three, "render", "crosswalk", "--all", "--to", "csv")
    assert refused.exit_code == ExitCode.USAGE
    assert "is of no system" in refused.stderr
    assert run(three, "render", "poam", "demo", "--all", "--to", "xlsx").exit_code == 2


def test_what_is_of_one_system_is_refused_beside_all(three: Path, run: Run) -> None:
    for words, reason in (
        (("status", "demo", "--all"), '"demo" and --all'),
        (("evidence", "hash", "--all", "--log", "logs"), "--log is of one system"),
        (("ssp", "assemble", "--all", "--portable", "out"), "--portable is of one system"),
        (("gap", "--jobs", "2"), "--jobs goes with --all"),
        (("gap",), "many commands take --all"),
    ):
        done = run(three, *words)
        assert done.exit_code == ExitCode.USAGE, words
        assert reason in done.stderr, words


def test_a_status_that_one_of_them_may_not_have_fails_the_run(three: Path, run: Run) -> None:
    done = run(three, "status", "--all", "--require", "final", *DAY)
    assert done.exit_code == ExitCode.FINDINGS
    assert "do not allow the status final" in done.stderr


def test_the_gravest_exit_code_is_that_of_all() -> None:
    assert find_gravest([]) == ExitCode.OK
    assert find_gravest([0, 3, 1]) == ExitCode.FINDINGS
    assert find_gravest([1, 5, 2]) == ExitCode.VERIFICATION
    assert find_gravest([5, 4, 0]) == ExitCode.INTERNAL


def _list_alive(group: int) -> list[str]:
    """The processes of a group that run; one that ended and that nobody asked about does not."""
    alive = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:  # it has just ended
            continue
        state, _, of_group = text.rpartition(")")[2].split()[:3]
        if int(of_group) == group and state != "Z":
            alive.append(text)
    return alive


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_ctrl_c_leaves_whole_systems_and_no_process(tiny: Path) -> None:
    for number in range(30):
        add_system(tiny, f"more-{number:02}")
    command = (sys.executable, "-m", "attestle", "--root", str(tiny))
    child = subprocess.Popen(
        (*command, "ssp", "assemble", "--all", "--jobs", "2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert child.stdout is not None
    # the first results are there, and most are not
    until = time.monotonic() + NO_HANG
    while not list(tiny.glob("system-security-plans/more-*")) and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(child.pid, signal.SIGINT)
    _, told = child.communicate(timeout=NO_HANG)
    assert child.returncode == 130, told
    assert "error: stopped" in told
    assert "Traceback" not in told
    until = time.monotonic() + NO_HANG
    while _list_alive(child.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert _list_alive(child.pid) == []
    made = [path.parent.name for path in tiny.glob("system-security-plans/more-*/*.json")]
    assert 0 < len(made) < 30
    for name in made:
        assert (tiny / f"assessment-results/{name}/assessment-results.json").is_file(), name
    assert not [path for path in tiny.rglob("*") if path.name.startswith(".attestle")]
