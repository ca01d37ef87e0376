"""Where a link or picture of an author's text leads inside the workspace. Looks at no file."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern

_SCHEME = make_pattern(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TARGET_END = make_pattern(r"[?#]")


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


# Whatever may be the target of a link or picture, or of the definition of one
_WRITTEN = make_pattern(
    r"(?:\]\(|^ {0,3}\[[^\]\n]{1,200}\]:)\s*(?:<([^<>\n]{1,1000})>|(\S{1,1000}))", re.M
)
_ESCAPED = make_pattern(r"\\([!-/:-@\[-`{-~])")
# A target may hold brackets; so many ends of it are tried
_MOST_ENDS = 4
# More places than any author names in one text
_MOST_TARGETS = 2000


def list_local_paths(text: str, base: str) -> tuple[str, ...]:
    """Every path of the workspace to which the text of a file may lead, and maybe some to which it
    does not: the text is not parsed.
    """
    paths: dict[str, None] = {}
    for found in _WRITTEN.finditer(text):
        for written in _list_ends(found[1], found[2]):
            target = resolve_target(_ESCAPED.sub(r"\1", written), base)
            if target and target.path and target.path != base:
                paths[target.path] = None
        if len(paths) > _MOST_TARGETS:
            break
    return tuple(paths)


def _list_ends(bracketed: str | None, bare: str | None) -> list[str]:
    if bracketed is not None:
        return [bracketed]
    word = bare or ""
    ends = [at for at, sign in enumerate(word) if sign == ")"][:_MOST_ENDS]
    return [*(word[:end] for end in ends), word]
