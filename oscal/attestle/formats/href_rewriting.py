"""The hrefs of a document written anew, with all else as it is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from .document_hrefs import TRESTLE

# What may stand in a path unescaped beside letters and digits
_UNESCAPED = "/~!$&'()*+,;=:@"
# Takes an href and the key of the object that it stands in, and gives the one to be written
Rewrite = Callable[[str, str], str]


def rewrite_hrefs(tree: Mapping[str, Any], rewrite: Rewrite) -> dict[str, Any]:
    """A tree in which every href, and every source of a component definition, is what `rewrite`
    makes of it.
    """
    return {key: _rewrite_value(value, key, rewrite) for key, value in tree.items()}


def _rewrite_value(value: Any, above: str, rewrite: Rewrite) -> Any:
    if isinstance(value, list):
        return [_rewrite_value(item, above, rewrite) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {key: _rewrite_value(item, key, rewrite) for key, item in value.items()}
    for key in _list_href_keys(value):
        changed[key] = rewrite(value[key], above)
    return changed


def _list_href_keys(node: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(node.get("href"), str):
        yield "href"
    if "implemented-requirements" in node and isinstance(node.get("source"), str):
        yield "source"


def list_every_href(tree: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each href once, with the key of the object that it stands in."""
    found: dict[tuple[str, str], None] = {}

    def note(href: str, above: str) -> str:
        found[href, above] = None
        return href

    rewrite_hrefs(tree, note)
    return list(found)


def write_relative_href(path: str, holder: str, written: str) -> str:
    """The href of a file as a document names it, both by their path from one folder.

    Query and fragment are those of the href as it was written.
    """
    relative = quote(posixpath.relpath(path, posixpath.dirname(holder) or "."), safe=_UNESCAPED)
    if ":" in relative.split("/")[0]:
        relative = f"./{relative}"  # what stands before the colon would be a scheme
    return relative + _find_suffix(written)


def write_trestle_href(path: str, written: str) -> str:
    """The same for compliance-trestle, which follows nothing else from everywhere."""
    return f"{TRESTLE}{path}{_find_suffix(written)}"


def _find_suffix(href: str) -> str:
    match = re.search(r"[?#].*", href, re.DOTALL)
    return match[0] if match else ""
