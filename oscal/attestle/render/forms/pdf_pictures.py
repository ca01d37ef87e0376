"""Pictures of the PDF form: drawn from the bytes that were handed over, never from a place."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import field

from ...formats.prose_targets import resolve_target
from ...lazy_dataclasses import dataclass
from ..document_parts import Picture
from .typesetter import can_draw
from .typst_code import Markup, Name, bind, call, show

WIDE_PIXELS = 900  # from here on a drawing gains by a page of its own
# The head of the frame, which holds its size; no other segment begins with these numbers
FRAME_OF_JPEG = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]..[\x08\x0c](....)", re.S)


@dataclass(frozen=True, slots=True)
class PictureShelf:
    """Every picture stands once in the code, under a name, wherever it is drawn."""

    pictures: Mapping[str, bytes]
    _names: dict[str, str] = field(default_factory=dict)

    def find_authored(self, src: str, base: str) -> str:
        """The path of a picture of prose, "" where it was not handed over."""
        target = resolve_target(src, base)
        return target.path if target and target.path in self.pictures else ""

    def is_readable(self, path: str) -> bool:
        return bool(self._name(path))

    def draw(self, path: str, alt: str, width: int, height: int) -> Markup:
        """The picture in a line, no larger than so many twips."""
        return call("picture", Name(self._name(path)), alt, width, height, None)

    def draw_figure(self, figure: Picture, width: int, height: int) -> Markup:
        """The picture with its caption, where links to it and the list of figures lead."""
        alt = figure.alt or figure.title
        name = Name(self._name(figure.path))
        return call("plate", figure.anchor, name, alt, width, height, caption_figure(figure))

    def is_wide(self, path: str) -> bool:
        """Whether it gains by a landscape page of its own: drawings of a network do; what is small
        or higher than wide can be read as it is.
        """
        across, down = measure_picture(self.pictures.get(path, b""))
        return across >= WIDE_PIXELS and across >= 1.2 * down and self.is_readable(path)

    def bind_all(self) -> Markup:
        """The bytes of all that is drawn, by the names that stand in the code."""
        bound = (bind(name, self.pictures[path]) for path, name in self._names.items() if name)
        return Markup("".join(bound))

    def _name(self, path: str) -> str:
        """Its name in the code, "" for what typst cannot draw."""
        if path not in self._names:
            data = self.pictures.get(path, b"")
            self._names[path] = f"picture-{len(self._names)}" if can_draw(data) else ""
        return self._names[path]


def caption_figure(figure: Picture) -> Markup:
    return show(f"Figure {figure.number}. {figure.title}, as of {figure.date.isoformat()}")


def measure_picture(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG, GIF or JPEG file; zeros for another."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        across, down = struct.unpack_from(">II", data, 16)
    elif data.startswith(b"GIF8") and len(data) >= 10:
        across, down = struct.unpack_from("<HH", data, 6)
    else:
        frame = FRAME_OF_JPEG.search(data) if data.startswith(b"\xff\xd8") else None
        down, across = struct.unpack(">HH", frame[1]) if frame else (0, 0)
    return across, down


def name_unreadable_picture(name: str) -> str:
    """What stands in the place of a file that is there and is no picture."""
    return f"(picture cannot be read: {name})"
