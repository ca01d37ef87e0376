"""A workspace as bytes, for who cannot read it where it stands: its files as they are, in one zip."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from ...errors import UsageError
from ...formats.strict_json import read_json
from ...lazy_dataclasses import dataclass
from ...model.portfolio import PACKAGE, REPOSITORY, PortfolioPlace
from ...store import files, systems, workspace_content
from ...store.committed_state import lay_out_commit
from ...store.copied_workspace import replace_copied
from ...store.shipped_workspace import list_shipped, read_shipped
from ...store.zip_contents import read_zip_bytes

# What goes over the network for one workspace
MOST_BYTES = 64 * 1024 * 1024
_DAYS = "days.json"
_FILES = "files/"
# zip knows no day before; the same files are the same bytes
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Shipment:
    """What came with the files: by system the day of its last commit, "" where there is none."""

    days: Mapping[str, str]


def pack_place(place: PortfolioPlace) -> bytes:
    """Raises UsageError for a workspace that is not made of files and folders alone, or is too large:
    whoever judges it elsewhere would see another one.
    """
    root = Path(place.path)
    if place.kind == PACKAGE:
        return files.read_outside(root, MOST_BYTES)
    if place.kind == REPOSITORY:
        workspace_content.refuse_large_commit(root, place.revision)
        with lay_out_commit(root, (), place.revision) as laid:
            return _pack_folder(laid.folder, root, laid.commit)
    return _pack_folder(root, root, workspace_content.find_head(root))


def _pack_folder(folder: Path, repository: Path, commit: str) -> bytes:
    days = {
        name: workspace_content.find_last_day(repository, commit, name)
        for name in systems.list_systems(folder)
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(_DAYS, _MOMENT), json.dumps(days, sort_keys=True))
        for path in list_shipped(folder, MOST_BYTES):
            info = zipfile.ZipInfo(_FILES + path, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, read_shipped(folder, path))
    if packed.tell() > MOST_BYTES:
        raise UsageError(f"it is larger than the {MOST_BYTES // 1024**2} MB that are shipped")
    return packed.getvalue()


def unpack_shipment(data: bytes, folder: Path) -> Shipment:
    """Lays the files into an empty folder."""
    contents, _ = read_zip_bytes("the shipped workspace", data, ("",))
    tree, _ = read_json(contents.pop(_DAYS, b"{}"))
    replace_copied(
        folder,
        {
            name.removeprefix(_FILES): content
            for name, content in contents.items()
            if name.startswith(_FILES)
        },
    )
    return Shipment({str(name): str(day) for name, day in dict(tree or {}).items()})
