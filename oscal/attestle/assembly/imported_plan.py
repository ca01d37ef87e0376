"""Assembles a system over a plan that another tool made.

What the files say of it changes, everything else stays as it is. The document is read once more as
`attestle import ssp` reads it, and that reading is built: where it says the same as the files,
nothing was edited and the document stands, in its own words, order and ids. Where the two differ
the files win. Decision: docs/decisions/0009-imported-plans.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import WorkspaceError
from ..formats.oscal_values import get_items, get_object, get_own_prop, get_text
from ..lazy_dataclasses import dataclass
from ..model.system import System, derive_id, derive_this_system_id
from ..model.workspace import Work
from ..trees import Tree
from ..uuids import fold_tree
from . import system_documents
from .document_shapes import SHAPES, Items, Shape
from .implemented_requirements import (
    derive_by_component_uuid,
    derive_requirement_uuid,
    derive_statement_uuid,
)
from .oscal_parts import derive_provider_party_uuid
from .plan_identities import add_information_type_uuids
from .plan_versions import SHARED_LISTS, Versions
from .security_plan import build_security_plan
from .system_documents import AssembledDocuments, KeySorter
from .system_implementation import derive_authorization_uuid

PLAN = "system-security-plan"
# What a document has of itself: neither the files nor what was read from it say it otherwise.
_OF_THE_DOCUMENT = ("uuid", "last-modified", "$schema")
# Keys whose values are ids of parties, roles and components, or links to resources.
_REFERENCES = ("component-uuid", "role-id", "role-ids", "party-uuid", "party-uuids", "href")

ReadPlan = Callable[[Tree, Work], System]


def assemble_over_plan(
    work: Work,
    existing: Mapping[str, Tree | None],
    now: str,
    order: KeySorter,
    read_plan: ReadPlan,
) -> AssembledDocuments:
    """As `assemble_documents`, for any system: one that was not imported takes that way.

    `read_plan` reads the body of a plan as `attestle import ssp` does.
    """
    if not work.system.characteristics.this_system_uuid:
        return system_documents.assemble_documents(work, existing, now, order)
    built = system_documents.build_documents(work)
    merged = _merge_documents(work, built, existing, read_plan)
    return system_documents.date_documents(work, merged, existing, now, order)


def _merge_documents(
    work: Work,
    built: Mapping[str, Tree | None],
    existing: Mapping[str, Tree | None],
    read_plan: ReadPlan,
) -> Iterator[tuple[str, Tree | None, list[str]]]:
    """Model, document and pointers kept; all four refer to the ids that the plan has."""
    # another tool may have written it anew since, in its own case of uuids
    plan, _ = fold_tree(existing.get(PLAN) or {})
    body = plan.get(PLAN)
    ids = _map_derived_ids(work.system, body if isinstance(body, dict) else {})
    for model, document in built.items():
        renamed = _rename_ids(document, ids) if document else None
        if model == PLAN and renamed is not None and isinstance(body, dict):
            rebased = _rebase_plan(work, renamed[PLAN], body, ids, read_plan)
            tree = {**system_documents.copy_schema_key(plan), PLAN: rebased.tree}
            yield model, tree, rebased.kept
        else:
            old = existing.get(model)
            yield model, *system_documents.merge_with_existing(work, model, renamed, old)


def _rebase_plan(
    work: Work, ours: Tree, body: Tree, ids: Mapping[str, str], read_plan: ReadPlan
) -> Rebased:
    try:
        theirs = add_information_type_uuids(body)
        base = _rename_ids(build_security_plan(read_plan(theirs, work), work.baseline), ids)
        return Rebased(ours, base[PLAN], theirs)
    # what a document that breaks its schema leads to, wherever in the reading that is
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WorkspaceError(
            f"the {PLAN} of {work.system.name} breaks the OSCAL schema; see where with: attestle"
            " validate"
        ) from error


def _map_derived_ids(system: System, plan: Tree) -> dict[str, str]:
    """The ids that we would derive -> those that the document has for the same thing."""
    ids = {derive_this_system_id(system): system.characteristics.this_system_uuid}
    for derived, actual in _pair_answer_ids(system, plan):
        ids.setdefault(derived, actual)  # of two answers to one thing the first is read
    ids.update(_pair_authorization_ids(system, plan))
    return ids


def _pair_answer_ids(system: System, plan: Tree) -> Iterator[tuple[str, str]]:
    """Of implemented requirements, their statements, and the by-components of both."""
    requirements = get_items(get_object(plan, "control-implementation"), "implemented-requirements")
    for requirement in requirements:
        control = get_text(requirement, "control-id")
        yield derive_requirement_uuid(system, control), get_text(requirement, "uuid")
        statements = get_items(requirement, "statements")
        for statement in statements:
            identity = get_text(statement, "statement-id")
            yield derive_statement_uuid(system, identity), get_text(statement, "uuid")
        yield from _pair_component_ids(system, control, requirement)
        for statement in statements:
            yield from _pair_component_ids(system, get_text(statement, "statement-id"), statement)


def _pair_component_ids(system: System, parent: str, holder: Tree) -> Iterator[tuple[str, str]]:
    whole = system.characteristics.this_system_uuid
    for entry in get_items(holder, "by-components"):
        component = get_text(entry, "component-uuid")
        if component == whole:
            component = derive_this_system_id(system)
        identity = derive_by_component_uuid(system, parent, component)
        yield identity, get_text(entry, "uuid")
        for key in ("inherited", "satisfied"):
            for item in get_items(entry, key):
                if provider := get_own_prop(item, "provider"):
                    yield derive_id(system, key, parent, provider), get_text(item, "uuid")
        export = get_object(entry, "export")
        for key, word in (("provided", "provided"), ("responsibilities", "responsibility")):
            for item in get_items(export, key):
                if get_own_prop(item, "source"):
                    yield derive_id(system, word, identity), get_text(item, "uuid")


def _pair_authorization_ids(system: System, plan: Tree) -> Iterator[tuple[str, str]]:
    """Of leveraged systems and their parties: a provider's uuid comes from its authorization's."""
    implementation = get_object(plan, "system-implementation")
    by_uuid = {provider.uuid: provider for provider in system.providers}
    for entry in get_items(implementation, "leveraged-authorizations"):
        provider = by_uuid.get(derive_id(system, "imported", "provider", get_text(entry, "uuid")))
        if provider is not None:
            yield derive_authorization_uuid(system, provider), get_text(entry, "uuid")
            yield derive_provider_party_uuid(system, provider.slug), get_text(entry, "party-uuid")


def _rename_ids(tree: Any, ids: Mapping[str, str]) -> Any:
    """The tree with every derived id, and every reference to it, as the document has it."""
    if isinstance(tree, dict):
        return {key: _rename_ids(value, ids) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_rename_ids(value, ids) for value in tree]
    if not isinstance(tree, str):
        return tree
    if tree.startswith("#") and tree[1:] in ids:
        return f"#{ids[tree[1:]]}"
    return ids.get(tree) or tree


@dataclass(frozen=True, slots=True)
class _Omission:
    """An object that the files had to have and the document does without: where it would stand."""

    holder: Tree
    key: str
    id: str
    item: Tree


class Rebased:
    """`theirs` with what changed from `base` to `ours`.

    `kept` are the pointers of what the files do not speak of.
    """

    def __init__(self, ours: Tree, base: Tree, theirs: Tree) -> None:
        self.kept: list[str] = []
        self._omissions: list[_Omission] = []
        tree = self._rebase_object(SHAPES[PLAN], Versions(ours, base, theirs), "")
        self._restore_referenced(tree)
        self.tree: Tree = _drop_empty_objects(tree)

    def _rebase_object(self, shape: Shape, versions: Versions, pointer: str) -> Tree:
        result: Tree = {}
        ours, theirs = versions.ours, versions.theirs
        for key in [*theirs, *(key for key in ours if key not in theirs)]:
            value = self._rebase_value(shape, key, versions, f"{pointer}/{key}", result)
            if value not in (None, []):
                result[key] = value
        return result

    def _rebase_value(
        self, shape: Shape, key: str, versions: Versions, pointer: str, holder: Tree
    ) -> Any:
        value = versions.enter_key(key)
        if key in _OF_THE_DOCUMENT:
            return value.theirs if value.theirs is not None else value.ours
        if key in shape.objects and isinstance(value.theirs, dict):
            return self._rebase_object(shape.objects[key], value.replace_none({}), pointer)
        if isinstance(value.theirs or [], list):
            lists = value.replace_none([])
            if key in shape.lists:
                return self._rebase_list(shape.lists[key], lists, pointer, holder, key)
            if key in SHARED_LISTS:
                return SHARED_LISTS[key](shape, lists)
        if _is_foreign(shape, key, versions):
            self.kept.append(pointer)
            return value.theirs
        return value.choose()

    def _rebase_list(
        self, kind: Items, lists: Versions, pointer: str, holder: Tree, name: str
    ) -> list[Tree]:
        """In the document's order; behind it what the files have and it has not."""
        ours, base = _index_by_key(kind, lists.ours), _index_by_key(kind, lists.base)
        result: list[Tree] = []
        for item in lists.theirs:
            key, place = get_text(item, kind.key), f"{pointer}/{len(result)}"
            if key in ours:
                versions = Versions(ours.pop(key), base.pop(key, {}), item)
                result.append(self._rebase_object(kind.shape, versions, place))
            elif key in base:
                result += self._keep_foreign(kind, base.pop(key), item, place)
            else:
                self.kept.append(place)
                result.append(item)
        for key, item in ours.items():
            if key not in base or Versions(item, base[key], None).is_edited():
                result.append(item)
            elif kind.key in ("uuid", "id"):  # references have neither: nothing can refer to them
                self._omissions.append(_Omission(holder, name, key, item))
        return result

    def _keep_foreign(self, kind: Items, base: Tree, theirs: Tree, pointer: str) -> list[Tree]:
        """What the files do not speak of in an object that they no longer have."""
        if not kind.stem:
            return []
        foreign: Tree = {}
        for key, items in kind.shape.lists.items():
            lists = Versions([], base.get(key) or [], theirs.get(key) or [])
            if rest := self._rebase_list(items, lists, f"{pointer}/{key}", {}, key):
                foreign[key] = rest
        return [{key: theirs.get(key) for key in kind.stem} | foreign] if foreign else []

    def _restore_referenced(self, tree: Tree) -> None:
        """What the document did without is written once something refers to it.

        Again and again: what is written may itself refer to something.
        """
        while True:
            references = set(_list_references(tree))
            wanted = [entry for entry in self._omissions if entry.id in references]
            if not wanted:
                return
            for entry in wanted:
                entry.holder.setdefault(entry.key, []).append(entry.item)
            self._omissions = [entry for entry in self._omissions if entry not in wanted]


def _is_foreign(shape: Shape, key: str, versions: Versions) -> bool:
    """A key that we never write, and did not write here."""
    is_ours = key in shape.keys or key in shape.objects
    return not is_ours and key not in versions.ours and key not in versions.base


def _index_by_key(kind: Items, items: list[Tree]) -> dict[str, Tree]:
    """Of several items with one key the first."""
    result: dict[str, Tree] = {}
    for item in items:
        result.setdefault(get_text(item, kind.key), item)
    return result


def _drop_empty_objects(tree: Any) -> Any:
    """Without objects that have nothing in them: OSCAL has none."""
    if isinstance(tree, list):
        return [_drop_empty_objects(value) for value in tree]
    if not isinstance(tree, dict):
        return tree
    filled = {key: _drop_empty_objects(value) for key, value in tree.items()}
    return {key: value for key, value in filled.items() if value != {}}


def _list_references(tree: Any, key: str = "") -> Iterator[str]:
    """Every id that something refers to."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _list_references(value, name)
    elif isinstance(tree, list):
        for value in tree:
            yield from _list_references(value, key)
    elif isinstance(tree, str) and key in _REFERENCES:
        yield tree.removeprefix("#")
