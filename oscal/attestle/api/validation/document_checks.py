"""What is wrong with the OSCAL documents of a workspace, each and together.

Of its systems nothing is asked but whose documents they are, so that no edit of an answer has a
document judged again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial

from ...findings import Finding, sort_findings
from ...model.workspace import Document, ReferenceScope, Workspace, make_workspace
from ...rules.document_sets import BETWEEN_DOCUMENTS, PER_DOCUMENT
from ...rules.rule_input import RuleInput
from ...rules.rule_runs import run_rules
from ...store import cache, files, layout, oscal_documents, references
from ...store.document_shelf import DocumentShelf
from ...store.reference_files import ReferenceFiles
from ...store.workspace_settings import read_addresses
from ..catalog_criteria import list_criteria
from ..finding_places import locate_findings
from .document_question import DocumentQuestion, JudgedDocuments
from .key_columns import add_columns
from .known_answers import KnownAnswers


def judge_documents(
    asked: DocumentQuestion,
    shelf: DocumentShelf,
    answers: KnownAnswers | None,
    beside: tuple[Document, ...] = (),
) -> JudgedDocuments:
    """Every finding in the documents, with its place; those `beside` them are not judged."""
    documents, findings = shelf.read_all()
    # what the user names goes before what the settings say
    places = ReferenceFiles(asked.root, {**read_addresses(asked.root), **asked.addresses})
    scope = ReferenceScope(asked.root.as_posix(), addresses=frozenset(places.addresses))
    read = partial(oscal_documents.read_reference, places)
    referenced, looked_at = references.read_referenced((*documents, *beside), scope, read)
    kinds = {layout.find_model(path) for path in looked_at}
    rests_on_others = None in kinds
    whole = make_workspace(
        documents,
        asked.owners,
        list_criteria((*documents, *beside)),
        asked.systems,
        referenced={**referenced, **{item.path: item for item in beside}},
        scope=scope,
    )
    findings = [
        *findings,
        *_check_each(whole, asked.as_of, None if rests_on_others else answers),
        *run_rules(RuleInput(whole, asked.as_of), BETWEEN_DOCUMENTS),
    ]
    located = locate_findings(asked.root, sort_findings(findings))
    placed = sort_findings(add_columns(located, partial(files.read, asked.root)))
    uuids = tuple(str(item.body["uuid"]) for item in documents if "uuid" in item.body)
    return JudgedDocuments(placed, whole.criteria, rests_on_others, bool(kinds - {None}), uuids)


class _AskedDocuments(Mapping[str, Document]):
    """The documents of a workspace, and which of them somebody asked for."""

    def __init__(self, by_path: Mapping[str, Document]) -> None:
        self._by_path = by_path
        self.paths: set[str] = set()

    def __getitem__(self, path: str) -> Document:
        self.paths.add(path)
        return self._by_path[path]

    def __iter__(self) -> Iterator[str]:
        self.paths.update(self._by_path)
        return iter(self._by_path)

    def __len__(self) -> int:
        return len(self._by_path)


def _check_each(
    whole: Workspace, as_of: dt.date, answers: KnownAnswers | None
) -> Iterator[Finding]:
    """The rules on single documents.

    One is judged again when it or a document that it asked for has changed.
    """
    if answers is None:
        yield from run_rules(RuleInput(whole, as_of), PER_DOCUMENT)
        return
    hashes = answers.state.hashes
    for document in whole.documents:
        name = cache.make_key(
            "document",
            answers.rule_set,
            as_of.isoformat(),
            document.path,
            hashes.get(document.path, ""),
            "of a system" if document.name in whole.systems else "",
        )
        before = cache.unpack_findings(answers.stored.get(name), hashes)
        if before is not None:
            yield from before
            continue
        asked = _AskedDocuments(whole.by_path)
        alone = Workspace((document,), (), whole.criteria, asked, whole.systems)
        findings = run_rules(RuleInput(alone, as_of), PER_DOCUMENT)
        rests_on = {path: hashes.get(path, "") for path in asked.paths}
        answers.fresh[name] = cache.pack_findings(findings, rests_on)
        yield from findings
