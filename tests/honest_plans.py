"""Plans of invented organisations as their people would write them, with what is open told as open.

`tests/data/honest-plans/<name>/` holds one system, `plan`; its profile asks for the requirements
that `expected.json` lists, out of the shipped catalog.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import attestle
from attestle.errors import WorkspaceError
from attestle.findings import Finding
from conftest import AS_OF, ROOT, TINY

PLANS = ROOT / "tests/data/honest-plans"
NAMES = tuple(sorted(path.name for path in PLANS.iterdir() if path.is_dir()))
CATALOG = "nist-sp-800-171-r2"
STAMP = "2026-11-24T00:00:00+00:00"


@cache
def read_note(name: str) -> dict[str, Any]:
    """What is expected of a plan: its requirements, and its findings with a reason each."""
    note: dict[str, Any] = json.loads((PLANS / name / "expected.json").read_text(encoding="utf-8"))
    return note


@cache
def _list_asked() -> frozenset[str]:
    return frozenset(_make_id(label) for name in NAMES for label in read_note(name)["requirements"])


def _make_id(label: str) -> str:
    return "SP_800_171r2_" + ".".join(f"{int(part):02}" for part in label.split("."))


@cache
def _cut_catalog() -> str:
    """The shipped catalog with what any of the plans asks for: as the whole, but quicker to read."""
    path = ROOT / f"catalogs/{CATALOG}/catalog.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    groups = document["catalog"]["groups"]
    for group in groups:
        group["controls"] = [one for one in group["controls"] if one["id"] in _list_asked()]
    document["catalog"]["groups"] = [group for group in groups if group["controls"]]
    return json.dumps(document)


def _cut_profile(name: str) -> str:
    """The shipped profile of the plan's level with what the plan answers."""
    note = read_note(name)
    path = ROOT / f"profiles/{note.get('level', 'cmmc-level-2')}/profile.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    asked = [_make_id(label) for label in note["requirements"]]
    document["profile"]["imports"][0]["include-controls"] = [{"with-ids": asked}]
    settings = document["profile"].get("modify", {}).get("set-parameters", [])
    kept = [one for one in settings if one["param-id"].rpartition("_")[0] in asked]
    if kept:
        document["profile"]["modify"]["set-parameters"] = kept
    else:
        document["profile"].pop("modify", None)
    return json.dumps(document)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def lay_plan(name: str, root: Path) -> Path:
    """A workspace with the plan; the path of the plan's folder."""
    shutil.copytree(PLANS / name, root, ignore=shutil.ignore_patterns("expected.json"))
    shutil.copytree(TINY / ".trestle", root / ".trestle")
    _write(root / f"catalogs/{CATALOG}/catalog.json", _cut_catalog())
    _write(root / "profiles/plan/profile.json", _cut_profile(name))
    folder = root / "ssp/plan"
    if (folder / "boundary.md").is_file():  # whoever describes the system has drawn it
        shutil.copytree(TINY / "ssp/demo/diagrams", folder / "diagrams")
    return folder


def validate_plan(root: Path) -> tuple[Finding, ...]:
    """Assembled first, as a shipped job does it; what cannot be assembled is judged as it is."""
    with contextlib.suppress(WorkspaceError):  # not sound, of which validate says why
        attestle.assemble(root, "plan", stamp=STAMP)
    found: tuple[Finding, ...] = attestle.validate(root, as_of=AS_OF)
    return found


def place(item: Finding) -> str:
    """Where a finding stands, from the plan's folder."""
    path = item.path.removeprefix("ssp/plan/")
    return f"{path}:{item.line}" if item.line is not None else path
