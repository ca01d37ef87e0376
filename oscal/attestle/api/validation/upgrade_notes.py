"""`--upgrade-check`: what another OSCAL release would say of the documents that are judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...conformance.oscal_versions import list_judges, read_version
from ...errors import UsageError
from ...findings import Finding, sort_findings
from ...model.workspace import Document
from ...rules.upgrade_rules import list_upgrade_notes
from ...store import files
from ...store.oscal_documents import find_form, parse_loose
from ...store.positions import find_positions
from .cached_findings import make_reader
from .loose_documents import add_columns
from .targets import Target, is_below
from .workspace_checks import read_all_documents


def find_upgrade_notes(target: Target, version: str) -> tuple[Finding, ...]:
    """The notes about every document of the target, with their places.

    Raises UsageError for what is no OSCAL release.
    """
    release = read_version(version)
    if not release.canonical:
        known = ", ".join(list_judges())
        raise UsageError(f'there is no OSCAL release "{version}"; there are {known}')
    read = make_reader(target)
    found: list[Finding] = []
    for document in _walk_documents(target):
        notes = list(list_upgrade_notes(document, release.rules))
        if not notes:
            continue
        data = read(document.path)
        places = find_positions(
            find_form(document.path, data), data, {item.pointer for item in notes}
        )
        for item in notes:
            line, column = places.get(item.pointer, (None, None))
            found.append(replace(item, line=line, column=column))
    return sort_findings(add_columns(tuple(found), read))


def _walk_documents(target: Target) -> Iterator[Document]:
    """Those of the workspace that were asked for, and those that were named by themselves."""
    if target.judges_workspace:
        documents, _ = read_all_documents(target.root)
        yield from (item for item in documents if is_below(item.path, target.paths))
    read = make_reader(target)
    for path in target.documents or {}:
        try:
            data = read(path)
        except files.Unreadable:
            continue  # the findings say so
        yield parse_loose(path, data)[0]
