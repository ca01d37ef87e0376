"""Implemented requirements of any tool read as answers.

By-components become component sections, statements answers to objectives and parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..formats.oscal_values import (
    ImportNotes,
    fold_line,
    get_items,
    get_object,
    get_own_prop,
    get_own_props,
    get_text,
    is_placeable,
    settle_line_ends,
)
from ..iso_days import read_iso_day
from ..lazy_dataclasses import dataclass
from ..model.answers import (
    COMPONENT,
    COMPONENT_STATUSES,
    FIELDS_OF,
    OBJECTIVE,
    STATE_OF,
    AnswerField,
    Place,
    Value,
)
from ..model.baseline import Baseline, Requirement
from ..model.components import THIS_SYSTEM
from ..model.objective_answers import (
    Approval,
    ComponentAnswer,
    ObjectiveAnswer,
    RequirementAnswer,
)
from ..model.system import System, derive_this_system_id
from ..model.words import UNKNOWN_COMPONENT_STATUS, read_component_status
from ..trees import Tree

_MARKS = re.compile(r"^(<{7} |={7}$|>{7} )", re.M)
_KINDS_OF_MARK = 3


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What the ids of the document mean in the files.

    Slugs and titles of components, and ids of evidence, are by uuid.
    """

    components: Mapping[str, str]
    titles: Mapping[str, str]
    evidence: Mapping[str, str]
    providers: Collection[str]
    roles: Collection[str]


def make_answer_context(system: System) -> AnswerContext:
    """What the ids of a plan mean in the files of its system."""
    whole = system.characteristics.this_system_uuid or derive_this_system_id(system)
    return AnswerContext(
        components={item.uuid: item.slug for item in system.components} | {whole: THIS_SYSTEM},
        titles={item.uuid: item.title for item in system.components},
        evidence={item.uuid: item.id for item in system.evidence},
        providers=tuple(item.slug for item in system.providers),
        roles=tuple(role.id for role in system.people.roles),
    )


def read_plan_answers(
    plan: Tree, baseline: Baseline, context: AnswerContext, report: ImportNotes
) -> dict[str, RequirementAnswer]:
    """By control id; the first of several implemented requirements of one control is read."""
    answers: dict[str, RequirementAnswer] = {}
    items = get_items(get_object(plan, "control-implementation"), "implemented-requirements")
    for index, item in enumerate(items):
        pointer = f"/control-implementation/implemented-requirements/{index}"
        control = get_text(item, "control-id")
        requirement = baseline.by_id.get(control)
        if requirement is None:
            report.leave(pointer, f"the profile {baseline.profile} has no {control}")
        elif control in answers:
            report.leave(pointer, f"a second implemented requirement of {control}")
        else:
            answers[control] = _AnswerReader(requirement, context, report).read(item, pointer)
    return answers


class _AnswerReader:
    """One implemented requirement, read as the file of its requirement."""

    def __init__(
        self, requirement: Requirement, context: AnswerContext, report: ImportNotes
    ) -> None:
        self._requirement = requirement
        self._context = context
        self._report = report
        # of an unresolved merge: they may stand in several texts of one file
        self._marks: set[str] = set()

    def read(self, item: Tree, pointer: str) -> RequirementAnswer:
        requirement = self._requirement
        credit = get_own_prop(item, "partial-credit")
        components = self._read_components(item, pointer)
        objectives, statements = self._read_statements(item, pointer)
        return RequirementAnswer(
            control_id=requirement.id,
            label=requirement.label,
            owner=self._read_owner(item),
            partial_credit=credit if credit in _list_credits(requirement) else "",
            parameters=MappingProxyType(_read_parameters(item)),
            components=components,
            objectives=MappingProxyType(objectives),
            statements=MappingProxyType(statements),
        )

    def _read_owner(self, item: Tree) -> str:
        for entry in get_items(item, "responsible-roles"):
            role = get_text(entry, "role-id")
            if role in self._context.roles:
                return role
        return ""

    def _read_statements(
        self, item: Tree, pointer: str
    ) -> tuple[dict[str, ObjectiveAnswer], dict[str, ObjectiveAnswer]]:
        """Answers to objectives by letter, and to parts of the statement by id."""
        requirement = self._requirement
        letters = _index_letters(requirement)
        parts = {requirement.statement_id, *(part.id for part in requirement.items)}
        objectives: dict[str, ObjectiveAnswer] = {}
        statements: dict[str, ObjectiveAnswer] = {}
        for index, statement in enumerate(get_items(item, "statements")):
            place = f"{pointer}/statements/{index}"
            identity = get_text(statement, "statement-id")
            answers = objectives if identity in letters else statements
            key = letters.get(identity, identity)
            if not key or (identity not in letters and identity not in parts):
                self._report.leave(place, f'{requirement.label} has no part "{identity}"')
            elif key in answers:
                self._report.leave(place, f'a second statement "{identity}"')
            else:
                answer = self._read_statement(statement, place, key)
                if answer is not None:
                    answers[key] = answer
        return objectives, statements

    def _read_components(self, item: Tree, pointer: str) -> tuple[ComponentAnswer, ...]:
        answers: dict[str, ComponentAnswer] = {}
        for index, entry in enumerate(get_items(item, "by-components")):
            place = f"{pointer}/by-components/{index}"
            slug = self._find_slug(entry, answers, place)
            answer = self._read_component(entry, slug, place) if slug else None
            if answer is not None:
                answers[slug] = answer
        return tuple(answers.values())

    def _read_component(self, entry: Tree, slug: str, pointer: str) -> ComponentAnswer | None:
        """None for a state alone: it is no answer, and stands where one will be written."""
        prose = self._read_prose(entry, pointer)
        values = self._read_values(entry, FIELDS_OF[COMPONENT])
        if not prose.strip() and not any(
            row.write_value(values[row.attribute])
            for row in FIELDS_OF[COMPONENT]
            # a mark alone, of what was taken over, is no answer either
            if row.place is not Place.PROP
        ):
            return None
        return ComponentAnswer(
            component=slug, title=self._choose_title(entry, slug), prose=prose, **values
        )

    def _read_values(self, entry: Tree, rows: tuple[AnswerField, ...]) -> dict[str, Any]:
        """What the fields of a section are, by attribute, each from its place."""
        return {row.attribute: _READERS[row.place](self, entry, row) for row in rows}

    def _find_slug(self, entry: Tree, answered: Collection[str], pointer: str) -> str:
        uuid = get_text(entry, "component-uuid")
        slug = self._context.components.get(uuid, "")
        if not slug:
            self._report.leave(pointer, f"the plan has no component {uuid}")
        elif slug in answered:
            self._report.leave(
                pointer, f"a second answer of the component {slug} in the same place"
            )
            return ""
        return slug

    def _choose_title(self, entry: Tree, slug: str, fallback: str = "") -> str:
        """Our prop, the fallback, or what the component is called."""
        # a title with the begin of a comment would be read as a heading with a marker
        title = fold_line(get_own_prop(entry, "section-title")).replace("<!--", "<! --")
        if title or fallback:
            return title or fallback
        if slug == THIS_SYSTEM:
            return "Whole system"
        return self._context.titles.get(get_text(entry, "component-uuid"), "")

    def _read_prose(self, entry: Tree, pointer: str) -> str:
        value = get_text(entry, "description")
        marks = set(_MARKS.findall(value)) | self._marks
        # a file with all three kinds of mark is refused, wherever they stand in it
        completes_marks = len(marks) == _KINDS_OF_MARK and marks != self._marks and self._marks
        if not is_placeable(value) or completes_marks:
            self._report.leave(
                f"{pointer}/description",
                "the text holds what no file can: NUL, half a character or the marks of an"
                " unresolved merge",
            )
            return ""
        self._marks = marks
        return settle_line_ends(value)

    def _read_statement(self, statement: Tree, pointer: str, key: str) -> ObjectiveAnswer | None:
        """What the by-component of the whole system says, and texts of other components."""
        main: Tree | None = None
        prose = ""
        texts: dict[str, str] = {}
        answered: set[str] = set()
        for index, entry in enumerate(get_items(statement, "by-components")):
            place = f"{pointer}/by-components/{index}"
            slug = self._find_slug(entry, answered, place)
            if not slug:
                continue
            answered.add(slug)
            text = self._read_prose(entry, place)
            if slug == THIS_SYSTEM:
                main, prose = entry, text
            elif text.strip():
                texts[slug] = text
        by_component = MappingProxyType(texts)
        if main is not None:
            return replace(self._read_answer(main, key), prose=prose, by_component=by_component)
        return ObjectiveAnswer(letter=key, by_component=by_component) if texts else None

    def _read_answer(self, entry: Tree, key: str) -> ObjectiveAnswer:
        """All but the texts."""
        return ObjectiveAnswer(
            letter=key,
            title=self._choose_title(entry, THIS_SYSTEM, self._describe_place(key)),
            **self._read_values(entry, FIELDS_OF[OBJECTIVE]),
        )

    def read_status(self, entry: Tree, row: AnswerField) -> str:
        if row.value is Value.STATUS:
            status = get_text(get_object(entry, "implementation-status"), "state")
            meaning = read_component_status(status) or UNKNOWN_COMPONENT_STATUS
            return meaning if status else COMPONENT_STATUSES[0]
        state = _read_state(entry)
        return state if state in STATE_OF else ""

    def read_status_remarks(self, entry: Tree, row: AnswerField) -> str:
        remarks = get_text(get_object(entry, "implementation-status"), "remarks")
        return _split_reasons(_read_state(entry), remarks).get(row.key, "")

    def read_evidence_links(self, entry: Tree, _: AnswerField) -> tuple[str, ...]:
        ids = [
            self._context.evidence.get(get_text(link, "href").removeprefix("#"), "")
            for link in get_items(entry, "links")
            if link.get("rel") == "evidence"
        ]
        return tuple(dict.fromkeys(identity for identity in ids if identity))

    def read_provider(self, entry: Tree, row: AnswerField) -> str:
        provider = get_own_prop(entry, row.prop)
        return provider if provider in self._context.providers else ""

    def read_approval(self, entry: Tree, row: AnswerField) -> Approval | None:
        role = get_own_prop(entry, f"{row.prop}-by")
        date = read_iso_day(get_own_prop(entry, f"{row.prop}-on"))
        return Approval(role, date) if role in self._context.roles and date else None

    def read_objectives(self, entry: Tree, _: AnswerField) -> tuple[str, ...]:
        """The objectives that a by-component says it speaks to, as far as there are any such."""
        letters = {unit.letter for unit in self._requirement.units}
        return tuple(letter for letter in get_own_props(entry, "objective") if letter in letters)

    def _describe_place(self, key: str) -> str:
        requirement = self._requirement
        if requirement.objective(key):
            return f"[{key}]"
        return next(
            (item.label or item.id for item in requirement.items if item.id == key),
            "Whole requirement",
        )


def _list_credits(requirement: Requirement) -> tuple[str, ...]:
    """The words of partial credit in the framework of a requirement."""
    rule = requirement.framework.score
    return tuple(rule.partial_credits.values()) if rule else ()


def _index_letters(requirement: Requirement) -> dict[str, str]:
    """Letters of objectives by id; of two with one letter the first, since a file names it once."""
    return {
        objective.id: objective.letter
        for objective in requirement.objectives
        if requirement.objective(objective.letter) is objective
    }


def _read_state(entry: Tree) -> str:
    """Our prop where the OSCAL status does not tell the state, else that status."""
    status = get_text(get_object(entry, "implementation-status"), "state")
    return get_own_prop(entry, "state") or (status if status in COMPONENT_STATUSES else "")


def _read_parameters(item: Tree) -> dict[str, tuple[str, ...]]:
    """Of several settings of one parameter the first; one with a blank value is none."""
    parameters: dict[str, tuple[str, ...]] = {}
    for entry in get_items(item, "set-parameters"):
        values = tuple(fold_line(str(value)) for value in entry.get("values") or ())
        if values and all(values):
            parameters.setdefault(get_text(entry, "param-id"), values)
    return parameters


def _read_export(entry: Tree, key: str) -> str:
    """What was written from a field: our prop `source` tells.

    What others export stays in the document.
    """
    for item in get_items(get_object(entry, "export"), key):
        if get_own_prop(item, "source"):
            return fold_line(get_text(item, "description"))
    return ""


def _split_reasons(state: str, remarks: str) -> dict[str, str]:
    """Texts by key of field: as we write them, else all under the key that the state asks for."""
    rows = [row for row in FIELDS_OF[OBJECTIVE] if row.place is Place.STATUS_REMARKS]
    if not any(remarks.startswith(f"{row.key}: ") for row in rows):
        return {row.key: fold_line(remarks) for row in rows if state in row.only_with}
    reasons: dict[str, str] = {}
    # the last key first: what stands before it belongs to the others
    for row in reversed(rows):
        remarks, *text = re.split(rf"(?:\A|\n\n){row.key}: ", remarks, maxsplit=1)
        reasons[row.key] = fold_line("".join(text))
    return reasons


_READERS: Mapping[Place, Callable[[_AnswerReader, Tree, AnswerField], Any]] = MappingProxyType(
    {
        Place.STATUS: _AnswerReader.read_status,
        Place.STATUS_REMARKS: _AnswerReader.read_status_remarks,
        Place.EVIDENCE_LINKS: _AnswerReader.read_evidence_links,
        Place.PROVIDER: _AnswerReader.read_provider,
        Place.APPROVAL_PROPS: _AnswerReader.read_approval,
        Place.OBJECTIVE_PROPS: _AnswerReader.read_objectives,
        Place.PROP: lambda _, entry, row: get_own_prop(entry, row.prop),
        Place.PROVIDED: lambda _, entry, __: _read_export(entry, "provided"),
        Place.RESPONSIBILITIES: lambda _, entry, __: _read_export(entry, "responsibilities"),
        Place.REMARKS: lambda _, entry, __: fold_line(get_text(entry, "remarks")),
    }
)
