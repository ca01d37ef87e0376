"""Catalogs and profiles in memory, and what profiles over them resolve to."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from attestle.formats.profile_resolution import ResolvedProfile, resolve_profile

Tree = dict[str, Any]
METADATA = {
    "title": "A title",
    "last-modified": "2026-01-01T00:00:00+00:00",
    "version": "1",
    "oscal-version": "1.2.1",
}
AS_IS = {"as-is": True}


def make_control(identity: str, *children: Tree, prose: str = "Do it.", **more: Any) -> Tree:
    statement = {"id": f"{identity}_smt", "name": "statement", "prose": prose}
    control: Tree = {"id": identity, "title": identity.upper(), "parts": [statement], **more}
    return {**control, "controls": list(children)} if children else control


def make_group(identity: str, *controls: Tree, **more: Any) -> Tree:
    return {"id": identity, "title": identity.upper(), **more, "controls": list(controls)}


def make_catalog(*groups: Tree, metadata: Tree | None = None, **more: Any) -> Tree:
    body = {"metadata": {**METADATA, **(metadata or {})}, **more}
    return {"catalog": {**body, **({"groups": list(groups)} if groups else {})}}


def make_profile(
    *imports: Tree, merge: Tree | None = None, metadata: Tree | None = None, **more: Any
) -> Tree:
    """A profile; of an import that selects nothing everything is included."""
    filled = [
        item if "include-controls" in item else {"include-all": {}, **item} for item in imports
    ]
    body = {"metadata": {**METADATA, **(metadata or {})}, "imports": filled, **more}
    return {"profile": {**body, **({"merge": merge} if merge is not None else {})}}


def pick(*ids: str, href: str = "garden") -> Tree:
    """An import of the controls of these ids."""
    return {"href": href, "include-controls": [{"with-ids": list(ids)}]}


GARDEN = make_catalog(
    make_group(
        "ga",
        make_control("a-1", params=[{"id": "a-1_prm", "label": "how often"}]),
        make_control("a-2", make_control("a-2.1", make_control("a-2.1.1"))),
        params=[{"id": "ga_prm", "label": "the group's"}],
    ),
    make_group("gb", make_control("b-1"), make_control("b-2")),
)


def resolve(profile: Tree, /, **documents: Tree) -> ResolvedProfile:
    """The profile, over documents by their names and the catalog `garden`.

    Fails if any of them was changed in place.
    """
    known = {"garden": GARDEN, **documents, "top": profile}
    before = copy.deepcopy(known)
    resolved = resolve_profile("top", known.get)
    assert known == before
    return resolved


def outline(resolved: ResolvedProfile) -> list[str]:
    """Groups with a colon, parameters of groups and of the catalog in brackets, nesting in dots."""
    return [line for group in resolved.groups for line in _outline_group(group)]


def _outline_group(group: Tree) -> Iterator[str]:
    if "title" in group:
        yield f"{group.get('id', group['title'])}:"
    yield from (f"[{param['id']}]" for param in group.get("params", ()))
    for control in group.get("controls", ()):
        yield from _outline_control(control, "")
    for child in group.get("groups", ()):
        yield from _outline_group(child)


def _outline_control(control: Tree, dots: str) -> Iterator[str]:
    yield f"{dots}{control['id']}"
    for child in control.get("controls", ()):
        yield from _outline_control(child, f"{dots}.")


def find_control(resolved: ResolvedProfile, identity: str) -> Tree:
    """The only control of that id."""
    (found,) = [
        control for control in _walk_below({"groups": resolved.groups}) if control["id"] == identity
    ]
    return found


def _walk_below(node: Tree) -> Iterator[Tree]:
    for control in node.get("controls", ()):
        yield control
        yield from _walk_below(control)
    for group in node.get("groups", ()):
        yield from _walk_below(group)


def list_codes(resolved: ResolvedProfile) -> list[tuple[str, str]]:
    """Code and pointer of every problem."""
    return [(problem.code, problem.pointer) for problem in resolved.problems]
