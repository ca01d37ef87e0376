"""The SPRS entry sheet: what a company types in when it enters a self-assessment, in the order of
the pages. It is the company's own claim and no result of SPRS.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.system_status import RequirementResult, Status, find_assessed_results
from ...lazy_dataclasses import dataclass
from ...model.entry_pages import EntryPage, EntrySource, EntryTable
from ..document_model import DocumentModel
from ..document_parts import (
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    Mark,
    Shade,
    TextLine,
)
from ..name_lookup import build_lookup, write_keys
from ..table_cells import text_cell
from .sprs_facts import FACTS, JUDGED, find_level
from .status_wording import (
    explain_policy_only,
    explain_taken_over,
    explain_unread,
    is_unready,
)
from .system_document import make_system_document

NAME = "SPRS Entry Sheet"
NOTICE = (
    "The company types this in itself, as a user of SPRS. This sheet is no result of SPRS, gives no"
    " CMMC status and affirms nothing."
)
_CLAIM = (
    "No whole self-assessment is recorded: every result below is what the authors of the plan"
    " claim."
    " A self-assessment of every objective comes before anything is entered (assessment.yaml)."
)
_ASSESSED = (
    "The results below are those of the organization's self-assessment; nobody else has assessed"
    " them."
)
_CERTIFIED = (
    "The aim that is recorded is an assessment by others. Its results are entered by whoever"
    " assesses, and not by the company; this sheet is for a self-assessment."
)
NO_PAGES = (
    "SPRS takes self-assessments of CMMC Levels 1 and 2. This plan answers the profile {profile},"
    " for which it has no page."
)
_WITHHELD = "not told to the reader of this document"
MET, NOT_MET, NOT_APPLICABLE = "MET", "NOT MET", "N/A"
_SHADES: dict[str, Shade] = {MET: "good", NOT_MET: "bad", NOT_APPLICABLE: "none"}


@dataclass(frozen=True, slots=True)
class EntryContent:
    """A judged system, and the pages that SPRS has."""

    status: Status
    table: EntryTable


@dataclass(frozen=True, slots=True)
class _Notes:
    """The doubts that stand as numbered notes at the end, in the order of the table."""

    sources: tuple[EntrySource, ...]

    def mark(self, doubts: tuple[EntrySource, ...]) -> str:
        return "".join(f" [{self.sources.index(item) + 1}]" for item in doubts)


def build_sprs(content: EntryContent) -> DocumentModel:
    status, level = content.status, find_level(content.status)
    names = build_lookup(status.system, status.baseline.term)
    pages = content.table.pages.get(f"level-{level}", ())
    if not pages:
        told = (TextLine(NO_PAGES.format(profile=status.baseline.profile)),)
        chapters: tuple[Chapter, ...] = (Chapter(1, "Nothing to Enter", "nothing", told),)
        return make_system_document(NAME, status.system, names, chapters)
    notes = _Notes(tuple(_list_doubted(content.table, pages)))
    chapters = (
        Chapter(1, "Before You Begin", "begin", tuple(_list_opening(status))),
        *(_build_page(content, page, notes) for page in pages),
        *_list_rest(status, pages),
        *_build_notes(content.table, notes),
    )
    return make_system_document(NAME, status.system, names, chapters)


def _list_doubted(table: EntryTable, pages: tuple[EntryPage, ...]) -> Iterator[EntrySource]:
    """Sources on which alone something rests."""
    named = {item.id for page in pages for item in table.list_doubts(page.sources)}
    named |= {
        item.id
        for page in pages
        for field in page.fields
        for item in table.list_doubts(field.sources)
    }
    yield from (item for item in table.sources if item.id in named)


def _list_opening(status: Status) -> Iterator[DocumentPart]:
    yield TextLine(NOTICE, "label")
    if _is_told(status):
        yield TextLine(_ASSESSED if status.basis == "self-assessment" else _CLAIM)
        yield from (TextLine(f"{why[0].upper()}{why[1:]}.", "bad") for why in _list_doubts(status))
    aim = status.system.engagement.cmmc
    if aim and aim.assessment_type != "self":
        yield TextLine(_CERTIFIED)
    if unread := explain_unread(status):
        yield TextLine(f"{unread[0].upper()}{unread[1:]}.", "bad")
    yield TextLine(f"As of {status.as_of.isoformat()}.", "quiet")


def _list_doubts(status: Status) -> Iterator[str]:
    """What speaks against entering a result that counts: whoever affirms it answers for it."""
    unready = [item.requirement.label for item in status.results if is_unready(item)]
    if unready:
        met, score = sum(item.met for item in status.results), status.scores.assessor_ready
        least = f"; the assessor-ready score is {score}" if score is not None else ""
        yield (
            f"{len(unready)} of {met} requirements met are not assessor-ready, because what shows"
            f" them is missing or not current: {', '.join(unready)}{least}"
        )
    yield from filter(None, (explain_taken_over(status), explain_policy_only(status.policy_only)))


def _is_told(status: Status) -> bool:
    """Whether the reader learns how the system was judged."""
    return "ratings" not in status.withheld


def _build_page(content: EntryContent, page: EntryPage, notes: _Notes) -> Chapter:
    status, table = content.status, content.table
    anchor = f"page-{page.title.lower().replace(' ', '-')}"
    title = f"{page.title}{notes.mark(table.list_doubts(page.sources))}"
    if page.has_requirements:
        return Chapter(1, title, anchor, chapters=tuple(_list_families(status)))
    rows = tuple(
        (
            f"{item.name}{notes.mark(table.list_doubts(item.sources))}",
            _write_fact(status, item.fact),
        )
        for item in page.fields
    )
    return Chapter(1, title, anchor, (FactList(rows, caption=page.title),))


def _write_fact(status: Status, fact: str) -> DocumentCell:
    if fact in JUDGED and not _is_told(status):
        return text_cell("", _WITHHELD)
    return FACTS[fact](status)


def _list_families(status: Status) -> Iterator[Chapter]:
    """As SPRS has a page for each family."""
    if not _is_told(status):
        return
    for code, title in status.baseline.families:
        found = [item for item in status.results if item.requirement.family == code]
        yield Chapter(
            2, f"{title} ({code})", f"family-{code}", (_build_grid(status, title, found),)
        )


def _build_grid(status: Status, caption: str, results: list[RequirementResult]) -> Grid:
    assessed = find_assessed_results(status.system, status.baseline)
    claimed = "As assessed" if assessed is not None else "As claimed"
    columns = (
        GridColumn("Requirement", 3.6),
        GridColumn(claimed, 1.1),
        GridColumn("Objectives", 3.2),
        *((GridColumn("Takes off", 0.8, align="right"),) if status.scored else ()),
    )
    rows = tuple(_write_row(status, item, assessed) for item in results)
    return Grid(caption, columns, rows)


def _write_row(
    status: Status, result: RequirementResult, assessed: dict[str, str] | None
) -> CellRow:
    asked = result.requirement
    word = write_result(result, assessed)
    unmet = next((item for item in status.unmet if item.requirement is asked), None)
    points = "" if unmet is None else "no score" if unmet.points is None else f"-{unmet.points}"
    notes = (
        *(("by a documented exception",) if result.met and result.needs_exception else ()),
        *(("not assessor-ready",) if is_unready(result) else ()),
    )
    return (
        (TextLine(asked.title, lead=_name_requirement(status, result)),),
        (
            Mark(word, _SHADES[word]),
            *(TextLine(note, "quiet") for note in notes),
        ),
        tuple(_list_objectives(result, assessed)),
        *((text_cell(points),) if status.scored else ()),
    )


def _name_requirement(status: Status, result: RequirementResult) -> str:
    """As the level numbers it: Level 1 has numbers of its own."""
    asked = result.requirement
    own = ", ".join(asked.level1) if find_level(status) == 1 else ""
    return own or asked.cmmc_label or asked.label


def write_result(result: RequirementResult, assessed: dict[str, str] | None) -> str:
    words = {_write_objective(result, number, assessed) for number in range(len(result.objectives))}
    if words == {NOT_APPLICABLE}:
        return NOT_APPLICABLE
    return MET if result.met else NOT_MET


def _write_objective(
    result: RequirementResult, number: int, assessed: dict[str, str] | None
) -> str:
    """As assessed where it was, else as the author's state counts."""
    item = result.objectives[number]
    applies = item.state != "not-applicable"
    if assessed is not None:
        applies = assessed.get(item.objective.label) != "not-applicable"
    if not item.met:
        return NOT_MET
    return MET if applies else NOT_APPLICABLE


def _list_objectives(
    result: RequirementResult, assessed: dict[str, str] | None
) -> Iterator[TextLine]:
    """The letters by result, what nobody answered apart."""
    letters: dict[str, list[str]] = {}
    for number, item in enumerate(result.objectives):
        word = _write_objective(result, number, assessed)
        silent = item.is_unanswered and assessed is None
        letters.setdefault(f"{word}, not answered" if silent else word, []).append(
            item.objective.letter
        )
    for word, keys in letters.items():
        yield TextLine(write_keys(keys), lead=f"{word}:")


def _list_rest(status: Status, pages: tuple[EntryPage, ...]) -> Iterator[Chapter]:
    """What a result rests on that is entered as a whole."""
    if any(page.has_requirements for page in pages) or not _is_told(status):
        return
    told = TextLine("SPRS asks for the result alone; it rests on these.", "note")
    grid = _build_grid(status, "Requirements", list(status.results))
    yield Chapter(1, "What the Result Rests On", "rests", (told, grid))


def _build_notes(table: EntryTable, notes: _Notes) -> Iterator[Chapter]:
    if not notes.sources:
        return
    first = TextLine(
        "That SPRS asks for what has a number rests on sources that were not confirmed; what has"
        f" none was read in copies of the rule. As of {table.as_of.isoformat()}.",
        "note",
    )
    lines = tuple(
        TextLine(f"{item.title}. Not confirmed. {item.says}", lead=f"[{number}]")
        for number, item in enumerate(notes.sources, 1)
    )
    yield Chapter(1, "Notes", "notes", (first, *lines))
