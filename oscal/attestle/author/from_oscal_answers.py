"""Implemented requirements of any tool read as answers: by-components as component sections,
statements as objectives and parts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..formats.answers import COMPONENT_STATUS, STATES
from ..model.catalog import Baseline, Requirement
from ..model.system import Approval, ComponentAnswer, ObjectiveAnswer, RequirementAnswer, System
from .answers import WHOLE
from .from_oscal_values import (
    Report,
    Tree,
    chosen,
    day,
    is_placeable,
    items,
    line,
    own,
    own_all,
    settled,
    text,
)
from .parts import this_system

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
class Context:
    """What the ids of the document mean in the files: slugs and titles of components by uuid, ids
    of evidence by uuid.
    """

    components: Mapping[str, str]
    titles: Mapping[str, str]
    evidence: Mapping[str, str]
    providers: Collection[str]
    roles: Collection[str]


def context_of(system: System) -> Context:
    """What the ids of a plan mean in the files of its system."""
    whole = system.characteristics.this_system_uuid or this_system(system)
    return Context(
        components={item.uuid: item.slug for item in system.components} | {whole: WHOLE},
        titles={item.uuid: item.title for item in system.components},
        evidence={item.uuid: item.id for item in system.evidence},
        providers=tuple(item.slug for item in system.providers),
        roles=tuple(role.id for role in system.people.roles),
    )


def answers(
    plan: Tree, baseline: Baseline, context: Context, report: Report
) -> dict[str, RequirementAnswer]:
    """By control id; the first of several implemented requirements of one control is read."""
    found: dict[str, RequirementAnswer] = {}
    for index, item in enumerate(
        items(chosen(plan, "control-implementation"), "implemented-requirements")
    ):
        pointer = f"/control-implementation/implemented-requirements/{index}"
        control = text(item, "control-id")
        requirement = baseline.by_id.get(control)
        if requirement is None:
            report.leave(pointer, f"the profile {baseline.profile} has no {control}")
        elif control in found:
            report.leave(pointer, f"a second implemented requirement of {control}")
        else:
            found[control] = _Reader(requirement, context, report).read(item, pointer)
    return found


class _Reader:
    def __init__(self, requirement: Requirement, context: Context, report: Report) -> None:
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
                for entry in items(item, "responsible-roles")
                if (role := text(entry, "role-id")) in self._context.roles
            ),
            "",
        )
        credit = own(item, "partial-credit")
        parameters: dict[str, tuple[str, ...]] = {}
        for entry in items(item, "set-parameters"):
            values = tuple(line(str(value)) for value in entry.get("values") or ())
            if all(values) and values:
                parameters.setdefault(text(entry, "param-id"), values)
        components = self._components(item, pointer)
        by_id = {
            objective.id: objective.letter
            for objective in requirement.objectives
            if requirement.objective(objective.letter) is objective
        }
        parts = {whole_id(requirement): whole_id(requirement)} | {
            part.id: part.id for part in requirement.items
        }
        objectives: dict[str, ObjectiveAnswer] = {}
        statements: dict[str, ObjectiveAnswer] = {}
        for index, statement in enumerate(items(item, "statements")):
            place, identity = f"{pointer}/statements/{index}", text(statement, "statement-id")
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
        for index, entry in enumerate(items(item, "by-components")):
            slug = self._slug(entry, found, f"{pointer}/by-components/{index}")
            prose = self._prose(entry, f"{pointer}/by-components/{index}") if slug else ""
            letters = tuple(letter for letter in own_all(entry, "objective") if letter in known)
            state = text(chosen(entry, "implementation-status"), "state")
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
                own(entry, "taken-from"),
                provides,
                leaves,
            )
        return list(found.values())

    def _slug(self, entry: Tree, found: Collection[str], pointer: str) -> str:
        uuid = text(entry, "component-uuid")
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
            line(own(entry, "section-title")).replace("<!--", "<! --")
            or fallback
            or (
                "Whole system"
                if slug == WHOLE
                else self._context.titles.get(text(entry, "component-uuid"), "")
            )
        )

    def _prose(self, entry: Tree, pointer: str) -> str:
        value = text(entry, "description")
        marks = set(_MARKS.findall(value)) | self._marks
        if not is_placeable(value) or (len(marks) == 3 and marks != self._marks and self._marks):
            self._report.leave(
                f"{pointer}/description",
                "the text holds what no file can: NUL, half a character or the marks of an"
                " unresolved merge",
            )
            return ""
        self._marks = marks
        return settled(value)

    def _statement(self, statement: Tree, pointer: str, key: str) -> ObjectiveAnswer | None:
        main: Tree | None = None
        texts: dict[str, str] = {}
        seen: set[str] = set()
        for index, entry in enumerate(items(statement, "by-components")):
            place = f"{pointer}/by-components/{index}"
            slug = self._slug(entry, seen, place)
            if not slug:
                continue
            seen.add(slug)
            prose = self._prose(entry, place)
            if slug == WHOLE:
                main, texts[WHOLE] = entry, prose
            elif prose.strip():
                texts[slug] = prose
        prose = texts.pop(WHOLE, "")
        if main is None:
            return (
                ObjectiveAnswer(letter=key, by_component=MappingProxyType(texts)) if texts else None
            )
        return self._own(main, key, prose, texts)

    def _own(self, entry: Tree, key: str, prose: str, texts: Mapping[str, str]) -> ObjectiveAnswer:
        status = chosen(entry, "implementation-status")
        state = own(entry, "state") or _STATE.get(text(status, "state"), "")
        missing, rationale = _reasons(state, text(status, "remarks"))
        evidence = [
            self._context.evidence.get(text(item, "href").removeprefix("#"), "")
            for item in items(entry, "links")
            if item.get("rel") == "evidence"
        ]
        role, date = own(entry, "approved-by"), day(own(entry, "approved-on"))
        provider = own(entry, "provider")
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
            note=line(text(entry, "remarks")),
            title=self._title(entry, WHOLE, self._label(key)),
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
            line(text(item, "description"))
            for item in items(chosen(entry, "export"), key)
            if own(item, "source")
        ),
        "",
    )


def whole_id(requirement: Requirement) -> str:
    """The id that NIST's catalogs give the statement itself."""
    return f"{requirement.id}_smt"


def _reasons(state: str, remarks: str) -> tuple[str, str]:
    """What is missing, and why: as we write it, else all of it under the key that the state asks
    for.
    """
    if remarks.startswith("Missing: ") or _RATIONALE.match(remarks):
        parts = _RATIONALE.split(remarks, maxsplit=1)
        return line(parts[0].removeprefix("Missing: ")), line(parts[1]) if len(parts) > 1 else ""
    if state == "not-applicable":
        return "", line(remarks)
    return (line(remarks), "") if state in ("partial", "planned", "not-implemented") else ("", "")
