"""The page of one requirement: what is asked, how it stands, how it is met, what helps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...assess.objectives import JudgedObjective
from ...assess.poam_entries import judge_standing, list_items_of
from ...assess.system_status import RequirementResult, find_owner
from ...model.baseline import HelpingCriterion, Method
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
    Span,
    SpanLine,
    TextLine,
)
from ..name_lookup import STATES, write_keys
from ..requirement_words import write_words
from ..table_cells import NOT_RECORDED, text_cell
from .gap_wording import REUSE_SHADES, mark_rating
from .poam_wording import write_role
from .site_content import (
    SiteContent,
    describe_source,
    make_page,
    mark_state,
    name_family,
    name_standing,
    raise_chapter,
)
from .ssp_draft import write_place
from .ssp_links import anchor_objective, anchor_requirement
from .ssp_objectives import build_component_answers, build_objective
from .ssp_requirements import write_statement

_SHADE_OF_GRADE = {grade.value: shade for grade, shade in REUSE_SHADES.items()}
_METHODS_NOTE = "What an assessor looks at, whom they ask and what they try."


def build_requirement_page(content: SiteContent, result: RequirementResult) -> DocumentModel:
    item = result.requirement
    anchor = anchor_requirement(item.label)
    unread = content.plan.state.unread_answers.get(item.label, ())
    lost = tuple(
        TextLine(write_place(found), "note", lead="Left out, because it cannot be read:")
        for found in unread
    )
    source = result.answer.source.path if result.answer else ""
    asked = Chapter(
        1, "What is asked", anchor, (*lost, *_list_asked(content, result)), source=source
    )
    chapters = (
        asked,
        *_list_answers(content, result, is_unread=bool(unread)),
        *_list_criteria(content, result),
        *_list_poam(content, result),
        *_list_methods(item.methods),
    )
    return make_page(
        f"{item.label} {item.title}", *chapters, parts=(_build_facts(content, result),)
    )


def _build_facts(content: SiteContent, result: RequirementResult) -> FactList:
    status, item = content.status, result.requirement
    rows: list[tuple[str, DocumentCell]] = [("Standing", (name_standing(result),))]
    if result.objectives:
        rows.append(("Lowest rating", (mark_rating(result.rating),)))
    rows.append(("Answers for it", write_role(content.names, find_owner(status, result))))
    family = name_family(item.family, item.family_title)
    rows.append(("Family", (TextLine(family, target=f"family-{item.family}"),)))
    if item.cmmc_label:
        rows.append(("CMMC", text_cell(item.cmmc_label)))
    if item.level1:
        rows.append(("CMMC Level 1", text_cell(", ".join(item.level1))))
    if status.scored:
        rows.append(("Points", text_cell("none" if item.points is None else str(item.points))))
        if not result.met:
            standing = judge_standing(status, result)
            word = "may stay open" if standing.is_allowed else "must close"
            rows.append(("On a POA&M", (TextLine(word), TextLine(standing.why, "quiet"))))
    return FactList(tuple(rows), brief=True, look="tiles facts")


def _list_asked(content: SiteContent, result: RequirementResult) -> Iterator[DocumentPart]:
    item = result.requirement
    yield from write_statement(item)
    words = describe_source(item.published, is_summary=item.summarised)
    yield TextLine(words, "note", lead="Whose words:")
    if item.guidance.strip():
        yield TextLine(" ".join(item.guidance.split()), lead="In practice:")
    if result.objectives:
        yield _build_glance(content, result)


def _build_glance(content: SiteContent, result: RequirementResult) -> Grid:
    """What is open has a column only where something is."""
    is_open = any(entry.reason or entry.lacks for entry in result.objectives)
    columns = (
        GridColumn("Id"),
        GridColumn("What must be true"),
        GridColumn("State"),
        GridColumn("Rating"),
        GridColumn("Evidence"),
        *((GridColumn("What is open"),) if is_open else ()),
    )
    rows = tuple(_build_glance_row(content, entry)[: len(columns)] for entry in result.objectives)
    return Grid(f"Objectives of {result.requirement.label}", columns, rows, "objectives")


def _build_glance_row(content: SiteContent, entry: JudgedObjective) -> CellRow:
    unit = entry.objective
    return (
        (TextLine(unit.label, target=anchor_objective(unit.label)),),
        write_words(unit.published, unit.text),
        (mark_state(entry.state, STATES.get(entry.state, entry.state)),),
        (mark_rating(entry.rating),),
        (SpanLine(tuple(_link_evidence(content, entry))),)
        if entry.answer.evidence
        else text_cell("", "none"),
        text_cell(entry.reason or entry.lacks, "nothing"),
    )


def _link_evidence(content: SiteContent, entry: JudgedObjective) -> Iterator[Span]:
    for place, key in enumerate(dict.fromkeys(entry.answer.evidence)):
        if place:
            yield Span("; ")
        item = content.system.evidence_by_id.get(key)
        target = f"evidence-{key}" if item else ""
        yield Span(item.title if item else f"{key} (not in the register)", target=target)


def _list_answers(
    content: SiteContent, result: RequirementResult, *, is_unread: bool
) -> Iterator[Chapter]:
    """The answers as the plan has them, each objective with its rating."""
    is_silent = result.answer is None and not is_unread
    parts = (TextLine("This requirement has not been answered.", "note"),) if is_silent else ()
    inner = [raise_chapter(item, 2) for item in build_component_answers(result, content.names)]
    for entry in result.objectives:
        made = build_objective(entry, result, content.status, content.names, is_unread)
        inner.append(raise_chapter(_add_rating(made, entry), 2))
    yield Chapter(1, "How it is met", "answers", parts, tuple(inner))


def _add_rating(chapter: Chapter, entry: JudgedObjective) -> Chapter:
    bar, *rest = chapter.parts
    if not isinstance(bar, FactList):
        return chapter
    rows = (("Rating", (mark_rating(entry.rating),)), *bar.rows)
    why = (TextLine(entry.reason, lead="Why it is not rated better:"),) if entry.reason else ()
    return replace(chapter, parts=(replace(bar, rows=rows), *rest, *why))


def _list_criteria(content: SiteContent, result: RequirementResult) -> Iterator[Chapter]:
    helps = result.requirement.helps
    if not helps:
        return
    columns = (
        GridColumn("Criterion"),
        GridColumn("How far it carries"),
        GridColumn("Satisfies"),
        GridColumn("Contributes to"),
    )
    grid = Grid("Criteria that help", columns, tuple(map(_build_criterion_row, helps)))
    note = "A mapping says where to look; it proves nothing by itself."
    more = (TextLine("All of them in the crosswalk", target="matrix"),) if content.sides else ()
    parts = (grid, TextLine(note, "note"), *more)
    yield Chapter(1, "SOC 2 criteria that help", "criteria", parts)


def _build_criterion_row(item: HelpingCriterion) -> CellRow:
    role = (TextLine(item.role, "quiet"),) if item.role else ()
    return (
        (TextLine(item.title, lead=item.label),),
        (Mark(item.reuse, _SHADE_OF_GRADE.get(item.reuse, "none"), item.reuse), *role),
        text_cell(write_keys(item.letters), "none"),
        text_cell(write_keys(item.contributes), "none"),
    )


def _list_poam(content: SiteContent, result: RequirementResult) -> Iterator[Chapter]:
    items = list_items_of(content.status, result)
    if not items and result.met:
        return
    columns = (
        GridColumn("Item"),
        GridColumn("Weakness"),
        GridColumn("Responsible"),
        GridColumn("Scheduled completion"),
    )
    rows = tuple(
        (
            (TextLine(item.title, target=f"poam-{item.slug}"),),
            text_cell(item.weakness),
            text_cell(content.names.shorten_role(item.owner), NOT_RECORDED),
            text_cell(item.scheduled_completion.isoformat()),
        )
        for item in items
    )
    part: DocumentPart = (
        Grid("Open items of the plan of action", columns, rows)
        if rows
        else TextLine("It is not met, and no open item of the plan of action is about it.", "note")
    )
    yield Chapter(1, "Plan of action", "plan-of-action", (part,))


def _list_methods(methods: tuple[Method, ...]) -> Iterator[Chapter]:
    rows = tuple(
        (item.name.capitalize(), tuple(TextLine(line) for line in _list_objects(item)))
        for item in methods
    )
    if rows:
        parts = (TextLine(_METHODS_NOTE, "note"), FactList(rows, caption="Assessment methods"))
        yield Chapter(1, "How it is assessed", "methods", parts)


def _list_objects(item: Method) -> Iterator[str]:
    for line in item.objects.splitlines():
        if text := line.strip().removeprefix("- "):
            yield text
