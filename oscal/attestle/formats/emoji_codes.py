"""The names that people write for pictures in a text on a code host, such as `:lock:`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# The commonest ones in documents about work: signs, states, places, things
EMOJI: Mapping[str, str] = MappingProxyType({
    "+1": "\U0001f44d", "-1": "\U0001f44e", "thumbsup": "\U0001f44d", "thumbsdown": "\U0001f44e",
    "white_check_mark": "\u2705", "heavy_check_mark": "\u2714\ufe0f",
    "ballot_box_with_check": "\u2611\ufe0f", "x": "\u274c",
    "negative_squared_cross_mark": "\u274e", "warning": "\u26a0\ufe0f", "exclamation": "\u2757",
    "question": "\u2753", "bangbang": "\u203c\ufe0f", "no_entry": "\u26d4",
    "no_entry_sign": "\U0001f6ab", "stop_sign": "\U0001f6d1", "rotating_light": "\U0001f6a8",
    "construction": "\U0001f6a7", "red_circle": "\U0001f534", "orange_circle": "\U0001f7e0",
    "yellow_circle": "\U0001f7e1", "green_circle": "\U0001f7e2",
    "large_blue_circle": "\U0001f535", "lock": "\U0001f512", "unlock": "\U0001f513",
    "closed_lock_with_key": "\U0001f510", "key": "\U0001f511", "shield": "\U0001f6e1\ufe0f",
    "bug": "\U0001f41b", "fire": "\U0001f525", "rocket": "\U0001f680", "tada": "\U0001f389",
    "sparkles": "\u2728", "star": "\u2b50", "bulb": "\U0001f4a1", "memo": "\U0001f4dd",
    "pencil": "\U0001f4dd", "pencil2": "\u270f\ufe0f", "book": "\U0001f4d6",
    "books": "\U0001f4da", "clipboard": "\U0001f4cb", "file_folder": "\U0001f4c1",
    "open_file_folder": "\U0001f4c2", "page_facing_up": "\U0001f4c4", "paperclip": "\U0001f4ce",
    "link": "\U0001f517", "pushpin": "\U0001f4cc", "bookmark": "\U0001f516",
    "calendar": "\U0001f4c6", "date": "\U0001f4c5", "clock1": "\U0001f550", "hourglass": "\u231b",
    "mag": "\U0001f50d", "email": "\u2709\ufe0f", "envelope": "\u2709\ufe0f",
    "telephone_receiver": "\U0001f4de", "computer": "\U0001f4bb", "cloud": "\u2601\ufe0f",
    "gear": "\u2699\ufe0f", "wrench": "\U0001f527", "hammer": "\U0001f528",
    "package": "\U0001f4e6", "bell": "\U0001f514", "eyes": "\U0001f440",
    "information_source": "\u2139\ufe0f", "chart_with_upwards_trend": "\U0001f4c8",
    "bar_chart": "\U0001f4ca", "arrow_right": "\u27a1\ufe0f", "arrow_left": "\u2b05\ufe0f",
    "arrow_up": "\u2b06\ufe0f", "arrow_down": "\u2b07\ufe0f", "recycle": "\u267b\ufe0f",
    "heavy_plus_sign": "\u2795", "heavy_minus_sign": "\u2796", "smile": "\U0001f604",
    "office": "\U0001f3e2", "house": "\U0001f3e0",
})  # fmt: skip
# A code stands alone: not within a time, a path or a name with colons
_CODE = re.compile(r"(?<![\w:/]):([a-z0-9_+-]{1,40}):(?![\w:/])")
# Likely a picture: a word, and no number, sign or single letter
_WORD = re.compile(r"[a-z]{3}[a-z0-9_]*\Z")


def draw_emoji(text: str) -> str:
    """The text with the codes that are known as the signs they name."""
    if ":" not in text:
        return text
    return _CODE.sub(lambda found: EMOJI.get(found[1], found[0]), text)


def list_unknown_codes(text: str) -> tuple[str, ...]:
    """The codes of a text that are none of the table, and look like one all the same."""
    return tuple(
        found[0]
        for found in (_CODE.finditer(text) if ":" in text else ())
        if found[1] not in EMOJI and _WORD.match(found[1])
    )
