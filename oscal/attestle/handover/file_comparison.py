"""Two packages by their manifests: which files came, went, or are others."""

from __future__ import annotations

from collections.abc import Iterator

from ..lazy_dataclasses import dataclass
from .manifest import ListedFile, Manifest


@dataclass(frozen=True, slots=True)
class FileChange:
    """`how` is added, removed or changed; the hashes are "" where there is no file."""

    path: str
    how: str
    before: str
    after: str


def compare_files(old: Manifest, new: Manifest) -> tuple[FileChange, ...]:
    """By path; the README tells of the making of each and is passed over."""
    return tuple(_list_changes(_index(old), _index(new)))


def _index(manifest: Manifest) -> dict[str, ListedFile]:
    return {file.path: file for file in manifest.files if file.path != "README.txt"}


def _list_changes(
    before: dict[str, ListedFile], after: dict[str, ListedFile]
) -> Iterator[FileChange]:
    for path in sorted({*before, *after}):
        old = before[path].sha256 if path in before else ""
        new = after[path].sha256 if path in after else ""
        if old != new:
            how = "changed" if old and new else "added" if new else "removed"
            yield FileChange(path, how, old, new)
