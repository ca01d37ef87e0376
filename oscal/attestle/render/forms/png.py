"""The drawings of a document as PNG, each a landscape page at the resolution of a printer: drawn by
the typesetter from the same code as the SVG, with its own fonts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...formats.font_characters import name_undrawn
from ..document_model import DocumentModel
from .printed_drawings import NO_FONTS, choose_face, make_look, name_texts
from .svg import PicturePage, write_pages
from .typesetter import draw_png

# Dots per inch
RESOLUTION = 300.0


def write(document: DocumentModel) -> bytes:
    """The first drawing; a document without one is its title and its lines."""
    return _draw(document, next(_list_pages(document)))


def write_files(document: DocumentModel) -> tuple[tuple[str, bytes], ...]:
    """Every drawing and the keys to their numbers, by the end of the name of its file."""
    return tuple((page.name, _draw(document, page)) for page in _list_pages(document))


def _list_pages(document: DocumentModel) -> Iterator[PicturePage]:
    fonts = document.fonts or NO_FONTS
    named = partial(name_texts, fonts=fonts)
    return write_pages(document, choose_face(fonts), make_look(fonts), named)


def _draw(document: DocumentModel, page: PicturePage) -> bytes:
    fonts = document.fonts or NO_FONTS
    code = name_undrawn(page.code, fonts.characters)
    return draw_png(code, (page.width, page.height), RESOLUTION, fonts.folders)
