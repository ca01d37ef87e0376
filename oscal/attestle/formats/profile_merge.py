"""The merge of a profile: what its imports bring is combined, then given its structure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace

from ..lazy_dataclasses import dataclass
from ..model.counted_names import name_some
from ..nearest import suggest_words
from ..trees import Tree
from .control_nodes import (
    CONTROL,
    GROUP,
    ControlNode,
    Place,
    is_kept,
    list_above,
    strip_children,
)
from .control_selection import select_controls
from .problems import Problem

Inclusions = Sequence[Sequence[ControlNode]]
_STRUCTURES = ("flat", "as-is", "custom")
_METHODS = ("keep", "use-first")
_MERGE = "/profile/merge"
# What a custom group takes over, item by item, from the source's group of its id
_GROUP_LISTS = ("params", "props", "links", "parts")


@dataclass(frozen=True, slots=True)
class Merged:
    """The nodes in their new order and places; none if the directives contradict each other."""

    nodes: tuple[ControlNode, ...] = ()
    problems: tuple[Problem, ...] = ()


def merge_imports(href: str, profile: Tree, inclusions: Inclusions) -> Merged:
    """What the imports of the profile at `href` include, one list each, as its `merge` says."""
    merge: Tree = profile.get("merge", {})
    structures = [key for key in _STRUCTURES if key in merge and merge[key] is not False]
    if len(structures) > 1:
        return Merged(problems=(_report_structures(structures),))
    combined, problems = _combine_controls(merge.get("combine", {}), inclusions)
    if structures == ["as-is"]:
        nodes = _keep_structure(combined)
    elif structures == ["custom"]:
        arranged = _Arrangement(href, [node for nodes in combined for node in nodes])
        arranged.add_level((href,), merge["custom"], f"{_MERGE}/custom")
        nodes, problems = arranged.nodes, [*problems, *arranged.problems]
    else:
        nodes = _flatten(href, combined)
    return Merged(tuple(nodes), (*problems, *_report_clashes(nodes, inclusions)))


def _report_structures(structures: Sequence[str]) -> Problem:
    return Problem(
        "OSC002",
        f"merge gives more than one structure: {' and '.join(structures)}",
        hint=f"keep one of them: {', '.join(structures)}",
        pointer=_MERGE,
    )


def _combine_controls(combine: Tree, inclusions: Inclusions) -> tuple[Inclusions, list[Problem]]:
    """`use-first` drops every later control of an id; any other method keeps them all."""
    method = combine.get("method", "keep")
    if method != "use-first":
        return inclusions, [] if method in _METHODS else [_report_method(method)]
    seen: set[str] = set()
    combined = []
    for nodes in inclusions:
        first = []
        for node in nodes:
            if not node.is_control or node.id not in seen:
                first.append(node)
            if node.is_control:
                seen.add(node.id)
        combined.append(first)
    return combined, []


def _report_method(method: str) -> Problem:
    return Problem(
        "OSC018" if method == "merge" else "OSC013",
        f'the method "{method}" of combine has no defined meaning, and is read as keep',
        hint=f"write {' or '.join(_METHODS)}",
        pointer=f"{_MERGE}/combine/method",
        warning=True,
    )


def _flatten(href: str, inclusions: Inclusions) -> list[ControlNode]:
    """The controls in a row, groups and nesting gone."""
    controls = [node for nodes in inclusions for node in nodes if node.is_control]
    return [replace(node, place=(href, (CONTROL, index, 0))) for index, node in enumerate(controls)]


def _keep_structure(inclusions: Inclusions) -> list[ControlNode]:
    """The controls where their sources have them, with the groups that hold one.

    What several imports bring from one source stands together, in the order of that source.
    """
    ranks: dict[str, int] = {}
    placed: dict[Place, ControlNode] = {}
    for nodes in inclusions:
        moved: dict[Place, Place] = {}
        for node in nodes:
            ranks.setdefault(node.place[0], len(ranks))
            place = _move_place(node.place, moved)
            if node.is_control and place in placed:
                place = moved[node.place] = _find_free_place(place, placed)
            placed.setdefault(place, replace(node, place=place))
    needed = set(_list_needed(placed))
    ordered = sorted(needed, key=lambda place: (ranks[place[0]], place[1:]))
    return [placed[place] for place in ordered]


def _list_needed(placed: dict[Place, ControlNode]) -> Iterator[Place]:
    """The places of controls, of what asks to be kept, and of the groups around them."""
    for place, node in placed.items():
        if node.is_control or is_kept(node.tree):
            yield place
            yield from (above for above in list_above(place) if _is_group(above, placed))


def _is_group(place: Place, placed: dict[Place, ControlNode]) -> bool:
    return place in placed and not placed[place].is_control


def _move_place(place: Place, moved: dict[Place, Place]) -> Place:
    """Where a node stands whose parent is the second of its id."""
    for above in list_above(place) if moved else ():
        if above in moved:
            return (*moved[above], *place[len(above) :])
    return place


def _find_free_place(place: Place, placed: dict[Place, ControlNode]) -> Place:
    """Behind the control that stands there already."""
    kind, index, copy = place[-1]
    while place in placed:
        copy += 1
        place = (*place[:-1], (kind, index, copy))
    return place


@dataclass(slots=True)
class _Arrangement:
    """The groups and insertions of `custom`, over the nodes that the imports include."""

    href: str
    included: Sequence[ControlNode]
    nodes: list[ControlNode] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add_level(self, place: Place, level: Tree, pointer: str) -> None:
        """What `custom` or one of its groups inserts, and the groups in it."""
        self._insert_controls(place, level.get("insert-controls", ()), pointer)
        for index, group in enumerate(level.get("groups", ())):
            here = (*place, (GROUP, index, 0))
            self.nodes.append(ControlNode(here, self._fill_group(group)))
            self.add_level(here, group, f"{pointer}/groups/{index}")

    def _fill_group(self, group: Tree) -> Tree:
        """The group as it is written; with all of the included group that has its id."""
        own = {
            key: value for key, value in strip_children(group).items() if key != "insert-controls"
        }
        for node in self.included:
            if not node.is_control and node.id and node.id == group.get("id"):
                return _join_groups(own, strip_children(node.tree))
        return own

    def _insert_controls(self, place: Place, insertions: Iterable[Tree], pointer: str) -> None:
        controls = [node for node in self.included if node.is_control]
        count = 0
        for index, insertion in enumerate(insertions):
            here = f"{pointer}/insert-controls/{index}"
            selection = select_controls(insertion, controls, here)
            self.problems += selection.problems
            for identity, where in selection.unknown:
                hint = suggest_words(identity, [node.id for node in controls])
                message = f'insert-controls names "{identity}", which the profile does not select'
                self.problems.append(
                    Problem("PRO003", message, hint=hint, pointer=where, warning=True)
                )
            selected = [node for node in controls if node.id in selection.ids]
            for node in self._sort_controls(selected, insertion, here):
                self.nodes.append(replace(node, place=(*place, (CONTROL, count, 0))))
                count += 1

    def _sort_controls(
        self, nodes: list[ControlNode], insertion: Tree, pointer: str
    ) -> list[ControlNode]:
        order = insertion.get("order", "keep")
        if order in ("ascending", "descending"):
            return sorted(nodes, key=lambda node: node.id, reverse=order == "descending")
        if order != "keep":
            message = f'"{order}" is no order of controls, and is read as keep'
            hint, where = "write keep, ascending or descending", f"{pointer}/order"
            problem = Problem("OSC013", message, hint=hint, pointer=where, warning=True)
            self.problems.append(problem)
        return nodes


def _join_groups(own: Tree, source: Tree) -> Tree:
    """The source's title, flags and items, then what the profile's group has besides."""
    joined = {**own, **source}
    for key in _GROUP_LISTS:
        items = [*source.get(key, ())]
        items += [item for item in own.get(key, ()) if item not in items]
        if items:
            joined[key] = items
    return joined


def _report_clashes(nodes: Sequence[ControlNode], inclusions: Inclusions) -> Iterator[Problem]:
    """PRO004: ids that this merge leaves twice; those of one import are its source's own."""
    for is_control, kind in ((True, "control"), (False, "group")):
        before: Counter[str] = Counter()
        for included in inclusions:
            before |= _count_ids(included, is_control=is_control)
        after = _count_ids(nodes, is_control=is_control)
        ids = [name for name, count in after.items() if count > max(1, before[name])]
        if ids:
            plural = f"{kind}s stand" if len(ids) > 1 else f"{kind} stands"
            yield Problem(
                "PRO004",
                f"{len(ids)} {plural} more than once in the resolved profile: {name_some(ids)}",
                hint='import each once, or write "combine": {"method": "use-first"} in merge',
                pointer="/profile/imports",
                warning=True,
            )


def _count_ids(nodes: Iterable[ControlNode], *, is_control: bool) -> Counter[str]:
    return Counter(node.id for node in nodes if node.is_control is is_control and node.id)
