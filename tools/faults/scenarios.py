"""The commands that are put to the test, each with a workspace in which it has something to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests/cases/_base"
SYSTEM = "ssp/demo"
DAY = "2026-11-24"


@dataclass(frozen=True, slots=True)
class Scenario:
    """`edited` is a file that the command rewrites; "" if it makes new ones only.

    Of documents for people each file is whole by itself. A command that makes something new
    refuses to make it twice.
    """

    name: str
    words: tuple[str, ...]
    prepare: Callable[[Path], None]
    edited: str = ""
    is_atomic: bool = True


def copy_small(root: Path) -> None:
    shutil.copytree(SMALL, root)


def replace_text(root: Path, path: str, old: str, new: str) -> None:
    file = root / path
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"{path} has no {old!r}: the small workspace is another one now")
    file.write_text(text.replace(old, new), encoding="utf-8")


def remove_lines(root: Path, path: str, start: str) -> None:
    file = root / path
    lines = file.read_text(encoding="utf-8").split("\n")
    file.write_text(
        "\n".join(line for line in lines if not line.startswith(start)), encoding="utf-8"
    )


def prepare_assembly(root: Path) -> None:
    copy_small(root)
    replace_text(root, f"{SYSTEM}/system.md", "version: ", "version: 9.")


def prepare_refresh(root: Path) -> None:
    """Other words in the catalog, and two requirements without a file."""
    copy_small(root)
    for path in (root / "catalogs").rglob("catalog.json"):
        tree = json.loads(path.read_bytes())
        _lengthen_prose(tree)
        path.write_text(json.dumps(tree), encoding="utf-8")
    for path in sorted((root / SYSTEM / "controls").rglob("*.md"))[-2:]:
        path.unlink()


def _lengthen_prose(node: Any) -> None:
    if isinstance(node, dict):
        if isinstance(node.get("prose"), str):
            node["prose"] += " In other words."
        for value in node.values():
            _lengthen_prose(value)
    elif isinstance(node, list):
        for value in node:
            _lengthen_prose(value)


def prepare_states(root: Path) -> None:
    copy_small(root)
    (root / "sheet.csv").write_text(
        "Objective,State,Missing,Note\n"
        "3.1.1[a],partial,a part of the accounts,told by the sheet\n"
        "3.1.1[b],planned,the plotter,told by the sheet\n"
        "3.13.11[a],partial,the old laptops,told by the sheet\n"
        "3.12.4[a],partial,the last chapter,told by the sheet\n",
        encoding="utf-8",
    )


def prepare_evidence(root: Path) -> None:
    copy_small(root)
    (root / "sheet.csv").write_text(
        "ID,Title,Location,Owner,Collected\n"
        "ev-roster,Roster of all accounts,evidence/roster.csv,it,2026-11-01\n"
        "ev-new,Minutes,the safe,it,2026-11-02\n",
        encoding="utf-8",
    )


def prepare_controls(root: Path) -> None:
    copy_small(root)
    shutil.copytree(ROOT / "catalogs/soc2-tsc-2017", root / "catalogs/soc2-tsc-2017")
    (root / "sheet.csv").write_text(
        "Control ID,Control Activity,TSC\nAC-1,Access is granted on request.,CC6.1\n",
        encoding="utf-8",
    )


def prepare_repair(root: Path) -> None:
    """Nothing has a uuid."""
    copy_small(root)
    for folder in ("components", "poam", "exceptions", "providers"):
        for path in (root / SYSTEM / folder).glob("*.md"):
            remove_lines(root, path.relative_to(root).as_posix(), "uuid: ")


def prepare_words(root: Path) -> None:
    """What assembly fills in itself: no uuid anywhere, and a state in another word."""
    prepare_repair(root)
    replace_text(root, ANSWERS, "- State: implemented", "* state: Met")
    table = root / SYSTEM / "inventory.csv"
    rows = [line.partition(",")[2] for line in table.read_text(encoding="utf-8").splitlines()]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")


def prepare_kinds(root: Path) -> None:
    """Evidence without a kind beside what else can be repaired."""
    prepare_repair(root)
    remove_lines(root, REGISTER, "    kind: ")


def prepare_items(root: Path) -> None:
    copy_small(root)
    shutil.rmtree(root / SYSTEM / "poam")


def prepare_hashes(root: Path) -> None:
    copy_small(root)
    remove_lines(root, f"{SYSTEM}/evidence.yaml", "    sha256:")


def prepare_documents(root: Path) -> None:
    """Older documents stand where the new ones go."""
    copy_small(root)
    (root / "build").mkdir()
    for ending in ("docx", "md"):
        (root / f"build/demo-ssp.{ending}").write_bytes(b"an older one")


def prepare_nothing(root: Path) -> None:
    root.mkdir()


NEW_SYSTEM = (
    "new", "system", "second", "--title", "Second", "--description", "d", "--organization", "o",
    "--information-type", "CUI", "--information-description", "i", "--user", "u",
    "--owner-role", "owner", "--owner-title", "Owner", "--profile", "mini",
)  # fmt: skip
ANSWERS = f"{SYSTEM}/controls/AC/3.1.1.md"
REGISTER = f"{SYSTEM}/evidence.yaml"
PLAN = "system-security-plans/demo/system-security-plan.json"
STATES = ("import", "states", "sheet.csv", "--replace")
EVIDENCE = ("import", "evidence", "sheet.csv", "--replace")
SYNC = ("poam", "sync", "--as-of", DAY)
SCENARIOS = (
    Scenario("ssp assemble", ("ssp", "assemble"), prepare_assembly, PLAN),
    Scenario("ssp generate", ("ssp", "generate"), prepare_refresh, ANSWERS),
    Scenario("import states", STATES, prepare_states, ANSWERS),
    Scenario("import evidence", EVIDENCE, prepare_evidence, REGISTER),
    Scenario("import controls", ("import", "controls", "sheet.csv", "--name", "acme"), prepare_controls),
    Scenario("validate --fix", ("validate", "--fix", "--no-cache", "--as-of", DAY), prepare_repair,
             f"{SYSTEM}/components/doorkeeper.md"),
    Scenario("ssp assemble, filling in", ("ssp", "assemble"), prepare_words, ANSWERS),
    Scenario("validate --fix --kinds", ("validate", "--fix", "--kinds", "--no-cache", "--as-of", DAY), prepare_kinds,
             REGISTER),
    Scenario("poam sync", SYNC, prepare_items),
    Scenario("evidence hash", ("evidence", "hash", "--write"), prepare_hashes, REGISTER),
    Scenario("new system", NEW_SYSTEM, copy_small),
    Scenario("new system --from", ("new", "system", "second", "--from", "demo"), copy_small),
    Scenario("init", ("init", "."), prepare_nothing),
    # two writes, each whole: the workspace, then what a host reads
    Scenario("init --example --hooks", ("init", "--example", "--hooks", "--install", "attestle==0.1.0", "."), prepare_nothing,
             is_atomic=False),
    Scenario("init --hooks", ("init", "--hooks", "--install", "attestle==0.1.0", "."), copy_small),
    Scenario("render", ("render", "--to", "docx", "--to", "md", "--as-of", DAY),
             prepare_documents, "build/demo-ssp.md", is_atomic=False),
)  # fmt: skip
