"""Findings of an earlier run where nothing changed that they rest on; anew elsewhere.

The checks themselves are loaded only when an answer has to be worked out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...findings import Finding, sort_findings
from ...formats.settings_values import Settings
from ...model.repository_place import RepositoryPlace
from ...store import cache, files, layout
from ...store.reference_files import CurrentHashes, ReferenceFiles
from ..clock import today
from .address_notes import keep_first_notes
from .known_answers import KnownAnswers
from .targets import Target, is_below

if TYPE_CHECKING:
    from .loose_documents import LooseJudge

# What findings of a workspace rest on: nothing else in it is read
READ_FOLDERS = (*layout.MODELS, layout.SSP, layout.SETTINGS)


def find_all(
    target: Target,
    chosen: Settings,
    as_of: dt.date,
    answers: cache.Cache,
    place: RepositoryPlace | None = None,
) -> tuple[Finding, ...]:
    """Every finding in what a target asks for, in order."""
    findings: list[Finding] = []
    if target.judges_workspace:
        found = _find_in_workspace(target.root, chosen, as_of, answers, place)
        findings += [item for item in found if is_below(item.path, target.paths)]
    if target.documents:
        findings += find_in_documents(target, as_of, answers)
    return sort_findings(findings)


def _find_in_workspace(
    root: Path,
    chosen: Settings,
    as_of: dt.date,
    answers: cache.Cache,
    place: RepositoryPlace | None,
) -> tuple[Finding, ...]:
    """From before if nothing changed that the answer rests on; otherwise anew.

    Documents that did not change are from before then too.
    """
    if not answers.usable:
        from . import workspace_checks

        return workspace_checks.check_workspace(
            root, as_of, known_tools=chosen.known_tools, place=place
        )
    version, state = cache.hash_rule_set(), cache.hash_state(root, READ_FOLDERS)
    days = (as_of.isoformat(), today().isoformat())
    # what is known of the place comes from the run and is in no file that was hashed
    tools = chosen.known_tools
    name = cache.make_key("workspace", version, *days, *tools, repr(place), state.key())
    before = cache.unpack_findings(answers.get(name)) if state.complete else None
    if before is not None:
        return before
    from . import workspace_checks

    known = KnownAnswers(answers, version, state) if state.complete else None
    findings = workspace_checks.check_workspace(
        root, as_of, known_tools=tools, answers=known, place=place
    )
    # files that changed during the run would be kept under the hash of what they were
    if known is not None and not known.rests_on_others and cache.is_unchanged(root, state):
        answers.put({**known.fresh, name: cache.pack_findings(findings)})
    return findings


def find_in_documents(
    target: Target,
    as_of: dt.date,
    answers: cache.Cache,
    addresses: Mapping[str, str | Path] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Documents by themselves, each from before if it and what it refers to are the same."""
    by_path = target.documents or {}
    has_bytes = any(isinstance(document, bytes) for document in by_path.values())
    # bytes stand in no folder: nothing is beside them
    referenced = ReferenceFiles(None if has_bytes else target.root, addresses)
    current = CurrentHashes(referenced)
    findings: list[Finding] = []
    fresh: dict[str, Any] = {}
    read, judge = make_reader(target), None
    version = cache.hash_rule_set() if answers.usable else ""
    scope = repr((str(target.root), target.within, target.is_selection, sorted(addresses)))
    for path in by_path:
        try:
            data = read(path)
        except files.Unreadable as error:
            findings += error.findings
            continue
        name = ""
        if answers.usable:
            name = cache.make_key("alone", version, as_of.isoformat(), scope, path, data)
        of_document = cache.unpack_findings(answers.get(name), current) if name else None
        if of_document is None:
            judge = judge or _make_judge(target, referenced, as_of)
            of_document, asked = judge.check_document(path, data)
            rests_on = {other: current[other] for other in asked} if name else {}
            fresh[name] = cache.pack_findings(of_document, rests_on)
        findings += of_document
    answers.put(fresh if answers.usable else {})
    return tuple(keep_first_notes(sort_findings(findings)))


def _make_judge(target: Target, referenced: ReferenceFiles, as_of: dt.date) -> LooseJudge:
    from .loose_documents import LooseJudge

    return LooseJudge(referenced, as_of, within=target.within, is_selection=target.is_selection)


def make_reader(target: Target) -> Callable[[str], bytes]:
    """Bytes by the path of a finding. Raises FileNotFoundError or Unreadable."""

    def read(path: str) -> bytes:
        document = (target.documents or {}).get(path)
        return document if isinstance(document, bytes) else files.read(target.root, path)

    return read
