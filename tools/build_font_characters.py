"""Lists the characters of the fonts that ship inside typst, so that a check needs no typesetter.

Usage: python tools/build_font_characters.py [--check]
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from importlib.metadata import files
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.formats.font_characters import TABLE, write_table
from attestle.formats.font_files import FontFace, read_faces
from generated import main

# Their faces are the same in all versions of typst that pyproject.toml allows
FAMILIES = ("Libertinus Serif", "DejaVu Sans Mono")
# Far more than a face of these families takes
LARGEST = 2_000_000


def read_library() -> bytes:
    """The library of typst, which holds its fonts as they are."""
    for file in files("typst") or ():
        if file.suffix in (".so", ".pyd"):
            return Path(str(file.locate())).read_bytes()
    raise SystemExit("the library of typst was not found")


def find_families(library: bytes) -> Iterator[tuple[FontFace, ...]]:
    """The faces of each family, the regular one first: it draws the most."""
    faces: dict[str, list[FontFace]] = {name: [] for name in FAMILIES}
    for place in find_fonts(library):
        for face in read_faces(library[place : place + LARGEST]):
            faces.get(face.family, []).append(face)
    for family in faces.values():
        yield tuple(sorted(family, key=lambda face: -len(face.characters)))


def find_fonts(library: bytes) -> Iterator[int]:
    """Where a font may begin: its number of tables agrees with what a search in them needs."""
    for start in (b"OTTO", b"\x00\x01\x00\x00"):
        place = library.find(start)
        while place >= 0:
            number, reach = struct.unpack_from(">HH", library, place + 4)
            if number and reach == 16 << (number.bit_length() - 1):
                yield place
            place = library.find(start, place + 4)


def build_outputs() -> dict[Path, bytes]:
    table = write_table(tuple(find_families(read_library())))
    return {ROOT / "oscal/attestle/data" / TABLE: table.encode()}


if __name__ == "__main__":
    sys.exit(main(build_outputs, ROOT))
