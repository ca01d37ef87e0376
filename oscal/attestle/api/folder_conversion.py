"""A folder of OSCAL documents in another form or version, or as a workspace of compliance-trestle.

What leads from one of them to another leads there afterwards too. Other files are named, not taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from ..conformance.version_changes import Loss
from ..errors import UsageError, WorkspaceError
from ..findings import Finding
from ..formats.document_hrefs import TRESTLE, Unfollowed, resolve_href
from ..formats.href_rewriting import rewrite_hrefs, write_relative_href, write_trestle_href
from ..lazy_dataclasses import dataclass
from ..model.workspace import Document, ReferenceScope
from ..store import files, folders, layout, oscal_documents
from ..store.zip_contents import read_zip
from .conversion import (
    ENDINGS,
    FORMS,
    Conversion,
    find_form,
    make_loss_findings,
    read_document,
    write_document,
)
from .portable_documents import place_documents
from .validation import targets

# What makes a folder a workspace to compliance-trestle
_MARKER_FILE = f"{layout.MARKER}/config.ini"
_MEDIA_FORM = re.compile(r"(?:json|yaml|yml|xml)\Z")


@dataclass(frozen=True, slots=True)
class FolderConversion:
    """The files by their path in the folder, what each document has lost, which files of the folder
    are none of OSCAL, which hrefs lead out of it and stay as they are, and by path which documents
    are another one in a second form.
    """

    outputs: Mapping[str, bytes]
    losses: tuple[Finding, ...]
    others: tuple[str, ...]
    outside: tuple[str, ...]
    twins: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _PlacedDocument:
    """A document with its bytes, and where it will stand."""

    document: Document
    content: bytes
    place: str


@dataclass(frozen=True, slots=True)
class FoundDocuments:
    """Documents of a folder or zip file by their path in it, with the paths of its other files.

    `root` is the absolute path of the folder; of a zip file that of the file.
    """

    root: str
    contents: Mapping[str, bytes]
    others: tuple[str, ...] = ()


def find_documents(place: Path) -> FoundDocuments:
    """The documents of a folder, workspace or zip file. Raises UsageError where there are none."""
    root = folders.normalize_path(place)
    found = _read_folder(root) if folders.is_folder(root) else _read_package(place, root)
    if not found.contents:
        raise UsageError(f"there is no OSCAL document in {place}")
    return found


def _read_folder(root: Path) -> FoundDocuments:
    """Of a workspace the model folders alone."""
    paths: tuple[str, ...] = oscal_documents.list_paths(root)
    others: list[Path] = []
    if not folders.is_workspace(root):
        candidates, others = folders.find_files(root, targets.ENDINGS)
        documents = [path for path in candidates if targets.may_be_oscal(path)]
        others += [path for path in candidates if path not in documents]
        paths = tuple(path.relative_to(root).as_posix() for path in documents)
    named = sorted(path.relative_to(root).as_posix() for path in others)
    try:
        contents = {path: files.read(root, path) for path in sorted(paths)}
    except FileNotFoundError as error:
        raise UsageError(f"{error} went away meanwhile; nothing was written") from error
    return FoundDocuments(root.as_posix(), contents, tuple(named))


def _read_package(place: Path, root: Path) -> FoundDocuments:
    contents, others = read_zip(place, targets.ENDINGS)
    documents = {
        path: data for path, data in sorted(contents.items()) if targets.looks_like_oscal(data)
    }
    named = sorted((*others, *(path for path in contents if path not in documents)))
    return FoundDocuments(root.as_posix(), documents, tuple(named))


def convert_documents(
    found: FoundDocuments,
    form: str,
    version: str | None = None,
    *,
    lossy: bool,
    to_trestle: bool = False,
) -> FolderConversion:
    """Every document, or none.

    Raises WorkspaceError with what is wrong in any of them, and what any of them would lose unless
    `lossy`; UsageError where two would have one name.
    """
    read = sorted(_parse_all(found.contents), key=lambda pair: _rank_form(pair[0]))
    places = _place_documents(read, form, to_trestle=to_trestle)
    rewrite = _Rewriting(found.root, places, form, to_trestle=to_trestle)
    outputs: dict[str, bytes] = {}
    sources: dict[str, str] = {}
    twins: dict[str, str] = {}
    losses: list[Finding] = []
    for document, content in read:
        source = _PlacedDocument(document, content, places[document.path])
        first = sources.setdefault(source.place, document.path)
        if first != document.path:
            twins[document.path] = first  # of equal places the first form counts
            continue
        made, dropped = rewrite.write(source, version)
        outputs[source.place] = made.content
        lost = (*dropped, *made.losses)
        losses += make_loss_findings(source.document.path, source.content, lost)
    if losses and not lossy:
        raise WorkspaceError("the documents have what would be lost; nothing was written", losses)
    if to_trestle:
        outputs[_MARKER_FILE] = b""
    written = dict(sorted(outputs.items()))
    return FolderConversion(written, tuple(losses), found.others, tuple(rewrite.outside), twins)


def _parse_all(contents: Mapping[str, bytes]) -> list[tuple[Document, bytes]]:
    read: list[tuple[Document, bytes]] = []
    findings: list[Finding] = []
    for path, content in contents.items():
        try:
            read.append((read_document(content, path), content))
        except WorkspaceError as error:
            findings += error.findings
    if findings:
        raise WorkspaceError("not every document can be converted; nothing was written", findings)
    return read


def _place_documents(
    read: list[tuple[Document, bytes]], form: str, *, to_trestle: bool
) -> dict[str, str]:
    """Where each document will stand: beside where it was, or in the folder of its model."""
    if to_trestle:
        return _place_for_trestle([document for document, _ in read])
    taken: dict[str, str] = {}
    places = {}
    for document, _ in read:
        place = str(PurePosixPath(document.path).with_suffix(ENDINGS[form]))
        if place in taken:
            raise UsageError(
                f"{taken[place]} and {document.path} would both be {place}; move one of them"
            )
        taken[place] = document.path
        places[document.path] = place
    return places


def _place_for_trestle(documents: list[Document]) -> dict[str, str]:
    """In the folder of its model; twins, one document in several forms, are one there."""
    chosen: dict[tuple[str, str], Document] = {}
    twins: dict[str, str] = {}
    for document in sorted(documents, key=lambda item: (_rank_form(item), item.path)):
        identity = (document.model, str(document.body.get("uuid")))
        first = chosen.setdefault(identity, document)
        if _rank_form(first) != _rank_form(document):
            twins[document.path] = first.path
    places = place_documents(item for item in documents if item.path not in twins)
    return places | {path: places[first] for path, first in twins.items()}


def _rank_form(document: Document) -> int:
    return FORMS.index(find_form(document.path))


class _Rewriting:
    """Hrefs between the documents, each from where its holder will stand."""

    def __init__(
        self, root: str, places: Mapping[str, str], form: str, *, to_trestle: bool
    ) -> None:
        self._places = places
        self._scope = ReferenceScope(root)
        self._form = form
        self._to_trestle = to_trestle
        self.outside: dict[str, None] = {}

    def write(self, source: _PlacedDocument, version: str | None) -> tuple[Conversion, list[Loss]]:
        """A document in its new form, and the hashes that it can no longer have."""
        document = source.document
        dropped: list[Loss] = []
        tree = rewrite_hrefs(document.tree or {}, self._make_rewrite(source))
        body = self._write_resources(document, tree[document.model], dropped)
        changed = replace(document, tree={**tree, document.model: body})
        made = write_document(changed, source.content, self._form, version, lossy=True)
        return made, dropped

    def _make_rewrite(self, source: _PlacedDocument) -> Callable[[str, str], str]:
        def rewrite(href: str, _: str) -> str:
            path = self._find_path(href, source.document)
            if path is None:
                return href
            place = self._places.get(path)
            if place is None:
                moved = path if self._is_moved(source) or href.startswith(TRESTLE) else ""
                return write_relative_href(moved, source.place, href) if moved else href
            if self._to_trestle:
                return write_trestle_href(place, href)
            return write_relative_href(place, source.place, href)

        return rewrite

    def _is_moved(self, source: _PlacedDocument) -> bool:
        """Whether it stands in another folder from now on."""
        return PurePosixPath(source.place).parent != PurePosixPath(source.document.path).parent

    def _find_path(self, href: str, holder: Document) -> str | None:
        """The path from the folder that an href means; None for what stays as it is."""
        if href.startswith("#"):
            return None
        found = resolve_href(href, holder, self._scope)
        if found.why is Unfollowed.OUTSIDE:
            self.outside[f"{holder.path}: {href}"] = None
        return found.path

    def _write_resources(self, document: Document, body: Any, dropped: list[Loss]) -> Any:
        """Links to documents that are written anew have another media type and another hash."""
        resources = list(_walk_links(document))
        if not resources:
            return body
        matter = body["back-matter"]
        written = list(matter["resources"])
        for index, number, link in resources:
            path = self._find_path(str(link.get("href", "")), document)
            if path not in self._places:
                continue
            links = list(written[index]["rlinks"])
            changed = dict(links[number])
            if "media-type" in changed:
                changed["media-type"] = _MEDIA_FORM.sub(self._form, str(changed["media-type"]))
            if changed.pop("hashes", None):
                pointer = f"/{document.model}/back-matter/resources/{index}/rlinks/{number}/hashes"
                dropped.append(Loss(pointer, f"the hash of {path}, which is written anew"))
            links[number] = changed
            written[index] = {**written[index], "rlinks": links}
        return {**body, "back-matter": {**matter, "resources": written}}


def _walk_links(document: Document) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    """Each link of a resource with its place."""
    for index, resource in enumerate(document.body.get("back-matter", {}).get("resources", ())):
        for number, link in enumerate(resource.get("rlinks", ())):
            yield index, number, link
