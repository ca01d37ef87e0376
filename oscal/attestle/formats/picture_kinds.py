"""What the first bytes of a file say of it as a picture."""

from __future__ import annotations

import re

from ..lazy_patterns import make_pattern

# Kinds that Word shows, by how their files begin
_STARTS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
)
_PNG = _STARTS[0]
_SHOWN_BY_BROWSERS = ((_PNG, "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"))
# A drawing may begin with a declaration and comments
_SVG = make_pattern(
    rb"(?:<\?xml[^>]{0,200}\?>|<!--.{0,2000}?-->|<!DOCTYPE[^>]{0,500}>|\s)*<svg[\s>]", re.S
)
_LOOKED_AT = 4096


def is_picture(data: bytes) -> bool:
    """Whether it begins as a picture that Word shows; a PNG must say its size too."""
    if data.startswith(_PNG):
        width, height = data[16:20], data[20:24]
        return data[12:16] == b"IHDR" and any(width) and len(height) == 4 and any(height)
    return data.startswith(_STARTS)


def name_picture_kind(data: bytes) -> str:
    """The kind of a picture that browsers show, "" for what is none.

    A drawing in SVG is one where it is shown as an image, in which nothing runs.
    """
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    found = next((name for start, name in _SHOWN_BY_BROWSERS if data.startswith(start)), "")
    return found or ("svg+xml" if _SVG.match(data[:_LOOKED_AT]) else "")
