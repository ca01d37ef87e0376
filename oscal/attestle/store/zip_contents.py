"""The files in a zip file from anybody, read into memory: nothing is unpacked to the disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from ..errors import UsageError
from . import files

# Of all files together, against a zip file that unpacks to more than the machine holds
_MOST_BYTES = 256 * 1024 * 1024
_MOST_ENTRIES = 5000
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def read_zip(path: Path, endings: tuple[str, ...]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files of these endings by their path, and the paths of the others.

    Raises UsageError for what is no zip file, is too large, or has a path that leaves it.
    """
    return read_zip_bytes(str(path), files.read_outside(path, _MOST_BYTES), endings)


def read_zip_bytes(
    path: str, data: bytes, endings: tuple[str, ...], most: int = _MOST_ENTRIES
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The same of bytes that are at hand; `path` is what a refusal calls them, `most` how many
    files they hold.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            _check_entries(path, entries, most)
            chosen = [entry for entry in entries if entry.filename.endswith(endings)]
            contents = {entry.filename: _read_entry(path, package, entry) for entry in chosen}
    except _DAMAGE as error:
        raise UsageError(f"{path} cannot be read as a zip file: {error}") from error
    others = (entry.filename for entry in entries if entry.filename not in contents)
    return contents, tuple(sorted(others))


def _check_entries(path: str, entries: list[zipfile.ZipInfo], most: int) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > most or sum(entry.file_size for entry in entries) > _MOST_BYTES:
        raise UsageError(f"{path} is too large when unpacked")
    if len(set(names)) != len(names):
        raise UsageError(f"{path} holds two files of one name")
    for name in filter(_leads_out, names):
        raise UsageError(f"{path} holds a path that leads out of it: {name}")


def _leads_out(name: str) -> bool:
    """Whether the name of an entry is anything but a plain path below the top."""
    place = PurePosixPath(name)
    return place.is_absolute() or ".." in place.parts or "\\" in name or str(place) != name


def _read_entry(path: str, package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What it says of its size need not be true."""
    with package.open(entry) as file:
        data = file.read(files.MAX_BYTES + 1)
    if len(data) > files.MAX_BYTES:
        limit = files.MAX_BYTES // (1024 * 1024)
        raise UsageError(f"{entry.filename} in {path} is larger than {limit} MB")
    return data
