"""Implemented requirements of any tool read as answers: by-components as component sections,
statements as objectives and parts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
from ..formats.requirement_answers import COMPONENT_STATUS, STATES
from ..iso_days import read_iso_day
from ..model.baseline import Baseline, Requirement
from ..model.system import (
    THIS_SYSTEM,
    Approval,
    ComponentAnswer,
    ObjectiveAnswer,
    RequirementAnswer,
    System,
    derive_this_system_id,
)
from ..trees import Tree

_STATE = {
    "implemented": "implemented",
    "alternative": "alternative",
    "partial": "partial",
    "planned": "planned",
    "not-applicable": "not-applicable",
}
_RATIONALE = re.compile(r"(?:\A|\n\n)Rationale: ")
_MARKS = re.compile(r"^(<{7} |={7}$|>{7} )", re.M)
_CREDIT = ("remote-and-privileged-only", "encryption-not-validated")


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What the ids of the document mean in the files: slugs and titles of components by uuid, ids
    of evidence by uuid.
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
    found: dict[str, RequirementAnswer] = {}
    for index, item in enumerate(
        get_items(get_object(plan, "control-implementation"), "implemented-requirements")
    ):
        pointer = f"/control-implementation/implemented-requirements/{index}"
        control = get_text(item, "control-id")
        requirement = baseline.by_id.get(control)
        if requirement is None:
            report.leave(pointer, f"the profile {baseline.profile} has no {control}")
        elif control in found:
            report.leave(pointer, f"a second implemented requirement of {control}")
        else:
            found[control] = _AnswerReader(requirement, context, report).read(item, pointer)
    return found


class _AnswerReader:
    def __init__(
        self, requirement: Requirement, context: AnswerContext, report: ImportNotes
    ) -> None:
        self._requirement = requirement
        self._context = context
        self._report = report
        self._marks: set[str] = (
            set()
        )  # of an unresolved merge: they may stand in several texts of one file

    def read(self, item: Tree, pointer: str) -> RequirementAnswer:
        requirement = self._requirement
        owner = next(
            (
                role
                for entry in get_items(item, "responsible-roles")
                if (role := get_text(entry, "role-id")) in self._context.roles
            ),
            "",
        )
        credit = get_own_prop(item, "partial-credit")
        parameters: dict[str, tuple[str, ...]] = {}
        for entry in get_items(item, "set-parameters"):
            values = tuple(fold_line(str(value)) for value in entry.get("values") or ())
            if all(values) and values:
                parameters.setdefault(get_text(entry, "param-id"), values)
        components = self._components(item, pointer)
        by_id = {
            objective.id: objective.letter
            for objective in requirement.objectives
            if requirement.objective(objective.letter) is objective
        }
        parts = {requirement.statement_id: requirement.statement_id} | {
            part.id: part.id for part in requirement.items
        }
        objectives: dict[str, ObjectiveAnswer] = {}
        statements: dict[str, ObjectiveAnswer] = {}
        for index, statement in enumerate(get_items(item, "statements")):
            place, identity = f"{pointer}/statements/{index}", get_text(statement, "statement-id")
            target, key = (
                (objectives, by_id[identity])
                if identity in by_id
                else (statements, parts.get(identity, ""))
            )
            if not key or key in target:
                self._report.leave(
                    place,
                    (
                        f'{requirement.label} has no part "{identity}"'
                        if not key
                        else f'a second statement "{identity}"'
                    ),
                )
                continue
            answer = self._statement(statement, place, key)
            if answer is not None:
                target[key] = answer
        return RequirementAnswer(
            control_id=requirement.id,
            label=requirement.label,
            owner=owner,
            partial_credit=credit if credit in _CREDIT else "",
            parameters=MappingProxyType(parameters),
            components=tuple(components),
            objectives=MappingProxyType(objectives),
            statements=MappingProxyType(statements),
        )

    def _components(self, item: Tree, pointer: str) -> list[ComponentAnswer]:
        known = [objective.letter for objective in self._requirement.objectives]
        found: dict[str, ComponentAnswer] = {}
        for index, entry in enumerate(get_items(item, "by-components")):
            slug = self._slug(entry, found, f"{pointer}/by-components/{index}")
            prose = self._prose(entry, f"{pointer}/by-components/{index}") if slug else ""
            letters = tuple(
                letter for letter in get_own_props(entry, "objective") if letter in known
            )
            state = get_text(get_object(entry, "implementation-status"), "state")
            provides, leaves = (_exported(entry, key) for key in ("provided", "responsibilities"))
            if not slug or not (
                prose.strip() or letters or provides or leaves or state in COMPONENT_STATUS[1:]
            ):
                continue  # a state alone is no answer, and stands where one will be written
            status = state if state in COMPONENT_STATUS else "implemented"
            found[slug] = ComponentAnswer(
                slug,
                letters,
                status,
                self._title(entry, slug),
                prose,
                get_own_prop(entry, "taken-from"),
                provides,
                leaves,
            )
        return list(found.values())

    def _slug(self, entry: Tree, found: Collection[str], pointer: str) -> str:
        uuid = get_text(entry, "component-uuid")
        slug = self._context.components.get(uuid, "")
        if not slug:
            self._report.leave(pointer, f"the plan has no component {uuid}")
        elif slug in found:
            self._report.leave(
                pointer, f"a second answer of the component {slug} in the same place"
            )
            return ""
        return slug

    def _title(self, entry: Tree, slug: str, fallback: str = "") -> str:
        return (
            fold_line(get_own_prop(entry, "section-title")).replace("<!--", "<! --")
            or fallback
            or (
                "Whole system"
                if slug == THIS_SYSTEM
                else self._context.titles.get(get_text(entry, "component-uuid"), "")
            )
        )

    def _prose(self, entry: Tree, pointer: str) -> str:
        value = get_text(entry, "description")
        marks = set(_MARKS.findall(value)) | self._marks
        if not is_placeable(value) or (len(marks) == 3 and marks != self._marks and self._marks):
            self._report.leave(
                f"{pointer}/description",
                "the text holds what no file can: NUL, half a character or the marks of an"
                " unresolved merge",
            )
            return ""
        self._marks = marks
        return settle_line_ends(value)

    def _statement(self, statement: Tree, pointer: str, key: str) -> ObjectiveAnswer | None:
        main: Tree | None = None
        texts: dict[str, str] = {}
        seen: set[str] = set()
        for index, entry in enumerate(get_items(statement, "by-components")):
            place = f"{pointer}/by-components/{index}"
            slug = self._slug(entry, seen, place)
            if not slug:
                continue
            seen.add(slug)
            prose = self._prose(entry, place)
            if slug == THIS_SYSTEM:
                main, texts[THIS_SYSTEM] = entry, prose
            elif prose.strip():
                texts[slug] = prose
        prose = texts.pop(THIS_SYSTEM, "")
        if main is None:
            return (
                ObjectiveAnswer(letter=key, by_component=MappingProxyType(texts)) if texts else None
            )
        return self._own(main, key, prose, texts)

    def _own(self, entry: Tree, key: str, prose: str, texts: Mapping[str, str]) -> ObjectiveAnswer:
        status = get_object(entry, "implementation-status")
        state = get_own_prop(entry, "state") or _STATE.get(get_text(status, "state"), "")
        missing, rationale = _reasons(state, get_text(status, "remarks"))
        evidence = [
            self._context.evidence.get(get_text(item, "href").removeprefix("#"), "")
            for item in get_items(entry, "links")
            if item.get("rel") == "evidence"
        ]
        role, date = (
            get_own_prop(entry, "approved-by"),
            read_iso_day(get_own_prop(entry, "approved-on")),
        )
        provider = get_own_prop(entry, "provider")
        return ObjectiveAnswer(
            letter=key,
            state=state if state in STATES else "",
            evidence=tuple(dict.fromkeys(item for item in evidence if item)),
            provider=provider if provider in self._context.providers else "",
            missing=missing,
            rationale=rationale,
            approved=Approval(role, date) if role in self._context.roles and date else None,
            provides=_exported(entry, "provided"),
            leaves=_exported(entry, "responsibilities"),
            note=fold_line(get_text(entry, "remarks")),
            title=self._title(entry, THIS_SYSTEM, self._label(key)),
            prose=prose,
            by_component=MappingProxyType(dict(texts)),
        )

    def _label(self, key: str) -> str:
        requirement = self._requirement
        if requirement.objective(key):
            return f"[{key}]"
        return next(
            (item.label or item.id for item in requirement.items if item.id == key),
            "Whole requirement",
        )


def _exported(entry: Tree, key: str) -> str:
    """What was written from a field: our prop `source` tells.

    What others export stays in the document.
    """
    return next(
        (
            fold_line(get_text(item, "description"))
            for item in get_items(get_object(entry, "export"), key)
            if get_own_prop(item, "source")
        ),
        "",
    )


def _reasons(state: str, remarks: str) -> tuple[str, str]:
    """What is missing, and why: as we write it, else all of it under the key that the state asks
    for.
    """
    if remarks.startswith("Missing: ") or _RATIONALE.match(remarks):
        parts = _RATIONALE.split(remarks, maxsplit=1)
        return fold_line(parts[0].removeprefix("Missing: ")), fold_line(parts[1]) if len(
            parts
        ) > 1 else ""
    if state == "not-applicable":
        return "", fold_line(remarks)
    return (
        (fold_line(remarks), "") if state in ("partial", "planned", "not-implemented") else ("", "")
    )
