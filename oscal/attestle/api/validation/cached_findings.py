"""Findings of an earlier run where nothing changed that they rest on; anew elsewhere.

The checks themselves are loaded only when an answer has to be worked out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...findings import Finding, sort_findings
from ...formats.settings_values import Settings
from ...model.repository_place import RepositoryPlace
from ...store import cache, file_states, files, layout
from ...store.reference_files import Addresses, CurrentHashes, ReferenceFiles
from ..clock import today
from .address_notes import keep_first_notes
from .targets import Target, is_below

if TYPE_CHECKING:
    from .known_answers import KnownAnswers
    from .loose_documents import LooseJudge

# The findings worked out anew, with what is known of the files that did not change
_Judge = Callable[["KnownAnswers | None"], tuple[Finding, ...]]


def find_all(
    target: Target,
    chosen: Settings,
    as_of: dt.date,
    answers: cache.Cache,
    place: RepositoryPlace | None = None,
    addresses: Addresses = MappingProxyType({}),
    jobs: int | None = 1,
    asked_systems: tuple[str, ...] | None = None,
) -> tuple[Finding, ...]:
    """Every finding in what a target asks for, in order.

    `jobs` is how many processes judge the systems where there are many, None as many as help. Of
    the `addresses` those that the user names go before those of the settings. Where only some
    systems are asked for, nothing need be said of the others; the paths of a target ask so too.
    """
    findings: list[Finding] = []
    stands = {**chosen.addresses, **addresses}
    if target.judges_workspace:
        if target.paths or asked_systems is not None:
            asked_systems, answers = _narrow(target, answers, asked_systems)

        def judge(known: KnownAnswers | None) -> tuple[Finding, ...]:
            from .workspace_checks import check_workspace

            return check_workspace(
                target.root,
                as_of,
                known_tools=chosen.known_tools,
                answers=known,
                place=place,
                addresses=stands,
                jobs=jobs,
                # what is kept is of the whole workspace
                chosen=asked_systems if known is None else None,
            )

        found = _find_in_workspace(target, chosen, as_of, answers, place, stands, judge)
        findings += [item for item in found if is_below(item.path, target.paths)]
    if target.documents:
        findings += find_in_documents(target, as_of, answers, stands)
    return sort_findings(findings)


def _narrow(
    target: Target, answers: cache.Cache, asked: tuple[str, ...] | None
) -> tuple[tuple[str, ...] | None, cache.Cache]:
    """The systems that alone are asked for, None for all, and what is known of earlier runs."""
    # a run over the whole workspace does without what this loads
    from .chosen_systems import list_chosen

    names = files.list_folders(target.root, layout.SSP)
    chosen = list_chosen(target.paths, names) if asked is None else asked
    # more than are kept: to know whether anything changed, every file would be hashed
    is_new = chosen is not None and len(names) > cache.MOST_SYSTEMS
    return chosen, cache.Cache(None) if is_new else answers


def _find_in_workspace(
    target: Target,
    chosen: Settings,
    as_of: dt.date,
    answers: cache.Cache,
    place: RepositoryPlace | None,
    addresses: Addresses,
    judge: _Judge,
) -> tuple[Finding, ...]:
    """From before if nothing changed that the answer rests on; otherwise anew.

    What did not change in it is from before then too.
    """
    root, tools = target.root, chosen.known_tools
    if not answers.usable:
        return judge(None)
    version = file_states.hash_rule_set(answers)
    hashes = file_states.KnownHashes(answers, root)
    state = file_states.hash_state(root, layout.READ_FOLDERS, hashes)
    days = (as_of.isoformat(), today().isoformat())
    # what is known of the place comes from the run and is in no file that was hashed; an absolute
    # href leads into one workspace and out of its copy, and never into the folder of a revision
    folder = str(root) if target.is_lasting else ""
    given = repr((folder, place, sorted(addresses.items())))
    name = cache.make_key("workspace", version, *days, *tools, given, state.key())
    before = cache.unpack_findings(answers.get(name)) if state.complete else None
    if before is not None:
        return before
    from .known_answers import KnownAnswers

    known = None
    if state.complete:
        known = KnownAnswers(answers, version, state, is_lasting=target.is_lasting)
    findings = judge(known)
    # files that changed during the run would be kept under the hash of what they were
    if known is not None and not known.rests_on_others and file_states.is_unchanged(root, state):
        answers.put({**known.fresh, name: cache.pack_findings(findings)})
    return findings


def find_in_documents(
    target: Target,
    as_of: dt.date,
    answers: cache.Cache,
    addresses: Addresses = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Documents by themselves, each from before if it and what it refers to are the same."""
    findings: list[Finding] = []
    read = make_reader(target)
    single = _SingleDocuments(target, as_of, answers, addresses)
    for path in target.documents or {}:
        try:
            data = read(path)
        except files.Unreadable as error:
            findings += error.findings
            continue
        findings += single.find_findings(path, data)
    answers.put(single.fresh)
    return tuple(keep_first_notes(sort_findings(findings)))


class _SingleDocuments:
    """What is known of documents that are judged one by one; `fresh` is what was worked out."""

    def __init__(
        self, target: Target, as_of: dt.date, answers: cache.Cache, addresses: Addresses
    ) -> None:
        has_bytes = any(isinstance(item, bytes) for item in (target.documents or {}).values())
        # bytes stand in no folder: nothing is beside them
        self._referenced = ReferenceFiles(None if has_bytes else target.root, addresses)
        self._current = CurrentHashes(self._referenced)
        self._target, self._as_of, self._answers = target, as_of, answers
        scope = (str(target.root), target.within, target.is_selection, sorted(addresses.items()))
        version = file_states.hash_rule_set(answers) if answers.usable else ""
        self._parts = ("alone", version, as_of.isoformat(), repr(scope))
        self._judge: LooseJudge | None = None
        self.fresh: dict[str, Any] = {}

    def find_findings(self, path: str, data: bytes) -> tuple[Finding, ...]:
        if not self._answers.usable:
            return self._load_judge().check_document(path, data)[0]
        name = cache.make_key(*self._parts, path, data)
        before = cache.unpack_findings(self._answers.get(name), self._current)
        if before is not None:
            return before
        findings, rests_on = self._load_judge().check_document(path, data)
        self.fresh[name] = cache.pack_findings(findings, rests_on)
        return findings

    def _load_judge(self) -> LooseJudge:
        from .loose_documents import LooseJudge

        self._judge = self._judge or LooseJudge(
            self._referenced,
            self._as_of,
            within=self._target.within,
            is_selection=self._target.is_selection,
        )
        return self._judge


def make_reader(target: Target) -> Callable[[str], bytes]:
    """Bytes by the path of a finding. Raises FileNotFoundError or Unreadable."""

    def read(path: str) -> bytes:
        document = (target.documents or {}).get(path)
        return document if isinstance(document, bytes) else files.read(target.root, path)

    return read
