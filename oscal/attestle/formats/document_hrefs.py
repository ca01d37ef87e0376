"""Hrefs between OSCAL documents (RFC 3986): the file that one means, or why none is looked for.

Nothing is read here. A file is named by its path from the allowed root, a document that the
settings or an option put in the place of an address by that address.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote_to_bytes, urljoin

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..model.workspace import Document, ReferenceScope

TRESTLE = "trestle://"
# The letter of a drive alone is no scheme, but Windows' way to write an absolute path
_SCHEME = make_pattern(r"([A-Za-z][A-Za-z0-9+.-]+):")
_DRIVE = make_pattern(r"[A-Za-z]:")
_BROKEN_ESCAPE = make_pattern(r"%(?![0-9A-Fa-f]{2})")
# Bytes that may be in no name: what separates folders has to stand there unescaped
_FORBIDDEN = make_pattern(rb"[\x00-\x1f\x7f]")
_FORMS = ("json", "yaml", "xml")
# Where a model names the documents that it takes controls from
_SOURCES = MappingProxyType({"profile": "imports", "mapping-collection": "mappings"})
_RESOURCES = ("source-resource", "target-resource")
_ENDING_OF = MappingProxyType({"yml": "yaml"})


class Unfollowed(Enum):
    """Why an href names no file that may be read; the value completes "the href ... "."""

    REMOTE = "is an address, which is not fetched"
    OUTSIDE = "leads out of the folder that may be read"
    MALFORMED = "is no reference of RFC 3986 to a file"
    UNKNOWN_RESOURCE = "names no resource of the back matter that leads to a document"


@dataclass(frozen=True, slots=True)
class DocumentReference:
    """Where an href leads: a path, or why there is none."""

    href: str
    path: str | None
    why: Unfollowed | None = None

    @property
    def canonical(self) -> str:
        """The href that means the same in every document; as it is written where it leads nowhere.

        An address stays one.
        """
        if self.path is None or is_address(self.path):
            return self.path or self.href
        return f"{TRESTLE}{self.path}"


def is_address(path: str) -> bool:
    return _SCHEME.match(path) is not None


def resolve_href(
    href: str,
    holder: Document,
    scope: ReferenceScope,
    has_document: Callable[[str], bool] = lambda path: False,
) -> DocumentReference:
    """Where an href that stands in a document leads.

    Of the links of a resource the first counts of the best form of which there is a document, else
    the best that may be followed at all.
    """
    if not href.startswith("#"):
        return _resolve_link(href, holder.path, scope)
    links = list_resource_links(href, holder.body)
    choices = [_resolve_link(link, holder.path, scope) for link in links]
    present = [item for item in choices if item.path is not None and has_document(item.path)]
    allowed = [item for item in choices if item.path is not None]
    unknown = DocumentReference(href, None, Unfollowed.UNKNOWN_RESOURCE)
    return next(iter((*present, *allowed, *choices)), unknown)


def list_resource_links(href: str, body: Mapping[str, Any]) -> list[str]:
    """The links of the resource, the best form first. Uuids are the same in either case."""
    uuid = href[1:].lower()
    links: list[Mapping[str, Any]] = []
    for resource in _walk_objects(body.get("back-matter"), "resources"):
        if str(resource.get("uuid", "")).lower() == uuid:
            links += _walk_objects(resource, "rlinks")
    written = [link for link in links if isinstance(link.get("href"), str)]
    return [link["href"] for link in sorted(written, key=_rank_link) if link["href"][:1] != "#"]


def _walk_objects(holder: Any, key: str) -> Iterator[Mapping[str, Any]]:
    items = holder.get(key) if isinstance(holder, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield item


def _rank_link(link: Mapping[str, Any]) -> int:
    """By the media type, or by the ending where none is stated."""
    ending = re.split(r"[?#]", link["href"])[0].rpartition(".")[2].lower()
    stated = str(link.get("media-type") or "").lower()
    form = re.split(r"[/+]|x-", stated.partition(";")[0].strip())[-1] if stated else ending
    form = _ENDING_OF.get(form, form)
    return _FORMS.index(form) if form in _FORMS else len(_FORMS)


def _resolve_link(href: str, base: str, scope: ReferenceScope) -> DocumentReference:
    bare = re.split(r"[?#]", href, maxsplit=1)[0]
    # schemes and hosts are the same in capitals (RFC 3986, section 6.2.2.1)
    if bare.lower().startswith(TRESTLE):
        return _make_reference(href, bare[len(TRESTLE) :], scope.within, scope)
    if _DRIVE.match(bare) and not is_address(bare):
        return DocumentReference(href, None, Unfollowed.OUTSIDE)
    if bare.lower().startswith("file:"):
        return _resolve_absolute(href, _read_file_address(bare), scope)
    if is_address(bare) or bare.startswith("//") or is_address(base):
        return _resolve_address(href, base, scope)
    return _resolve_path(href, bare, base, scope)


def _resolve_path(href: str, bare: str, base: str, scope: ReferenceScope) -> DocumentReference:
    """A path alone; an empty one is the document that holds the href."""
    if bare.startswith("/"):
        return _resolve_absolute(href, bare, scope)
    if not bare:
        return DocumentReference(href, base or None, None if base else Unfollowed.MALFORMED)
    return _make_reference(href, bare, posixpath.dirname(base), scope)


def _resolve_address(href: str, base: str, scope: ReferenceScope) -> DocumentReference:
    """An address may have a local document in its place, which then is the base of its own hrefs.

    A query is part of the address, a fragment is not.
    """
    whole = urljoin(base, href.partition("#")[0]) if is_address(base) else href.partition("#")[0]
    if whole in scope.addresses:
        return DocumentReference(href, whole)
    known = (item for item in scope.addresses if _fold_address(item) == _fold_address(whole))
    path = next(known, None)
    return DocumentReference(href, path, None if path else Unfollowed.REMOTE)


def _fold_address(address: str) -> str:
    """Scheme and host in small letters."""
    head, slashes, rest = address.partition("//")
    host, slash, path = rest.partition("/")
    return f"{head.lower()}{slashes}{host.lower()}{slash}{path}"


def _read_file_address(bare: str) -> str:
    """The absolute path in a file: address, "" where it names another machine or is relative."""
    rest = bare[len("file:") :]
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        return slash + path if host.lower() in ("", "localhost") else ""
    return rest if rest.startswith("/") else ""


def _resolve_absolute(href: str, path: str, scope: ReferenceScope) -> DocumentReference:
    inside = _decode_path(path)
    if inside is None:
        return DocumentReference(href, None, Unfollowed.MALFORMED)
    full = posixpath.normpath(inside)
    root = scope.folder.rstrip("/")
    if not root or not full.startswith(f"{root}/"):
        return DocumentReference(href, None, Unfollowed.OUTSIDE)
    return _limit_path(href, full.removeprefix(f"{root}/"), scope)


def _make_reference(href: str, path: str, folder: str, scope: ReferenceScope) -> DocumentReference:
    """`path` as it is written, from `folder`."""
    decoded = _decode_path(path)
    if not decoded:
        return DocumentReference(href, None, Unfollowed.MALFORMED)
    return _limit_path(href, posixpath.normpath(posixpath.join(folder, decoded)), scope)


def _limit_path(href: str, path: str, scope: ReferenceScope) -> DocumentReference:
    """A path without `..` but at its beginning; nothing outside of the scope is looked at."""
    leaves = path == ".." or path.startswith(("../", "/"))
    if leaves or (scope.within and not path.startswith(f"{scope.within}/")):
        return DocumentReference(href, None, Unfollowed.OUTSIDE)
    return DocumentReference(href, path)


def _decode_path(path: str) -> str | None:
    """Without escapes; None for what stands for no name.

    An escaped slash is part of a name, and no name has one: it must not become a folder.
    """
    if "\\" in path or _BROKEN_ESCAPE.search(path) or re.search("%2f|%5c", path, re.IGNORECASE):
        return None
    data = unquote_to_bytes(path)
    if _FORBIDDEN.search(data):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def rewrite_imports(
    document: Document, scope: ReferenceScope, has_document: Callable[[str], bool]
) -> dict[str, Any]:
    """The tree of a document; the imports of a profile lead to the same from everywhere, and so do
    the resources of a mapping.

    So whoever follows them needs no base, and a circle is one however its hrefs are written.
    """
    tree = dict(document.tree or {})
    key = _SOURCES.get(document.model, "")
    items = document.body.get(key)
    if not isinstance(items, list):
        return tree

    def rewrite(holder: Any) -> Any:
        if not isinstance(holder, dict) or not isinstance(holder.get("href"), str):
            return holder
        reference = resolve_href(holder["href"], document, scope, has_document)
        return {**holder, "href": reference.canonical}

    is_mapping = document.model == "mapping-collection"
    rewritten = [
        _rewrite_resources(item, rewrite) if is_mapping else rewrite(item) for item in items
    ]
    return {**tree, document.model: {**document.body, key: rewritten}}


def _rewrite_resources(mapping: Any, rewrite: Callable[[Any], Any]) -> Any:
    if not isinstance(mapping, dict):
        return mapping
    return {key: rewrite(value) if key in _RESOURCES else value for key, value in mapping.items()}
