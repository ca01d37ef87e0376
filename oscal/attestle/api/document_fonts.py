"""The fonts of one's own that documents are printed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..formats.font_files import FontFace, join_families
from ..render.document_model import OwnFonts
from ..render.forms.typesetter import name_families
from ..store.own_fonts import read_own_fonts

# A font that has these can print a whole text; one that has not adds what others lack
_PLAIN = frozenset(range(0x20, 0x7F))


def find_fonts(root: Path) -> OwnFonts | None:
    """None where the settings name no font that can be read."""
    read = {str(root / path): faces for path, faces in read_own_fonts(root).items()}
    if not read:
        return None
    folders = tuple(dict.fromkeys(str(Path(path).parent) for path in read))
    families = join_families(_name_faces(read, name_families(folders)))
    whole = [item for item in families if item.characters >= _PLAIN]
    return OwnFonts(
        folders,
        tuple(item.family for item in whole if not item.fixed_width),
        tuple(item.family for item in whole if item.fixed_width),
        tuple(item.family for item in families if item not in whole),
        frozenset().union(*(item.characters for item in families)),
    )


def _name_faces(
    read: Mapping[str, tuple[FontFace, ...]], names: Mapping[tuple[str, int], str]
) -> Iterator[FontFace]:
    """The faces by the names that the typesetter gives their families."""
    for path, faces in read.items():
        for place, face in enumerate(faces):
            yield replace(face, family=names.get((path, place), ""))
