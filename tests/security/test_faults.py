"""A sample of what `tools/faults/run.py --long` tries in full, and that what is wrong is seen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from conftest import ROOT
from faults import judge, run, scenarios
from faults.judge import Outcome

SCENARIOS = tuple(scenario.name for scenario in scenarios.SCENARIOS)
# each group pays once for what takes long to import
GROUPS = (SCENARIOS[:8], (*SCENARIOS[8:], run.TOGETHER, run.ROUND_TRIP))
BEFORE, AFTER = {"a": b"old", "b": b"old"}, {"a": b"new", "b": b"new", "c": b"new"}
MIXED = {"a": b"new", "b": b"old"}
[COMMAND] = [item for item in scenarios.SCENARIOS if item.name == "ssp assemble"]


@pytest.mark.parametrize("names", GROUPS, ids=("first", "second"))
def test_nothing_that_goes_wrong_costs_a_text(tmp_path: Path, names: tuple[str, ...]) -> None:
    words = [word for name in names for word in ("--only", name)]
    done = subprocess.run(
        [sys.executable, "tools/faults/run.py", *words],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split(" | ") for line in done.stdout.splitlines()[2:]]
    assert rows
    assert all(int(tries.replace(",", "")) and failures == "0" for _, tries, failures, _ in rows)
    assert all(name in done.stdout for name in names if name in SCENARIOS)


def outcome(
    code: int, files: dict[str, bytes], said: str = "", litter: Iterable[str] = (), kind: str = ""
) -> Outcome:
    return Outcome(code, said, kind, files, tuple(litter))


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        (BEFORE, []),
        (AFTER, []),
        (MIXED, []),
        ({**BEFORE, "a": b"ne"}, ["a is neither old nor new"]),
        ({"a": b"old"}, ["b is neither old nor new"]),
        ({**AFTER, "d": b""}, ["d is neither old nor new"]),
    ],
)
def test_a_torn_file_is_seen(files: dict[str, bytes], wrong: list[str]) -> None:
    assert list(judge.judge_kill(BEFORE, AFTER, outcome(-9, files))) == wrong


@pytest.mark.parametrize(
    ("ended", "wrong"),
    [
        (outcome(4, BEFORE, "error: cannot write"), ""),
        (outcome(0, AFTER), ""),
        (outcome(4, AFTER, "error: everything is written, but"), ""),
        (outcome(4, BEFORE, "error", [".attestle-1"], "unlink"), ""),
        (outcome(0, MIXED), "wrong success: b, c"),
        (outcome(4, MIXED, "error: cannot write"), "not all is as it was: a"),
        (outcome(4, MIXED, "error: everything is written, but"), "not all is written: b, c"),
        (outcome(4, BEFORE, "error", [".attestle-1"], "write"), "litter: .attestle-1"),
        (outcome(1, BEFORE, "Traceback"), "exit 1: Traceback"),
    ],
)
def test_a_state_that_is_not_told_after_an_error_is_seen(ended: Outcome, wrong: str) -> None:
    assert list(judge.judge_error(COMMAND, BEFORE, AFTER, ended)) == ([wrong] if wrong else [])


NOTHING, WRITTEN = "error: stopped; nothing was changed", "error: stopped; written before that: a"


@pytest.mark.parametrize(
    ("ended", "wrong"),
    [
        (outcome(130, BEFORE, NOTHING), ""),
        (outcome(130, AFTER, WRITTEN), ""),
        (outcome(130, MIXED, NOTHING), "something was changed: a"),
        (outcome(130, MIXED, WRITTEN), "not all is written: b, c"),
        (outcome(1, BEFORE, "Aborted!"), "exit 1: Aborted!"),
        (outcome(130, BEFORE, NOTHING, [".attestle-1"]), "litter: .attestle-1"),
    ],
)
def test_a_state_that_is_not_told_after_a_stop_is_seen(ended: Outcome, wrong: str) -> None:
    found = list(judge.judge_stop(COMMAND, 130, BEFORE, AFTER, ended))
    assert found == ([wrong] if wrong else [])


SAVED = {**BEFORE, "a": b"old and mine"}
REFUSED = "error: a was changed by somebody else while this command ran"


@pytest.mark.parametrize(
    ("ended", "wrong"),
    [
        (outcome(2, SAVED, REFUSED), ""),
        (outcome(0, {**AFTER, "a": b"new and mine"}), ""),
        (outcome(0, AFTER), "what was saved in a is lost, exit 0"),
        (outcome(2, {**SAVED, "b": b"new"}, REFUSED), "not all is as it was: b"),
        (outcome(4, SAVED, "error"), "exit 4: error"),
        (outcome(0, {**SAVED, "d": b""}), "d is new"),
    ],
)
def test_a_text_that_is_lost_is_seen(ended: Outcome, wrong: str) -> None:
    found = list(judge.judge_save("a", " and mine", BEFORE, AFTER, ended))
    assert found == ([wrong] if wrong else [])


def test_what_a_command_reports_at_the_same_time_must_be_so() -> None:
    words = ("import", "evidence", "sheet-4.csv")
    assert list(run.judge_together(words, 0, "", "    id: ev-4-x\n")) == []
    assert list(run.judge_together(words, 0, "", "    id: ev-8-x\n"))
    assert list(run.judge_together(scenarios.SYNC, 0, "", "no item"))
    assert list(run.judge_together(("import", "states", "sheet-1.csv"), 0, "", "no text"))
    assert list(run.judge_together(words, 1, "error: torn", ""))
    assert list(run.judge_together(words, 2, "error: another attestle command is", "")) == []
