"""`manifest.json`: what a package holds, from which state of which system, and for whom.

It is the first entry and lists every other one in their order, but for signatures and time stamps:
these speak of it, so they come after it, last of all.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ..errors import PackageError
from ..formats.manifest_file import read_manifest_tree, write_manifest_tree
from ..iso_days import read_iso_day
from ..lazy_dataclasses import dataclass
from .container import Digest, Entry

FORMAT = "attestle-package-1"
MANIFEST = "manifest.json"
README = "README.txt"
SIGNATURES = "signatures/"
TIMESTAMPS = "timestamps/"
# In the order in which they follow what the manifest lists
UNLISTED = (SIGNATURES, TIMESTAMPS)
# 65,534 entries of a kilobyte each
MOST_MANIFEST_BYTES = 64 * 1024 * 1024
# A signature or token of more bytes is none
MOST_UNLISTED_BYTES = 1024 * 1024
_MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".csv": "text/csv",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".gif": "image/gif",
        ".html": "text/html",
        ".jpeg": "image/jpeg",
        ".jpg": "image/jpeg",
        ".json": "application/json",
        ".log": "text/plain",
        ".md": "text/markdown",
        ".pdf": "application/pdf",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".toml": "application/toml",
        ".txt": "text/plain",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xml": "application/xml",
        ".yaml": "application/yaml",
        ".yml": "application/yaml",
    }
)


class Making(StrEnum):
    """How a file came to be; what each means stands in the schema of the manifest."""

    AUTHORED = "authored"
    EVIDENCE = "evidence"
    OSCAL = "oscal"
    DOCUMENT = "document"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A row of the manifest; `source` is the file of the workspace, "" where it is not told, and
    `source_sha256` its hash, "" where it is as it is here.
    """

    path: str
    size: int
    sha256: str
    making: Making
    source: str = ""
    source_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`head` is everything but the files, by the keys of the schema."""

    head: Mapping[str, Any]
    files: tuple[ListedFile, ...]


def list_file(
    path: str, digest: Digest, making: Making, source: str = "", source_sha256: str = ""
) -> ListedFile:
    return ListedFile(path, digest.size, digest.sha256, making, source, source_sha256)


def find_media_type(path: str) -> str:
    return _MEDIA_TYPES.get(posixpath.splitext(path)[1].lower(), "application/octet-stream")


def write_manifest(manifest: Manifest) -> bytes:
    """The bytes of the file, which are what is signed."""
    return write_manifest_tree({**manifest.head, "files": list(map(_write_row, manifest.files))})


def _write_row(file: ListedFile) -> dict[str, Any]:
    told = {"from": file.source, "sha256": file.source_sha256}
    origin = {"made": str(file.making)} | {key: text for key, text in told.items() if text}
    return {
        "path": file.path,
        "size": file.size,
        "sha256": file.sha256,
        "media_type": find_media_type(file.path),
        "origin": origin,
    }


def read_manifest(raw: bytes) -> Manifest:
    """Raises PackageError for what `write_manifest` does not write."""
    tree, reason = read_manifest_tree(raw)
    if reason:
        raise PackageError(f"{MANIFEST}: {reason}")
    for day in (tree["as_of"], tree["system"]["version_date"]):
        if read_iso_day(day) is None:
            raise PackageError(f"{MANIFEST}: {day} is no day of the calendar")
    manifest = Manifest(
        MappingProxyType({key: value for key, value in tree.items() if key != "files"}),
        tuple(map(_read_row, tree["files"])),
    )
    if write_manifest(manifest) != raw:
        raise PackageError(f"{MANIFEST}: a media type in it is not that of the file's name")
    return manifest


def _read_row(row: Mapping[str, Any]) -> ListedFile:
    origin = row["origin"]
    return ListedFile(
        row["path"],
        row["size"],
        row["sha256"],
        Making(origin["made"]),
        origin.get("from", ""),
        origin.get("sha256", ""),
    )


def is_unlisted(path: str) -> bool:
    """Whether an entry is a signature or a time stamp, which no manifest lists."""
    return path.startswith(UNLISTED)


def sort_unlisted(paths: Sequence[str]) -> list[str]:
    """Signatures before time stamps, each by name."""
    return sorted(paths, key=lambda path: (not path.startswith(SIGNATURES), path))


def check_entries(manifest: Manifest, entries: Sequence[Entry]) -> None:
    """Raises PackageError unless the package holds exactly what the manifest lists, in its order,
    and behind it signatures and time stamps alone.
    """
    listed = [file.path for file in manifest.files]
    given = [entry.path for entry in entries if entry.path != MANIFEST]
    unlisted = sort_unlisted(list(filter(is_unlisted, given)))
    for path in listed:
        if path == MANIFEST or is_unlisted(path):
            raise PackageError(f"{MANIFEST} lists {path}, which it may not list")
    if missing := sorted(set(listed) - set(given)):
        raise PackageError(f"{missing[0]} is missing{_count_others(missing)}")
    if extra := sorted(set(given) - set(listed) - set(unlisted)):
        raise PackageError(f"{extra[0]} is in no manifest{_count_others(extra)}")
    if [entry.path for entry in entries] != [MANIFEST, *listed, *unlisted]:
        raise PackageError("the entries do not stand in the order of the manifest")
    _check_sizes(manifest, {entry.path: entry.size for entry in entries})


def _check_sizes(manifest: Manifest, sizes: Mapping[str, int]) -> None:
    for file in manifest.files:
        if sizes[file.path] != file.size:
            raise PackageError(f"{file.path} does not have the size that the manifest says")
    for path in filter(is_unlisted, sizes):
        if sizes[path] > MOST_UNLISTED_BYTES:
            raise PackageError(f"{path} is larger than a signature or time stamp can be")


def _count_others(paths: Sequence[str]) -> str:
    return f", and {len(paths) - 1} more" if len(paths) > 1 else ""
