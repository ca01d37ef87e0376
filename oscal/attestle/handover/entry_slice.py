"""The content of one entry of an open package, as a file that can be read once."""

from __future__ import annotations

import io
from typing import BinaryIO

from .container import Entry


class EntrySlice(io.RawIOBase):
    """Closing it leaves the package open; others may read the package in between."""

    def __init__(self, file: BinaryIO, entry: Entry) -> None:
        super().__init__()
        self._file, self._place, self._end = file, entry.start, entry.end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._file.seek(self._place)
        piece = self._file.read(min(len(buffer), self._end - self._place))
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)


def open_entry(file: BinaryIO, entry: Entry) -> BinaryIO:
    return io.BufferedReader(EntrySlice(file, entry), 1024 * 1024)
