"""The OSCAL documents of a workspace, each read once, and none before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..findings import Finding
from ..model.workspace import Document
from . import files, layout, oscal_documents
from .oscal_documents import FolderChoice, choose_all

_Reading = tuple[Document | None, list[Finding]]


class DocumentShelf:
    """What was read stays as it was, however often it is asked for."""

    def __init__(self, root: Path, chosen: FolderChoice = choose_all) -> None:
        """`chosen` are the folders of documents that are looked at where many are asked for."""
        self._root = root
        self._chosen = chosen
        self._read: dict[str, _Reading] = {}

    def read(self, path: str) -> _Reading:
        """A document and what is wrong with its file; None if there is no such file."""
        if path not in self._read:
            self._read[path] = oscal_documents.read_document(self._root, path)
        return self._read[path]

    def find(self, path: str) -> Document | None:
        """A document in one of the model folders, None of any other path."""
        return self.read(path)[0] if layout.find_model(path) is not None else None

    def read_all(self) -> tuple[tuple[Document, ...], list[Finding]]:
        """Every document; one in YAML or XML is one as well, where no JSON file stands in its
        place.
        """
        documents, findings = oscal_documents.read_documents(self._root, self.read, self._chosen)
        others = self._read_others({item.path for item in documents}, *layout.MODELS)
        if not others:
            return documents, findings
        paths = [document.path for document, _ in others]
        told = _leave_out_placed(findings, paths)
        for _, problems in others:
            told += problems
        return (*documents, *(document for document, _ in others)), told

    def read_model(self, model: str) -> tuple[Document, ...]:
        """The documents of one model, as they are among all."""
        folder = layout.FOLDER_OF[model]
        read = (
            self.read(path)[0]
            for path in oscal_documents.list_paths(self._root, (folder,), self._chosen)
        )
        documents = tuple(filter(None, read))
        others = self._read_others({item.path for item in documents}, folder)
        return (*documents, *(document for document, _ in others))

    def _read_others(self, have: set[str], *folders: str) -> list[tuple[Document, list[Finding]]]:
        """Each document that there is in YAML or XML alone."""
        found = []
        for folder in folders:
            for name in oscal_documents.list_folders(self._root, folder, self._chosen):
                stem = f"{folder}/{name}/{layout.MODELS[folder]}"
                if f"{stem}.json" not in have:
                    found += list(self._read_other_form(f"{folder}/{name}", stem))
        return found

    def _read_other_form(self, folder: str, stem: str) -> Iterator[tuple[Document, list[Finding]]]:
        """The first of the YAML files that can be read; of XML any,
        since it is named as it likes.
        """
        xml = [
            f"{folder}/{name}"
            for name in files.list_names(self._root, folder)
            if name.endswith(oscal_documents.XML)
        ]
        for path in (*(stem + ending for ending in oscal_documents.YAML), *xml):
            if files.exists(self._root, path):
                document, problems = self.read(path)
                if document is not None:
                    yield document, problems
                    return


def _leave_out_placed(findings: list[Finding], paths: list[str]) -> list[Finding]:
    """OSC009 says that a folder lacks its JSON model: here another file stands in its place. Of XML
    it says so at the file itself.
    """
    placed = {path.rpartition("/")[0] for path in paths}
    placed |= {path for path in paths if path.endswith(oscal_documents.YAML)}
    return [item for item in findings if item.code != "OSC009" or item.path not in placed]
