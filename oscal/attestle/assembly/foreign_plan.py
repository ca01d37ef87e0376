"""Assembles a system over a plan that another tool made: what the files say of it changes,
everything else stays as it is.

The document is read once more as `attestle import ssp` reads it, and that reading is built: where
it says the same as the files, nothing was edited and the document stands, in its own words, order
and ids. Where the two differ the files win. Decision: docs/decisions/0009-imported-plans.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import WorkspaceError
from ..formats.oscal_values import derive_information_type_uuid, get_items, get_object, get_text
from ..model.derived_ids import NAMESPACE
from ..model.system import System, derive_id, derive_this_system_id
from ..model.workspace import Work
from ..trees import Tree
from . import system_documents
from .document_shapes import SHAPES, Items, Shape
from .oscal_parts import provider_party
from .security_plan import build_security_plan, leveraged_uuid
from .system_documents import Assembled, Order

PLAN = "system-security-plan"


def assemble_over_plan(
    work: Work,
    existing: Mapping[str, Tree | None],
    now: str,
    order: Order,
    read_plan: Callable[[Tree, Work], System],
) -> Assembled:
    """As `assemble_documents`, for any system: one that was not imported takes that way.

    `read_plan` reads the body of a plan as `attestle import ssp` does.
    """
    plan = existing.get(PLAN)
    body = plan.get(PLAN) if plan else None
    if not work.system.characteristics.this_system_uuid:
        return system_documents.assemble_documents(work, existing, now, order)
    known = _known_ids(work.system, body if isinstance(body, dict) else {})
    kept: list[str] = []
    trees: dict[str, Tree | None] = {}
    for model, built in system_documents.build_documents(work).items():
        renamed = _renamed(built, known) if built else None
        old = existing.get(model)
        tree = renamed
        if model == PLAN and renamed is not None and isinstance(body, dict):
            rebased = _rebased(work, renamed[PLAN], body, known, read_plan)
            rest = {key: value for key, value in plan.items() if key == "$schema"} if plan else {}
            tree, pointers = {**rest, PLAN: rebased.tree}, rebased.kept
            kept += [f"{model}{pointer}" for pointer in pointers]
        elif old is not None:
            tree, pointers = system_documents.merge_with_existing(work, model, renamed, old)
            kept += [f"{model}{pointer}" for pointer in pointers]
        if tree is not None and tree is old:
            continue
        trees[model] = (
            system_documents.date_document(model, order(model, tree), old, now)
            if tree is not None and system_documents.is_complete(model, tree)
            else None
        )
    return Assembled(trees, tuple(kept))


def _rebased(
    work: Work,
    ours: Tree,
    body: Tree,
    known: Mapping[str, str],
    read_plan: Callable[[Tree, Work], System],
) -> Rebased:
    try:
        theirs = add_information_type_uuids(body)
        base = _renamed(
            build_security_plan(read_plan(theirs, work), work.baseline),
            known,
        )
        return Rebased(ours, base[PLAN], theirs)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WorkspaceError(
            f"the {PLAN} of {work.system.name} breaks the OSCAL schema; see where with: attestle"
            " validate"
        ) from error


def add_information_type_uuids(plan: Tree) -> Tree:
    """The plan with a uuid for each information type, without which none could be told from
    another.
    """
    facts = get_object(plan, "system-characteristics")
    types = get_items(get_object(facts, "system-information"), "information-types")
    if all("uuid" in item for item in types):
        return plan
    named = [
        (
            item
            if "uuid" in item
            else {"uuid": derive_information_type_uuid(get_text(plan, "uuid"), index), **item}
        )
        for index, item in enumerate(types)
    ]
    information = {**get_object(facts, "system-information"), "information-types": named}
    return {**plan, "system-characteristics": {**facts, "system-information": information}}


def _known_ids(system: System, plan: Tree) -> dict[str, str]:
    """The ids that we would derive -> those that the document has for the same thing."""
    whole = system.characteristics.this_system_uuid
    derived_whole = derive_this_system_id(system)
    known = {derived_whole: whole}
    for item in get_items(get_object(plan, "control-implementation"), "implemented-requirements"):
        control = get_text(item, "control-id")
        known.setdefault(
            derive_id(system, "implemented-requirement", control), get_text(item, "uuid")
        )
        places = [(control, item)]
        for statement in get_items(item, "statements"):
            identity = get_text(statement, "statement-id")
            known.setdefault(derive_id(system, "statement", identity), get_text(statement, "uuid"))
            places.append((identity, statement))
        for parent, holder in places:
            for entry in get_items(holder, "by-components"):
                component = get_text(entry, "component-uuid")
                known.setdefault(
                    derive_id(
                        system,
                        "by-component",
                        parent,
                        derived_whole if component == whole else component,
                    ),
                    get_text(entry, "uuid"),
                )
    authorizations = get_items(
        get_object(plan, "system-implementation"), "leveraged-authorizations"
    )
    by_uuid = {provider.uuid: provider for provider in system.providers}
    for provider_uuid, item in (
        (derive_id(system, "imported", "provider", get_text(entry, "uuid")), entry)
        for entry in authorizations
    ):
        if provider_uuid in by_uuid:
            provider = by_uuid[provider_uuid]
            known[leveraged_uuid(system, provider)] = get_text(item, "uuid")
            known[provider_party(system, provider.slug)] = get_text(item, "party-uuid")
    return known


def _renamed(tree: Any, known: Mapping[str, str]) -> Any:
    """The tree with every derived id, and every reference to it, as the document has it."""
    if isinstance(tree, dict):
        return {key: _renamed(value, known) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_renamed(value, known) for value in tree]
    if isinstance(tree, str):
        return known.get(tree) or (
            f"#{known[tree[1:]]}" if tree[:1] == "#" and tree[1:] in known else tree
        )
    return tree


class Rebased:
    """`theirs` with what changed from `base` to `ours`; `kept` are the pointers of what the files
    do not speak of.
    """

    def __init__(self, ours: Tree, base: Tree, theirs: Tree) -> None:
        self.kept: list[str] = []
        self._left: list[tuple[Tree, str, str, Tree]] = []
        self.tree = self._object(SHAPES[PLAN], ours, base, theirs, "")
        self._restore()
        self.tree = _pruned(self.tree)

    def _object(self, shape: Shape, ours: Tree, base: Tree, theirs: Tree, pointer: str) -> Tree:
        result: Tree = {}
        for key in [*theirs, *(key for key in ours if key not in theirs)]:
            value = self._value(shape, key, ours, base, theirs, f"{pointer}/{key}", result)
            if value not in (None, []):
                result[key] = value
        return result

    def _value(
        self,
        shape: Shape,
        key: str,
        ours: Tree,
        base: Tree,
        theirs: Tree,
        pointer: str,
        result: Tree,
    ) -> Any:
        mine, before, there = ours.get(key), base.get(key), theirs.get(key)
        if key in ("uuid", "last-modified", "$schema"):
            return there if there is not None else mine
        if key in shape.lists and isinstance(there or [], list):
            return self._list(
                shape.lists[key], mine or [], before or [], there or [], pointer, (result, key)
            )
        if key in shape.objects and isinstance(there, dict):
            return self._object(shape.objects[key], mine or {}, before or {}, there, pointer)
        if key == "props" and isinstance(there or [], list):
            return _props(shape, mine or [], before or [], there or [])
        if key == "links" and isinstance(there or [], list):
            return _links(shape, mine or [], before or [], there or [])
        if (
            key not in shape.keys
            and key not in shape.objects
            and key not in ours
            and key not in base
        ):
            self.kept.append(pointer)
            return there
        return there if _bare(mine) == _bare(before) else mine

    def _list(
        self,
        kind: Items,
        ours: list[Tree],
        base: list[Tree],
        theirs: list[Tree],
        pointer: str,
        place: tuple[Tree, str],
    ) -> list[Tree]:
        mine, before = _by_key(kind, ours), _by_key(kind, base)
        result: list[Tree] = []
        for item in theirs:
            key, here = _key_of(kind, item), f"{pointer}/{len(result)}"
            if key in mine:
                result.append(
                    self._object(kind.shape, mine.pop(key), before.pop(key, {}), item, here)
                )
            elif key in before:
                result += self._held(kind, before.pop(key), item, here)
            else:
                self.kept.append(here)
                result.append(item)
        for key, item in mine.items():
            if key in before and _bare(item) == _bare(before[key]):
                self._left += [(*place, key, item)] if kind.key in ("uuid", "id") else []
            else:
                result.append(item)
        return result

    def _held(self, kind: Items, base: Tree, theirs: Tree, pointer: str) -> list[Tree]:
        """What the files do not speak of in an object that they no longer have."""
        if not kind.stem:
            return []
        lists = {
            key: self._list(
                shape, [], base.get(key) or [], theirs.get(key) or [], f"{pointer}/{key}", ({}, key)
            )
            for key, shape in kind.shape.lists.items()
        }
        held = {key: value for key, value in lists.items() if value}
        return [{key: theirs.get(key) for key in kind.stem} | held] if held else []

    def _restore(self) -> None:
        """What the document did without, and the files had to have, is written once something
        refers to it.
        """
        while True:
            named = set(_named(self.tree))
            wanted = [entry for entry in self._left if entry[2] in named]
            if not wanted:
                return
            for parent, name, _, item in wanted:
                parent.setdefault(name, []).append(item)
            self._left = [entry for entry in self._left if entry not in wanted]


def _pruned(tree: Any) -> Any:
    """Without objects that have nothing in them: OSCAL has none."""
    if isinstance(tree, dict):
        return {
            key: value
            for key, value in ((key, _pruned(value)) for key, value in tree.items())
            if value != {}
        }
    return [_pruned(value) for value in tree] if isinstance(tree, list) else tree


def _key_of(kind: Items, item: Tree) -> str:
    return get_text(item, kind.key)


def _by_key(kind: Items, found: list[Tree]) -> dict[str, Tree]:
    result: dict[str, Tree] = {}
    for item in found:
        result.setdefault(_key_of(kind, item), item)
    return result


def _is_own(item: Tree) -> bool:
    return item.get("ns") == NAMESPACE


def _props(shape: Shape, ours: list[Tree], base: list[Tree], theirs: list[Tree]) -> list[Tree]:
    """By name: as in the document where the files say what they said; props of our own namespace
    are written where there are none.
    """
    result: list[Tree] = []
    done: set[tuple[object, bool]] = set()
    for item in theirs:
        name = (item.get("name"), _is_own(item))
        if not (_is_own(item) or ("ns" not in item and item.get("name") in shape.props)):
            result.append(item)
        elif name not in done:
            done.add(name)
            mine, before, there = (
                [entry for entry in group if (entry.get("name"), _is_own(entry)) == name]
                for group in (ours, base, theirs)
            )
            result += there if mine == before else mine
    for item in ours:
        name = (item.get("name"), _is_own(item))
        if name not in done and (_is_own(item) or item not in base):
            result.append(item)
    return result


def _links(shape: Shape, ours: list[Tree], base: list[Tree], theirs: list[Tree]) -> list[Tree]:
    if ours == base:
        return theirs
    return [
        *(item for item in theirs if item.get("rel") not in shape.links or item in ours),
        *(item for item in ours if item not in theirs),
    ]


def _bare(tree: Any) -> Any:
    """Without our prop `source`, which names a file."""
    if isinstance(tree, dict):
        bare = {key: _bare(value) for key, value in tree.items()}
        return {key: value for key, value in bare.items() if key != "props" or value}
    if isinstance(tree, list):
        return [
            _bare(item)
            for item in tree
            if not (isinstance(item, dict) and item.get("name") == "source" and _is_own(item))
        ]
    return tree


def _named(tree: Any, key: str = "") -> Iterator[str]:
    """Every id that something refers to."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _named(value, name)
    elif isinstance(tree, list):
        for value in tree:
            yield from _named(value, key)
    elif isinstance(tree, str) and key in (
        "component-uuid",
        "role-id",
        "role-ids",
        "party-uuid",
        "party-uuids",
        "href",
    ):
        yield tree.removeprefix("#")
