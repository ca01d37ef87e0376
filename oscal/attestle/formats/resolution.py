"""Profile resolution on raw trees: which controls a profile selects, with its alters and parameters
applied.

`read` is how a document is fetched: it takes a `trestle://` href and returns the parsed file, or
None if there is none.
"""

from __future__ import annotations

import copy
import fnmatch
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..nearest import suggest_words
from ..trees import Tree
from .problems import Problem

Reader = Callable[[str], Tree | None]


@dataclass(frozen=True, slots=True)
class Resolved:
    """`groups` hold what was selected, in catalog order, groups kept (`merge: as-is`); problems are
    about the profiles.

    `own` are those of the profile itself, with pointers into it, and not of the profiles that it
    imports.
    """

    title: str
    groups: tuple[Tree, ...]
    back_matter: tuple[Tree, ...]
    problems: tuple[Problem, ...] = ()
    own: tuple[Problem, ...] = ()


def resolve(href: str, read: Reader) -> Resolved:
    """Resolve the profile at `href`."""
    return _Resolver(read).profile(href, ())


def walk_controls(groups: list[Tree] | tuple[Tree, ...]) -> Iterator[tuple[Tree, Tree]]:
    """Every control with the group it stands in, nested controls too."""
    for group in groups:
        for control in group.get("controls", ()):
            yield from _nested(group, control)
        yield from walk_controls(group.get("groups", ()))


def _nested(group: Tree, control: Tree) -> Iterator[tuple[Tree, Tree]]:
    yield group, control
    for child in control.get("controls", ()):
        yield from _nested(group, child)


class _Resolver:
    """Remembers what it has resolved, so that a diamond of imports costs each profile once."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._done: dict[str, Resolved] = {}

    def profile(self, href: str, above: tuple[str, ...]) -> Resolved:
        if href in above:
            chain = " -> ".join((*above, href))
            return Resolved(
                "",
                (),
                (),
                (
                    Problem(
                        "PRO002",
                        f"profiles import each other: {chain}",
                        hint="remove one of these imports",
                    ),
                ),
            )
        if href not in self._done:
            self._done[href] = self._resolve(href, above)
        return self._done[href]

    def _resolve(self, href: str, above: tuple[str, ...]) -> Resolved:
        document = self._read(href)
        if document is None:
            return Resolved(
                "",
                (),
                (),
                (
                    Problem(
                        "REF008",
                        f'no document at "{href}"',
                        hint="write trestle://profiles/<name>/profile.json",
                    ),
                ),
            )
        if "catalog" in document:
            catalog = document["catalog"]
            loose = [{"controls": catalog["controls"]}] if "controls" in catalog else []
            resources = catalog.get("back-matter", {}).get("resources", ())
            return Resolved(
                catalog["metadata"]["title"], (*loose, *catalog.get("groups", ())), tuple(resources)
            )
        if "profile" not in document:
            return Resolved(
                "", (), (), (Problem("REF008", f'"{href}" is neither a catalog nor a profile'),)
            )
        return self._profile(document["profile"], href, above)

    def _profile(self, profile: Tree, href: str, above: tuple[str, ...]) -> Resolved:
        groups: list[Tree] = []
        resources = list(profile.get("back-matter", {}).get("resources", ()))
        nested: list[Problem] = []
        problems: list[Problem] = []
        for index, item in enumerate(profile.get("imports", ())):
            source = self.profile(_target(item["href"], profile), (*above, href))
            for problem in source.problems:
                if _arises_at(href, problem):
                    problems.append(replace(problem, pointer=f"/profile/imports/{index}/href"))
                else:
                    nested.append(problem)
            chosen, found = _select(item, source, f"/profile/imports/{index}")
            problems.extend(found if source.groups or not source.problems else ())
            groups.extend(_prune(source.groups, chosen))
            resources.extend(source.back_matter)
        groups = copy.deepcopy(groups) if profile.get("modify") else groups
        problems.extend(_modify(profile.get("modify", {}), groups))
        return Resolved(
            profile["metadata"]["title"],
            tuple(_joined(groups)),
            tuple(resources),
            (*nested, *problems),
            tuple(problems),
        )


def _arises_at(href: str, problem: Problem) -> bool:
    """A document that the profile itself imports and that is not there, or a circle of imports that
    closes at the profile.
    """
    return (
        problem.message.endswith(f" -> {href}") if problem.code == "PRO002" else not problem.pointer
    )


def _target(href: str, profile: Tree) -> str:
    """An href to a back-matter resource stands for that resource's JSON link."""
    if not href.startswith("#"):
        return href
    for resource in profile.get("back-matter", {}).get("resources", ()):
        if resource.get("uuid") == href[1:]:
            return next(
                (
                    str(link["href"])
                    for link in resource.get("rlinks", ())
                    if str(link["href"]).endswith(".json")
                ),
                href,
            )
    return href


def _select(item: Tree, source: Resolved, pointer: str) -> tuple[set[str], list[Problem]]:
    """Ids that the import takes: include-all or include-controls, less exclude-controls."""
    order = {control["id"]: control for _, control in walk_controls(source.groups)}
    problems: list[Problem] = []
    chosen: set[str] = set()
    if "include-controls" in item:
        for index, selection in enumerate(item["include-controls"]):
            chosen |= _named(selection, order, f"{pointer}/include-controls/{index}", problems)
    else:
        chosen = set(order)
    for index, selection in enumerate(item.get("exclude-controls", ())):
        chosen -= _named(selection, order, f"{pointer}/exclude-controls/{index}", problems)
    return chosen, problems


def _named(
    selection: Tree, order: dict[str, Tree], pointer: str, problems: list[Problem]
) -> set[str]:
    chosen: set[str] = set()
    for index, control_id in enumerate(selection.get("with-ids", ())):
        if control_id not in order:
            problems.append(
                Problem(
                    "PRO001",
                    f'the profile selects "{control_id}", which its source does not have',
                    hint=suggest_words(control_id, order),
                    pointer=f"{pointer}/with-ids/{index}",
                )
            )
            continue
        chosen.add(control_id)
    for matching in selection.get("matching", ()):
        chosen |= {
            control_id
            for control_id in order
            if fnmatch.fnmatchcase(control_id, matching.get("pattern", ""))
        }
    if selection.get("with-child-controls") == "yes":
        for control_id in tuple(chosen):
            chosen |= {control["id"] for _, control in _nested({}, order[control_id])}
    return chosen


def _prune(groups: tuple[Tree, ...] | list[Tree], chosen: set[str]) -> list[Tree]:
    """The groups with only the chosen controls; a chosen control below one that is not chosen moves
    up to it.
    """
    result = []
    for group in groups:
        controls = [
            kept for control in group.get("controls", ()) for kept in _kept(control, chosen)
        ]
        children = _prune(group.get("groups", ()), chosen)
        if controls or children:
            rest = {key: value for key, value in group.items() if key not in ("controls", "groups")}
            result.append(
                {
                    **rest,
                    **({"groups": children} if children else {}),
                    **({"controls": controls} if controls else {}),
                }
            )
    return result


def _kept(control: Tree, chosen: set[str]) -> list[Tree]:
    children = [kept for child in control.get("controls", ()) for kept in _kept(child, chosen)]
    if control["id"] not in chosen:
        return children
    rest = {key: value for key, value in control.items() if key != "controls"}
    return [{**rest, **({"controls": children} if children else {})}]


def _joined(groups: list[Tree]) -> list[Tree]:
    """Groups of one id that came in by several imports become one; a control that came twice stands
    once.
    """
    result: dict[str, Tree] = {}
    for index, group in enumerate(groups):
        key = group.get("id") or f"\0{index}"
        if key not in result:
            result[key] = group
            continue
        known = {control["id"] for control in result[key].get("controls", ())}
        added = [control for control in group.get("controls", ()) if control["id"] not in known]
        result[key] = {**result[key], "controls": [*result[key].get("controls", ()), *added]}
        if group.get("groups"):
            result[key]["groups"] = _joined([*result[key].get("groups", ()), *group["groups"]])
    return list(result.values())


def _modify(modify: Tree, groups: list[Tree]) -> list[Problem]:
    controls = {control["id"]: control for _, control in walk_controls(groups)}
    parameters = {
        param["id"]: param for control in controls.values() for param in control.get("params", ())
    }
    problems: list[Problem] = []
    for index, setting in enumerate(modify.get("set-parameters", ())):
        target = parameters.get(setting["param-id"])
        if target is None:
            problems.append(
                Problem(
                    "PRO003",
                    f'set-parameter names "{setting["param-id"]}", which no selected control has',
                    hint=suggest_words(setting["param-id"], parameters),
                    pointer=f"/profile/modify/set-parameters/{index}",
                )
            )
            continue
        target.update({key: value for key, value in setting.items() if key != "param-id"})
    for index, alter in enumerate(modify.get("alters", ())):
        control = controls.get(alter["control-id"])
        if control is None:
            problems.append(
                Problem(
                    "PRO003",
                    f'alter names "{alter["control-id"]}", which the profile does not select',
                    hint=suggest_words(alter["control-id"], controls),
                    pointer=f"/profile/modify/alters/{index}",
                )
            )
            continue
        _alter(control, alter)
    return problems


def _alter(control: Tree, alter: Tree) -> None:
    for removal in alter.get("removes", ()):
        _remove(control, removal)
    for addition in alter.get("adds", ()):
        target = _part(control, addition["by-id"]) if "by-id" in addition else control
        if target is None:
            continue
        for key in ("params", "props", "links", "parts"):
            if key in addition:
                both = (
                    (addition[key], target.get(key, []))
                    if addition.get("position") == "starting"
                    else (target.get(key, []), addition[key])
                )
                target[key] = [*both[0], *both[1]]


def _part(node: Tree, part_id: str) -> Tree | None:
    for part in node.get("parts", ()):
        if part.get("id") == part_id:
            return part  # type: ignore[no-any-return]
        found = _part(part, part_id)
        if found is not None:
            return found
    return None


def _remove(node: Tree, removal: Tree) -> None:
    """Drop the params, props, links and parts that match every `by-` key of the removal."""
    keys = {"by-name": "name", "by-class": "class", "by-id": "id", "by-ns": "ns"}
    wanted = {keys[key]: value for key, value in removal.items() if key in keys}
    only = removal.get("by-item-name")
    singular = {"params": "param", "props": "prop", "links": "link", "parts": "part"}
    for plural, one in singular.items():
        if plural not in node or (only and only != one):
            continue
        rest = [
            item
            for item in node[plural]
            if not all(item.get(key) == value for key, value in wanted.items())
        ]
        if rest:
            node[plural] = rest
        else:
            del node[plural]
    for part in node.get("parts", ()):
        _remove(part, removal)
