"""Where a link or picture of an author's text leads inside the workspace. Looks at no file."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TARGET_END = re.compile(r"[?#]")


@dataclass(frozen=True, slots=True)
class LocalTarget:
    """`path` starts at the workspace's root and is "" for a place outside it; `fragment` is what
    stands behind the `#`.
    """

    path: str
    fragment: str = ""


def resolve_target(href: str, base: str) -> LocalTarget | None:
    """What a relative link means in the file `base`; None for one of elsewhere.

    As on a code host a path that starts with `/` starts at the root, and `#part` stays in the file.
    """
    if not href or href.startswith("//") or _SCHEME.match(href):
        return None
    written = _TARGET_END.split(href, maxsplit=1)[0]
    fragment = unquote(href.partition("#")[2])
    if not written:
        return LocalTarget(base, fragment)
    path = unquote(written)
    if "\0" in path or "\\" in path:
        return LocalTarget("", fragment)
    folder = "" if path.startswith("/") else posixpath.dirname(base)
    joined = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    is_outside = joined in (".", "..") or joined.startswith("../")
    return LocalTarget("" if is_outside else joined, fragment)
