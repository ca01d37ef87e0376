"""REF013-REF015: what is unique in the world is so among the systems and documents of a workspace.

Rules within one system are in `identity_rules`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..codes import make_finding
from ..findings import Finding
from ..lazy_dataclasses import dataclass
from ..model.authored_values import Source
from ..model.derived_ids import NAMESPACE
from ..model.people import Party
from ..model.system import System, derive_id
from ..model.workspace import Document, Workspace
from ..uuids import fold_uuid
from .document_notes import as_object, as_objects
from .identity_rules import walk_identities
from .rule_input import Rule, RuleInput

_PLAN = "system-security-plan"
# The models of which a system has one document each
_SYSTEM_MODELS = (
    _PLAN,
    "assessment-plan",
    "assessment-results",
    "plan-of-action-and-milestones",
)


@dataclass(frozen=True, slots=True)
class _Holder:
    """Where a uuid was met first: in which system, and of what."""

    system: System
    source: Source
    thing: object


def shared_identities(facts: RuleInput) -> Iterator[Finding]:
    """REF013: no uuid and no system id of one system stands in another."""
    holders: dict[str, _Holder] = {}
    ids: dict[tuple[str, str | None], System] = {}
    for system in _order_systems(facts.workspace):
        shared = tuple(_walk_shared(system, holders))
        uuid = fold_uuid(system.characteristics.uuid)
        original = holders.get(uuid) if uuid else None
        if original is not None:
            yield _report_copy(system, original.system, len(shared))
        else:
            for source, holder in shared:
                yield _report_shared(source, holder)
            yield from _report_shared_ids(system, ids)
        for key, thing, source in walk_identities(system):
            holders.setdefault(key, _Holder(system, source, thing))
        for identity in system.characteristics.ids:
            ids.setdefault((identity.id, identity.scheme), system)


def _order_systems(workspace: Workspace) -> list[System]:
    """Those that have a plan under their own name first: a copy has none yet."""
    planned = {item.name for item in workspace.documents if item.model == _PLAN}
    systems = [work.system for work in workspace.works]
    return sorted(systems, key=lambda system: (system.name not in planned, system.name))


def _walk_shared(system: System, holders: dict[str, _Holder]) -> Iterator[tuple[Source, _Holder]]:
    """Each identity that another system has too, with where it is met there."""
    seen: set[str] = set()
    for uuid, thing, source in walk_identities(system):
        holder = holders.get(uuid)
        # a second one in this system is REF006
        if holder is not None and uuid not in seen and not _is_same_party(thing, holder.thing):
            yield source, holder
        seen.add(uuid)


def _is_same_party(one: object, other: object) -> bool:
    """A person or organisation that takes part in two systems is one subject."""
    if not isinstance(one, Party) or not isinstance(other, Party):
        return False
    return (one.type, one.name) == (other.type, other.name)


def _report_copy(system: System, original: System, shared: int) -> Finding:
    """Once for a folder: every identity in it is that of the other."""
    facts = system.characteristics
    return make_finding(
        "REF013",
        facts.source.path,
        f"ssp/{system.name} is a copy of ssp/{original.name}: both have the uuid {facts.uuid}, and"
        f" {shared - 1} more of its identities are the same",
        pointer="/uuid",
        hint=(
            f"if ssp/{original.name} was renamed, delete it; to have both, move ssp/{system.name}"
            f" away and run: attestle new system {system.name} --from {original.name}"
        ),
    )


def _report_shared(source: Source, holder: _Holder) -> Finding:
    return make_finding(
        "REF013",
        source.path,
        "the uuid is that of something in another system:"
        f" {holder.source.path}:{holder.source.line}",
        pointer=source.pointer,
        line=source.line,
        hint="delete the uuid here; assembly fills in another, as does: attestle validate --fix",
    )


def _report_shared_ids(
    system: System, ids: dict[tuple[str, str | None], System]
) -> Iterator[Finding]:
    for index, identity in enumerate(system.characteristics.ids):
        other = ids.get((identity.id, identity.scheme))
        if other is not None:
            yield make_finding(
                "REF013",
                system.characteristics.source.path,
                f'the system id "{identity.id}" is also that of ssp/{other.name}',
                pointer=f"/ids/{index}/id",
                hint="give each system an id of its own",
            )


def orphan_documents(facts: RuleInput) -> Iterator[Finding]:
    """REF014: a document that was assembled from a system has that system."""
    workspace = facts.workspace
    for document in workspace.documents:
        if not _is_orphan(document, workspace):
            continue
        folder = document.path.rpartition("/")[0]
        heir = _find_heir(document, workspace)
        message = f"it was assembled from a system, and there is no ssp/{document.name}"
        hint = f"bring ssp/{document.name} back, or delete {folder}"
        if heir is not None:
            moved = f"{folder.rpartition('/')[0]}/{heir.name}"
            message += f"; it is the document of ssp/{heir.name}"
            names = {(item.model, item.name) for item in workspace.documents}
            taken = (document.model, heir.name) in names
            hint = (
                f"delete {folder}: {moved} has taken its place"
                if taken
                else f"rename it with its system: git mv {folder} {moved}"
            )
        yield make_finding(
            "REF014", document.path, message, pointer=f"/{document.model}/uuid", hint=hint
        )


def _is_orphan(document: Document, workspace: Workspace) -> bool:
    return (
        document.model in _SYSTEM_MODELS
        and document.name not in workspace.systems
        and _is_assembled(document)
    )


def _is_assembled(document: Document) -> bool:
    """Whether a role or party of the document says which authored file it comes from."""
    metadata = as_object(document.body.get("metadata"))
    people = (*as_objects(metadata.get("roles")), *as_objects(metadata.get("parties")))
    return any(
        prop.get("name") == "source" and prop.get("ns") == NAMESPACE
        for person in people
        for prop in as_objects(person.get("props"))
    )


def _find_heir(document: Document, workspace: Workspace) -> System | None:
    """The system whose document it is by its uuid, under whatever name that stands now."""
    systems = (work.system for work in workspace.works)
    uuid = fold_uuid(str(document.body.get("uuid")))
    return next((item for item in systems if uuid == _derive_uuid(item, document.model)), None)


def _derive_uuid(system: System, model: str) -> str:
    """The uuid that a document of the system has."""
    return fold_uuid(system.characteristics.uuid) if model == _PLAN else derive_id(system, model)


def shared_document_uuids(facts: RuleInput) -> Iterator[Finding]:
    """REF015: two documents that say different things have uuids of their own.

    What REF013 and REF014 say of copied and renamed systems is not said again.
    """
    workspace = facts.workspace
    systems = {work.system.name: work.system for work in workspace.works}
    first: dict[str, Document] = {}
    for document in workspace.documents:
        uuid = document.body.get("uuid")
        if not isinstance(uuid, str) or _is_orphan(document, workspace):
            continue
        other = first.setdefault(fold_uuid(uuid), document)
        if other.tree == document.tree:
            continue  # itself, or the same document in a second place
        if _belong_to_copies(systems, other, document):
            continue
        yield make_finding(
            "REF015",
            document.path,
            f"the uuid {uuid} is that of another document: {other.path}",
            pointer=f"/{document.model}/uuid",
            hint="give the younger of the two a new uuid, or delete it",
        )


def _belong_to_copies(systems: dict[str, System], one: Document, other: Document) -> bool:
    pair = [systems.get(item.name) for item in (one, other) if item.model in _SYSTEM_MODELS]
    uuids = [fold_uuid(item.characteristics.uuid) for item in pair if item is not None]
    return len(uuids) == 2 and uuids[0] == uuids[1]


OF_SYSTEMS: tuple[Rule, ...] = (shared_identities,)
OF_DOCUMENTS: tuple[Rule, ...] = (orphan_documents, shared_document_uuids)
