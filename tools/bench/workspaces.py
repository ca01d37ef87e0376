"""Workspaces made from the example in any number, each system with an identity of its own: uuids,
names, identifiers, products, sentences, states and days.

    python tools/bench/workspaces.py OUT --systems N                 one workspace of N systems
    python tools/bench/workspaces.py OUT --workspaces N [--git]      N workspaces of one system
        [--seed NUMBER] [--jobs N] [--link] [--no-documents]

The same seed and number give the same bytes, and the first N of a larger set are the set of N.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "oscal"))

STAMP = "2026-11-24T00:00:00+00:00"
_EXAMPLE = "example-enclave"
# What all systems of a workspace share
_SHARED = ("catalogs", "profiles", "mapping-collections", "component-definitions", ".trestle")
# What is assembled from its systems
_DOCUMENTS = (
    *("system-security-plans", "plan-of-action-and-milestones"),
    *("assessment-plans", "assessment-results"),
)
# Files of the system that are taken as they are: the register holds their hashes
_AS_THEY_ARE = ("evidence/", "diagrams/")
# What an operational item of the plan of action says is met, and what no score is without
_NEVER_OPEN = ("3.10.2.md", "3.14.1.md", "3.12.4.md")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_COLLECTED = re.compile(r"(?m)^(\s+collected: )(\d{4}-\d\d-\d\d)$")
_IMPLEMENTED = re.compile(r"(?m)^- State: implemented$")
_COMPANIES = (
    *("Alderbrook", "Brackwater", "Cinderhill", "Dovetail", "Elmsworth", "Fallowmere", "Gannetry"),
    *("Hollowell", "Ironwick", "Juniperdale", "Kestrelton", "Larchmont", "Millbourne", "Netherby"),
    *("Oakhanger", "Pemberline", "Ravensholt", "Saltmarsh", "Thornaby", "Umberley", "Wexcombe"),
)
_SYSTEMS = ("Drawing Store", "Test Range", "Repair Shop", "Flight Records", "Parts Desk", "Forge")
_PRIMES = ("Calderstone", "Brandywell", "Osterley", "Pinnacle Ridge", "Tamarack")
_TOWNS = ("Port Alder", "Cedar Falls", "Millhaven", "Stonebridge", "Eastwick")
# The products that no shared component definition is of
_PRODUCTS = {
    "Trussbook": ("Trussbook", "Beamline", "Girderly"),
    "Wardline": ("Wardline", "Hedgerow", "Parapet"),
    "Lanternlog": ("Lanternlog", "Beaconry", "Torchlight"),
    "Forgeyard": ("Forgeyard", "Anvilworks", "Smithline"),
    "Deskbell": ("Deskbell", "Countertop", "Pagerline"),
    "Rosterline": ("Rosterline", "Staffbook", "Crewlist"),
    "Sievescan": ("Sievescan", "Gratework", "Meshlook"),
}
_SENTENCES = (
    "The {who} looks at it every {often} and keeps the record with the tickets of {tool}.",
    "What changed since the last {often} is listed by the {who} before it is approved.",
    "Where it fails, a ticket of {tool} goes to the {who}, who answers within {days} days.",
    "The {who} has tried it on {days} samples this {often}, and found it as it is written here.",
)
_MISSING = (
    "the rule is written and not yet in force on the build hosts",
    "the record of the second half-year is not there",
    "the export leaves out the hosts of the test rig",
)
_DAYS_BACK = 80
_SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# Systems that a process takes in one go
_AT_ONCE = 10
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Order:
    """What is made: `index` counts the workspaces, or with `systems` the systems of one."""

    out: Path
    seed: int
    git: bool = False
    documents: bool = True


class _Identity:
    """What one system has for what the example has."""

    def __init__(self, seed: int, index: int) -> None:
        self._seed, self.index = seed, index
        self.chance = random.Random(f"{seed} {index}")
        pick = self.chance.choice
        company = f"{pick(_COMPANIES)} {_spell(index)}"
        words = {
            "Quillhaven": company,
            "quillhaven": company.lower().replace(" ", "-"),
            "Example Enclave": f"{pick(_SYSTEMS)} {_spell(index)}",
            _EXAMPLE: f"system-{index:04}",
            "Calderstone": pick(_PRIMES),
            "Port Alder": pick(_TOWNS),
            "QH-SYS-0002": f"QH-SYS-{index + 10:05}",
            "QH-SSP-0002": f"QH-SSP-{index + 10:05}",
            "CD-SUP-20417-A": f"CD-SUP-{index + 30000}-A",
            "0QHX9": f"7Q{_write_number(index, 3)}",
            "QHZX4T7M9K21": f"QHZX7TQ{_write_number(index, 5)}",
            "employees: 24": f"employees: {self.chance.randint(8, 400)}",
        }
        words |= {name: pick(names) for name, names in _PRODUCTS.items()}
        # a component definition of the workspace keeps its name
        kept = "quillhaven-soc2"
        self._words = {kept: kept, **words}
        self._pattern = re.compile("|".join(sorted(map(re.escape, self._words), reverse=True)))
        self.name = words[_EXAMPLE]
        self.tool = words["Deskbell"]
        # some have much to do, and most are nearly done
        self.share_open = self.chance.choice((0.0, 0.0, 0.02, 0.05, 0.2))
        self.days_back = self.chance.randint(0, _DAYS_BACK)

    def rewrite(self, text: str) -> str:
        text = self._pattern.sub(lambda match: self._words[match[0]], text)
        return _UUID.sub(lambda match: self.make_uuid(match[0]), text)

    def make_uuid(self, known: str) -> str:
        digest = random.Random(f"{self._seed} {self.index} {known}").getrandbits(128)
        return str(uuid.UUID(int=digest, version=4))

    def write_sentence(self) -> str:
        return self.chance.choice(_SENTENCES).format(
            who=self.chance.choice(("security officer", "platform team", "help desk", "owner")),
            often=self.chance.choice(("month", "quarter", "half-year")),
            tool=self.tool,
            days=self.chance.randint(2, 30),
        )


def _spell(index: int) -> str:
    """A word that tells one number from another and is none: `Bo`, `Kazu`."""
    first, second = "bcdfgklmnprstvz", "aeiou"
    base, text, rest = len(first) * len(second), "", index + 1
    while rest:
        rest, digit = divmod(rest, base)
        text += first[digit // len(second)] + second[digit % len(second)]
    return text.capitalize()


def _write_number(number: int, width: int) -> str:
    """In the signs of such identifiers, which have neither I nor O."""
    text = ""
    for _ in range(width):
        number, digit = divmod(number, len(_SIGNS))
        text = _SIGNS[digit] + text
    return text


def write_system(folder: Path, seed: int, index: int) -> str:
    """The authored files of a system in a workspace; its name."""
    identity = _Identity(seed, index)
    target = folder / "ssp" / identity.name
    for path, data in _read_example():
        place = target / identity.rewrite(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        is_kept = path.startswith(_AS_THEY_ARE)
        place.write_bytes(data if is_kept else _vary(identity, path, data.decode()).encode())
    return identity.name


@cache
def _read_example() -> tuple[tuple[str, bytes], ...]:
    folder = ROOT / "ssp" / _EXAMPLE
    return tuple(
        (path.relative_to(folder).as_posix(), path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def _vary(identity: _Identity, path: str, text: str) -> str:
    text = identity.rewrite(text)
    if path == "evidence.yaml":
        return _COLLECTED.sub(partial(_move_day, identity), text)
    if path.startswith("controls/"):
        if not path.endswith(_NEVER_OPEN):
            text = _IMPLEMENTED.sub(partial(_open_objective, identity), text)
        for _ in range(identity.chance.randint(0, 2)):
            text = f"{text}{identity.write_sentence()}\n"
    return text


def _move_day(identity: _Identity, match: re.Match[str]) -> str:
    day = dt.date.fromisoformat(match[2])
    return f"{match[1]}{day - dt.timedelta(identity.chance.randint(0, identity.days_back))}"


def _open_objective(identity: _Identity, match: re.Match[str]) -> str:
    if identity.chance.random() >= identity.share_open:
        return match[0]
    return f"- State: partial\n- Missing: {identity.chance.choice(_MISSING)}"


def write_shared(folder: Path, link_from: Path | None = None) -> None:
    """What all systems of a workspace share, and its settings; or links to another workspace's."""
    copy: Callable[[str, str], object] = os.link if link_from else shutil.copyfile
    for part in _SHARED:
        source = (link_from or ROOT) / part
        shutil.copytree(source, folder / part, copy_function=copy)


def write_settings(folder: Path, names: Iterable[str]) -> None:
    entry = (ROOT / "attestle.toml").read_text(encoding="utf-8")
    head, _, rest = entry.partition("[[accepted]]")
    entries = [f"[[accepted]]{rest.replace(_EXAMPLE, name)}" for name in names]
    (folder / "attestle.toml").write_text(head + "\n".join(entries), encoding="utf-8")


def assemble_documents(folder: Path, name: str) -> None:
    """The four OSCAL documents of a system, without the check that takes trestle to load."""
    from attestle.api.assembled_outputs import build_outputs
    from attestle.api.sound_systems import load_sound

    for path, data in build_outputs(folder, load_sound(folder, name), STAMP).files.items():
        if data is not None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)


def write_workspace(order: Order, number: int, pool: ProcessPoolExecutor) -> Path:
    """One workspace of so many systems."""
    order.out.mkdir(parents=True)
    write_shared(order.out)
    list(pool.map(partial(_write_systems, order), _divide(range(number))))
    names = sorted(path.name for path in (order.out / "ssp").iterdir())
    write_settings(order.out, names)
    if order.documents:
        list(pool.map(partial(_assemble_all, order.out), _divide(names)))
    if order.git:
        commit(order.out)
    return order.out


def _divide(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[first : first + _AT_ONCE] for first in range(0, len(items), _AT_ONCE))


def _write_systems(order: Order, numbers: Sequence[int]) -> None:
    for index in numbers:
        write_system(order.out, order.seed, index)


def _assemble_all(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        assemble_documents(folder, name)


def write_workspaces(
    order: Order, number: int, pool: ProcessPoolExecutor, *, link: bool = False
) -> list[Path]:
    """So many workspaces of one system, in folders by number."""
    order.out.mkdir(parents=True)
    first = _write_single(order, None, 0)
    rest = pool.map(partial(_write_single, order, first if link else None), range(1, number))
    return [first, *rest]


def _write_single(order: Order, link_from: Path | None, index: int) -> Path:
    folder = order.out / f"workspace-{index:04}"
    folder.mkdir()
    write_shared(folder, link_from)
    name = write_system(folder, order.seed, index)
    write_settings(folder, (name,))
    if order.documents:
        assemble_documents(folder, name)
    if order.git:
        commit(folder)
    return folder


def split_workspace(source: Path, out: Path) -> list[Path]:
    """For each system of a workspace one with that system alone, by links to the same files."""
    out.mkdir(parents=True)
    return [_split_off(source, out, path.name) for path in sorted((source / "ssp").iterdir())]


def _split_off(source: Path, out: Path, name: str) -> Path:
    folder = out / name.replace("system", "workspace")
    folder.mkdir()
    write_shared(folder, source)
    for part in ("ssp", *_DOCUMENTS):
        if (source / part / name).is_dir():
            shutil.copytree(source / part / name, folder / part / name, copy_function=os.link)
    write_settings(folder, (name,))
    return folder


def remove_documents(folder: Path) -> None:
    for part in _DOCUMENTS:
        shutil.rmtree(folder / part, ignore_errors=True)


def commit(folder: Path) -> None:
    """All of it as the first commit, on a day of its own."""
    day = "2026-11-20T12:00:00+00:00"
    who = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    git = ("git", "-C", str(folder), "-c", "user.name=Bench", "-c", "user.email=b@bench.example")
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "All")):
        subprocess.run((*git, *words), check=True, env={**os.environ, **who})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    number = parser.add_mutually_exclusive_group(required=True)
    number.add_argument("--systems", type=int, metavar="N")
    number.add_argument("--workspaces", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--git", action="store_true", help="commit each workspace")
    parser.add_argument("--link", action="store_true", help="link shared documents, not copy them")
    parser.add_argument(
        "--no-documents", action="store_true", help="leave out the OSCAL of systems"
    )
    given = parser.parse_args()
    order = Order(given.out, given.seed, given.git, not given.no_documents)
    with ProcessPoolExecutor(given.jobs) as pool:
        if given.systems:
            write_workspace(order, given.systems, pool)
        else:
            write_workspaces(order, given.workspaces, pool, link=given.link)


if __name__ == "__main__":
    main()
