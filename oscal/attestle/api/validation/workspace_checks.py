"""Every check over a workspace: its documents, its systems, and what is assembled from these.

What is said of the documents is from before where no document changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ...findings import Finding, sort_findings
from ...lazy_dataclasses import dataclass
from ...model.repository_place import RepositoryPlace
from ...model.workspace import Work, Workspace, make_workspace
from ...rules.rule_input import RuleInput
from ...rules.rule_runs import run_rules
from ...rules.system_sets import PLACE, SYSTEMS, WITHOUT_TEXTS
from ...store import cache, files, layout, oscal_documents, own_fonts, systems
from ...store.document_shelf import DocumentShelf
from ...store.kept_systems import KeptSystem
from ...store.reference_files import Addresses
from ..clock import today
from ..finding_places import list_unread_paths, locate_findings
from ..text_facts import read_text_facts
from ..worker_processes import choose_number
from .address_notes import keep_first_notes
from .document_question import DocumentQuestion, narrow_owners
from .hashed_files import names_others
from .judged_documents import find_judgement
from .key_columns import add_columns
from .known_answers import AskedSources, KnownAnswers
from .stale_documents import find_stale_documents, list_sound
from .targets import is_below
from .text_findings import find_in_texts
from .workspace_parts import PartQuestion, check_in_parts

# More systems than these are not judged together
_FEW = 8


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
    jobs: int | None = 1,
    chosen: tuple[str, ...] | None = None,
) -> tuple[Finding, ...]:
    """Every finding in a workspace, with its place.

    `jobs` is how many processes judge many systems, None as many as help. Of many systems it may be
    that only those `chosen` are judged. Of the settings nothing is judged: see
    `store.workspace_settings`.
    """
    names = systems.list_systems(root)
    if _is_in_parts(len(names), answers, jobs):
        in_parts = PartQuestion(root, as_of, names, addresses, known_tools, place)
        found = _judge_in_parts(in_parts, answers, jobs, chosen)
        if found is not None:
            return found
    shelf = DocumentShelf(root)
    if own_fonts.read_named(root):
        _forget_answers(answers)
        answers = None
    loaded = _load_systems(root, shelf, known_tools, addresses, answers)
    works, unread = loaded.works, loaded.findings
    if any(names_others(work) for work in works):
        _forget_answers(answers)
    asked = DocumentQuestion(root, as_of, names, narrow_owners(works), addresses)
    judged = find_judgement(asked, shelf, answers)
    if judged.rests_on_others:
        _forget_answers(answers)
    texts, wrong_texts = read_text_facts(root)
    view = _view_systems(shelf, works, judged.criteria, names)
    facts = RuleInput(view, as_of, list_unread_paths(unread), today(), place, texts)
    findings = [*unread, *wrong_texts, *_check_maps(root), *_run_system_rules(facts, loaded)]
    for work in list_sound(works, names, (*judged.findings, *findings)):
        findings += find_stale_documents(root, work, shelf, loaded.find_kept(work))
    findings += run_rules(facts, PLACE)
    if answers is not None:
        answers.keep_systems(root, loaded.kept)
    located = locate_findings(root, sort_findings(findings))
    placed = add_columns(located, lambda path: files.read(root, path))
    return tuple(keep_first_notes(sort_findings((*judged.findings, *placed))))


def _judge_in_parts(
    asked: PartQuestion,
    answers: KnownAnswers | None,
    jobs: int | None,
    chosen: tuple[str, ...] | None,
) -> tuple[Finding, ...] | None:
    """None where something is said between systems, which only the whole workspace shows."""
    number = len(asked.systems if chosen is None else chosen)
    processes = choose_number(jobs, number)
    done = check_in_parts(asked, _check_other_files(asked.root), processes, chosen)
    if done is None:
        return None
    findings, rests_on_others = done
    if rests_on_others:
        _forget_answers(answers)
    return findings


def _is_in_parts(number: int, answers: KnownAnswers | None, jobs: int | None) -> bool:
    """Few systems fit into memory together, and what is known of them saves more than processes."""
    if answers is None:
        return number > _FEW
    return number > cache.MOST_SYSTEMS or (number > _FEW and jobs is not None and jobs > 1)


def _check_other_files(root: Path) -> tuple[Finding, ...]:
    return (*read_text_facts(root)[1], *_check_maps(root))


def _view_systems(
    shelf: DocumentShelf, works: list[Work], criteria: frozenset[str], names: tuple[str, ...]
) -> Workspace:
    """The systems, with what of the documents the rules on them look at: what components are taken
    from, and of several systems which have a plan already.
    """
    documents = shelf.read_model("component-definition")
    if len(works) > 1:
        documents += shelf.read_model("system-security-plan")
    return make_workspace(documents, tuple(works), criteria, names)


def _check_maps(root: Path) -> tuple[Finding, ...]:
    """What is wrong with the maps of imports."""
    if not files.list_names(root, layout.IMPORTS):
        return ()
    # every importer of spreadsheets comes with it, which most runs need not load
    from .saved_maps import check_maps

    return tuple(check_maps(root))


def _forget_answers(answers: KnownAnswers | None) -> None:
    """What rests on files that were not hashed is worked out anew each time."""
    if answers is not None:
        answers.rests_on_others = True


@dataclass(frozen=True, slots=True)
class _LoadedSystems:
    """Every system that can be read, what was found wrong while reading, and by name what is kept
    of them.
    """

    works: list[Work]
    findings: list[Finding]
    kept: dict[str, KeptSystem]

    def find_kept(self, work: Work) -> KeptSystem | None:
        return self.kept.get(work.system.name)


def _load_systems(
    root: Path,
    shelf: DocumentShelf,
    known_tools: tuple[str, ...],
    addresses: Addresses,
    answers: KnownAnswers | None,
) -> _LoadedSystems:
    loaded = _LoadedSystems([], [], {})
    for name in systems.list_systems(root):
        sources = AskedSources(shelf.find)
        fetch = oscal_documents.make_href_reader(root, addresses, sources.find)
        kept = answers.open_system(root, name, addresses) if answers else None
        work, problems = systems.load_system(root, name, fetch, kept)
        if kept and not sources.has_others:
            loaded.kept[name] = kept
        loaded.findings.extend(problems)
        if work is not None:
            tools = tuple(dict.fromkeys((*work.known_tools, *known_tools)))
            loaded.works.append(replace(work, known_tools=tools))
    return loaded


def _run_system_rules(facts: RuleInput, loaded: _LoadedSystems) -> Iterator[Finding]:
    """What is said of single texts is from before where nothing of a system's is another."""
    if any(loaded.find_kept(work) is None for work in loaded.works):
        yield from run_rules(facts, SYSTEMS)
        return
    yield from run_rules(facts, WITHOUT_TEXTS)
    for work in loaded.works:
        kept = loaded.find_kept(work)
        if kept is not None:
            yield from find_in_texts(facts, work, kept)
