"""Lets every call of the writing commands on the disk go wrong, and counts what does not hold.

    python tools/faults/run.py           a sample of the points, the same each time (under a minute)
    python tools/faults/run.py --long    every point

Classes: a kill before the n-th call, the n-th call that fails with EIO or ENOSPC (half of a write
is on the disk then), Ctrl-C and SIGTERM at it, somebody who saves a file just before it, commands
at the same time, and answers from markdown to OSCAL and back. Exit 1 if anything failed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "oscal"), str(ROOT / "tools")]

from faults import child, judge, scenarios  # noqa: E402
from faults.judge import Outcome  # noqa: E402
from faults.scenarios import Scenario  # noqa: E402

CHANGING = ("open", "write", "fsync", "rename", "link", "unlink", "rmdir", "mkdir", "chmod")
EVERYTHING = ("read", *CHANGING)
SENTENCE = "# a sentence that somebody typed\n"
KILL = "kill -9"
# What may happen: the calls it may happen at, and what
FAULTS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    KILL: (CHANGING, {"signal": signal.SIGKILL}),
    "EIO": (CHANGING, {"error": "EIO"}),
    "ENOSPC": (CHANGING, {"error": "ENOSPC"}),
    "Ctrl-C": (EVERYTHING, {"signal": signal.SIGINT}),
    "SIGTERM": (CHANGING, {"signal": signal.SIGTERM}),
    "save in place": (EVERYTHING, {"text": SENTENCE, "manner": "append"}),
    "save by rename": (EVERYTHING, {"text": SENTENCE, "manner": "rename"}),
}
STOPS = {"Ctrl-C": 130, "SIGTERM": 143}
TOGETHER, ROUND_TRIP = "at the same time", "round trip"
# Points of each class and command, commands at once and rounds of them, round trips
SHORT, LONG = (1, 4, 1, 150), (None, 20, 4, 8400)
SEED = 4711


@dataclass
class Tally:
    """Tries and failures, by command and class."""

    tries: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, name: str, fault: str, point: object, complaints: Sequence[str]) -> None:
        self.tries[name, fault] += 1
        self.failures[name, fault] += bool(complaints)
        for text in complaints:
            print(f"{name}, {fault} at {point}: {text}", flush=True)

    def show(self) -> None:
        """A table of markdown: class, tries, failures, and which commands were tried."""
        print("| class | tries | failures | commands |\n|---|---:|---:|---|")
        for fault in dict.fromkeys(fault for _, fault in self.tries):
            names = [name for name, other in self.tries if other == fault]
            tries = sum(self.tries[name, fault] for name in names)
            failures = sum(self.failures[name, fault] for name in names)
            shown = ", ".join(f"{name} {self.tries[name, fault]}" for name in names)
            print(f"| {fault} | {tries:,} | {failures} | {shown} |")


class Runner:
    """Runs commands in forks of one process that watches their calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            child.VARIABLE: "1",
            "SOURCE_DATE_EPOCH": "1790000000",
            "XDG_CACHE_HOME": str(folder / "cache"),
            "PYTHONPATH": str(ROOT / "oscal"),
            "NO_COLOR": "1",
        }
        self._server = subprocess.Popen(
            [sys.executable, child.__file__],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, root: Path, words: Sequence[str], fault: str = "", at: int = 0, path: str = ""
    ) -> tuple[Outcome, list[str]]:
        """How the command ended, and the kinds of its calls."""
        kinds, what = FAULTS[fault] if fault else (EVERYTHING, {})
        names = {name: str(self.folder / name) for name in ("out", "err", "seen")}
        Path(names["seen"]).write_text("[]")
        request = {
            "root": str(root),
            "watched": f"{root}/",
            "words": list(words),
            "kinds": list(kinds),
            "at": at,
            "what": {**what, "path": str(root / path)} if "text" in what else what,
            **names,
        }
        server = self._server
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        seen = json.loads(Path(names["seen"]).read_text())
        kind = seen[at - 1] if 0 < at <= len(seen) else ""
        said = Path(names["err"]).read_text(encoding="utf-8", errors="replace")
        return Outcome(code, said, kind, judge.read_files(root), judge.list_litter(root)), seen

    def close(self) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.stdout.close()
        self._server.wait()


class Trial:
    """One command: what it makes undisturbed, and what it makes of each fault."""

    def __init__(self, runner: Runner, scenario: Scenario) -> None:
        self.runner, self.scenario = runner, scenario
        self.pristine = runner.folder / "pristine"
        shutil.rmtree(self.pristine, ignore_errors=True)
        scenario.prepare(self.pristine)
        self.before = judge.read_files(self.pristine)
        undisturbed, self.seen = runner.run(self._copy(), scenario.words)
        if undisturbed.code or undisturbed.files == self.before:
            raise SystemExit(f"{scenario.name} does nothing: {undisturbed.said}")
        self.after = undisturbed.files

    def _copy(self) -> Path:
        root = self.runner.folder / "tried"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.pristine, root)
        return root

    def count_points(self, fault: str) -> int:
        return sum(kind in FAULTS[fault][0] for kind in self.seen)

    def try_point(self, fault: str, at: int) -> list[str]:
        """What does not hold after the fault, and after the command was run again."""
        path = self.scenario.edited or min({*self.after} - {*self.before})
        root = self._copy()
        outcome, seen = self.runner.run(root, self.scenario.words, fault, at, path)
        if outcome.code != -signal.SIGKILL if fault == KILL else len(seen) < at:
            return ["the call was not met"]
        if "save" in fault:
            return list(judge.judge_save(path, SENTENCE, self.before, self.after, outcome))
        return [*self._judge(fault, outcome), *self._run_again(root, outcome)]

    def _judge(self, fault: str, outcome: Outcome) -> Iterator[str]:
        if fault == KILL:
            return judge.judge_kill(self.before, self.after, outcome)
        if fault in STOPS:
            code = STOPS[fault]
            return judge.judge_stop(self.scenario, code, self.before, self.after, outcome)
        return judge.judge_error(self.scenario, self.before, self.after, outcome)

    def _run_again(self, root: Path, outcome: Outcome) -> Iterator[str]:
        """The next run ends where an undisturbed one ends, and leaves nothing lying about."""
        is_done = outcome.files == self.after
        again, _ = self.runner.run(root, self.scenario.words)
        # what makes something new refuses to make it twice
        if again.code and not (is_done and again.code == 2):
            yield f"the next run: exit {again.code}: {again.said[-300:]}"
        elif again.files != self.after:
            different = [
                path
                for path in sorted({*again.files, *self.after})
                if again.files.get(path) != self.after.get(path)
            ]
            yield f"the next run makes other files: {', '.join(different[:3])}"
        if again.litter:
            yield f"litter after the next run: {', '.join(again.litter)}"


def try_scenarios(runner: Runner, tally: Tally, most: int | None, names: Sequence[str]) -> None:
    """Every point of every class, or so many of each, spread by the seed."""
    chance = random.Random(SEED)
    for scenario in scenarios.SCENARIOS:
        if scenario.name not in names:
            continue
        trial = Trial(runner, scenario)
        for fault in FAULTS:
            if "save" in fault and not scenario.is_atomic:
                continue  # documents for people are written anew each time
            points: Sequence[int] = range(1, trial.count_points(fault) + 1)
            if most is not None:
                points = sorted(chance.sample(points, min(most, len(points))))
            for at in points:
                tally.add(scenario.name, fault, at, trial.try_point(fault, at))


def list_commands(root: Path, number: int) -> list[tuple[str, ...]]:
    """Commands that all write, each import with a text of its own."""
    commands: list[tuple[str, ...]] = []
    for turn in range(number):
        sheet = root / f"sheet-{turn}.csv"
        if turn % 4 == 0:
            sheet.write_text(f"ID,Title,Location,Owner\nev-{turn}-x,Item {turn},the safe,it\n")
            commands.append(("import", "evidence", sheet.name))
        elif turn % 4 == 1:
            sheet.write_text(f"Objective,State,Missing\n3.13.11[a],partial,part {turn}\n")
            commands.append(("import", "states", sheet.name, "--replace"))
        else:
            commands.append(scenarios.SYNC if turn % 4 == 2 else ("ssp", "assemble"))
    return commands


def try_together(runner: Runner, tally: Tally, number: int, rounds: int) -> None:
    """What a command says is written is there; who is refused is told why."""
    for turn in range(rounds):
        root = runner.folder / f"together-{turn}"
        scenarios.prepare_items(root)
        commands = list_commands(root, number)
        runs = [
            subprocess.Popen(
                [sys.executable, "-m", "attestle", *words],
                cwd=root,
                env=runner.environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            for words in commands
        ]
        said = [run.communicate()[1] for run in runs]
        present = read_authored(root)
        for words, run, text in zip(commands, runs, said, strict=True):
            complaints = list(judge_together(words, run.returncode, text, present))
            tally.add(" ".join(words[:2]), TOGETHER, turn + 1, complaints)
        if left := judge.list_litter(root):
            tally.add("all", TOGETHER, turn + 1, [f"litter: {', '.join(left)}"])


def read_authored(root: Path) -> str:
    """The text of every authored file."""
    folder = root / scenarios.SYSTEM
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".yaml", ".csv"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def judge_together(words: Sequence[str], code: int, said: str, present: str) -> Iterator[str]:
    refusals = ("another attestle command", "changed by somebody else")
    if code and not (code == 2 and any(text in said for text in refusals)):
        yield f"exit {code}: {said[-300:]}"
    identity = words[2].removeprefix("sheet-").removesuffix(".csv") if len(words) > 2 else ""
    if not code and words[1] == "evidence" and f"id: ev-{identity}-x\n" not in present:
        yield "an item that was reported as written is not there"
    # of several that state one objective the last one stands
    if not code and words[1] == "states" and "- Missing: part " not in present:
        yield "a state that was reported as written is not there"
    if not code and words[1] == "sync" and "\nweakness: " not in present:
        yield "an item of the plan of action that was reported as written is not there"


def try_round_trips(runner: Runner, tally: Tally, number: int) -> None:
    from faults.round_trips import Trips

    root = runner.folder / "trips"
    scenarios.copy_small(root)
    wrong = list(Trips(root, SEED).run(number))
    for text in wrong:
        print(f"{ROUND_TRIP}: {text}")
    tally.tries["answers", ROUND_TRIP] = number
    tally.failures["answers", ROUND_TRIP] = len(wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--long", action="store_true", help="every point, and more of the rest")
    names = [*(scenario.name for scenario in scenarios.SCENARIOS), TOGETHER, ROUND_TRIP]
    only = "only this; may be repeated"
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help=only)
    given = parser.parse_args()
    most, number, rounds, trips = LONG if given.long else SHORT
    chosen = given.only or names
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        runner = Runner(Path(name).resolve())
        try:
            try_scenarios(runner, tally, most, chosen)
            if TOGETHER in chosen:
                try_together(runner, tally, number, rounds)
            if ROUND_TRIP in chosen:
                try_round_trips(runner, tally, trips)
        finally:
            runner.close()
    tally.show()
    return 1 if tally.failures.total() else 0


if __name__ == "__main__":
    sys.exit(main())
