"""Whether a text has the form of a data type, for the constraints that ask for one."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from ..iso_days import read_iso_day

_DAY = r"(?:19|2[0-9])[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_CHARACTER = r'(?:[^\s\x00-\x20\x7f<>"{}|\\^`%]|%[0-9A-Fa-f]{2})'
_PATTERNS = {
    "integer": r"-?[0-9]+",
    "uuid": (
        r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}"
    ),
    "date": f"{_DAY}{_ZONE}?",
    "date-time": f"{_DAY}T{_TIME}{_ZONE}?",
    "date-time-with-timezone": f"{_DAY}T{_TIME}{_ZONE}",
    "uri": f"[A-Za-z][A-Za-z0-9+.-]*:{_CHARACTER}+",
    "uri-reference": f"{_CHARACTER}*",
}


def make_form_test(data_type: str) -> Callable[[str], bool]:
    """A function that says whether a text has the form."""
    if data_type == "ip-v4-address":
        return lambda text: _is_address(ipaddress.IPv4Address, text)
    if data_type == "ip-v6-address":
        return lambda text: _is_address(ipaddress.IPv6Address, text)
    fits = re.compile(_PATTERNS[data_type]).fullmatch
    if data_type.startswith("date"):
        return lambda text: bool(fits(text)) and read_iso_day(text[:10]) is not None
    return lambda text: bool(fits(text))


def find_pattern(data_type: str) -> str:
    """The regular expression of a data type, one that nothing fits if it has none."""
    return f"^{_PATTERNS[data_type]}$" if data_type in _PATTERNS else "(?!)"


def _is_address(kind: Callable[[str], object], text: str) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True
