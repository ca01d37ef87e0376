"""The workspace that a package holds: its OSCAL documents and its authored files, laid out
to be read.

What stands in `oscal/` and what stands in `source/` never meet in one place, so that no file can
pass for another one.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from ..errors import PackageError
from ..handover.container import read_content
from ..handover.evidence_record import EVIDENCE_RECORD
from ..handover.package_proof import ProvenPackage
from ..store import layout
from ..store.copied_workspace import replace_copied
from .package_contents import SOURCE
from .package_oscal import FOLDER, RESOLVED

# A document or an authored file has no more bytes
MOST_BYTES = 64 * 1024 * 1024
# What is read as a document or as an authored file has no more bytes together
_MOST_TOGETHER = 512 * 1024 * 1024
_OF_OSCAL = (*layout.MODELS, RESOLVED)


def lay_out(folder: Path, file: BinaryIO, package: ProvenPackage) -> None:
    """OSCAL and authored files as a workspace; every path was proved to be one of a package.

    Raises PackageError for a file among the authored ones that is none of the system's.
    """
    total, written = 0, dict[str, bytes | None]()
    for path, entry in package.entries.items():
        place = _find_place(path, package.manifest.head["system"]["name"])
        if not place:
            continue
        total += entry.size
        if total > _MOST_TOGETHER:
            raise PackageError("its documents are larger than anything that can be checked")
        written[place] = read_content(file, entry, MOST_BYTES)
    replace_copied(folder, written)


def _find_place(path: str, system: str) -> str:
    """Where an entry stands in the workspace, "" for what is no part of it.

    Pictures that documents link to stand below `oscal/` too, as copies: they are not laid out.
    """
    top, _, inside = path.partition("/")
    if top == FOLDER:
        return inside if inside.partition("/")[0] in _OF_OSCAL else ""
    if top != SOURCE or path == EVIDENCE_RECORD:
        return ""
    if inside != layout.SETTINGS and not inside.startswith(f"{layout.SSP}/{system}/"):
        raise PackageError(f"{path} is no authored file of {system}, which the manifest names")
    return inside
