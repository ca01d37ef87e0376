"""Pictures that a page holds itself, as data that only an image can be."""

from __future__ import annotations

import base64

from ...formats.picture_kinds import name_picture_kind


def embed_picture(data: bytes) -> str:
    """The source of an image that holds its bytes, "" for what is no picture."""
    kind = name_picture_kind(data)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}" if kind else ""
