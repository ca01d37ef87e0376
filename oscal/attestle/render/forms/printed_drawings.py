"""Drawings as the typesetter prints them: in its fonts, and with numbers in place of characters
that none of them has.
"""

from __future__ import annotations

from dataclasses import replace

from ...formats.font_characters import name_undrawn
from ..document_model import OwnFonts
from ..document_parts import Drawing
from ..layout.box_sizes import PRINTED_FACE, SHOWN_FACE, Face
from ..layout.drawing_layout import place_drawing
from ..layout.placed_drawing import PlacedDrawing
from .pdf_looks import TEXT_FONTS
from .svg_drawing import Look, write_svg
from .typesetter import draw_png

NO_FONTS = OwnFonts(())
# Dots per inch of a drawing in a file that cannot hold it as lines
RESOLUTION = 240.0


def choose_face(fonts: OwnFonts) -> Face:
    """The typesetter's own letters are narrow; those of somebody else may be wide."""
    return replace(SHOWN_FACE, room=1.15) if fonts.text else PRINTED_FACE


def make_look(fonts: OwnFonts) -> Look:
    families = (*fonts.text, *TEXT_FONTS, *fonts.further)
    quoted = (f"'{name}'" for name in families if not set(name) & set("'\\<>{}&\""))
    return Look(fonts=", ".join(dict.fromkeys(quoted)))


def name_texts(drawing: Drawing, fonts: OwnFonts) -> Drawing:
    """The drawing in characters that can be printed, before anything is measured."""

    def say(text: str) -> str:
        return name_undrawn(text, fonts.characters)

    return replace(
        drawing,
        boundary=say(drawing.boundary),
        frames=tuple(replace(item, title=say(item.title)) for item in drawing.frames),
        boxes=tuple(
            replace(item, title=say(item.title), lines=tuple(map(say, item.lines)))
            for item in drawing.boxes
        ),
        lines=tuple(replace(item, label=say(item.label)) for item in drawing.lines),
        legend=tuple(replace(item, text=say(item.text)) for item in drawing.legend),
    )


def place_printed(drawing: Drawing, fonts: OwnFonts) -> PlacedDrawing:
    return place_drawing(name_texts(drawing, fonts), choose_face(fonts))


def write_printed(placed: PlacedDrawing, fonts: OwnFonts) -> str:
    """The drawing alone, as the code that the typesetter takes."""
    return write_svg(placed, make_look(fonts))


def draw_printed(drawing: Drawing, fonts: OwnFonts) -> bytes:
    """The drawing alone, as a PNG."""
    placed = place_printed(drawing, fonts)
    code = write_printed(placed, fonts)
    return draw_png(code, (placed.width, placed.height), RESOLUTION, fonts.folders)
