"""A drawing within a page: in the colours of the page, light and dark, and no wider than it can be
moved.
"""

from __future__ import annotations

from collections.abc import Callable

from ..document_parts import Drawing
from ..layout.box_sizes import SHOWN_FACE
from ..layout.drawing_layout import place_drawing
from .svg_drawing import ON_PAGE, Look, write_elements, write_number, write_style

_LOOK = Look(ON_PAGE, fits=True)
# Points of the drawing in pixels of the page: where it is narrower, the drawing is moved
_LEAST, _MOST = 1.25, 1.75
# What a page of a site has room for, in pixels
_PAGE_WIDTH = 1200
DRAWING_STYLE = (
    f"{write_style(_LOOK, '.drawing ')}\n.drawing > div {{ overflow-x: auto; }}"
    " .drawing svg { display: block; width: 100%; height: auto; margin: 0 auto; }\n"
    "@media print { .drawing { break-inside: avoid; } .drawing > div { overflow: visible; }"
    " .drawing svg { min-width: 0 !important; max-height: 150mm; } }\n"
)


def write_drawing(
    drawing: Drawing, escape: Callable[[str], str], *, has_styles: bool = True
) -> str:
    """The figure, by its name and in short; the tables below it say the same in full.

    Where a policy refuses attributes of style it has one width, and is moved where there is less.
    """
    placed = place_drawing(drawing, SHOWN_FACE)
    anchor = escape(drawing.anchor)
    least, most = (f"{placed.width * factor:.0f}px" for factor in (_LEAST, _MOST))
    size = f"0 0 {write_number(placed.width)} {write_number(placed.height)}"
    names = f'aria-labelledby="{anchor}-title" aria-describedby="{anchor}-about"'
    about = (
        f'<title id="{anchor}-title">{escape(drawing.title)}</title>'
        f'<desc id="{anchor}-about">{escape(drawing.alt)}</desc>'
    )
    body = "".join(write_elements(placed, _LOOK))
    style = f' style="min-width:{least};max-width:{most}"'
    if not has_styles:
        width = max(placed.width * _LEAST, min(placed.width * _MOST, _PAGE_WIDTH))
        height = width * placed.height / placed.width
        style = f' width="{width:.0f}" height="{height:.0f}"'
    caption = escape(f"Figure {drawing.number}. {drawing.title}")
    return (
        f'<figure class="drawing" id="{anchor}"><div tabindex="0" role="region"'
        f' aria-label="{caption}"><svg viewBox="{size}" role="img" {names}{style}>'
        f"{about}{body}</svg></div><figcaption>{caption}</figcaption></figure>"
    )
