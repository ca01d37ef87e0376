"""The one form of a package's zip: stored entries, fixed times and attributes, nothing between.

A package has exactly one sequence of bytes for its files and their order, so the reader asks for
these bytes and for nothing else: whatever a zip may hold besides has no place to stand in. Content
is passed on in pieces, never held as a whole.

There is no zip64: an entry and the package itself stay below 4 GiB, and there are at most 65,534
entries. Readers differ in how they take these records, and no package needs them.
"""

from __future__ import annotations

import hashlib
import stat
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from ..errors import InternalError, PackageError, UsageError
from ..lazy_dataclasses import dataclass
from .entry_names import explain_collision, explain_unsafe

MOST_ENTRIES = 65_534  # one more is the sign for zip64
MOST_BYTES = 2**32 - 2  # of the package, and so of each entry
PIECE = 1024 * 1024
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_LOCAL_SIGN, _CENTRAL_SIGN, _END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_NEEDED = 20  # the version of the format that readers must know
_MADE_BY = 3 << 8 | _NEEDED  # 3: the attributes below are those of Unix
_FLAGS = 0x0800  # names are UTF-8; no encryption, no sizes behind the data
_STORED = 0
_TIME, _DAY = 0, 0x0021  # 1980-01-01 00:00, the first time that a zip can say
_MODE = stat.S_IFREG | 0o644
# A name in UTF-8 has at most four bytes for each of its characters
_LONGEST_NAME = 1024


@dataclass(frozen=True, slots=True)
class Digest:
    """What is known of a content without holding it."""

    size: int
    sha256: str
    crc32: int


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file that goes into a package; `open` gives its content from the beginning."""

    path: str
    digest: Digest
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a package; `start` is where its content begins."""

    path: str
    size: int
    crc32: int
    start: int

    @property
    def end(self) -> int:
        return self.start + self.size


def walk_pieces(file: BinaryIO, size: int | None = None) -> Iterator[bytes]:
    """The rest of a file, or `size` bytes of it as far as they are there."""
    left = size
    while left is None or left > 0:
        piece = file.read(PIECE if left is None else min(PIECE, left))
        if not piece:
            return
        if left is not None:
            left -= len(piece)
        yield piece


def measure_pieces(pieces: Iterator[bytes]) -> Digest:
    """Size and hashes of a content that comes in pieces."""
    size, crc32, digest = 0, 0, hashlib.sha256()
    for piece in pieces:
        size += len(piece)
        crc32 = zlib.crc32(piece, crc32)
        digest.update(piece)
    return Digest(size, digest.hexdigest(), crc32)


def write_container(
    out: BinaryIO, files: Sequence[PackedFile], advance: Callable[[int], None] = lambda size: None
) -> None:
    """The package of these files in their order. `advance` is told of each piece that is written.

    Raises UsageError for what no package can hold, InternalError where a content is no longer what
    was measured.
    """
    _refuse_files(files)
    directory, place = [], 0
    for file in files:
        entry = Entry(file.path, file.digest.size, file.digest.crc32, place)
        header = _write_local(entry)
        out.write(header)
        _copy_content(out, file, advance)
        directory.append(_write_central(entry, place))
        place += len(header) + entry.size
    for record in directory:
        out.write(record)
    out.write(_write_end(len(directory), sum(map(len, directory)), place))


def _refuse_files(files: Sequence[PackedFile]) -> None:
    for file in files:
        if reason := explain_unsafe(file.path):
            raise UsageError(f"{file.path} cannot be packed: {reason}")
    if reason := explain_collision(file.path for file in files):
        raise UsageError(f"cannot be packed: {reason}")
    if len(files) > MOST_ENTRIES:
        raise UsageError(f"{len(files)} files are more than a package holds ({MOST_ENTRIES})")
    names = sum(len(file.path.encode()) for file in files)
    heads = len(files) * (_LOCAL.size + _CENTRAL.size) + 2 * names + _END.size
    if heads + sum(file.digest.size for file in files) > MOST_BYTES:
        raise UsageError(
            "the files are larger than a package can be (4 GiB); leave evidence out of it, and hand"
            " that over by itself"
        )


def _copy_content(out: BinaryIO, file: PackedFile, advance: Callable[[int], None]) -> None:
    def copy(content: BinaryIO) -> Iterator[bytes]:
        for piece in walk_pieces(content):
            out.write(piece)
            advance(len(piece))
            yield piece

    with file.open() as content:
        if measure_pieces(copy(content)) != file.digest:
            raise InternalError(f"{file.path} was changed while it was packed; try again")


def _write_local(entry: Entry) -> bytes:
    name = entry.path.encode()
    facts = (_NEEDED, _FLAGS, _STORED, _TIME, _DAY, entry.crc32, entry.size, entry.size)
    return _LOCAL.pack(_LOCAL_SIGN, *facts, len(name), 0) + name


def _write_central(entry: Entry, place: int) -> bytes:
    name = entry.path.encode()
    facts = (_NEEDED, _FLAGS, _STORED, _TIME, _DAY, entry.crc32, entry.size, entry.size)
    # no extra field, no comment, disk 0, no inner attributes
    rest = (len(name), 0, 0, 0, 0, _MODE << 16, place)
    return _CENTRAL.pack(_CENTRAL_SIGN, _MADE_BY, *facts, *rest) + name


def _write_end(number: int, size: int, place: int) -> bytes:
    return _END.pack(_END_SIGN, 0, 0, number, number, size, place, 0)


def read_container(file: BinaryIO) -> tuple[Entry, ...]:
    """The entries of a package in their order; no content is read.

    Raises PackageError for everything that `write_container` would have written in another way.
    """
    total = file.seek(0, 2)
    if total > MOST_BYTES:
        raise PackageError("it is larger than a package can be (4 GiB)")
    number, size, place = _read_end(file, total)
    file.seek(place)
    directory = file.read(size)
    if len(directory) != size:
        raise PackageError("its directory is cut off")
    entries, here, offset = [], 0, 0
    for _ in range(number):
        entry, length = _read_central(directory, here, offset)
        offset = _check_local(file, entry, offset, place)
        entries.append(entry)
        here += length
    if here != size:
        raise PackageError("its directory holds more than the entries that it counts")
    if offset != place:
        raise PackageError(
            f"{place - offset} bytes that belong to no entry stand before its directory"
        )
    if reason := explain_collision(entry.path for entry in entries):
        raise PackageError(reason)
    return tuple(entries)


def _read_end(file: BinaryIO, total: int) -> tuple[int, int, int]:
    """Number of entries, size and place of the directory; behind it stands the last record."""
    if total < _END.size:
        raise PackageError("it is no zip: it is too short")
    file.seek(total - _END.size)
    record = file.read(_END.size)
    if len(record) != _END.size or not record.startswith(_END_SIGN):
        raise PackageError(
            "it is no zip, or cut off, or something stands behind its end: a comment, other bytes"
        )
    _, disk, first_disk, here, number, size, place, comment = _END.unpack(record)
    if comment or disk or first_disk or here != number:
        raise PackageError("its last record is not that of a package: a comment, or several parts")
    if number > MOST_ENTRIES or 0xFFFFFFFF in (size, place):
        raise PackageError("it says to be a zip64, which no package is")
    if place + size != total - _END.size:
        raise PackageError("its directory does not stand right before its last record")
    if size > number * (_CENTRAL.size + _LONGEST_NAME):
        raise PackageError("its directory is larger than its entries need")
    return number, size, place


def _read_central(directory: bytes, here: int, offset: int) -> tuple[Entry, int]:
    """The entry that a record of the directory is of, and the length of that record.

    `offset` is where the entry has to begin.
    """
    record = directory[here : here + _CENTRAL.size]
    if len(record) != _CENTRAL.size or not record.startswith(_CENTRAL_SIGN):
        raise PackageError("its directory is damaged")
    fields = _CENTRAL.unpack(record)
    length = fields[10]
    name = directory[here + _CENTRAL.size : here + _CENTRAL.size + length]
    path = _read_name(name, length)
    start = offset + _LOCAL.size + length
    entry = Entry(path, fields[9], fields[7], start)
    if reason := _explain_fields(fields):
        raise PackageError(f"{path}: {reason}")
    if record + name != _write_central(entry, offset):
        raise PackageError(
            f"{path}: its place in the package is not where the entry before it ends: gap, overlap"
            " or wrong order"
        )
    return entry, _CENTRAL.size + length


def _read_name(name: bytes, length: int) -> str:
    if len(name) != length or length > _LONGEST_NAME:
        raise PackageError("a name in its directory is cut off or too long")
    try:
        path = name.decode()
    except UnicodeDecodeError as error:
        raise PackageError(f"the name {name!r} is not UTF-8") from error
    if reason := explain_unsafe(path):
        raise PackageError(f"{path!r}: {reason}")
    return path


def _explain_fields(fields: tuple[int, ...]) -> str:
    """What a record of the directory says that none of a package does, "" if nothing."""
    _, made_by, needed, flags, method, time, day, _, packed, size, _, extra, comment = fields[:13]
    mode = fields[15] >> 16
    wrong = (
        (flags & 1, "it is encrypted"),
        (flags & 8, "its size stands behind its content"),
        (method, "it is compressed; a package stores everything as it is"),
        (stat.S_ISLNK(mode), "it is a symbolic link"),
        (0xFFFFFFFF in (packed, size), "it says to be a zip64, which no package is"),
        (packed != size, "it has two sizes"),
        (extra, "it has an extra field"),
        (comment, "it has a comment"),
        (flags != _FLAGS or needed != _NEEDED or made_by != _MADE_BY, "its flags are not ours"),
        ((time, day) != (_TIME, _DAY), "it has a time, which no entry of a package has"),
        (fields[13] or fields[14] or fields[15] != _MODE << 16, "it has attributes of its own"),
    )
    return next((reason for is_wrong, reason in wrong if is_wrong), "")


def _check_local(file: BinaryIO, entry: Entry, offset: int, limit: int) -> int:
    """Where the entry ends; `limit` is where the directory begins."""
    if entry.end > limit:
        raise PackageError(f"{entry.path}: it is larger than the package has room for")
    wanted = _write_local(entry)
    file.seek(offset)
    if file.read(len(wanted)) != wanted:
        raise PackageError(
            f"{entry.path}: what stands before its content is not what the directory says"
        )
    return entry.end


def walk_content(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The content of an entry in pieces; raises PackageError after the last if it is damaged."""
    file.seek(entry.start)
    crc32, place = 0, entry.start
    while place < entry.end:
        # another entry may have been read in between
        file.seek(place)
        piece = file.read(min(PIECE, entry.end - place))
        if not piece:
            raise PackageError(f"{entry.path}: it is cut off")
        place += len(piece)
        crc32 = zlib.crc32(piece, crc32)
        yield piece
    if crc32 != entry.crc32:
        raise PackageError(f"{entry.path}: its content was changed")


def read_content(file: BinaryIO, entry: Entry, limit: int) -> bytes:
    """The whole content of an entry. Raises PackageError for one of more than `limit` bytes."""
    if entry.size > limit:
        raise PackageError(f"{entry.path}: it is larger than {limit // 2**20} MB")
    return b"".join(walk_content(file, entry))
