"""What the first bytes of a file say of it as a picture."""

from __future__ import annotations

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


def is_picture(data: bytes) -> bool:
    """Whether it begins as a picture that Word shows; a PNG must say its size too."""
    if data.startswith(_PNG):
        width, height = data[16:20], data[20:24]
        return data[12:16] == b"IHDR" and any(width) and len(height) == 4 and any(height)
    return data.startswith(_STARTS)
