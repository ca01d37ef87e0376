"""`validate` beside trestle's in one run: seconds (best of several), peak memory of the process,
and the ratios between them.

    python tools/bench/validate.py [REPEATS]

Machines are noisy: read the last column, what ours takes of theirs, and compare runs only on one
machine. "user" is the time of the processor, in the system too, which other work on the machine
disturbs least.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from costs import ATTESTLE, DAY, ROOT, TRESTLE, AnswerEdits, Cost, best, copy_example

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


_VALIDATE = (*ATTESTLE, "validate")
_TRESTLE = (*TRESTLE, "validate")


def _cases(folder: Path, repeats: int) -> Iterator[tuple[str, Cost, Cost | None]]:
    cache, empty, big = folder / "cache", folder / "no-cache", folder / "big"
    work = copy_example(folder / "workspace")
    theirs = best((*_TRESTLE, "-a"), work, empty, repeats)
    ours = (*_VALIDATE, *DAY)

    def forget() -> None:
        shutil.rmtree(cache, ignore_errors=True)

    yield "example workspace, cold", best(ours, work, cache, repeats, forget), theirs
    yield "example workspace, nothing changed", best(ours, work, cache, repeats), theirs
    edits = AnswerEdits(work)
    yield (
        "example workspace, one answer edited",
        best(ours, work, cache, repeats + 1, edits.write_next),
        theirs,
    )
    edits.take_back()
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
    theirs = best((*_TRESTLE, "-f", str(file)), big, empty, repeats)
    yield (
        f"{size}, cold",
        best((*_VALIDATE, "--no-cache", *DAY, file.name), alone, cache, repeats),
        theirs,
    )
    yield (
        f"{size}, nothing changed",
        best((*_VALIDATE, *DAY, file.name), alone, cache, repeats + 1),
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
            best((*_VALIDATE, "--no-cache", *DAY, f"{name}.{form}"), folder, folder, repeats)
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
        print(f"{'':<38} {'attestle':>24} {'trestle':>24} {'of trestle':>12}")
        print(
            f"{'case':<38} {'time':>8}{'user':>8}{'MB':>8} {'time':>8}{'user':>8}{'MB':>8}"
            f" {'user':>12}"
        )
        cases = itertools.chain(_cases(Path(name), repeats), _forms(Path(name) / "forms", repeats))
        for title, mine, theirs in cases:
            line = f"{title:<38} {mine.seconds:>7.2f}s{mine.user:>7.2f}s{mine.memory:>8.0f}"
            if theirs:
                line += (
                    f" {theirs.seconds:>7.2f}s{theirs.user:>7.2f}s{theirs.memory:>8.0f}"
                    f" {mine.user / theirs.user:>12.2f}"
                )
            print(line, flush=True)


if __name__ == "__main__":
    main()
