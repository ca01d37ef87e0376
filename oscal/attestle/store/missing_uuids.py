"""The uuids that authored objects of a system lack, derived from the place of each.

Two machines that read the same files derive the same ones. Nothing is written here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..lazy_patterns import make_pattern
from ..model.derived_ids import derive_uuid
from ..uuids import fold_uuid
from . import files, layout, oscal_documents

_UUID = make_pattern(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# What tells an item of a list from its neighbours; another item above it must not change its uuid
_NAMES = ("id", "title", "name", "objective", "criterion", "customer", "provider", "date")
# Where uuids are written by people
_FOLDERS = ("components", "providers", "poam", "exceptions")
_ENDINGS = (".md", ".yaml", ".csv")
_PLAN = "system-security-plan"


class MissingUuids:
    """By file the uuids to be filled in, by pointer, in a table by the line of the row.

    They are derived from the uuid of the system, which is read first; without one, which only an
    unreadable `system.md` has, none is recorded, for a machine that can read it would derive
    others.
    """

    def __init__(self, root: Path, folder: str) -> None:
        self.by_path: dict[str, dict[str, str]] = {}
        self._root = root
        self._folder = folder
        self._system = ""
        self._taken: set[str] | None = None

    def identify_system(self, value: Any) -> None:
        """Take the uuid of the system from the keys of its file.

        One that went lost is that of the plan made from it, because with another one everything in
        the plan would be somebody else's; without a plan it is derived.
        """
        if isinstance(value, dict):
            written = value.get("uuid")
            is_there = isinstance(written, str) and written
            self._system = str(written) if is_there else self._recover_system(value)

    def _recover_system(self, value: Mapping[str, Any]) -> str:
        path = layout.document_path(_PLAN, self._folder.rpartition("/")[2])
        document = oscal_documents.read_document(self._root, path)[0]
        uuid = document.body.get("uuid") if document else None
        if isinstance(uuid, str) and _UUID.fullmatch(uuid):
            return fold_uuid(uuid)
        # systems of two organisations may have the same folder, hardly with the same name
        return derive_uuid("authored", self._folder, str(value.get("name")))

    def fill_document(self, path: str, value: Any, pointers: Iterable[str]) -> None:
        """Give each object that is named a uuid, in the value itself."""
        for pointer in sorted(set(pointers)):
            names, item = _name_place(value, pointer)
            is_system = path == f"{self._folder}/system.md" and not pointer
            uuid = self._system if is_system else self._derive(path, "/".join(names))
            item["uuid"] = self._record(path, pointer, uuid)

    def fill_row(self, path: str, line: int, identity: str) -> str:
        """The uuid of a row of a table, which is told by its id."""
        return self._record(path, str(line), self._derive(path, f"id={identity}"))

    def _derive(self, path: str, name: str) -> str:
        """A uuid that nothing else of the system has; `name` tells the object in its file."""
        taken = self._read_taken()
        inside = path.removeprefix(f"{self._folder}/")
        candidates = (
            derive_uuid(self._system, "authored", inside, name, str(number))
            for number in itertools.count()
        )
        # what was renamed or copied has taken the uuid of this place along
        return next(uuid for uuid in candidates if uuid not in taken)

    def _record(self, path: str, place: str, uuid: str) -> str:
        self._read_taken().add(uuid)
        if self._system:
            self.by_path.setdefault(path, {})[place] = uuid
        return uuid

    def _read_taken(self) -> set[str]:
        """Every uuid that stands anywhere in the files that hold some, read when one lacks."""
        if self._taken is None:
            self._taken = set()
            for folder in (self._folder, *(f"{self._folder}/{name}" for name in _FOLDERS)):
                for name in files.list_names(self._root, folder):
                    if name.endswith(_ENDINGS):
                        self._taken |= _find_uuids(self._root, f"{folder}/{name}")
        return self._taken


def _find_uuids(root: Path, path: str) -> set[str]:
    try:
        data = files.read(root, path)
    except (FileNotFoundError, files.Unreadable):
        return set()
    return {fold_uuid(uuid) for uuid in _UUID.findall(data.decode("utf-8", "replace"))}


def _name_place(value: Any, pointer: str) -> tuple[list[str], Any]:
    """The keys on the way to an object, with what an item of a list is called, and the object."""
    names = []
    for token in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(token)]
            names.append(_name_item(value) or token)
        else:
            value = value[token]
            names.append(token)
    return names, value


def _name_item(item: Any) -> str:
    keys: Mapping[str, Any] = item if isinstance(item, dict) else {}
    return next((f"{key}={keys[key]}" for key in _NAMES if keys.get(key)), "")
