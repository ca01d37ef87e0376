"""Chapter 3 of the plan: every requirement with NIST's check boxes, its answers and one row per
objective.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...assess.objectives import JudgedObjective
from ...assess.plan_state import PlanState
from ...assess.poam_coverage import covers_unit
from ...assess.system_status import RequirementResult, Status
from ...model.answers import COMPONENT, COMPONENT_STATUSES, FIELDS_OF, OBJECTIVE
from ...model.system import Approval, ComponentAnswer, ObjectiveAnswer, RequirementAnswer, System
from ..document_model import (
    NOT_RECORDED,
    AuthoredProse,
    CellPart,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    ObjectiveRow,
    ObjectiveTable,
    TextLine,
    text_cell,
)
from ..name_lookup import EXCEPTION_KINDS, RATINGS, STATES, NameLookup, write_title
from .ssp_boxes import build_boxes, build_family_sums, build_not_applicable, explain_boxes


def build_requirements(status: Status, names: NameLookup, state: PlanState) -> Chapter:
    families = _group_by_family(status)
    parts: tuple[DocumentPart, ...] = (
        ()
        if not status.baseline.objective_labels
        else (
            TextLine(explain_boxes(status.baseline)),
            TextLine("By family", "label"),
            build_family_sums([(_name_family(group), group) for group in families]),
            *_explain_unread(state),
            *build_not_applicable(status, names),
        )
    )
    return Chapter(
        1,
        "3 Requirements",
        "requirements",
        parts,
        tuple(_family(group, status, names, state) for group in families),
        fresh=True,
    )


def _explain_unread(state: PlanState) -> Iterator[DocumentPart]:
    if state.unread_answers:
        labels = ", ".join(state.unread_answers)
        lead = "Left out of these sums, wholly or in part, because it cannot be read:"
        yield TextLine(f"the answer to {labels}", "note", lead=lead)


def _group_by_family(status: Status) -> list[tuple[RequirementResult, ...]]:
    """Results by family; a catalog may sort requirements of one family apart."""
    families: dict[str, list[RequirementResult]] = {}
    for result in status.results:
        families.setdefault(result.requirement.family, []).append(result)
    return [tuple(group) for group in families.values()]


def _name_family(group: tuple[RequirementResult, ...]) -> str:
    first = group[0].requirement
    number = first.label.rpartition(".")[0]
    title = f"{first.family_title} ({first.family})" if first.family_title else first.family
    # NIST's families are numbered 3.1 to 3.14, which is their place in section 3 of the plan as
    # well.
    return f"{number} {title}" if first.framework.has_numbered_families else title


def _family(
    group: tuple[RequirementResult, ...], status: Status, names: NameLookup, state: PlanState
) -> Chapter:
    first = group[0].requirement
    owner = names.find_role(status.system.family_owner(first.family))
    parts = (TextLine(owner, lead="Answers for the family:"),) if owner else ()
    return Chapter(
        2,
        _name_family(group),
        f"family-{first.family}",
        parts,
        tuple(
            _requirement(item, status, names, item.requirement.label in state.unread_answers)
            for item in group
        ),
        fresh=True,
    )


def _requirement(
    result: RequirementResult, status: Status, names: NameLookup, is_unread: bool
) -> Chapter:
    """`is_unread`: its file, or a part of it, could not be read, so silence says nothing."""
    item = result.requirement
    title = f"{item.label} {item.title}" + (f" ({item.cmmc_label})" if item.cmmc_label else "")
    parts: list[DocumentPart] = [
        TextLine(
            item.statement, lead="Requirement (summary):" if item.summarised else "Requirement:"
        )
    ]
    parts += [TextLine(part.prose, lead=part.label) for part in item.items]
    if result.objectives:  # a box says what the objectives say; without any there is nothing to say
        parts += build_boxes(result, is_unread)
    parts.append(_facts(result, status, names))
    if result.answer or not is_unread:
        parts += _answers(result, names)
    if result.objectives:
        parts.append(
            ObjectiveTable(
                tuple(_row(entry, result, status, names, is_unread) for entry in result.objectives)
            )
        )
    source = result.answer.source.path if result.answer else ""
    return Chapter(3, title, f"requirement-{item.label}", tuple(parts), source=source)


def _facts(result: RequirementResult, status: Status, names: NameLookup) -> FactList:
    item, answer = result.requirement, result.answer
    owner = (answer.owner if answer else "") or status.system.family_owner(item.family)
    rows: list[tuple[str, DocumentCell]] = [
        ("Owner", text_cell(names.find_role(owner), "not named"))
    ]
    if result.objectives:
        rows.append(("Rating", text_cell(RATINGS.get(result.rating, result.rating))))
    if item.points is not None:
        rows.append(("Points", text_cell(str(item.points))))
    if result.partial and answer:
        rows.append(
            (
                "Partial credit",
                text_cell(
                    f"{write_title(answer.partial_credit)}: {item.points_partial} points instead of"
                    f" {item.points} while it is open"
                ),
            )
        )
    if item.level1:
        rows.append(("CMMC Level 1", text_cell(", ".join(item.level1))))
    if answer and answer.parameters:
        rows.append(("Parameters", _parameters(answer)))
    return FactList(tuple(rows), brief=True)


def _parameters(answer: RequirementAnswer) -> DocumentCell:
    return tuple(
        TextLine(", ".join(values), lead=f"{key}:") for key, values in answer.parameters.items()
    )


def _answers(result: RequirementResult, names: NameLookup) -> Iterator[DocumentPart]:
    """The answers for the whole system and by component, each under its name.

    What is judged by itself has a row of its own below.
    """
    answer = result.answer
    if answer is None:
        yield TextLine("This requirement has not been answered.", "note")
        return
    for part in answer.components:
        if not part.is_blank:
            about = f" (objectives {', '.join(part.objectives)})" if part.objectives else ""
            status = (
                f": {write_title(part.status).lower()}"
                if part.status != COMPONENT_STATUSES[0]
                else ""
            )
            yield TextLine(f"{names.name_component(part.component)}{about}{status}", "label")
            if part.prose.strip():
                yield AuthoredProse(part.prose, part.source.path)
            yield from _list_fields(COMPONENT, part, names)
    rows = {unit.section_id for unit in result.requirement.units}
    for key, statement in answer.statements.items():
        if statement.prose.strip() and key not in rows:
            yield TextLine(statement.title or key, "label")
            yield AuthoredProse(statement.prose, statement.source.path)


def _row(
    entry: JudgedObjective,
    result: RequirementResult,
    status: Status,
    names: NameLookup,
    is_unread: bool,
) -> ObjectiveRow:
    system = status.system
    own = entry.answer
    is_lost = is_unread and not own.state and (result.answer is None or "State" in own.lines)
    # of what could not be read nobody can say that nothing stands there
    nothing, no_evidence = ("", "") if is_lost else ("No answer has been written.", NOT_RECORDED)
    return ObjectiveRow(
        label=entry.objective.label,
        text=entry.objective.text,
        state=(TextLine("", lead="Could not be read"),)
        if is_lost
        else tuple(_state(entry, status)),
        how=tuple(_how(entry, result, system, names)) or text_cell("", nothing),
        who=_list_who(entry, result, system, names),
        inherited_from=_inherited(own.provider, entry.state, names),
        evidence=tuple(_evidence(entry, system)) or text_cell("", no_evidence),
    )


def _state(entry: JudgedObjective, status: Status) -> Iterator[CellPart]:
    yield TextLine("", lead=STATES.get(entry.state, entry.state))
    if status.basis == "self-assessment" and status.system.assessment:
        found = next(
            (
                row
                for row in status.system.assessment.results
                if row.objective == entry.objective.label
            ),
            None,
        )
        if found:
            yield TextLine(
                f"Self-assessed {found.result.replace('-', ' ')} on {found.date.isoformat()}",
                "quiet",
            )


def _how(
    entry: JudgedObjective, result: RequirementResult, system: System, names: NameLookup
) -> Iterator[CellPart]:
    yield from _written_answers(entry, result, names)
    yield from _list_fields(OBJECTIVE, entry.answer, names)
    for item in system.poam:
        if covers_unit(item, result.requirement, entry.objective):
            yield TextLine(item.title, lead="Plan of action:", target=f"poam-{item.slug}")
    if entry.excused is not None:
        kind = EXCEPTION_KINDS.get(entry.excused.kind, entry.excused.kind)
        yield TextLine(
            f"{entry.excused.title} ({kind})",
            lead="Exception:",
            target=f"exception-{entry.excused.slug}",
        )


def _written_answers(
    entry: JudgedObjective, result: RequirementResult, names: NameLookup
) -> Iterator[CellPart]:
    """The objective's own answer, those of components to it, and who else speaks of it."""
    own, answer = entry.answer, result.answer
    path = own.source.path or (answer.source.path if answer else "")
    if own.prose.strip():
        yield AuthoredProse(own.prose, path)
    for slug, text in own.by_component.items():
        if text.strip():
            yield TextLine(names.name_component(slug), "label")
            yield AuthoredProse(text, path)
    if answer and (speaking := _list_speaking(answer, entry.objective.letter, names)):
        yield TextLine(f"See {', '.join(speaking)} above.", "quiet")


def _list_speaking(answer: RequirementAnswer, letter: str, names: NameLookup) -> list[str]:
    return [
        names.name_component(part.component)
        for part in answer.components
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


def _list_who(
    entry: JudgedObjective, result: RequirementResult, system: System, names: NameLookup
) -> tuple[str, ...]:
    """The owner of the requirement, then the owners of the components that speak to the objective."""
    owner = (result.answer.owner if result.answer else "") or system.family_owner(
        result.requirement.family
    )
    slugs = [
        *entry.answer.by_component,
        *(
            part.component
            for part in (result.answer.components if result.answer else ())
            if entry.objective.letter in part.objectives
        ),
    ]
    known = system.component_by_slug
    keys = dict.fromkeys((owner, *(known[slug].owner for slug in slugs if slug in known)))
    return tuple(names.shorten_role(key) for key in keys if key)


def _inherited(provider: str, state: str, names: NameLookup) -> DocumentCell:
    if not provider:
        return (TextLine("not named", lead="Inherited from:"),) if state == "inherited" else ()
    title = names.name_provider(provider)
    return (TextLine(title, lead="Inherited from:" if state == "inherited" else "Shared with:"),)


def _evidence(entry: JudgedObjective, system: System) -> Iterator[CellPart]:
    register = system.evidence_by_id
    for key in entry.answer.evidence:
        item = register.get(key)
        if item is None:
            yield TextLine(f"{key} (not in the register)")
            continue
        yield TextLine(key, target=f"evidence-{key}")
        state = "draft" if item.status != "final" else ""
        day = item.collected.isoformat() if item.collected else "day not recorded"
        yield TextLine(", ".join(filter(None, (state, day))), "quiet")
