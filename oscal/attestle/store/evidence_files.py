"""The evidence register of a system, and what stands at the local places that it names."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ..formats.picture_kinds import is_picture
from ..formats.prose_targets import list_local_paths
from ..model.authored_texts import AuthoredText, walk_authored_texts
from ..model.evidence import EvidenceItem, EvidencePlace, EvidenceRegister, FoundFile
from ..model.system import System
from . import files, folders, layout
from .loader import Loader

EVIDENCE = "evidence"
# A screenshot has a few; a document with a hundred larger ones could not be sent to anybody
MOST_PICTURE_BYTES = 16 * 1024 * 1024


def read_register(loader: Loader) -> tuple[EvidenceItem, ...]:
    register = loader.read_yaml("evidence.yaml", "evidence", EvidenceRegister)
    return tuple(_complete_item(loader, item) for item in register.evidence) if register else ()


def _complete_item(loader: Loader, item: EvidenceItem) -> EvidenceItem:
    """Criteria as they are printed, and what stands at the item's local places."""
    looked = {}
    for place in item.places:
        path = find_local_path(loader.name, place.location)
        if path is not None:
            looked[place.location] = _look_at_place(loader.root, path, place)
    return replace(
        item,
        criteria=tuple(text.strip().upper() for text in item.criteria),
        found=MappingProxyType(looked),
    )


def _look_at_place(root: Path, path: str, place: EvidencePlace) -> FoundFile:
    """Only what registers a hash is read."""
    standing = _find_standing(root, path)
    if standing is None or not place.sha256:
        return FoundFile(standing is not None)
    hashed = _hash_standing(root, standing)
    if hashed is None:
        return FoundFile(exists=False)
    others = () if place.sha256.lower() == hashed else _hash_line_ends(root, standing)
    return FoundFile(True, hashed, others)


def _find_standing(root: Path, path: str) -> str | None:
    """The path at which a file or folder stands: its name may be composed in another way on disk
    (macOS writes accents apart).
    """
    for form in dict.fromkeys((path, *(unicodedata.normalize(f, path) for f in ("NFC", "NFD")))):
        if files.exists(root, form) or _is_folder(root, form):
            return form
    return None


def _is_folder(root: Path, path: str) -> bool:
    return not files.explain_no_folder(root, path) and folders.is_folder(root / path)


def hash_places(root: Path, system: str, item: EvidenceItem) -> dict[str, str]:
    """SHA-256 in lower-case hex of what stands at each local place of the item, by location."""
    hashes = {}
    for place in item.places:
        path = find_local_path(system, place.location)
        standing = _find_standing(root, path) if path else None
        value = _hash_standing(root, standing) if standing else None
        if value is not None:
            hashes[place.location] = value
    return hashes


def _hash_standing(root: Path, path: str) -> str | None:
    """The hash of a file or folder, None if it cannot be read."""
    try:
        if _is_folder(root, path):
            return _hash_folder(root, path)
        return hashlib.sha256(files.read(root, path)).hexdigest()
    except (FileNotFoundError, files.Unreadable):
        return None


def _hash_folder(root: Path, path: str) -> str:
    """SHA-256 of a line "HASH path" for each regular file below, with paths from the folder in
    Unicode's form C, sorted by bytes (docs/reference/files.md).
    """
    lines = []
    for name in folders.list_files_below(root / path):
        digest = hashlib.sha256(files.read(root, f"{path}/{name}")).hexdigest().upper()
        lines.append(f"{digest} {unicodedata.normalize('NFC', name)}\n".encode())
    return hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def _hash_line_ends(root: Path, path: str) -> tuple[str, ...]:
    """The hashes that a text would have with other line ends, to tell a clone that changed them."""
    if _is_folder(root, path):
        return ()
    unix = files.read(root, path).replace(b"\r\n", b"\n")
    return tuple(hashlib.sha256(data).hexdigest() for data in (unix, unix.replace(b"\n", b"\r\n")))


def normalize_location(location: str) -> str:
    """A location as a path with "/", without "./"; `Evidence/` is the folder of that name too."""
    parts = [part for part in location.replace("\\", "/").split("/") if part not in ("", ".")]
    if parts and parts[0].lower() == EVIDENCE:
        parts[0] = EVIDENCE
    return "/".join(parts)


def find_local_path(system: str, location: str) -> str | None:
    """The path of a location inside the system's `evidence/` folder, None for links and places."""
    path = normalize_location(location)
    if not path.startswith(f"{EVIDENCE}/"):
        return None
    return f"{layout.system_folder_path(system)}/{path}"


def list_local_files(root: Path, system: System) -> frozenset[str]:
    """Which of the diagrams that the system names, and of the files and folders that its texts may
    name, are there.
    """
    diagrams = (path for path in _list_diagrams(system) if files.exists(root, path))
    named = (path for path in list_prose_paths(system) if _find_standing(root, path) == path)
    return frozenset((*diagrams, *named))


def list_prose_paths(system: System) -> frozenset[str]:
    """The paths that the texts of a system may name, there or not."""
    texts = walk_authored_texts(system)
    return frozenset(path for text in texts for path in _list_paths(text))


def list_false_pictures(root: Path, system: System) -> frozenset[str]:
    """Which of the diagrams that are there, and of the files that texts with pictures may name, are
    no pictures that Word shows.
    """
    texts = (text for text in walk_authored_texts(system) if "![" in text.text)
    named = {path for text in texts for path in _list_paths(text)}
    diagrams = (path for path in _list_diagrams(system) if _is_false_picture(root, path))
    return frozenset((*diagrams, *(path for path in named if _is_no_prose_picture(root, path))))


def read_prose_picture(root: Path, path: str) -> bytes | None:
    """A file that a text shows as a picture; None for what is not there, or too large to be one."""
    try:
        return files.read(root, path, MOST_PICTURE_BYTES)
    except (FileNotFoundError, files.Unreadable):
        return None


def _is_no_prose_picture(root: Path, path: str) -> bool:
    data = read_prose_picture(root, path)
    return data is None or not is_picture(data)


def _list_paths(text: AuthoredText) -> tuple[str, ...]:
    return list_local_paths(text.text, text.path)


def _list_diagrams(system: System) -> list[str]:
    folder = layout.system_folder_path(system.name)
    parts = (system.boundary, system.network, system.data_flow)
    return [f"{folder}/{picture.file}" for part in parts if part for picture in part.diagrams]


def _is_false_picture(root: Path, path: str) -> bool:
    try:
        return not is_picture(files.read(root, path))
    except (FileNotFoundError, files.Unreadable):
        return False
