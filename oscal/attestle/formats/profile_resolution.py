"""Profile resolution on raw trees: the controls a profile selects, with alters and parameters.

`read` is how a document is fetched: it takes a `trestle://` href and returns the parsed file, or
None if there is none.
"""

from __future__ import annotations

import copy
import fnmatch
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..nearest import suggest_words
from ..trees import Tree
from .problems import Problem
from .terms import fill_terms

Reader = Callable[[str], Tree | None]
# Lists of a control that a profile can change, and the name that a removal calls an item by
_ITEM_NAMES = {"params": "param", "props": "prop", "links": "link", "parts": "part"}
# Keys of a removal, and the key of an item that each compares
_REMOVED_BY = {"by-name": "name", "by-class": "class", "by-id": "id", "by-ns": "ns"}


@dataclass(frozen=True, slots=True)
class ResolvedProfile:
    """What a profile selects.

    `groups` hold it in catalog order, groups kept (`merge: as-is`); `problems` are about the
    profiles.

    `own` are those of the profile itself, with pointers into it, and not of the profiles that it
    imports.
    """

    title: str
    groups: tuple[Tree, ...]
    back_matter: tuple[Tree, ...]
    problems: tuple[Problem, ...] = ()
    own: tuple[Problem, ...] = ()


def resolve_profile(href: str, read: Reader) -> ResolvedProfile:
    """Resolve the profile at `href`."""
    resolved = _Resolver(read).resolve(href, ())
    # last of all: a profile above may set a term that one below has set
    return replace(resolved, groups=fill_terms(resolved.groups))


def walk_controls(groups: list[Tree] | tuple[Tree, ...]) -> Iterator[tuple[Tree, Tree]]:
    """Every control with the group it stands in, nested controls too."""
    for group in groups:
        for control in group.get("controls", ()):
            yield from _walk_nested(group, control)
        yield from walk_controls(group.get("groups", ()))


def _walk_nested(group: Tree, control: Tree) -> Iterator[tuple[Tree, Tree]]:
    yield group, control
    for child in control.get("controls", ()):
        yield from _walk_nested(group, child)


class _Resolver:
    """Remembers what it has resolved, so that a diamond of imports costs each profile once."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._done: dict[str, ResolvedProfile] = {}

    def resolve(self, href: str, above: tuple[str, ...]) -> ResolvedProfile:
        """The document at `href`; `above` are those that import it."""
        if href in above:
            message = f"profiles import each other: {' -> '.join((*above, href))}"
            return _refuse(Problem("PRO002", message, hint="remove one of these imports"))
        if href not in self._done:
            self._done[href] = self._resolve_document(href, above)
        return self._done[href]

    def _resolve_document(self, href: str, above: tuple[str, ...]) -> ResolvedProfile:
        document = self._read(href)
        if document is None:
            hint = "write trestle://profiles/<name>/profile.json"
            return _refuse(Problem("REF008", f'no document at "{href}"', hint=hint))
        if "catalog" in document:
            return _take_catalog(document["catalog"])
        if "profile" not in document:
            return _refuse(Problem("REF008", f'"{href}" is neither a catalog nor a profile'))
        return self._resolve_profile(document["profile"], href, above)

    def _resolve_profile(self, profile: Tree, href: str, above: tuple[str, ...]) -> ResolvedProfile:
        groups: list[Tree] = []
        resources = list(_list_resources(profile))
        nested: list[Problem] = []
        problems: list[Problem] = []
        for index, item in enumerate(profile.get("imports", ())):
            source = self.resolve(_follow_href(item["href"], profile), (*above, href))
            for problem in source.problems:
                if _arises_at(href, problem):
                    problems.append(replace(problem, pointer=f"/profile/imports/{index}/href"))
                else:
                    nested.append(problem)
            chosen, unknown = _select_controls(item, source, f"/profile/imports/{index}")
            # A source that could not be resolved has no controls; that is told already
            problems.extend(unknown if source.groups or not source.problems else ())
            groups.extend(_prune_groups(source.groups, chosen))
            resources.extend(source.back_matter)
        # The source's trees are shared, and alters change controls in place
        groups = copy.deepcopy(groups) if profile.get("modify") else groups
        problems.extend(_modify_controls(profile.get("modify", {}), groups))
        return ResolvedProfile(
            profile["metadata"]["title"],
            tuple(_join_groups(groups)),
            tuple(resources),
            (*nested, *problems),
            tuple(problems),
        )


def _refuse(problem: Problem) -> ResolvedProfile:
    return ResolvedProfile("", (), (), (problem,))


def _take_catalog(catalog: Tree) -> ResolvedProfile:
    # Controls that stand in no group get one without a title
    loose = [{"controls": catalog["controls"]}] if "controls" in catalog else []
    groups = (*loose, *catalog.get("groups", ()))
    return ResolvedProfile(catalog["metadata"]["title"], groups, tuple(_list_resources(catalog)))


def _list_resources(document: Tree) -> Iterable[Tree]:
    resources: Iterable[Tree] = document.get("back-matter", {}).get("resources", ())
    return resources


def _arises_at(href: str, problem: Problem) -> bool:
    """Whether the profile itself imports what is not there, or closes a circle of imports."""
    if problem.code == "PRO002":  # its message ends with the profile that closes the circle
        return problem.message.endswith(f" -> {href}")
    # REF008 of a document has no pointer until the profile that imports it gives one
    return not problem.pointer


def _follow_href(href: str, profile: Tree) -> str:
    """An href to a back-matter resource stands for that resource's JSON link."""
    if not href.startswith("#"):
        return href
    for resource in _list_resources(profile):
        if resource.get("uuid") == href[1:]:
            links = (str(link["href"]) for link in resource.get("rlinks", ()))
            return next((link for link in links if link.endswith(".json")), href)
    return href


def _select_controls(
    item: Tree, source: ResolvedProfile, pointer: str
) -> tuple[set[str], list[Problem]]:
    """Ids that the import takes: include-all or include-controls, less exclude-controls."""
    controls = {control["id"]: control for _, control in walk_controls(source.groups)}
    problems: list[Problem] = []
    chosen = set() if "include-controls" in item else set(controls)
    for index, selection in enumerate(item.get("include-controls", ())):
        place = f"{pointer}/include-controls/{index}"
        chosen |= _match_selection(selection, controls, place, problems)
    for index, selection in enumerate(item.get("exclude-controls", ())):
        place = f"{pointer}/exclude-controls/{index}"
        chosen -= _match_selection(selection, controls, place, problems)
    return chosen, problems


def _match_selection(
    selection: Tree, controls: Mapping[str, Tree], pointer: str, problems: list[Problem]
) -> set[str]:
    """The ids that a selection names or its patterns match, with those below if it says so."""
    chosen: set[str] = set()
    for index, control_id in enumerate(selection.get("with-ids", ())):
        if control_id in controls:
            chosen.add(control_id)
            continue
        problems.append(
            Problem(
                "PRO001",
                f'the profile selects "{control_id}", which its source does not have',
                hint=suggest_words(control_id, controls),
                pointer=f"{pointer}/with-ids/{index}",
            )
        )
    for matching in selection.get("matching", ()):
        pattern = matching.get("pattern", "")
        chosen |= {identity for identity in controls if fnmatch.fnmatchcase(identity, pattern)}
    if selection.get("with-child-controls") == "yes":
        for control_id in tuple(chosen):
            chosen |= {control["id"] for _, control in _walk_nested({}, controls[control_id])}
    return chosen


def _prune_groups(groups: Sequence[Tree], chosen: set[str]) -> list[Tree]:
    """The groups with only the chosen controls.

    A chosen control below one that is not chosen moves up to its place.
    """
    pruned = []
    for group in groups:
        controls = _prune_controls(group, chosen)
        children = _prune_groups(group.get("groups", ()), chosen)
        if controls or children:
            rest = {key: value for key, value in group.items() if key not in ("controls", "groups")}
            if children:
                rest["groups"] = children
            if controls:
                rest["controls"] = controls
            pruned.append(rest)
    return pruned


def _prune_controls(node: Tree, chosen: set[str]) -> list[Tree]:
    """The chosen controls of a group or control."""
    pruned: list[Tree] = []
    for control in node.get("controls", ()):
        children = _prune_controls(control, chosen)
        if control["id"] not in chosen:
            pruned.extend(children)
            continue
        rest = {key: value for key, value in control.items() if key != "controls"}
        if children:
            rest["controls"] = children
        pruned.append(rest)
    return pruned


def _join_groups(groups: Iterable[Tree]) -> list[Tree]:
    """Groups of one id that came in by several imports become one.

    A control that came twice stands once.
    """
    joined: dict[str, Tree] = {}
    for index, group in enumerate(groups):
        key = group.get("id") or f"\0{index}"  # NUL is in no id: such a group stays by itself
        if key not in joined:
            joined[key] = group
            continue
        present = joined[key].get("controls", [])
        ids = {control["id"] for control in present}
        added = [control for control in group.get("controls", ()) if control["id"] not in ids]
        joined[key] = {**joined[key], "controls": [*present, *added]}
        if group.get("groups"):
            joined[key]["groups"] = _join_groups([*joined[key].get("groups", ()), *group["groups"]])
    return list(joined.values())


def _modify_controls(modify: Tree, groups: list[Tree]) -> list[Problem]:
    """Set parameters and apply alters, in place."""
    controls = {control["id"]: control for _, control in walk_controls(groups)}
    return [*_set_parameters(modify, controls), *_apply_alters(modify, controls)]


def _set_parameters(modify: Tree, controls: Mapping[str, Tree]) -> list[Problem]:
    parameters = {
        param["id"]: param for control in controls.values() for param in control.get("params", ())
    }
    problems: list[Problem] = []
    for index, setting in enumerate(modify.get("set-parameters", ())):
        name = setting["param-id"]
        if name in parameters:
            parameters[name].update({key: setting[key] for key in setting if key != "param-id"})
            continue
        problems.append(
            Problem(
                "PRO003",
                f'set-parameter names "{name}", which no selected control has',
                hint=suggest_words(name, parameters),
                pointer=f"/profile/modify/set-parameters/{index}",
            )
        )
    return problems


def _apply_alters(modify: Tree, controls: Mapping[str, Tree]) -> list[Problem]:
    problems: list[Problem] = []
    for index, alter in enumerate(modify.get("alters", ())):
        name = alter["control-id"]
        if name in controls:
            _alter_control(controls[name], alter)
            continue
        problems.append(
            Problem(
                "PRO003",
                f'alter names "{name}", which the profile does not select',
                hint=suggest_words(name, controls),
                pointer=f"/profile/modify/alters/{index}",
            )
        )
    return problems


def _alter_control(control: Tree, alter: Tree) -> None:
    for removal in alter.get("removes", ()):
        _remove_items(control, removal)
    for addition in alter.get("adds", ()):
        target = _find_part(control, addition["by-id"]) if "by-id" in addition else control
        if target is not None:
            _add_items(target, addition)


def _add_items(target: Tree, addition: Tree) -> None:
    """Params, props, links and parts: at the start if the addition says so, else at the end."""
    for key in _ITEM_NAMES:
        if key not in addition:
            continue
        present, added = target.get(key, []), addition[key]
        if addition.get("position") == "starting":
            target[key] = [*added, *present]
        else:
            target[key] = [*present, *added]


def _find_part(node: Tree, part_id: str) -> Tree | None:
    """The part of that id at any depth."""
    for part in node.get("parts", ()):
        if part.get("id") == part_id:
            return part  # type: ignore[no-any-return]
        inner = _find_part(part, part_id)
        if inner is not None:
            return inner
    return None


def _remove_items(node: Tree, removal: Tree) -> None:
    """Drop the params, props, links and parts that match every `by-` key of the removal."""
    wanted = {key: removal[by] for by, key in _REMOVED_BY.items() if by in removal}
    only = removal.get("by-item-name")
    for plural, name in _ITEM_NAMES.items():
        if plural not in node or (only and only != name):
            continue
        rest = [item for item in node[plural] if not _has_values(item, wanted)]
        if rest:
            node[plural] = rest
        else:
            del node[plural]
    for part in node.get("parts", ()):
        _remove_items(part, removal)


def _has_values(item: Tree, values: Tree) -> bool:
    return all(item.get(key) == value for key, value in values.items())
