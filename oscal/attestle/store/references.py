"""The documents that others refer to, read from inside the allowed root and never fetched."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..formats.document_hrefs import TRESTLE, resolve_href, rewrite_imports
from ..model.workspace import Document, ReferenceScope
from . import files
from .oscal_documents import parse_loose
from .reference_files import ReferenceFiles

# Keys whose object has the href of another document, or as its source
_HREF_KEYS = frozenset((
    "import-profile", "import-ssp", "import-ap", "imports", "import-component-definitions",
    "source-resource", "target-resource",
))  # fmt: skip
DOCUMENT_KEYS = _HREF_KEYS | {"control-implementations"}
_PLAN = "system-security-plan"
# Far more than documents build on; each may be as large as a file may be
_MOST_DOCUMENTS = 1000
# Bytes of documents whose trees are kept for the next that refers to them: a tree has many times
# the size of its text
_MOST_KEPT = 32 * 1024 * 1024


class ReferenceReader:
    """Documents that say themselves what they are, each parsed once while there is room.

    `hashes` are of the bytes that were read, "" where there were none.
    """

    def __init__(self, referenced: ReferenceFiles) -> None:
        self._files = referenced
        self.hashes: dict[str, str] = {}
        self._kept: dict[str, Document | None] = {}
        self._size = 0

    def read(self, path: str) -> Document | None:
        """None where there is none; what is wrong with it is not said."""
        if path not in self._kept:
            try:
                data = self._files.read(path)
            except (FileNotFoundError, files.Unreadable):
                self.hashes[path] = ""
                return None
            self.hashes[path] = hashlib.sha256(data).hexdigest()
            if self._size + len(data) > _MOST_KEPT:
                self._kept, self._size = {}, 0
            self._size += len(data)
            self._kept[path] = parse_loose(path, data, self._files.find_name(path))[0]
        return self._kept[path]


def make_loose_href_reader(
    reader: ReferenceReader, scope: ReferenceScope
) -> Callable[[str], dict[str, Any] | None]:
    """A function that fetches the document behind an href that is the same everywhere."""

    def fetch(href: str) -> dict[str, Any] | None:
        is_known = href.startswith(TRESTLE) or href in scope.addresses
        document = reader.read(href.removeprefix(TRESTLE)) if is_known else None
        if document is None or not document.tree:
            return None
        return rewrite_imports(document, scope, lambda path: reader.read(path) is not None)

    return fetch


def read_referenced(
    documents: Iterable[Document],
    scope: ReferenceScope,
    read: Callable[[str], Document | None],
) -> tuple[dict[str, Document], frozenset[str]]:
    """What the documents refer to, in any number of steps, by path; and every path looked at.

    Those given are not among them.
    """
    known: dict[str, Document | None] = {item.path: item for item in documents}
    given, waiting = frozenset(known), deque(item for item in known.values() if item)

    def find(path: str) -> bool:
        if path not in known and len(known) - len(given) < _MOST_DOCUMENTS:
            known[path] = document = read(path)
            if document is not None:
                waiting.append(document)
        return known.get(path) is not None

    while waiting:
        holder = waiting.popleft()
        for href in list_hrefs(holder):
            path = resolve_href(href, holder, scope, find).path
            if path is not None:
                find(path)
    found = {path: item for path, item in known.items() if item and path not in given}
    return found, frozenset(known) - given


def list_hrefs(document: Document) -> list[str]:
    """The hrefs by which a document builds on others, each once. A catalog builds on none."""
    if document.model == "catalog":
        return []  # the largest documents there are
    return list(dict.fromkeys(_walk_hrefs(document.body, "")))


def _walk_hrefs(node: Any, above: str) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _walk_hrefs(item, above)
    elif isinstance(node, Mapping):
        yield from _read_hrefs(node, above)
        for key, value in node.items():
            if isinstance(value, (list, dict)):
                yield from _walk_hrefs(value, key)


def _read_hrefs(node: Mapping[str, Any], above: str) -> Iterator[str]:
    """Of an object that stands under a key."""
    if above in _HREF_KEYS and isinstance(node.get("href"), str):
        yield node["href"]
    if "implemented-requirements" in node and isinstance(node.get("source"), str):
        yield node["source"]
    if above == "links" and node.get("rel") == _PLAN and isinstance(node.get("href"), str):
        yield node["href"]
