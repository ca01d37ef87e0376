"""The fonts of one's own that documents are printed in."""

from __future__ import annotations

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
    folders = tuple(dict.fromkeys(str(Path(path).parent) for path in read))
    names = name_families(folders) if read else {}
    families = join_families(
        replace(face, family=names.get((path, place), ""))
        for path, faces in read.items()
        for place, face in enumerate(faces)
    )
    if not families:
        return None
    return OwnFonts(
        folders,
        tuple(item.family for item in families if _is_whole(item) and not item.fixed_width),
        tuple(item.family for item in families if _is_whole(item) and item.fixed_width),
        tuple(item.family for item in families if not _is_whole(item)),
        frozenset().union(*(item.characters for item in families)),
    )


def _is_whole(family: FontFace) -> bool:
    return family.characters >= _PLAIN
