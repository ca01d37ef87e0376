"""Every check over a workspace of many systems, a few of them at a time.

In memory is never more than a part and what all systems share; several parts are judged at once by
several processes. What the systems say of each other needs all of them together: where there is
something of that kind, the workspace is judged as a whole instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ...findings import Finding, sort_findings
from ...lazy_dataclasses import dataclass
from ...model.repository_place import RepositoryPlace
from ...model.workspace import Work, Workspace, make_workspace
from ...rules import repository_rules
from ...rules.rule_input import RuleInput
from ...rules.rule_runs import run_rules
from ...rules.system_sets import SYSTEMS
from ...store import files, oscal_documents, own_fonts, systems
from ...store.document_shelf import DocumentShelf
from ...store.oscal_documents import FolderChoice
from ...store.reference_files import Addresses
from ..clock import today
from ..finding_places import list_unread_paths, locate_findings
from ..text_facts import read_text_facts
from ..worker_processes import map_in_order
from .address_notes import keep_first_notes
from .chosen_systems import ASSEMBLED_FOLDERS, stand_apart
from .document_checks import judge_documents
from .document_question import DocumentQuestion, JudgedDocuments, narrow_owners
from .hashed_files import names_others
from .key_columns import add_columns
from .stale_documents import find_stale_documents, list_sound
from .system_identities import (
    IdentityLedger,
    SystemIdentities,
    list_document_identities,
    list_identities,
)

# Systems that are judged together: what all share is looked at once for them
_IN_A_PART = 8
# What is said of two systems or documents together, or leads from one to another
_BETWEEN = frozenset(("REF013", "REF014", "REF015"))
_REFERENCE = "REF008"


@dataclass(frozen=True, slots=True)
class PartQuestion:
    """What is asked of some systems of a workspace; without any, of the documents of none.

    `systems` are the names of all. What would be assembled is asked where what they share
    `is_sound`.
    """

    root: Path
    as_of: dt.date
    systems: tuple[str, ...]
    addresses: Addresses
    known_tools: tuple[str, ...] = ()
    place: RepositoryPlace | None = None
    names: tuple[str, ...] = ()
    criteria: frozenset[str] = frozenset()
    is_sound: bool = True

    def choose_documents(self) -> FolderChoice:
        """Those that are judged with this part. It is asked of each document that there is."""
        systems, names = frozenset(self.systems), frozenset(self.names)

        def is_chosen(folder: str, name: str) -> bool:
            is_of_system = folder in ASSEMBLED_FOLDERS and name in systems
            return name in names if is_of_system else not names

        return is_chosen


@dataclass(frozen=True, slots=True)
class PartFindings:
    """What was found, with its places.

    `terms` are the systems that protect something, `identities` what must be in no other part, and
    `ids` those of the systems. A part that `needs_all` systems was not judged to the end.
    """

    documents: tuple[Finding, ...] = ()
    systems: tuple[Finding, ...] = ()
    terms: tuple[str, ...] = ()
    identities: tuple[SystemIdentities, ...] = ()
    ids: tuple[str, ...] = ()
    rests_on_others: bool = False
    needs_all: bool = False

    @property
    def has_errors(self) -> bool:
        return any(item.is_error for item in (*self.documents, *self.systems))


def check_in_parts(
    asked: PartQuestion,
    wrong: tuple[Finding, ...],
    processes: int,
    chosen: tuple[str, ...] | None = None,
) -> tuple[tuple[Finding, ...], bool] | None:
    """Every finding in a workspace, with its place, and whether any rests on files in no folder of
    documents; None where the systems have to be judged together.

    `wrong` is what is wrong with other files of the workspace. Of systems that are not `chosen`
    nothing is said, and asked only whether they have what is of those that are.
    """
    shared, criteria = _judge_shared(asked)
    gathered = _PartTotals(asked, wrong)
    if not gathered.take(shared):
        return None
    is_sound = not shared.has_errors and not any(item.is_error for item in wrong)
    names = asked.systems if chosen is None else chosen
    parts = _divide(asked, names, criteria, is_sound=is_sound)
    for part in map_in_order(judge_part, parts, processes):
        if not gathered.take(part):
            return None
    if len(names) < len(asked.systems) and not gathered.stand_apart(names):
        return None
    has_own_fonts = bool(own_fonts.read_named(asked.root))
    return gathered.finish(), gathered.rests_on_others or has_own_fonts


def _divide(
    asked: PartQuestion, names: tuple[str, ...], criteria: frozenset[str], *, is_sound: bool
) -> list[PartQuestion]:
    return [
        replace(
            asked,
            names=names[first : first + _IN_A_PART],
            criteria=criteria,
            is_sound=is_sound,
        )
        for first in range(0, len(names), _IN_A_PART)
    ]


class _PartTotals:
    """What the parts found, brought together."""

    def __init__(self, asked: PartQuestion, wrong: tuple[Finding, ...]) -> None:
        self._asked = asked
        self._documents: list[Finding] = []
        self._findings = [*wrong]
        self._terms: list[str] = []
        self._ids: set[str] = set()
        self._ledger = IdentityLedger()
        self.rests_on_others = False

    def take(self, part: PartFindings) -> bool:
        """Whether the part stands by itself, beside those before it."""
        if part.needs_all or not all(map(self._ledger.take, part.identities)):
            return False
        self._documents += part.documents
        self._findings += part.systems
        self._terms += part.terms
        self._ids.update(part.ids)
        self.rests_on_others |= part.rests_on_others
        return True

    def stand_apart(self, names: tuple[str, ...]) -> bool:
        """Whether these systems, whose parts are taken, have nothing of those that are not."""
        asked = self._asked
        shared = _open_shared(asked)

        def read_identities(name: str) -> Iterator[SystemIdentities]:
            return map(list_identities, _load_works(replace(asked, names=(name,)), shared)[0])

        return stand_apart(
            asked.root,
            asked.systems,
            frozenset(names),
            self._ledger,
            frozenset(self._ids),
            read_identities,
        )

    def finish(self) -> tuple[Finding, ...]:
        self._findings += repository_rules.report_unrecorded(self._asked.place, self._terms)
        return _finish(self._asked.root, self._documents, self._findings)


def _finish(root: Path, documents: list[Finding], findings: list[Finding]) -> tuple[Finding, ...]:
    placed = _place(root, findings)
    return tuple(keep_first_notes(sort_findings((*documents, *placed))))


def _place(root: Path, findings: list[Finding]) -> Iterator[Finding]:
    located = locate_findings(root, sort_findings(findings))
    return add_columns(located, lambda path: files.read(root, path))


def _judge_shared(asked: PartQuestion) -> tuple[PartFindings, frozenset[str]]:
    """The documents that are of no system, and the criteria of all catalogs."""
    judged = _judge_documents(asked, ())
    part = PartFindings(
        documents=judged.findings,
        identities=(list_document_identities(judged.uuids),),
        rests_on_others=judged.rests_on_others,
        needs_all=_needs_all(judged, ()),
    )
    return part, judged.criteria


def _judge_documents(asked: PartQuestion, works: tuple[Work, ...]) -> JudgedDocuments:
    question = DocumentQuestion(
        asked.root, asked.as_of, asked.systems, narrow_owners(works), asked.addresses
    )
    beside = _open_shared(asked).read_all()[0] if asked.names else ()
    return judge_documents(
        question, DocumentShelf(asked.root, asked.choose_documents()), None, beside
    )


def _open_shared(asked: PartQuestion) -> DocumentShelf:
    return DocumentShelf(asked.root, replace(asked, names=()).choose_documents())


def _needs_all(judged: JudgedDocuments, findings: tuple[Finding, ...]) -> bool:
    """Whether something is said of, or leads to, what is in no part and not shared."""
    return judged.leads_to_others or any(
        item.code in _BETWEEN or (item.code == _REFERENCE and item.path.endswith(".json"))
        for item in (*judged.findings, *findings)
        if not item.is_note
    )


def judge_part(asked: PartQuestion) -> PartFindings:
    """The systems of a part with their documents; runs in any process."""
    shared = _open_shared(asked)
    works, unread = _load_works(asked, shared)
    judged = _judge_documents(asked, tuple(works))
    own = DocumentShelf(asked.root, asked.choose_documents())
    texts, _ = read_text_facts(asked.root)
    view = _view_part(asked, shared, own, works)
    facts = RuleInput(view, asked.as_of, list_unread_paths(unread), today(), asked.place, texts)
    found = tuple(_place(asked.root, [*unread, *run_rules(facts, SYSTEMS)]))
    if _needs_all(judged, found):
        return PartFindings(needs_all=True)
    part = PartFindings(
        judged.findings,
        (*found, *_place(asked.root, [*repository_rules.public_repository(facts)])),
        terms=tuple(work.system.name for work in works if repository_rules.find_term(work)),
        identities=(list_document_identities(judged.uuids), *map(list_identities, works)),
        ids=tuple(item.id for work in works for item in work.system.characteristics.ids),
        rests_on_others=judged.rests_on_others or any(map(names_others, works)),
    )
    if not asked.is_sound:
        return part
    sound = list_sound(works, asked.systems, (*part.documents, *part.systems))
    stale = [item for work in sound for item in find_stale_documents(asked.root, work, own, None)]
    return replace(part, systems=(*part.systems, *_place(asked.root, stale)))


def _load_works(asked: PartQuestion, shelf: DocumentShelf) -> tuple[list[Work], list[Finding]]:
    works: list[Work] = []
    found: list[Finding] = []
    for name in asked.names:
        fetch = oscal_documents.make_href_reader(asked.root, asked.addresses, shelf.find)
        work, problems = systems.load_system(asked.root, name, fetch)
        found += problems
        if work is not None:
            tools = tuple(dict.fromkeys((*work.known_tools, *asked.known_tools)))
            works.append(replace(work, known_tools=tools))
    return works, found


def _view_part(
    asked: PartQuestion, shared: DocumentShelf, own: DocumentShelf, works: list[Work]
) -> Workspace:
    documents = shared.read_model("component-definition")
    documents += own.read_model("system-security-plan")
    return make_workspace(documents, tuple(works), asked.criteria, asked.systems)
