"""Whose words documents print for a requirement, and the publisher's words as they print them."""

from __future__ import annotations

from enum import StrEnum

from ..lazy_dataclasses import dataclass


class TextsChoice(StrEnum):
    """Whose words are shown where both are there."""

    SUMMARY = "summary"
    OFFICIAL = "official"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class ShownWords:
    """The publisher's words of one text. `has_summary`: ours stand behind them; `source` names the
    file's title, version and day; `is_proved`: their digest is the one that ships.
    """

    text: str
    has_summary: bool = True
    source: str = ""
    is_proved: bool = False
    sha256: str = ""
