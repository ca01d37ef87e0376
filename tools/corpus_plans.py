"""System Security Plans that a folder holds, each imported and assembled: nothing may be lost."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from attestle.api.assembly import assemble
from attestle.api.plan_imports import import_ssp
from attestle.errors import ToolkitError
from attestle.store import oscal_documents
from attestle.trees import Tree
from attestle.uuids import fold_uuid

# Sections of a report: what was tried, how many, and each that is not as it should be
Section = tuple[str, int, list[str]]
_PLAN, _CATALOG = "system-security-plan", "catalog"
_SUFFIXES = (".json", ".xml", ".yaml", ".yml")
_NAME, _PROFILE = "imported", "chosen"
# Every assembly dates what it writes, and states the version that it is written for
_NOT_COUNTED = ("last-modified", "oscal-version")
# and a profile of trestle's becomes the one that the import was told to take
_PROFILE_PLACE, _TRESTLE = "/import-profile/href", "trestle://"
_STAMP = "2026-01-01T00:00:00+00:00"


def check_plans(folder: Path) -> Iterator[Section]:
    """Each plan into a workspace of its own, with the catalog that has most of its controls."""
    plans, catalogs = _list_documents(folder)
    if not plans:
        yield "there is no System Security Plan", 0, []
    for path, tree in plans:
        where = path.relative_to(folder)
        with tempfile.TemporaryDirectory() as place:
            root = Path(place)
            _write_workspace(root, _choose_catalog(tree[_PLAN], catalogs))
            what, number, wrong = _try_plan(root, path, tree[_PLAN])
        yield f"{what} {where}", number, wrong


def _try_plan(root: Path, path: Path, plan: Tree) -> Section:
    try:
        import_ssp(root, _NAME, path.name, path.read_bytes(), _PROFILE)
    except ToolkitError as error:
        if is_defect(error):
            return f"leaves: refused by OSCAL's schema ({_describe(error)}):", 0, []
        return "plans imported:", 1, [_describe(error)]
    try:
        assemble(root, _NAME, stamp=_STAMP)
    except ToolkitError as error:
        return "imported plans assembled:", 1, [_describe(error)]
    leaves = sum(1 for _ in _list_leaves(plan))
    return "leaves there after import and assembly:", leaves, list_lost(plan, _read_assembled(root))


def is_defect(error: ToolkitError) -> bool:
    """Whether the plan itself is at fault: nothing but where it breaks OSCAL's schema is told."""
    found = getattr(error, "findings", ())
    return bool(found) and {item.code for item in found} == {"OSC002"}


def _describe(error: ToolkitError) -> str:
    findings = getattr(error, "findings", ())
    told = [f"{item.path}{item.pointer}: {item.code} {item.message}" for item in findings[:3]]
    return "; ".join([str(error), *told])


def _list_documents(folder: Path) -> tuple[list[tuple[Path, Tree]], list[Tree]]:
    """The plans, and the catalogs whose controls they may answer."""
    plans, catalogs = [], []
    for path in sorted(folder.rglob("*")):
        if path.suffix not in _SUFFIXES or not path.is_file():
            continue
        tree, _ = oscal_documents.read_tree(path.suffix, path.read_bytes())
        if isinstance(tree, dict) and _PLAN in tree:
            plans.append((path, tree))
        elif isinstance(tree, dict) and _CATALOG in tree:
            catalogs.append(tree)
    return plans, catalogs


def _choose_catalog(plan: Tree, catalogs: list[Tree]) -> Tree:
    """That with most controls of the plan, of several the largest; else one made of them."""
    wanted = _list_answered(plan)

    def rank(catalog: Tree) -> tuple[int, int]:
        there = _list_controls(catalog[_CATALOG])
        return len(wanted & there), len(there)

    best = max(catalogs, key=rank, default=None)
    return best if best is not None and rank(best)[0] else _make_catalog(sorted(wanted))


def _list_answered(plan: Tree) -> set[str]:
    answers = plan.get("control-implementation", {}).get("implemented-requirements", ())
    return {str(item.get("control-id")) for item in answers}


def _list_controls(node: Tree) -> set[str]:
    """Ids of the controls in a catalog, a group or a control."""
    controls = {str(item.get("id")) for item in node.get("controls", ())}
    for item in (*node.get("controls", ()), *node.get("groups", ())):
        controls |= _list_controls(item)
    return controls


def _make_catalog(ids: list[str]) -> Tree:
    controls = [
        {
            "id": name,
            "title": name.upper(),
            "parts": [{"id": f"{name}_smt", "name": "statement", "prose": "Do it."}],
        }
        for name in ids
    ]
    metadata = {"title": "Controls of a plan", "version": "1", **_DATED}
    uuid = "0a3f3f0e-5a39-4f0e-9d0e-3d5b6c1f7a11"
    return {_CATALOG: {"uuid": uuid, "metadata": metadata, "controls": controls}}


_DATED = {"last-modified": _STAMP, "oscal-version": "1.2.1"}


def _write_workspace(root: Path, catalog: Tree) -> None:
    """The catalog and a profile that takes all of it."""
    profile = {
        "uuid": "7c5e2c52-25a4-4bb7-8d53-0a0b7bd0e0a2",
        "metadata": {"title": "All of it", "version": "1", **_DATED},
        "imports": [{"href": f"trestle://catalogs/{_PROFILE}/catalog.json", "include-all": {}}],
        "merge": {"as-is": True},
    }
    (root / ".trestle").mkdir()
    (root / ".trestle/config.ini").write_text("[task]\n")
    for model, tree in ((_CATALOG, catalog), ("profile", {"profile": profile})):
        path = root / f"{model}s/{_PROFILE}/{model}.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(tree))


def _read_assembled(root: Path) -> Tree:
    path = root / f"system-security-plans/{_NAME}/{_PLAN}.json"
    plan: Tree = json.loads(path.read_bytes())[_PLAN]
    return plan


def list_lost(before: Tree, after: Tree) -> list[str]:
    """Every value of the plan that is not there afterwards as often as before."""
    gone = Counter(_list_leaves(before)) - Counter(_list_leaves(after))
    return [f"{place} {value:.80}" for place, value in gone.elements()]


def _list_leaves(node: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Each value with the keys above it; uuids are alike in every case of letters."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in _NOT_COUNTED:
                yield from _list_leaves(value, f"{place}/{key}")
    elif isinstance(node, list):
        for value in node:
            yield from _list_leaves(value, place)
    else:
        mark = "#" if isinstance(node, str) and node.startswith("#") else ""
        text = node[len(mark) :] if isinstance(node, str) else json.dumps(node)
        if place != _PROFILE_PLACE or not text.startswith(_TRESTLE):
            yield place, mark + fold_uuid(text)
