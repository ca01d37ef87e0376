"""A workspace as bytes, for who cannot read it where it stands: its files as they are,
in one zip.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from ...errors import UsageError
from ...lazy_dataclasses import dataclass
from ...model.portfolio import PACKAGE, REPOSITORY, PortfolioPlace
from ...store import files, systems, workspace_content
from ...store.committed_state import lay_out_commit
from ...store.copied_workspace import replace_copied
from ...store.shipped_workspace import list_shipped, read_shipped
from ...store.workspace_content import MOST_FILES
from ...store.zip_contents import read_zip_bytes

# What goes over the network for one workspace
MOST_BYTES = 64 * 1024 * 1024
_HEAD = "head.json"
_FILES = "files/"
# zip knows no day before; the same files are the same bytes
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Shipment:
    """What came with the files: by system the day of its last commit, "" where there is none."""

    days: Mapping[str, str]


def pack_place(place: PortfolioPlace) -> bytes:
    """Raises UsageError for a workspace that is not made of files and folders alone, or is too
    large: whoever judges it elsewhere would see another one.
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
    paths, folders = list_shipped(folder, MOST_BYTES)
    # names as JSON has them: those of a zip file cannot be anything but UTF-8
    head = {"days": days, "files": paths, "folders": folders}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(_HEAD, _MOMENT), json.dumps(head, sort_keys=True))
        for number, path in enumerate(paths):
            info = zipfile.ZipInfo(f"{_FILES}{number}", _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, read_shipped(folder, path))
    if packed.tell() > MOST_BYTES:
        raise UsageError(f"it is larger than the {MOST_BYTES // 1024**2} MB that are shipped")
    return packed.getvalue()


def unpack_shipment(data: bytes, folder: Path) -> Shipment:
    """Lays the files and folders into an empty folder. Raises UsageError for what is no
    shipment.
    """
    contents, _ = read_zip_bytes("the shipped workspace", data, ("",), MOST_FILES + 1)
    try:
        # with names that are not UTF-8, which no strict reader has
        head = json.loads(contents[_HEAD])
        paths, folders = [map(_check_path, head[kind]) for kind in ("files", "folders")]
        changes = {path: contents[f"{_FILES}{number}"] for number, path in enumerate(paths)}
        for path in folders:
            (folder / path).mkdir(parents=True, exist_ok=True)
        days = {str(name): str(day) for name, day in head["days"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UsageError("what was shipped is no workspace") from error
    replace_copied(folder, changes)
    return Shipment(days)


def _check_path(path: str) -> str:
    """Raises ValueError for one that leads out of a folder."""
    if not path or path.startswith("/") or ".." in path.split("/") or "\\" in path:
        raise ValueError(path)
    return path
