"""Every check over a workspace: its documents, its systems, and what is assembled from these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from ...codes import make_finding
from ...findings import Finding, sort_findings
from ...model.repository_place import RepositoryPlace
from ...model.workspace import Document, ReferenceScope, Work, Workspace, make_workspace
from ...rules import BETWEEN_FILES, PER_DOCUMENT, PLACE, run_rules
from ...rules.rule_input import RuleInput
from ...store import cache, files, layout, oscal_documents, own_fonts, references, systems
from ...store.evidence_files import list_prose_paths
from ...store.reference_files import Addresses, ReferenceFiles
from ...store.workspace_settings import read_addresses
from ..assembly import build_outputs
from ..sound_systems import list_criteria, list_unread_paths, locate_findings, now, today
from ..text_overlays import read_text_facts
from .address_notes import keep_first_notes
from .known_answers import KnownAnswers
from .loose_documents import add_columns
from .targets import is_below


def find_problems(
    root: Path, paths: tuple[str, ...] = (), *, as_of: dt.date | None = None
) -> tuple[Finding, ...]:
    """Every finding in a workspace, or in the given files and folders of it.

    Paths are from the root, with "/" as separator.
    """
    return tuple(
        item for item in check_workspace(root, as_of or today()) if is_below(item.path, paths)
    )


def check_workspace(
    root: Path,
    as_of: dt.date,
    *,
    known_tools: tuple[str, ...] = (),
    answers: KnownAnswers | None = None,
    place: RepositoryPlace | None = None,
    addresses: Addresses = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Every finding in a workspace, with its place.

    What is wrong with the settings is not among them: see `store.workspace_settings`.
    """
    documents, findings = read_all_documents(root)
    # what the user names goes before what the settings say
    places = ReferenceFiles(root, {**read_addresses(root), **addresses})
    scope = ReferenceScope(root.as_posix(), addresses=frozenset(places.addresses))
    read = partial(oscal_documents.read_reference, places)
    referenced, asked = references.read_referenced(documents, scope, read)
    if any(layout.find_model(path) is None for path in asked):
        _forget_answers(answers)
        answers = None
    works, unread = _load_systems(root, documents, known_tools, addresses)
    if own_fonts.read_named(root) or any(_names_others(work) for work in works):
        _forget_answers(answers)
    findings += unread
    whole = make_workspace(
        documents,
        tuple(works),
        list_criteria(documents),
        systems.list_systems(root),
        referenced=referenced,
        scope=scope,
    )
    findings += _check_documents(whole, as_of, answers)
    texts, wrong_texts = read_text_facts(root)
    findings += wrong_texts
    rule_input = RuleInput(whole, as_of, list_unread_paths(unread), today(), place, texts)
    findings += run_rules(rule_input, BETWEEN_FILES)
    # what would be assembled can only be said where everything is sound
    if not any(item.is_error for item in findings):
        findings += _find_stale_documents(root, works)
    findings += run_rules(rule_input, PLACE)
    located = locate_findings(root, sort_findings(findings))
    placed = sort_findings(add_columns(located, lambda path: files.read(root, path)))
    return tuple(keep_first_notes(placed))


def _names_others(work: Work) -> bool:
    """Whether a text has a link or picture whose file is not among those that are hashed."""
    hashed = tuple(f"{folder}/" for folder in (*layout.MODELS, layout.SSP))
    return any(not path.startswith(hashed) for path in list_prose_paths(work.system))


def _forget_answers(answers: KnownAnswers | None) -> None:
    """What rests on files that were not hashed is worked out anew each time."""
    if answers is not None:
        answers.rests_on_others = True


def _load_systems(
    root: Path,
    documents: tuple[Document, ...],
    known_tools: tuple[str, ...],
    addresses: Addresses,
) -> tuple[list[Work], list[Finding]]:
    """Every system that can be read, and what was found wrong while reading."""
    loaded = {item.path: item for item in documents}
    fetch = oscal_documents.make_href_reader(root, loaded, addresses)
    works: list[Work] = []
    findings: list[Finding] = []
    for name in systems.list_systems(root):
        work, problems = systems.load_system(root, name, fetch)
        findings += problems
        if work is not None:
            tools = tuple(dict.fromkeys((*work.known_tools, *known_tools)))
            works.append(replace(work, known_tools=tools))
    return works, findings


def read_all_documents(root: Path) -> tuple[tuple[Document, ...], list[Finding]]:
    """Every document; one in YAML or XML is one as well, where no JSON file stands in its place."""
    documents, findings = oscal_documents.read_documents(root)
    others = dict(_read_other_documents(root, {item.path for item in documents}))
    if not others:
        return documents, findings
    # OSC009 says that a folder lacks its JSON model: here another file stands in its place. Of XML
    # it says so at the file itself
    placed = {path.rpartition("/")[0] for path in others}
    placed |= {path for path in others if path.endswith(oscal_documents.YAML)}
    findings = [item for item in findings if item.code != "OSC009" or item.path not in placed]
    for path, data in others.items():
        document, problems = oscal_documents.parse_document(path, data)
        documents += (document,)
        findings += problems
    return documents, findings


def _read_other_documents(root: Path, have: set[str]) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of each document that there is in YAML or XML alone."""
    for folder, model in layout.MODELS.items():
        for name in files.list_names(root, folder):
            stem = f"{folder}/{name}/{model}"
            if f"{stem}.json" not in have:
                yield from _read_other_form(root, f"{folder}/{name}", stem)


def _read_other_form(root: Path, folder: str, stem: str) -> Iterator[tuple[str, bytes]]:
    """The first of the YAML files that can be read; of XML any, since it is named as it likes."""
    xml = [
        f"{folder}/{name}"
        for name in files.list_names(root, folder)
        if name.endswith(oscal_documents.XML)
    ]
    for path in (*(stem + ending for ending in oscal_documents.YAML), *xml):
        if files.exists(root, path):
            try:
                yield path, files.read(root, path)
            except files.Unreadable:
                continue
            return


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


def _check_documents(
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


def _find_stale_documents(root: Path, works: list[Work]) -> list[Finding]:
    """SYN001: the committed documents are what the markdown makes.

    Only sound files can be asked.
    """
    stale = []
    for work in works:
        outputs = build_outputs(root, work, now())
        for path, data in files.find_changes(root, outputs.files).items():
            what = (
                "is older than the markdown it is made from"
                if data is not None
                else "has nothing left that it is made from"
            )
            stale.append(
                make_finding(
                    "SYN001",
                    path,
                    f"{path.rpartition('/')[2]} {what}",
                    hint=(
                        "in a pull request nothing needs to be done, it follows after the merge;"
                        f" elsewhere run: attestle ssp assemble {work.system.name}"
                    ),
                )
            )
    return stale
