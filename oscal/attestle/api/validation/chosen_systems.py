"""Some of the systems of a workspace of many: which paths are of them, and whether anything is said
between them and the others, which are looked at for that alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ...store import layout, oscal_documents
from ...store.written_uuids import find_document_uuid, list_written
from .system_identities import (
    IdentityLedger,
    SystemIdentities,
    digest_document,
    digest_uuid,
)

# Of each system there is a document in each of these
ASSEMBLED_FOLDERS = (
    *("system-security-plans", "assessment-plans", "assessment-results"),
    "plan-of-action-and-milestones",
)


def is_own_file(path: str, names: tuple[str, ...] | frozenset[str]) -> bool:
    """Whether a file is an authored one or a document of one of these systems."""
    is_own = path.partition("/")[0] in (layout.SSP, *ASSEMBLED_FOLDERS)
    return is_own and layout.is_of_system(path, names)


def list_chosen(paths: tuple[str, ...], systems: tuple[str, ...]) -> tuple[str, ...] | None:
    """The systems that paths are of; None where they ask for more than systems and what these
    share.
    """
    names = frozenset(systems)
    chosen: set[str] = set()
    for path in paths:
        top, _, rest = path.partition("/")
        if is_own_file(path, names):
            chosen.add(rest.partition("/")[0])
        elif top not in layout.MODELS or top in ASSEMBLED_FOLDERS:
            return None
    return tuple(name for name in systems if name in chosen) if paths else None


def stand_apart(
    root: Path,
    others: tuple[str, ...],
    ledger: IdentityLedger,
    ids: frozenset[str],
    read_identities: Callable[[str], Iterator[SystemIdentities]],
) -> bool:
    """Whether nothing that is in the ledger, and no system id, is in one of the other systems.

    Those that may have some of it are read, which tells persons that two systems share.
    """
    written = [system_id.encode() for system_id in ids]
    for name in others:
        uuids, description = list_written(root, name)
        has_some = any(ledger.has(digest_uuid(uuid)) for uuid in uuids)
        if not has_some and not any(system_id in description for system_id in written):
            continue
        if not all(map(ledger.take, read_identities(name))):
            return False
    return _are_documents_apart(root, frozenset(others), ledger)


def _are_documents_apart(root: Path, others: frozenset[str], ledger: IdentityLedger) -> bool:
    """A document that does not begin with its uuid may have any."""
    paths = oscal_documents.list_paths(root, ASSEMBLED_FOLDERS, lambda _, name: name in others)
    uuids = (find_document_uuid(root, path) for path in paths)
    return all(uuid and not ledger.has(digest_document(uuid)) for uuid in uuids)
