"""Whether a package is what its manifest says, byte for byte; nothing of it is used before that."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO

from ..errors import PackageError
from ..lazy_dataclasses import dataclass
from .container import Entry, measure_pieces, read_container, read_content, walk_content
from .manifest import (
    MANIFEST,
    MOST_MANIFEST_BYTES,
    MOST_UNLISTED_BYTES,
    Manifest,
    check_entries,
    is_unlisted,
    read_manifest,
)


@dataclass(frozen=True, slots=True)
class ProvenPackage:
    """A package of which every byte is accounted for. `entries` are by path, in their order."""

    manifest: Manifest
    manifest_bytes: bytes
    entries: Mapping[str, Entry]

    @property
    def manifest_sha256(self) -> str:
        return hashlib.sha256(self.manifest_bytes).hexdigest()

    @property
    def unlisted(self) -> tuple[str, ...]:
        """Signatures and time stamps, which say something of the manifest."""
        return tuple(filter(is_unlisted, self.entries))


def prove_files(
    file: BinaryIO, advance: Callable[[int], None] = lambda size: None
) -> ProvenPackage:
    """Raises PackageError for the first thing that is not as the manifest says; of files that were
    changed it names the first and counts the others.
    """
    entries = read_container(file)
    if not entries or entries[0].path != MANIFEST:
        raise PackageError(f"it does not begin with {MANIFEST}, as every package does")
    raw = read_content(file, entries[0], MOST_MANIFEST_BYTES)
    manifest = read_manifest(raw)
    check_entries(manifest, entries)
    by_path = {entry.path: entry for entry in entries}
    changed = []
    for row in manifest.files:
        try:
            digest = measure_pieces(walk_content(file, by_path[row.path]))
        except PackageError:
            changed.append(row.path)
            continue
        advance(digest.size)
        if digest.sha256 != row.sha256:
            changed.append(row.path)
    if changed:
        others = f", and {len(changed) - 1} other files" if len(changed) > 1 else ""
        raise PackageError(f"{changed[0]} was changed{others}")
    for path in filter(is_unlisted, by_path):
        read_content(file, by_path[path], MOST_UNLISTED_BYTES)
    return ProvenPackage(manifest, raw, MappingProxyType(by_path))
