"""Texts of a publisher as one line that prints as it reads."""

from __future__ import annotations

import unicodedata


def clean_line(text: str) -> str:
    """On one line, without signs that print nothing and that change what is printed around them."""
    shown = (sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return " ".join("".join(shown).split())
