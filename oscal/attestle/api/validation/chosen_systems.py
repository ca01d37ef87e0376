"""Some of the systems of a workspace of many: which paths are of them, and whether anything is said
between them and the others, which are looked at for that alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from pathlib import Path

from ...lazy_dataclasses import dataclass
from ...store import layout, oscal_documents
from ...store.written_uuids import find_document_uuid, list_written
from ..worker_processes import note_once
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


@dataclass(slots=True)
class _WrittenThings:
    """What is unique in the world and stands in systems, by digest, with the names of these."""

    uuids: dict[int, set[str]] = field(default_factory=dict)
    documents: dict[int, set[str]] = field(default_factory=dict)
    descriptions: dict[str, bytes] = field(default_factory=dict)
    # with a document that does not begin with its uuid, and may have any
    doubtful: set[str] = field(default_factory=set)

    def list_sharing(self, ledger: IdentityLedger, ids: frozenset[str]) -> set[str]:
        """The systems that may have something of what is in the ledger, or one of the ids."""
        written = [system_id.encode() for system_id in ids]
        sharing = {
            name
            for name, description in self.descriptions.items()
            if any(system_id in description for system_id in written)
        }
        return sharing.union(*(self.uuids.get(key, ()) for key in ledger.list_keys()))

    def list_documents_sharing(self, ledger: IdentityLedger) -> set[str]:
        return self.doubtful.union(*(self.documents.get(key, ()) for key in ledger.list_keys()))


def stand_apart(
    root: Path,
    systems: tuple[str, ...],
    names: frozenset[str],
    ledger: IdentityLedger,
    ids: frozenset[str],
    read_identities: Callable[[str], Iterator[SystemIdentities]],
) -> bool:
    """Whether nothing that is in the ledger, and no system id, is in one of the systems but those
    of these names.

    Those that may have some of it are read, which tells persons that two systems share.
    """
    written = note_once(("written", root, systems), lambda: _read_written(root, systems))
    if written.list_documents_sharing(ledger) - names:
        return False
    sharing = written.list_sharing(ledger, ids) - names
    return all(all(map(ledger.take, read_identities(name))) for name in sorted(sharing))


def _read_written(root: Path, systems: tuple[str, ...]) -> _WrittenThings:
    written = _WrittenThings()
    for name in systems:
        uuids, written.descriptions[name] = list_written(root, name)
        for uuid in uuids:
            written.uuids.setdefault(digest_uuid(uuid), set()).add(name)
    known = frozenset(systems)
    for path in oscal_documents.list_paths(root, ASSEMBLED_FOLDERS, lambda _, name: name in known):
        name = path.split("/")[1]
        uuid = find_document_uuid(root, path)
        if uuid:
            written.documents.setdefault(digest_document(uuid), set()).add(name)
        else:
            written.doubtful.add(name)
    return written
