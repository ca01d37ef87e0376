"""Pictures of the PDF form: drawn from the bytes that were handed over, never from a place."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from .typesetter import can_draw
from .typst_code import Markup, Name, bind, call


def _resolve_picture(src: str, base: str) -> str:
    """The workspace path of a picture in the prose of a file, "" for one of elsewhere."""
    if ":" in src or src.startswith(("/", "\\")):
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), src))


@dataclass(frozen=True, slots=True)
class PictureShelf:
    """Every picture stands once in the code, under a name, wherever it is drawn."""

    pictures: Mapping[str, bytes]
    _names: dict[str, str] = field(default_factory=dict)

    def find_authored(self, src: str, base: str) -> str:
        """The path of a picture of prose, "" where it was not handed over."""
        path = _resolve_picture(src, base)
        return path if path in self.pictures else ""

    def is_readable(self, path: str) -> bool:
        return bool(self._name(path))

    def draw(self, path: str, alt: str, width: int, caption: Markup | None = None) -> Markup:
        """The picture, no wider than so many twips."""
        return call("picture", Name(self._name(path)), alt, width, caption)

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


def name_unreadable_picture(name: str) -> str:
    """What stands in the place of a file that is there and is no picture."""
    return f"(picture cannot be read: {name})"
