"""`validate` beside trestle's in one run: seconds (best of several), peak memory of the process,
and the ratios between them.

    python tools/bench/validate.py [REPEATS]

Machines are noisy: read the ratios, and compare runs only on one machine. "user" is the time of the
processor, which other work on the machine disturbs least.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
ATTESTLE = (sys.executable, "-m", "attestle", "validate")
TRESTLE = (sys.executable, "-c", "from trestle.cli import run; run()", "validate")
FOLDERS = ("catalogs", "profiles", "mapping-collections", "component-definitions", "ssp", "system-security-plans", "plan-of-action-and-milestones",
           "assessment-plans", "assessment-results", ".trestle")  # fmt: skip
DAY = ("--as-of", "2026-11-24")
BIG = 10_000_000
WORDS = (
    "access",
    "control",
    "policy",
    "system",
    "user",
    "account",
    "review",
    "procedure",
    "monitor",
    "information",
    "component",
    "audit",
    "record",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and of the processor, and the most memory in MB."""

    seconds: float
    user: float
    memory: float


def cost(command: tuple[str, ...], folder: Path, cache: Path) -> Cost:
    """One run of a command that succeeds; the figures are those of the child alone."""
    start = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        actions = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)]
        environment = os.environ | {"XDG_CACHE_HOME": str(cache), "PWD": str(folder)}
        here = os.getcwd()
        os.chdir(folder)
        try:
            child = os.posix_spawn(command[0], command, environment, file_actions=actions)
        finally:
            os.chdir(here)
        _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(
            f"{' '.join(command)} failed in {folder}: a command that fails is no measure"
        )
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def best(
    command: tuple[str, ...],
    folder: Path,
    cache: Path,
    repeats: int,
    before: Callable[[], None] = lambda: None,
) -> Cost:
    """The least of each figure over several runs; `before` prepares each."""
    found = []
    for _ in range(repeats):
        before()
        found.append(cost(command, folder, cache))
    return Cost(
        min(item.seconds for item in found),
        min(item.user for item in found),
        min(item.memory for item in found),
    )


def catalog(size: int) -> dict[str, Any]:
    """A sound catalog that takes about so many bytes as indented JSON: groups, controls,
    parameters, nested parts, links.
    """
    chance = random.Random(1)
    head = {
        "title": "Synthetic",
        "last-modified": "2026-01-01T00:00:00+00:00",
        "version": "1",
        "oscal-version": "1.2.1",
    }
    groups: list[dict[str, Any]] = []
    written = 0
    while written < size:
        name = f"g{len(groups)}"
        controls = [_control(chance, name, number) for number in range(100)]
        groups.append(
            {"id": name, "class": "family", "title": _prose(chance, 3), "controls": controls}
        )
        written += (
            len(json.dumps(groups[-1], indent=2)) + 100 * 150
        )  # deeper in the document every line has more blanks
    return {
        "catalog": {
            "uuid": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            "metadata": head,
            "groups": groups,
        }
    }


def _prose(chance: random.Random, number: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(number))


def _control(chance: random.Random, group: str, number: int) -> dict[str, Any]:
    name = f"{group}-{number}"
    items = [
        {
            "id": f"{name}_smt.{letter}",
            "name": "item",
            "props": [{"name": "label", "value": f"{letter}."}],
            "prose": f"{_prose(chance, 15)} {{{{ insert: param, {name}_prm_1 }}}}",
        }
        for letter in "abcd"
    ]
    objectives = [
        {"id": f"{name}_obj.{letter}", "name": "assessment-objective", "prose": _prose(chance, 12)}
        for letter in "abc"
    ]
    return {
        "id": name,
        "title": _prose(chance, 4),
        "params": [{"id": f"{name}_prm_1", "label": _prose(chance, 3)}],
        "props": [{"name": "label", "value": name}, {"name": "sort-id", "value": name}],
        "links": [{"href": f"#{group}-{max(0, number - 1)}", "rel": "related"}],
        "parts": [
            {"id": f"{name}_smt", "name": "statement", "prose": _prose(chance, 12), "parts": items},
            {"id": f"{name}_gdn", "name": "guidance", "prose": _prose(chance, 60)},
            {
                "id": f"{name}_obj",
                "name": "assessment-objective",
                "prose": _prose(chance, 12),
                "parts": objectives,
            },
        ],
    }


def _cases(folder: Path, repeats: int) -> Iterator[tuple[str, Cost, Cost | None]]:
    cache, empty, work, big = (
        folder / "cache",
        folder / "no-cache",
        folder / "workspace",
        folder / "big",
    )
    for part in FOLDERS:
        shutil.copytree(ROOT / part, work / part)
    theirs = best((*TRESTLE, "-a"), work, empty, repeats)
    yield (
        "example workspace, cold",
        best(
            (*ATTESTLE, *DAY),
            work,
            cache,
            repeats,
            lambda: shutil.rmtree(cache, ignore_errors=True),
        ),
        theirs,
    )
    yield (
        "example workspace, nothing changed",
        best((*ATTESTLE, *DAY), work, cache, repeats),
        theirs,
    )
    answer = work / "ssp/example-enclave/controls/AC/3.1.1.md"
    text = answer.read_text(encoding="utf-8")
    edits = iter(range(1000))
    yield (
        "example workspace, one answer edited",
        best(
            (*ATTESTLE, *DAY),
            work,
            cache,
            repeats,
            lambda: (answer.write_text(f"{text}\n{next(edits)}\n", encoding="utf-8"), None)[1],
        ),
        theirs,
    )
    file = big / "catalogs/synthetic/catalog.json"
    file.parent.mkdir(parents=True)
    shutil.copytree(ROOT / ".trestle", big / ".trestle")
    # By a child: what this process takes at its largest would be counted as memory of those that it
    # starts.
    subprocess.run((sys.executable, __file__, "--write", str(file)), check=True)
    size = f"catalog of {file.stat().st_size / 1e6:.0f} MB"
    alone = folder / "alone"  # the cache is never used below what is checked
    alone.mkdir()
    shutil.copyfile(file, alone / file.name)
    theirs = best((*TRESTLE, "-f", str(file)), big, empty, repeats)
    yield (
        f"{size}, cold",
        best((*ATTESTLE, "--no-cache", *DAY, file.name), alone, cache, repeats),
        theirs,
    )
    yield (
        f"{size}, nothing changed",
        best((*ATTESTLE, *DAY, file.name), alone, cache, repeats + 1),
        theirs,
    )


def _forms(folder: Path, repeats: int) -> Iterator[tuple[str, Cost, Cost]]:
    """One document as JSON and as YAML: the second figures are those of the JSON, not of trestle.

    The first line is what the command costs without a document worth the name.
    """
    folder.mkdir()
    subprocess.run((sys.executable, __file__, "--write-forms", str(folder)), check=True)
    for name in ("small", "large"):
        costs = [
            best((*ATTESTLE, "--no-cache", *DAY, f"{name}.{form}"), folder, folder, repeats)
            for form in ("yaml", "json")
        ]
        size = (folder / f"{name}.json").stat().st_size / 1e6
        yield f"YAML beside JSON, {size:.2f} MB of JSON", costs[0], costs[1]


def _write_forms(folder: Path) -> None:
    for name, size in (("small", 1), ("large", BIG // 2)):
        tree = catalog(size)
        if name == "small":
            del tree["catalog"]["groups"][0]["controls"][1:]
        text = json.dumps(tree, indent=2)
        (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        text = yaml.dump(tree, Dumper=dumper, sort_keys=False, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def main() -> None:
    if sys.argv[1:2] == ["--write"]:
        Path(sys.argv[2]).write_text(json.dumps(catalog(BIG), indent=2) + "\n", encoding="utf-8")
        return
    if sys.argv[1:2] == ["--write-forms"]:
        _write_forms(Path(sys.argv[2]))
        return
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as name:
        print(f"{'':<38} {'attestle':>24} {'trestle':>24} {'ratio':>15}")
        print(
            f"{'case':<38} {'time':>8}{'user':>8}{'MB':>8} {'time':>8}{'user':>8}{'MB':>8}"
            f" {'time':>8}{'user':>7}"
        )
        cases = itertools.chain(_cases(Path(name), repeats), _forms(Path(name) / "forms", repeats))
        for title, mine, theirs in cases:
            line = f"{title:<38} {mine.seconds:>7.2f}s{mine.user:>7.2f}s{mine.memory:>8.0f}"
            if theirs:
                line += (
                    f" {theirs.seconds:>7.2f}s{theirs.user:>7.2f}s{theirs.memory:>8.0f}"
                    f" {theirs.seconds / mine.seconds:>7.1f}x{theirs.user / mine.user:>6.1f}x"
                )
            print(line)


if __name__ == "__main__":
    main()
