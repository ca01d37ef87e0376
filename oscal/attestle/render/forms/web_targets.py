"""Which links may leave a document."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?\Z")
_ADDRESS = re.compile(r"[\w.+%-]+@[A-Za-z0-9][A-Za-z0-9.-]*\Z")


def is_outside(href: str) -> bool:
    """Whether a link may become an external relationship: http or https to a plain host, or mailto
    to an address.

    Word calls a whole file damaged for one malformed target, and a name before the host can only
    mislead.
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return bool(_ADDRESS.match(parts.path))
    return parts.scheme in ("http", "https") and bool(_HOST.match(parts.netloc))
