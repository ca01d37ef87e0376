"""The System Security Plan: everything that its forms show is decided here and in the modules of
its chapters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from types import MappingProxyType

from ...assess.plan_state import PlanState
from ...assess.system_status import Status
from ...lazy_dataclasses import dataclass
from ...model.system import System
from ...model.workspace import Work
from ..document_model import CHANGES, DocumentModel, number_tables, walk_chapters, walk_parts
from ..document_parts import Chapter, DocumentCell, DocumentPart, FactList, Grid, TextLine
from ..inserted_parameters import insert_in_document
from ..name_lookup import NameLookup, build_lookup, name_organization
from ..plain_parts import cell_text, list_lines, simplify_part
from ..reason_names import name_status_reasons
from ..requirement_words import explain_words
from ..table_cells import NOT_RECORDED, text_cell
from .ssp_acronyms import find_acronyms
from .ssp_appendices import (
    build_acronyms,
    build_exceptions,
    build_plan_of_action,
)
from .ssp_draft import build_open_points, list_places, mark_unread
from .ssp_environment import build_environment
from .ssp_evidence import build_evidence
from .ssp_identification import build_identification, write_categorization
from .ssp_requirements import build_requirements


@dataclass(frozen=True, slots=True)
class PlanContent:
    """What a plan is made of: a system judged on a day, its pictures by workspace path, and what
    keeps it from being final.
    """

    work: Work
    status: Status
    pictures: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    state: PlanState = field(default_factory=PlanState)


def build_plan(content: PlanContent) -> DocumentModel:
    """The plan of a system as it stands."""
    work, status = content.work, name_status_reasons(content.status)
    system, names = work.system, build_lookup(work.system, work.baseline.term)
    facts = system.characteristics
    built = (
        build_identification(system, work.baseline, names),
        build_environment(system, work.baseline, names),
        build_requirements(status, names, content.state),
        Chapter(1, "4 Record of Changes", CHANGES, fresh=True),  # the frame fills it
        build_exceptions(status, names),
        build_plan_of_action(status, names),
        build_evidence(status, names),
    )
    chapters = mark_unread(built, content.state)
    document = DocumentModel(
        title="System Security Plan",
        chapters=(*_list_open_points(content), *chapters),
        subject=facts.name,
        organization=name_organization(system, names),
        version=facts.version,
        date=facts.version_date,
        front=_front(system, names),
        notices=_notices(status),
        pictures=content.pictures,
        places=MappingProxyType(list_places(system)),
        contents=True,
        look="plan",
    )
    document = insert_in_document(document, work.baseline, system)
    acronyms = build_acronyms(find_acronyms(_list_texts(document)))
    return number_tables(replace(document, chapters=(*document.chapters, acronyms)))


def _list_open_points(content: PlanContent) -> tuple[Chapter, ...]:
    """Who judges by themselves does not receive what the organization's own checks found."""
    if "ratings" in content.status.withheld:
        return ()
    return tuple(filter(None, (build_open_points(content.state),)))


def _front(system: System, names: NameLookup) -> FactList:
    facts = system.characteristics
    rows: tuple[tuple[str, DocumentCell], ...] = (
        (
            "Last review",
            text_cell(facts.ssp_reviewed.isoformat() if facts.ssp_reviewed else "", NOT_RECORDED),
        ),
        (
            "Categorization",
            text_cell(
                write_categorization(facts.information_types, facts.sensitivity), NOT_RECORDED
            ),
        ),
        (
            "System owner",
            tuple(TextLine(item.name) for item in names.list_holders("system-owner"))
            or text_cell("", "not named"),
        ),
        (
            "Security officer",
            tuple(TextLine(item.name) for item in names.list_holders("security-officer"))
            or text_cell("", "not named"),
        ),
    )
    return FactList(rows)


def _notices(status: Status) -> tuple[str, ...]:
    """What a reader must know of every line that follows."""
    summarised = sum(item.summarised for item in status.baseline.requirements)
    total = len(status.baseline.requirements)
    if published := explain_words(status.baseline):
        text = published
    elif summarised:
        which = (
            "The requirements and objectives are"
            if summarised == total
            else f"Of the {total} requirements, {summarised} are"
        )
        text = (
            f"{which} shown as summaries in the words of the attestle project, not in the words of"
            " the publication; the publication itself is binding."
        )
    else:
        text = (
            "The requirements and objectives are shown in the words of the catalog that this system"
            " answers."
        )
    if status.basis == "self-assessment":
        basis = (
            "States and answers are the author's; results are those of the organization's"
            " self-assessment. No result of an assessor stands here."
        )
    else:
        basis = (
            "Every state and every answer is the claim of the organization that wrote this plan;"
            " nobody else has assessed them."
        )
    if "ratings" in status.withheld:
        return text, basis
    return text, f"{basis} Ratings follow the evidence as of {status.as_of.isoformat()}."


def _list_texts(document: DocumentModel) -> Iterator[str]:
    """Every text of a document but its title page, to look for acronyms in."""
    yield from document.notices
    yield from (chapter.title for chapter in walk_chapters(document.chapters))
    for part in walk_parts(document):
        yield from _part_texts(part)


def _part_texts(part: DocumentPart) -> Iterator[str]:
    for simple in simplify_part(part):
        if isinstance(simple, Grid):
            yield from (column.title for column in simple.columns)
            yield from (text for row in simple.rows for text in _cell_texts(row))
        elif isinstance(simple, FactList):
            yield from (name for name, _ in simple.rows)
            yield from _cell_texts(cell for _, cell in simple.rows)
        else:
            yield from (text for text, _ in list_lines(simple))


def _cell_texts(cells: Iterable[DocumentCell]) -> Iterator[str]:
    return (cell_text(part) for cell in cells for part in cell)
