"""What a font file says of itself: its family, which characters it draws, whether all are of one
width. Reads TrueType and OpenType files and collections of them; draws nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..lazy_dataclasses import dataclass

_SINGLE = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_COLLECTION = b"ttcf"
# Numbers in a `name` table: the family as typographers and as old programs group its faces
_FAMILY_NAMES = (16, 1)
_WINDOWS = 3
MOST_FACES = 64
# Segments of a character map; fonts of all of Unicode stay far below
MOST_SEGMENTS = 100_000


@dataclass(frozen=True, slots=True)
class FontFace:
    family: str
    characters: frozenset[int]
    fixed_width: bool = False


def join_families(faces: Iterable[FontFace]) -> tuple[FontFace, ...]:
    """One for each family, with what all of its faces draw: bold text takes the bold face, whatever
    else another one has.
    """
    found: dict[str, FontFace] = {}
    for face in faces:
        known = found.setdefault(face.family, face)
        characters = known.characters & face.characters
        found[face.family] = replace(known, characters=characters)
    return tuple(face for name, face in found.items() if name)


def read_faces(data: bytes) -> tuple[FontFace, ...]:
    """The faces of a file, none where it is no font that can be read."""
    try:
        return tuple(_read_face(data, start) for start in _find_faces(data))
    except (struct.error, KeyError, UnicodeDecodeError, OverflowError):
        return ()


def _find_faces(data: bytes) -> Iterator[int]:
    if data.startswith(_SINGLE):
        yield 0
    elif data.startswith(_COLLECTION):
        (number,) = struct.unpack_from(">I", data, 8)
        yield from struct.unpack_from(f">{min(number, MOST_FACES)}I", data, 12)


def _read_face(data: bytes, start: int) -> FontFace:
    tables = _list_tables(data, start)
    characters = frozenset(_read_characters(data, tables[b"cmap"]))
    (fixed,) = struct.unpack_from(">I", data, tables[b"post"] + 12)
    return FontFace(_read_family(data, tables[b"name"]), characters, bool(fixed))


def _list_tables(data: bytes, start: int) -> dict[bytes, int]:
    """Where each table begins, by its tag."""
    (number,) = struct.unpack_from(">H", data, start + 4)
    entries = (struct.unpack_from(">4s4xI4x", data, start + 12 + 16 * i) for i in range(number))
    return dict(entries)


def _read_family(data: bytes, table: int) -> str:
    number, texts = struct.unpack_from(">2xHH", data, table)
    found: dict[int, str] = {}
    for place in range(number):
        platform, name, size, offset = struct.unpack_from(">H4x3H", data, table + 6 + 12 * place)
        if platform == _WINDOWS and name in _FAMILY_NAMES:
            begin = table + texts + offset
            found.setdefault(name, data[begin : begin + size].decode("utf-16-be"))
    return next((found[name] for name in _FAMILY_NAMES if name in found), "")


def _read_characters(data: bytes, table: int) -> Iterator[int]:
    (number,) = struct.unpack_from(">2xH", data, table)
    for place in range(number):
        platform, offset = struct.unpack_from(">H2xI", data, table + 4 + 8 * place)
        (kind,) = struct.unpack_from(">H", data, table + offset)
        # A map of the Macintosh numbers characters in its own way; Unicode has platforms 0 and 3
        if platform in (0, _WINDOWS) and kind == 4:
            yield from _read_short_map(data, table + offset)
        elif platform in (0, _WINDOWS) and kind == 12:
            yield from _read_long_map(data, table + offset)


def _read_short_map(data: bytes, at: int) -> Iterator[int]:
    """Format 4: segments of the first 65,536 characters, of which some may have no glyph."""
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    number = doubled // 2
    ends = struct.unpack_from(f">{number}H", data, at + 14)
    starts, deltas, offsets = (
        struct.unpack_from(f">{number}H", data, at + 16 + doubled * part) for part in (1, 2, 3)
    )
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        where = at + 16 + 3 * doubled + 2 * place
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offsets[place]:
                inner = where + offsets[place] + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", data, inner)
                if not glyph:
                    continue
            if (glyph + deltas[place]) & 0xFFFF:
                yield code


def _read_long_map(data: bytes, at: int) -> Iterator[int]:
    """Format 12: groups of any characters."""
    (number,) = struct.unpack_from(">I", data, at + 12)
    for place in range(min(number, MOST_SEGMENTS)):
        start, end, glyph = struct.unpack_from(">3I", data, at + 16 + 12 * place)
        first = start if glyph else start + 1
        yield from range(first, min(end, 0x10FFFF) + 1)
