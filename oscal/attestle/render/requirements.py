"""Section 3 of the plan: every requirement with NIST's check boxes, its answers and one row per
objective.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ..assess.objectives import JudgedObjective
from ..assess.system_status import RequirementResult, Status
from ..model.system import ComponentAnswer, ObjectiveAnswer, RequirementAnswer, System
from .names import EXCEPTION_KINDS, RATINGS, STATES, Names, title_case
from .parts import (
    Box,
    Boxes,
    Cell,
    CellPart,
    Column,
    Facts,
    Grid,
    ObjectiveRow,
    ObjectiveTable,
    Part,
    Prose,
    Section,
    Words,
    words,
)

IMPLEMENTED, PLANNED, NOT_APPLICABLE = "Implemented", "Planned to be Implemented", "Not Applicable"
BOXES = (IMPLEMENTED, PLANNED, NOT_APPLICABLE)
DONE = ("implemented", "inherited", "alternative")


def requirements(status: Status, names: Names) -> Section:
    families = [
        tuple(group)
        for _, group in groupby(status.results, key=lambda item: item.requirement.family)
    ]
    parts: tuple[Part, ...] = (
        ()
        if not status.baseline.objective_labels
        else (
            Words(
                "Each requirement has one box checked: Implemented if every applicable objective is"
                " in an implemented state, Not Applicable if no objective applies, otherwise"
                " Planned to be Implemented. Under it stands one row per assessment objective."
            ),
            Words("By family", "label"),
            _summary(families),
            Words("Approved as not applicable", "label"),
            _not_applicable(status, names),
        )
    )
    return Section(
        1,
        "3 Requirements",
        "requirements",
        parts,
        tuple(_family(group, status, names) for group in families),
        fresh=True,
    )


def checked(result: RequirementResult) -> str:
    """Which of NIST's boxes is checked, by DESIGN's table of states."""
    states = {item.state for item in result.objectives}
    if states == {"not-applicable"}:
        return NOT_APPLICABLE
    return IMPLEMENTED if states and states <= {*DONE, "not-applicable"} else PLANNED


def _summary(families: list[tuple[RequirementResult, ...]]) -> Grid:
    columns = (
        Column("Family", 3.0),
        Column("Requirements", 1.1),
        Column("Implemented", 1.1),
        Column("Planned", 1.1),
        Column("Not applicable", 1.1),
    )
    tallies = [
        [len(group), *(sum(checked(item) == box for item in group) for box in BOXES)]
        for group in families
    ]
    rows = [
        (words(_family_title(group)), *(words(str(number)) for number in tally))
        for group, tally in zip(families, tallies, strict=True)
    ]
    total = tuple(
        (Words("", lead=str(sum(tally[place] for tally in tallies))),) for place in range(4)
    )
    return Grid("Requirements by family", columns, (*rows, ((Words("", lead="All"),), *total)))


def _not_applicable(status: Status, names: Names) -> Part:
    """3.12.4[d] asks for this list."""
    columns = (
        Column("Objective", 1.0),
        Column("Rationale", 4.2),
        Column("Approved by", 1.5),
        Column("On", 0.9),
    )
    rows = tuple(
        (
            words(item.objective.label),
            words(item.answer.rationale, "no rationale"),
            *_approval(item, names),
        )
        for result in status.results
        for item in result.objectives
        if item.state == "not-applicable"
    )
    return Grid("Approved as not applicable", columns, rows) if rows else Words("None.", "quiet")


def _approval(item: JudgedObjective, names: Names) -> tuple[Cell, Cell]:
    approved = item.answer.approved
    return (
        (words(names.role(approved.role)), words(approved.date.isoformat()))
        if approved
        else (words("", "not approved"), ())
    )


def _family_title(group: tuple[RequirementResult, ...]) -> str:
    first = group[0].requirement
    number = first.label.rpartition(".")[0]
    title = f"{first.family_title} ({first.family})" if first.family_title else first.family
    # NIST's families are numbered 3.1 to 3.14, which is their place in section 3 of the plan as
    # well.
    return f"{number} {title}" if number.startswith("3.") and number.count(".") == 1 else title


def _family(group: tuple[RequirementResult, ...], status: Status, names: Names) -> Section:
    first = group[0].requirement
    owner = names.role(status.system.family_owner(first.family))
    parts = (Words(owner, lead="Answers for the family:"),) if owner else ()
    return Section(
        2,
        _family_title(group),
        f"family-{first.family}",
        parts,
        tuple(_requirement(item, status, names) for item in group),
        fresh=True,
    )


def _requirement(result: RequirementResult, status: Status, names: Names) -> Section:
    item = result.requirement
    title = f"{item.label} {item.title}" + (f" ({item.cmmc_label})" if item.cmmc_label else "")
    parts: list[Part] = [
        Words(item.statement, lead="Requirement (summary):" if item.summarised else "Requirement:")
    ]
    parts += [Words(part.prose, lead=part.label) for part in item.items]
    if result.objectives:  # a box says what the objectives say; without any there is nothing to say
        choice = checked(result)
        parts.append(Boxes(tuple(Box(label, label == choice) for label in BOXES)))
    parts.append(_facts(result, status, names))
    parts += _answers(result.answer, names)
    if result.objectives:
        parts.append(
            ObjectiveTable(tuple(_row(entry, result, status, names) for entry in result.objectives))
        )
    return Section(3, title, f"requirement-{item.label}", tuple(parts))


def _facts(result: RequirementResult, status: Status, names: Names) -> Facts:
    item, answer = result.requirement, result.answer
    owner = (answer.owner if answer else "") or status.system.family_owner(item.family)
    rows: list[tuple[str, Cell]] = [("Owner", words(names.role(owner), "not named"))]
    if result.objectives:
        rows.append(("Rating", words(RATINGS.get(result.rating, result.rating))))
    if item.points is not None:
        rows.append(("Points", words(str(item.points))))
    if result.partial and answer:
        rows.append(
            (
                "Partial credit",
                words(
                    f"{title_case(answer.partial_credit)}: {item.points_partial} points instead of"
                    f" {item.points} while it is open"
                ),
            )
        )
    if item.level1:
        rows.append(("CMMC Level 1", words(", ".join(item.level1))))
    if answer and answer.parameters:
        rows.append(
            (
                "Parameters",
                tuple(
                    Words(", ".join(values), lead=f"{key}:")
                    for key, values in answer.parameters.items()
                ),
            )
        )
    return Facts(tuple(rows), brief=True)


def _answers(answer: RequirementAnswer | None, names: Names) -> Iterator[Part]:
    """The answers for the whole system and by component, each under its name."""
    if answer is None:
        yield Words("This requirement has not been answered.", "note")
        return
    for part in answer.components:
        if not part.is_blank:
            about = f" (objectives {', '.join(part.objectives)})" if part.objectives else ""
            status = f": {title_case(part.status).lower()}" if part.status != "implemented" else ""
            yield Words(f"{names.component(part.component)}{about}{status}", "label")
            if part.prose.strip():
                yield Prose(part.prose, part.source.path)
            yield from _offered(part)
    for key, statement in answer.statements.items():
        if statement.prose.strip():
            yield Words(statement.title or key, "label")
            yield Prose(statement.prose, statement.source.path)


def _row(
    entry: JudgedObjective, result: RequirementResult, status: Status, names: Names
) -> ObjectiveRow:
    system = status.system
    own = entry.answer
    return ObjectiveRow(
        label=entry.objective.label,
        text=entry.objective.text,
        state=tuple(_state(entry, status)),
        how=tuple(_how(entry, result, system, names))
        or (Words("No answer has been written.", "quiet"),),
        who=_who(entry, result, system, names),
        inherited_from=_inherited(own.provider, entry.state, names),
        evidence=tuple(_evidence(entry, system)) or (Words("none", "quiet"),),
    )


def _state(entry: JudgedObjective, status: Status) -> Iterator[CellPart]:
    yield Words("", lead=STATES.get(entry.state, entry.state))
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
            yield Words(
                f"Self-assessed {found.result.replace('-', ' ')} on {found.date.isoformat()}",
                "quiet",
            )


def _how(
    entry: JudgedObjective, result: RequirementResult, system: System, names: Names
) -> Iterator[CellPart]:
    own, letter = entry.answer, entry.objective.letter
    path = own.source.path or (result.answer.source.path if result.answer else "")
    if own.prose.strip():
        yield Prose(own.prose, path)
    for slug, text in own.by_component.items():
        if text.strip():
            yield Words(names.component(slug), "label")
            yield Prose(text, path)
    speaking = [
        names.component(part.component)
        for part in (result.answer.components if result.answer else ())
        if letter in part.objectives and part.prose.strip()
    ]
    if speaking:
        yield Words(f"See {', '.join(speaking)} above.", "quiet")
    yield from _fields(entry, names)
    for item in system.poam:
        if entry.objective.label in item.objectives:
            yield Words(item.title, lead="Plan of action:", target=f"poam-{item.slug}")
    if entry.excused is not None:
        kind = EXCEPTION_KINDS.get(entry.excused.kind, entry.excused.kind)
        yield Words(
            f"{entry.excused.title} ({kind})",
            lead="Exception:",
            target=f"exception-{entry.excused.slug}",
        )


def _fields(entry: JudgedObjective, names: Names) -> Iterator[CellPart]:
    own = entry.answer
    if own.missing:
        yield Words(own.missing, lead="Missing:")
    if own.rationale:
        yield Words(own.rationale, lead="Rationale:")
    if own.approved:
        yield Words(
            f"{names.role(own.approved.role)}, {own.approved.date.isoformat()}", lead="Approved:"
        )
    yield from _offered(own)
    if own.note:
        yield Words(own.note, lead="Note:")


def _offered(part: ComponentAnswer | ObjectiveAnswer) -> Iterator[Words]:
    """What customers of the system get, and what is left to them."""
    if part.provides:
        yield Words(part.provides, lead="Provided to customers:")
    if part.leaves:
        yield Words(part.leaves, lead="Left to customers:")


def _who(
    entry: JudgedObjective, result: RequirementResult, system: System, names: Names
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
    return tuple(names.short_role(key) for key in keys if key)


def _inherited(provider: str, state: str, names: Names) -> Cell:
    if not provider:
        return (Words("not named", lead="Inherited from:"),) if state == "inherited" else ()
    title = names.provider(provider)
    return (Words(title, lead="Inherited from:" if state == "inherited" else "Shared with:"),)


def _evidence(entry: JudgedObjective, system: System) -> Iterator[CellPart]:
    register = system.evidence_by_id
    for key in entry.answer.evidence:
        item = register.get(key)
        if item is None:
            yield Words(f"{key} (not in the register)")
            continue
        yield Words(key, target=f"evidence-{key}")
        state = "draft" if item.status != "final" else ""
        day = item.collected.isoformat() if item.collected else "not collected"
        yield Words(", ".join(filter(None, (state, day))), "quiet")
