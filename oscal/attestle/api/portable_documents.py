"""The documents of a system to hand over: with all that they build on, by relative hrefs alone."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from pathlib import Path

from ..codes import make_finding
from ..errors import UsageError, WorkspaceError
from ..findings import Finding
from ..formats import strict_json
from ..formats.document_hrefs import Unfollowed, resolve_href
from ..formats.href_rewriting import (
    list_every_href,
    rewrite_hrefs,
    write_relative_href,
)
from ..formats.settings_forms import is_address
from ..lazy_dataclasses import dataclass
from ..model.workspace import Document, ReferenceScope
from ..store import files, folders, layout, oscal_documents, portable_folder
from ..store.reference_files import ReferenceFiles
from ..store.references import DOCUMENT_KEYS
from ..store.workspace_settings import read_addresses, read_oscal_version
from ..trees import Tree
from .assembled_outputs import build_outputs
from .clock import now
from .document_versions import VersionWriter, choose_version, remove_repetitions
from .sound_systems import read_sound

_ENDINGS = (oscal_documents.JSON, *oscal_documents.YAML, oscal_documents.XML)


@dataclass(frozen=True, slots=True)
class PortableFolder:
    """What is handed over: how many documents and other files; whether anything changed.

    `missing` are paths that the documents name and that are not in the workspace, `uncarried`
    pointers to what the OSCAL version asked for cannot carry, each with the reason.
    """

    documents: int
    others: int
    changed: bool
    missing: tuple[str, ...]
    uncarried: tuple[str, ...] = ()


def write_portable(
    root: Path, name: str | None, folder: Path, *, check: bool = False, version: str = ""
) -> PortableFolder:
    """The documents of a system, as its files make them, and what they name, into a folder.

    Those of a newer OSCAL version are written in `version`, or the one of the settings. With
    `check` nothing is written. Raises WorkspaceError for an href that leads out of the
    workspace: outside of it nothing is handed over, and no path of this machine is told.
    """
    work, _ = read_sound(root, name)
    trees = build_outputs(root, work, now()).trees
    if not trees:
        raise UsageError("nothing to hand over yet: no requirement is answered")
    given = [Document(path, model, work.system.name, tree) for path, (model, tree) in trees.items()]
    asked = choose_version(version) if version else read_oscal_version(root)
    writer = VersionWriter(asked)
    gathered = DocumentGathering(root, read_addresses(root), writer)
    gathered.add_documents(given)
    if gathered.refused:
        raise WorkspaceError("the documents are not portable", gathered.refused)
    outputs = gathered.write_outputs()
    changed = not portable_folder.is_current(folder, outputs)
    if not check:
        portable_folder.save_folder(folder, outputs, root)
    number = len(gathered.documents)
    missing = tuple(sorted(gathered.missing))
    others = len(outputs) - number
    return PortableFolder(number, others, changed, missing, tuple(writer.losses))


def _place_nothing_apart(path: str) -> str | None:
    return None


@dataclass
class DocumentGathering:
    """Documents and other files, by their path in the workspace, in the order of their finding.

    `find_apart` says of a file that is not gathered what a document names in its place: its path
    from the folder of the documents, or an address; None for what is gathered.
    """

    root: Path
    addresses: Mapping[str, str]
    writer: VersionWriter
    find_apart: Callable[[str], str | None] = _place_nothing_apart
    documents: dict[str, Document] = field(default_factory=dict)
    others: dict[str, bytes] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    refused: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._files = ReferenceFiles(self.root, self.addresses)
        self._scope = ReferenceScope(self.root.as_posix(), addresses=frozenset(self.addresses))
        self._unwritten: dict[str, bytes] = {}
        self.own: frozenset[str] = frozenset()

    def add_documents(self, given: list[Document]) -> None:
        """Those given, and everything that they name in any number of steps."""
        self.own = frozenset(item.path for item in given)
        self.documents |= {item.path: item for item in given}
        waiting = deque(given)
        while waiting:
            holder = waiting.popleft()
            for href, key in list_every_href(holder.tree or {}):
                path = self._find_path(href, holder)
                if path is None or path in self.documents or path in self.others:
                    continue
                if self.find_apart(path) is not None:
                    continue
                document = self._read_document(path, key)
                if document is None:
                    self._add_files(path)
                else:
                    self.documents[path] = document
                    waiting.append(document)

    def _find_path(self, href: str, holder: Document) -> str | None:
        """The path in the workspace that an href of a document means;
        None for what stays as it is.
        """
        if href.startswith("#"):
            return None
        reference = resolve_href(href, holder, self._scope)
        if reference.path is None:
            if reference.why is not Unfollowed.REMOTE:
                self._refuse(href, holder, reference.why)
            return None
        return self.addresses.get(reference.path, reference.path)

    def _refuse(self, href: str, holder: Document, why: Unfollowed | None) -> None:
        finding = make_finding(
            "REF008",
            holder.path,
            f'"{href}" {why.value if why else "names no file"}',
            hint="put the file into the workspace, or say in words where it is",
        )
        if finding not in self.refused:
            self.refused.append(finding)

    def _read_document(self, path: str, key: str) -> Document | None:
        """An OSCAL document, of which the hrefs are written anew; any other file goes as it is."""
        is_candidate = key in DOCUMENT_KEYS or layout.find_model(path) is not None
        if not is_candidate or not path.endswith(_ENDINGS):
            return None
        document = oscal_documents.read_reference(self._files, path)
        if document is None or not document.tree:
            return None
        if path.endswith(oscal_documents.JSON):
            self._unwritten[path] = self._files.read(path)
        return document

    def _add_files(self, path: str) -> None:
        """A file, or all regular files of a folder."""
        inside = [path]
        if folders.is_folder(self.root / path):
            inside = [f"{path}/{name}" for name in folders.list_files_below(self.root / path)]
        for name in inside:
            try:
                self.others[name] = files.read(self.root, name)
            except FileNotFoundError:
                self.missing.add(name)

    def write_outputs(self) -> dict[str, bytes]:
        """The bytes of every file by its path in the folder."""
        places = place_documents(self.documents.values())
        outputs = dict(self.others)
        for path, document in self.documents.items():
            outputs[places[path]] = self._write_document(document, places)
        return dict(sorted(outputs.items()))

    def _write_document(self, document: Document, places: Mapping[str, str]) -> bytes:
        def rewrite(href: str, _: str) -> str:
            path = self._find_path(href, document)
            if path is None:
                return href
            place = self.find_apart(path) or places.get(path, path)
            if is_address(place):
                return place
            return write_relative_href(place, places[document.path], href)

        tree = rewrite_hrefs(document.tree or {}, rewrite)
        tree = self._change_version(document, tree)
        if tree == document.tree and document.path in self._unwritten:
            # as it stands: somebody may have registered its hash
            return self._unwritten[document.path]
        return strict_json.write_json(tree)

    def _change_version(self, document: Document, tree: Tree) -> Tree:
        """What the system's files make is in any version; what else is named is only lowered."""
        model = document.model
        if document.path in self.own:
            return self.writer.write_document(model, remove_repetitions(model, tree), document.path)
        return self.writer.write_older(model, tree, document.path)


def place_documents(documents: Iterable[Document]) -> dict[str, str]:
    """Where each document stands in the folder: in that of its model, as JSON,
    under its own name.
    """
    places: dict[str, str] = {}
    for document in documents:
        stem = re.sub(r"[^a-z0-9]+", "-", document.name.lower()).strip("-") or document.model
        name, number = (document.name if layout.find_model(document.path) else stem), 1
        while layout.document_path(document.model, name) in places.values():
            number += 1
            name = f"{stem}-{number}"
        places[document.path] = layout.document_path(document.model, name)
    return places
