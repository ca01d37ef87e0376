"""What the plan says of each objective: a heading, a bar with its facts, the answer at full width,
and a line for each thing that qualifies it; before them what components say to a requirement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...assess.objectives import JudgedObjective
from ...assess.system_status import RequirementResult, Status
from ...model.answers import COMPONENT, COMPONENT_STATUSES, FIELDS_OF, OBJECTIVE
from ...model.evidence import EvidenceItem
from ...model.objective_answers import Approval, ComponentAnswer, ObjectiveAnswer
from ...model.system import System
from ..document_parts import (
    AuthoredProse,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Span,
    SpanLine,
    TextLine,
)
from ..name_lookup import EXCEPTION_KINDS, STATES, NameLookup, write_title
from ..requirement_words import choose_words, list_short_words
from ..table_cells import NOT_RECORDED, text_cell
from .ssp_links import anchor_answer, anchor_objective, anchor_provider, list_items

LEVEL = 4  # of the headings of objectives and of components under their requirement
SEPARATOR = "; "


def build_component_answers(result: RequirementResult, names: NameLookup) -> Iterator[Chapter]:
    """The answers for the whole system and by component, each under its name.

    What is judged by itself has a heading of its own below.
    """
    answer = result.answer
    label = result.requirement.label
    for part in answer.components if answer else ():
        if not part.is_blank:
            title, anchor = _title_component(part, names), anchor_answer(label, part.component)
            yield Chapter(LEVEL, title, anchor, tuple(_component_parts(part, names)))
    units = {unit.section_id for unit in result.requirement.units}
    for key, statement in answer.statements.items() if answer else ():
        if statement.prose.strip() and key not in units:
            prose = AuthoredProse(statement.prose, statement.source.path)
            yield Chapter(LEVEL, statement.title or key, anchor_answer(label, key), (prose,))


def _title_component(part: ComponentAnswer, names: NameLookup) -> str:
    number = len(part.objectives)
    unit = "objective" if number == 1 else "objectives"
    about = f" ({unit} {', '.join(part.objectives)})" if number else ""
    is_plain = part.status == COMPONENT_STATUSES[0]
    status = "" if is_plain else f": {write_title(part.status).lower()}"
    return f"{names.name_component(part.component)}{about}{status}"


def _component_parts(part: ComponentAnswer, names: NameLookup) -> Iterator[DocumentPart]:
    if part.prose.strip():
        yield AuthoredProse(part.prose, part.source.path)
    yield from _list_fields(COMPONENT, part, names)


def build_objective(
    entry: JudgedObjective,
    result: RequirementResult,
    status: Status,
    names: NameLookup,
    is_unread: bool,
) -> Chapter:
    """`is_unread`: the file of the requirement, or a part of it, could not be read."""
    own, answer, unit = entry.answer, result.answer, entry.objective
    is_lost = is_unread and not own.state and (answer is None or "State" in own.lines)
    components = tuple(_component_chapters(entry, result, names))
    parts = (
        *((AuthoredProse(own.prose, _find_path(entry, result)),) if own.prose.strip() else ()),
        *_refer_to_components(entry, result, names),
        *_list_fields(OBJECTIVE, own, names),
        *_list_references(entry, result, status),
    )
    if not parts and not components and not is_lost:
        # of what could not be read nobody can say that nothing stands there
        parts = (TextLine("No answer has been written.", "quiet"),)
    return Chapter(
        LEVEL,
        f"{unit.label} {choose_words(unit.published, unit.text)}".strip(),
        anchor_objective(unit.label),
        (
            # a heading and its bar are drawn as one
            *_build_bar(entry, result, status, names, is_lost),
            *list_short_words(unit.published, unit.text),
            *parts,
        ),
        components,
        look="objective",
    )


def _find_path(entry: JudgedObjective, result: RequirementResult) -> str:
    return entry.answer.source.path or (result.answer.source.path if result.answer else "")


def _build_bar(
    entry: JudgedObjective,
    result: RequirementResult,
    status: Status,
    names: NameLookup,
    is_lost: bool,
) -> Iterator[FactList]:
    """State, owner and origin on one line, the evidence on the next."""
    system = status.system
    who = SEPARATOR.join(_list_owners(entry, result, system, names))
    rows = [("State", _write_state(entry, status, is_lost)), ("Owner", text_cell(who, "not named"))]
    rows += _write_origin(entry, names)
    yield FactList(tuple(rows), brief=True, look="bar")
    evidence = (SpanLine(tuple(_link_evidence(entry, system))),) if entry.answer.evidence else ()
    if evidence or not is_lost:
        cell: DocumentCell = evidence or text_cell("", NOT_RECORDED)
        yield FactList((("Evidence", cell),), brief=True, look="bar")


def _write_state(entry: JudgedObjective, status: Status, is_lost: bool) -> DocumentCell:
    words = "could not be read" if is_lost else STATES.get(entry.state, entry.state)
    assessed = ""
    if status.basis == "self-assessment" and status.system.assessment:
        assessed = next(
            (
                f" (self-assessed {row.result.replace('-', ' ')} on {row.date.isoformat()})"
                for row in status.system.assessment.results
                if row.objective == entry.objective.label
            ),
            "",
        )
    return text_cell(f"{words}{assessed}")


def _list_owners(
    entry: JudgedObjective, result: RequirementResult, system: System, names: NameLookup
) -> tuple[str, ...]:
    """Of the requirement, then of the components that speak to the objective."""
    answer = result.answer
    owner = (answer.owner if answer else "") or system.family_owner(result.requirement.family)
    slugs = [
        *entry.answer.by_component,
        *(part.component for part in _list_speaking(entry, result)),
    ]
    known = system.component_by_slug
    keys = dict.fromkeys((owner, *(known[slug].owner for slug in slugs if slug in known)))
    return tuple(names.shorten_role(key) for key in keys if key)


def _write_origin(entry: JudgedObjective, names: NameLookup) -> list[tuple[str, DocumentCell]]:
    provider = entry.answer.provider
    is_inherited = entry.state == "inherited"
    if not provider:
        return [("Inherited from", text_cell("", "not named"))] if is_inherited else []
    link = TextLine(names.name_provider(provider), target=anchor_provider(provider, names))
    return [("Inherited from" if is_inherited else "Shared with", (link,))]


def _link_evidence(entry: JudgedObjective, system: System) -> Iterator[Span]:
    """The titles, each with its day, as links to their rows of the index."""
    for place, key in enumerate(dict.fromkeys(entry.answer.evidence)):
        if place:
            yield Span(SEPARATOR)
        item = system.evidence_by_id.get(key)
        if item is None:
            yield Span(f"{key} (not in the register)")
        else:
            yield Span(item.title, target=f"evidence-{key}")
            yield Span(f" ({_write_day(item)})", "quiet")


def _write_day(item: EvidenceItem) -> str:
    day = item.collected.isoformat() if item.collected else "day not recorded"
    return day if item.status == "final" else f"draft, {day}"


def _component_chapters(
    entry: JudgedObjective, result: RequirementResult, names: NameLookup
) -> Iterator[Chapter]:
    """What components say to this objective alone."""
    anchor = anchor_objective(entry.objective.label)
    for slug, text in entry.answer.by_component.items():
        if text.strip():
            prose = AuthoredProse(text, _find_path(entry, result))
            yield Chapter(LEVEL + 1, names.name_component(slug), f"{anchor}-{slug}", (prose,))


def _refer_to_components(
    entry: JudgedObjective, result: RequirementResult, names: NameLookup
) -> Iterator[SpanLine]:
    """To what stands above for several objectives."""
    spans: list[Span] = []
    for part in _list_speaking(entry, result):
        target = anchor_answer(result.requirement.label, part.component)
        spans += [
            Span(", " if spans else "See "),
            Span(names.name_component(part.component), target=target),
        ]
    if spans:
        yield SpanLine((*spans, Span(" above.")))


def _list_speaking(entry: JudgedObjective, result: RequirementResult) -> list[ComponentAnswer]:
    """The answers of components to the requirement that name the objective."""
    letter = entry.objective.letter
    return [
        part
        for part in (result.answer.components if result.answer else ())
        if letter in part.objectives and part.prose.strip()
    ]


def _list_fields(
    kind: str, part: ComponentAnswer | ObjectiveAnswer, names: NameLookup
) -> Iterator[TextLine]:
    """The fields that have a line of their own, each behind its words."""
    for row in FIELDS_OF[kind]:
        value = getattr(part, row.attribute)
        if row.lead and value:
            if isinstance(value, Approval):
                value = replace(value, role=names.find_role(value.role))
            yield TextLine(row.write_value(value), lead=row.lead)


def _list_references(
    entry: JudgedObjective, result: RequirementResult, status: Status
) -> Iterator[TextLine]:
    """The plan of action and the exception that are about the objective."""
    for item in list_items(status, result.requirement, entry.objective):
        yield TextLine(item.title, lead="Plan of action:", target=f"poam-{item.slug}")
    if found := entry.excused:
        kind = EXCEPTION_KINDS.get(found.kind, found.kind)
        lead = "Counts as met through an exception:" if entry.needs_exception else "Exception:"
        yield TextLine(f"{found.title} ({kind})", lead=lead, target=f"exception-{found.slug}")
