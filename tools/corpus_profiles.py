"""NIST's tests of profile resolution, run where a folder holds them.

They are no part of this repository. A test is a profile beside `output-expected/`, where its
resolved catalog stands under the same name with `_RESOLVED`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from attestle.formats.control_nodes import is_kept
from attestle.formats.profile_resolution import ResolvedProfile, resolve_profile
from attestle.trees import Tree

ReadFile = Callable[[Path], Tree | None]
SUFFIXES = (".json", ".xml")
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


@dataclass(slots=True)
class Results:
    """The names of the tests by what came of them."""

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def summarize(self) -> str:
        judged = len(self.passed) + len(self.failed)
        parts = [f"{len(self.passed)} of {judged} tests of profile resolution pass"]
        parts += [f"failed: {line}" for line in self.failed]
        parts += [f"not comparable: {line}" for line in self.left_out]
        return "\n".join(parts)


def run_profile_tests(folder: Path, read: ReadFile) -> Results:
    """Every test below the folder; `read` gives the tree of a file, or None if there is none."""
    results = Results()
    for path in _list_profiles(folder):
        name = path.stem
        if name in NOT_COMPARED:
            results.left_out.append(f"{name}: {NOT_COMPARED[name]}")
            continue
        difference = _judge_profile(path, read)
        if difference:
            results.failed.append(f"{name}: {difference}")
        else:
            results.passed.append(name)
    return results


def read_json(path: Path) -> Tree | None:
    """For a folder whose files have been converted to JSON."""
    tree: Tree | None = json.loads(path.read_bytes()) if path.is_file() else None
    return tree


def _list_profiles(folder: Path) -> Iterator[Path]:
    for expected in sorted(folder.rglob("output-expected")):
        for path in sorted(expected.parent.iterdir()):
            if path.suffix in SUFFIXES and path.stem != "spoofed-resource":
                yield path


def _judge_profile(path: Path, read: ReadFile) -> str:
    """What differs from the expected catalog, or ""."""

    def fetch(href: str) -> Tree | None:
        return read(path.parent / href)

    resolved = resolve_profile(path.name, fetch)
    errors = [problem.message for problem in resolved.problems if problem.is_error]
    if path.stem in REFUSED:
        return "" if errors else "resolves, and should be refused"
    if errors:
        return errors[0]
    expected = read(path.parent / "output-expected" / f"{path.stem}_RESOLVED{path.suffix}")
    if expected is None:
        return "there is no expected catalog"
    ours, theirs = build_catalog(resolved), expected["catalog"]
    if path.stem in LACKING:
        ours, theirs = _drop_lacking(ours), _drop_lacking(theirs)
    return _compare(ours, theirs)


def build_catalog(resolved: ResolvedProfile) -> Tree:
    """The resolved groups and resources as a catalog, without metadata."""
    loose = [group for group in resolved.groups if "title" not in group]
    tree: Tree = {key: value for group in loose for key, value in group.items()}
    tree["groups"] = [group for group in resolved.groups if "title" in group]
    tree["back-matter"] = {"resources": list(resolved.back_matter)}
    return tree


def _compare(ours: Tree, theirs: Tree) -> str:
    ours_outline, theirs_outline = list(_outline(ours)), list(_outline(theirs))
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


def _outline(node: Tree) -> Iterator[str]:
    """Parameters, controls and groups in their order.

    The depth of nested controls is not compared: of a flat catalog NIST's two sets of tests
    expect different ones, and the text of the specification wants none.
    """
    for param in node.get("params", ()):
        yield f"param {param['id']}"
    for control in node.get("controls", ()):
        yield f"control {control['id']}"
        yield from _outline(control)
    for group in node.get("groups", ()):
        yield f"group {group.get('title')}"
        yield from _outline(group)
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
