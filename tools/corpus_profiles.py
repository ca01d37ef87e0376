"""NIST's tests of profile resolution, run where a folder holds them.

They are no part of this repository. A test is a profile beside `output-expected/`, where its
resolved catalog stands under the same name with `_RESOLVED`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from attestle.formats.control_nodes import is_kept
from attestle.formats.profile_resolution import ResolvedProfile, resolve_profile
from attestle.store.oscal_documents import read_document
from attestle.trees import Tree

# Sections of a report: what was tried, how many, and each that is not as it should be
Section = tuple[str, int, list[str]]
_SUFFIXES = (".json", ".xml", ".yaml")
# Tests that end in an error: a circle, or something that is not there
REFUSED = (
    "broken_profile", "circular_profile", "home_profile", "req-broken-import",
    "req-circular_import", "req-circular_importer", "req-missing-resource",
    "req-spoofing-resource",
)  # fmt: skip
_NO_PARENTS = "with-parent-controls is no part of OSCAL 1.2.1"
# Tests that say nothing of what is right, and why
NOT_COMPARED = {
    "req-with-parent-controls-no1": _NO_PARENTS,
    "req-with-parent-controls-none": _NO_PARENTS,
    "req-with-parent-controls-yes1": _NO_PARENTS,
    "req-with-parent-controls-yes2": _NO_PARENTS,
    "without-parent_profile": _NO_PARENTS,
    "req-merge-keep1": "no expected catalog",
    "req-merge-keep2": "no expected catalog",
    "req-merge-usefirst1": "the expected catalog lacks a2, b3 and c2, which the profile includes",
}
# Tests whose expected catalog lacks what the specification keeps (and other tests expect): the
# parameters of a group that stays, and a resource with the prop keep=always. These are not compared
LACKING = (
    "req-modify-alter-remove-match2", "req-structure-asis1", "req-structure-asis2",
)  # fmt: skip


def check_profiles(folder: Path) -> Iterator[Section]:
    """Every test below the folder; those that cannot be compared are named with the reason."""
    wrong, number = [], 0
    for path in _list_profiles(folder):
        if path.stem in NOT_COMPARED:
            yield f"{path.stem} not compared: {NOT_COMPARED[path.stem]}", 0, []
            continue
        number += 1
        difference = _judge_profile(path)
        if difference:
            wrong.append(f"{path.relative_to(folder)}: {difference}")
    yield "tests of profile resolution that give the expected catalog", number, wrong


def _list_profiles(folder: Path) -> Iterator[Path]:
    for expected in sorted(folder.rglob("output-expected")):
        for path in sorted(expected.parent.iterdir()):
            if path.suffix in _SUFFIXES and path.stem != "spoofed-resource":
                yield path


def _judge_profile(path: Path) -> str:
    """What differs from the expected catalog, or ""."""

    def fetch(href: str) -> Tree | None:
        document, _ = read_document(path.parent, href)
        return dict(document.tree) if document and document.tree else None

    resolved = resolve_profile(path.name, fetch)
    errors = [problem.message for problem in resolved.problems if problem.is_error]
    if path.stem in REFUSED:
        return "" if errors else "resolves, and should be refused"
    if errors:
        return errors[0]
    expected = fetch(f"output-expected/{path.stem}_RESOLVED{path.suffix}")
    if expected is None:
        return "there is no expected catalog"
    ours, theirs = build_catalog(resolved), expected["catalog"]
    if path.stem in LACKING:
        ours, theirs = _drop_lacking(ours), _drop_lacking(theirs)
    return _compare(ours, theirs, nested=_keeps_structure(fetch(path.name)))


def _keeps_structure(document: Tree | None) -> bool:
    """Whether the depth of nested controls is compared.

    Of a flat catalog NIST's two sets of tests expect different ones; the text of the specification
    wants none.
    """
    return document is not None and "as-is" in document["profile"].get("merge", {})


def build_catalog(resolved: ResolvedProfile) -> Tree:
    """The resolved groups and resources as a catalog, without metadata."""
    loose = [group for group in resolved.groups if "title" not in group]
    tree: Tree = {key: value for group in loose for key, value in group.items()}
    tree["groups"] = [group for group in resolved.groups if "title" in group]
    tree["back-matter"] = {"resources": list(resolved.list_resources())}
    return tree


def _compare(ours: Tree, theirs: Tree, *, nested: bool) -> str:
    ours_outline = list(_outline(ours, nested=nested))
    theirs_outline = list(_outline(theirs, nested=nested))
    if ours_outline != theirs_outline:
        return f"outline {_first_difference(ours_outline, theirs_outline)}"
    ours_content, theirs_content = list(_list_content(ours)), list(_list_content(theirs))
    if ours_content != theirs_content:
        return f"content {_first_difference(ours_content, theirs_content)}"
    return ""


def _drop_lacking(catalog: Tree) -> Tree:
    groups = [
        {key: value for key, value in group.items() if key != "params"}
        for group in catalog.get("groups", ())
    ]
    resources = [
        item for item in catalog.get("back-matter", {}).get("resources", ()) if not is_kept(item)
    ]
    return {**catalog, "groups": groups, "back-matter": {"resources": resources}}


def _first_difference(ours: list[str], theirs: list[str]) -> str:
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            return f"{one} for {other}"
    return f"of {len(ours)} for {len(theirs)}: {(ours + theirs)[min(len(ours), len(theirs))]}"


def _outline(node: Tree, *, nested: bool) -> Iterator[str]:
    """Parameters, controls and groups in their order, with the end of what others stand in."""
    for param in node.get("params", ()):
        yield f"param {param['id']}"
    for control in node.get("controls", ()):
        yield f"control {control['id']}"
        yield from _outline(control, nested=nested)
        if nested:
            yield f"end of control {control['id']}"
    for group in node.get("groups", ()):
        yield f"group {group.get('title')}"
        yield from _outline(group, nested=nested)
        yield "end of group"


def _list_content(node: Tree) -> Iterator[str]:
    """Each control and group without what is in it, and the resources, in canonical text."""
    for control in node.get("controls", ()):
        yield _write_own(control)
        yield from _list_content(control)
    for group in node.get("groups", ()):
        yield _write_own(group)
        yield from _list_content(group)
    for resource in node.get("back-matter", {}).get("resources", ()):
        yield _write_own(resource)


def _write_own(tree: Tree) -> str:
    own = {key: value for key, value in tree.items() if key not in ("controls", "groups")}
    return json.dumps(own, sort_keys=True)
