"""OSCAL's data types in plain words, and how a value that misses its form may be mended."""

from __future__ import annotations

import calendar
import re
from types import MappingProxyType

_NOUNS = MappingProxyType(
    {
        "base64": "base64 text (letters, digits, + and /, at most two = at the end)",
        "date": "a date (such as 2026-11-24)",
        "date-time-with-timezone": (
            "a date-time with a time zone (such as 2026-11-24T09:00:00+00:00)"
        ),
        "email-address": "an e-mail address (such as name@example.com)",
        "markup-line": "a single line of text",
        "string": "a single line of text without blanks at its ends",
        "token": "a token (a letter or _ first, then letters, digits and . - _ only)",
        "uri": "an absolute URI (such as https://example.com/policy)",
        "uri-reference": "a URI or a relative reference (no blanks, backslashes or quotes)",
        "uuid": "a uuid of version 4 or 5 (such as 6f4a2c1e-8d3b-4b7a-9c55-0e1d2f3a4b5c)",
    }
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ZONE = re.compile(r"([zZ]|[+-]\d{2}:?\d{2})$")
_HEX_DIGITS = 32
# Signs without width or picture, which text copied from a page may hold
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# A longer value is not written out in a hint
_LONGEST = 100


def name_type(data_type: str) -> str:
    """What a value of the type must be."""
    return _NOUNS.get(data_type, f"of the type {data_type}")


def suggest_value(data_type: str, value: str, pattern: str) -> str:
    """The mended value where it is clear, else what is wrong with it; "" if that is clear."""
    mended = _mend_value(data_type, value)
    if not 0 < len(mended) <= _LONGEST or not re.search(pattern, mended):
        return _remark_on(data_type, value)
    # Nobody but the author knows which zone was meant.
    unsure = data_type == "date-time-with-timezone" and not _ZONE.search(value.strip())
    return f'write "{mended}"{", if UTC is meant" if unsure else ""}'


def _mend_value(data_type: str, value: str) -> str:
    match data_type:
        case "string" | "markup-line":
            return " ".join(value.split())
        case "token":
            body = re.sub(r"[^\w.-]+", "-", value.strip()).strip("-")
            return body if re.match(r"[^\W\d]", body) else f"_{body}"
        case "uuid":
            return _add_dashes(value)
        case "uri" | "uri-reference":
            return _UNSEEN.sub("", value).strip().replace("\\", "/").replace(" ", "%20")
        case "base64":
            return "".join(value.split())
        case "date-time-with-timezone":
            return _add_zone(value.strip())
        case "date":
            return value.strip()[:10]
    return value.strip()


def _add_dashes(value: str) -> str:
    digits = re.sub(r"[^0-9A-Fa-f]", "", value.strip().removeprefix("urn:uuid:"))
    if len(digits) != _HEX_DIGITS:
        return ""
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _add_zone(value: str) -> str:
    """A date alone becomes its midnight; seconds and the zone are added."""
    if _DAY.fullmatch(value):
        return f"{value}T00:00:00+00:00"
    text = re.sub(r"^(\d{4}-\d{2}-\d{2})[ t]+", r"\1T", value).replace(" ", "")
    text = re.sub(r"z$", "Z", text)
    text = re.sub(r"T(\d{2}:\d{2})(?=Z|[+-]|$)", r"T\1:00", text)
    text = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", text) if "T" in text else text
    return text if _ZONE.search(text) else f"{text}+00:00"


def _remark_on(data_type: str, value: str) -> str:
    if data_type.startswith("date"):
        return _find_missing_day(value)
    if data_type.startswith("uri") and _UNSEEN.search(value):
        return "it holds a sign that cannot be seen, such as a zero-width space; remove it"
    if data_type == "uri" and ":" not in value:
        return "add the scheme, such as https:// or urn:"
    if data_type == "uuid" and len(_add_dashes(value)) > _HEX_DIGITS:
        return f"this is a uuid of another kind (version {_add_dashes(value)[14]})"
    return ""


def _find_missing_day(value: str) -> str:
    match = _DAY.match(value)
    if not match:
        return ""
    year, month, day = map(int, match.groups())
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    if year and not 1 <= day <= calendar.monthrange(year, month)[1]:
        return f"{year}-{month:02d} has {calendar.monthrange(year, month)[1]} days"
    return ""
