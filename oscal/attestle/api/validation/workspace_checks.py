"""Every check over a workspace: its documents, its systems, and whether the documents are what the
files make.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ...codes import make_finding
from ...findings import Finding, sort_findings
from ...model.workspace import Document, Work, Workspace, make_workspace
from ...rules import BETWEEN_FILES, PER_DOCUMENT, run_rules
from ...rules.rule_input import RuleInput
from ...store import cache, files, layout, oscal_documents, systems
from ..assembly import build_outputs
from ..sound_systems import list_criteria, list_unread_paths, locate_findings, now, today
from .known_answers import KnownAnswers
from .loose_documents import YAML, add_columns, parse_document
from .targets import is_below


def find_problems(
    root: Path, paths: tuple[str, ...] = (), *, as_of: dt.date | None = None
) -> tuple[Finding, ...]:
    """Every finding in a workspace, or in the given files and folders of it (paths from the root,
    "/" as separator).
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
) -> tuple[Finding, ...]:
    """Every finding in a workspace, with its place.

    What is wrong with the settings is not among them: see `store.settings`.
    """
    loaded, findings = _read_all_documents(root)
    works, read = [], list[Finding]()
    fetch = oscal_documents.make_href_reader(root, {item.path: item for item in loaded})
    for name in systems.list_systems(root):
        work, problems = systems.load_system(root, name, fetch)
        read += problems
        if work is not None:
            works.append(
                replace(work, known_tools=tuple(dict.fromkeys((*work.known_tools, *known_tools))))
            )
    findings += read
    whole = make_workspace(loaded, tuple(works), list_criteria(loaded))
    findings += _check_documents(whole, as_of, answers)
    findings += run_rules(RuleInput(whole, as_of, list_unread_paths(read)), BETWEEN_FILES)
    if not any(item.is_error for item in findings):
        findings += _stale_documents(root, works)
    found = locate_findings(root, sort_findings(findings))
    return sort_findings(add_columns(found, lambda path: files.read(root, path)))


def _read_all_documents(root: Path) -> tuple[tuple[Document, ...], list[Finding]]:
    """Every document; one that is written as YAML is one as well, where no JSON file stands in its
    place.
    """
    loaded, findings = oscal_documents.read_documents(root)
    have = {item.path for item in loaded}
    found = [
        item
        for stem in _list_stems(root)
        if f"{stem}.json" not in have
        for item in _read_yaml(root, stem)
    ]
    if not found:
        return loaded, findings
    # OSC009 says that a folder lacks its JSON model: here a YAML file stands in its place
    paths = {path for path, _ in found} | {path.rpartition("/")[0] for path, _ in found}
    findings = [item for item in findings if item.code != "OSC009" or item.path not in paths]
    parsed = [parse_document(path, data) for path, data in found]
    findings += [item for _, problems in parsed for item in problems]
    return (*loaded, *(document for document, _ in parsed)), findings


def _list_stems(root: Path) -> Iterator[str]:
    """Where a document may stand, without the ending."""
    for folder, model in layout.MODELS.items():
        yield from (f"{folder}/{name}/{model}" for name in files.list_names(root, folder))


def _read_yaml(root: Path, stem: str) -> Iterator[tuple[str, bytes]]:
    for ending in YAML:
        if files.exists(root, stem + ending):
            try:
                yield stem + ending, files.read(root, stem + ending)
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
        )
        known = cache.unpack_findings(answers.stored.get(name), hashes)
        if known is not None:
            yield from known
            continue
        asked = _AskedDocuments(whole.by_path)
        found = run_rules(
            RuleInput(Workspace((document,), (), whole.criteria, asked), as_of), PER_DOCUMENT
        )
        answers.fresh[name] = cache.pack_findings(
            found, {path: hashes.get(path, "") for path in asked.paths}
        )
        yield from found


def _stale_documents(root: Path, works: list[Work]) -> list[Finding]:
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
                    hint=f"run: attestle ssp assemble {work.system.name}",
                )
            )
    return stale
