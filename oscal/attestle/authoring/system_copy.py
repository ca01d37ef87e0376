"""A system copied: the files of another one, with identities of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..errors import WorkspaceError
from ..formats.text_file import decode_text
from ..formats.yaml_edit import EditedFrontMatter
from .line_ends import keep_line_ends
from .scaffold import NewUuid

_UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What people author; the rest is somebody else's file and is copied byte for byte
_AUTHORED = (".md", ".yaml", ".csv")
_ARTIFACTS = ("evidence/", "diagrams/")


def copy_files(
    content: Mapping[str, bytes],
    identities: Iterable[str],
    name: str,
    title: str,
    new_uuid: NewUuid,
) -> dict[str, bytes]:
    """The files, by their path in the system's folder, with a new uuid in place of each one given.

    Wherever one stands the same new one does, so what referred to it still does.
    """
    fresh = {old.encode(): new_uuid().encode() for old in dict.fromkeys(identities)}

    def exchange(match: re.Match[bytes]) -> bytes:
        return fresh.get(match[0], match[0])

    outputs = {
        path: _UUID.sub(exchange, data) if _is_authored(path) else data
        for path, data in content.items()
    }
    outputs["system.md"] = _name_system(outputs["system.md"], name, title)
    return outputs


def _is_authored(path: str) -> bool:
    return path.endswith(_AUTHORED) and not path.startswith(_ARTIFACTS)


def _name_system(data: bytes, name: str, title: str) -> bytes:
    """The system under its own name and id: what it is called elsewhere is the other one."""
    decoded = decode_text(data)
    if decoded.problems:
        raise WorkspaceError("system.md cannot be read")
    edit = EditedFrontMatter(decoded.text)
    edit.put("", "name", title, after="uuid")
    edit.remove("short-name")
    edit.put_items("ids", [{"id": name}])
    return keep_line_ends(data, edit.text())
