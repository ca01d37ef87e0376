"""Chapter 3 of the plan: every requirement with NIST's check boxes and its facts."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.plan_state import PlanState
from ...assess.system_status import RequirementResult, Status
from ...model.baseline import Requirement
from ...model.objective_answers import RequirementAnswer
from ..document_parts import Chapter, DocumentCell, DocumentPart, FactList, TextLine
from ..name_lookup import RATINGS, NameLookup, write_title
from ..requirement_words import choose_words, list_short_words
from ..table_cells import text_cell
from .ssp_boxes import build_boxes, build_family_sums, build_not_applicable, explain_boxes
from .ssp_links import anchor_requirement
from .ssp_objectives import build_component_answers, build_objective


def build_requirements(status: Status, names: NameLookup, state: PlanState) -> Chapter:
    families = _group_by_family(status)
    parts: tuple[DocumentPart, ...] = (
        ()
        if not status.baseline.objective_labels
        else (
            TextLine(explain_boxes(status.baseline)),
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
    parts: list[DocumentPart] = list(write_statement(item))
    if result.objectives:  # a box says what the objectives say; without any there is nothing to say
        parts += build_boxes(result, is_unread)
    parts.append(_facts(result, status, names))
    if result.answer is None and not is_unread:
        parts.append(TextLine("This requirement has not been answered.", "note"))
    chapters = (
        *build_component_answers(result, names),
        *(build_objective(entry, result, status, names, is_unread) for entry in result.objectives),
    )
    source = result.answer.source.path if result.answer else ""
    anchor = anchor_requirement(item.label)
    return Chapter(3, title, anchor, tuple(parts), chapters, source=source)


def write_statement(item: Requirement) -> Iterator[DocumentPart]:
    """What is asked, as a whole and in its parts."""
    is_summary = item.summarised and item.published is None
    lead = "Requirement (summary):" if is_summary else "Requirement:"
    yield TextLine(choose_words(item.published, item.statement), lead=lead)
    yield from list_short_words(item.published, item.statement)
    for part in item.items:
        yield TextLine(choose_words(part.published, part.prose), lead=part.label)
        yield from list_short_words(part.published, part.prose)


def _facts(result: RequirementResult, status: Status, names: NameLookup) -> FactList:
    item, answer = result.requirement, result.answer
    owner = (answer.owner if answer else "") or status.system.family_owner(item.family)
    rows: list[tuple[str, DocumentCell]] = [
        ("Owner", text_cell(names.find_role(owner), "not named"))
    ]
    if result.objectives and "ratings" not in status.withheld:
        rows.append(("Rating", text_cell(RATINGS.get(result.rating, result.rating))))
    if item.points is not None and status.scored:
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
