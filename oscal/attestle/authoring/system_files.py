"""A system written as the files that its people edit; reading them gives the same system again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..formats import csv_tables, reference_section
from ..formats.component_definitions import FIELD
from ..formats.sections import Field, Section, write_section, write_sections
from ..model.baseline import Baseline, Requirement, fill_parameters
from ..model.system import (
    INVENTORY_COLUMNS,
    THIS_SYSTEM,
    ComponentAnswer,
    EvidenceItem,
    Narrative,
    ObjectiveAnswer,
    People,
    Provider,
    RequirementAnswer,
    System,
)
from . import scaffold

Path_of = Callable[[Requirement], str]


def write_system_files(system: System, baseline: Baseline, path_of: Path_of) -> dict[str, bytes]:
    """Every file of the system, by path from the workspace root."""
    folder = f"ssp/{system.name}"
    result = {
        f"{folder}/system.md": _markdown(_system(system), system.characteristics.description),
        f"{folder}/people.yaml": scaffold.write_yaml(_people(system.people)).encode(),
        f"{folder}/inventory.csv": _inventory(system),
        f"{folder}/evidence.yaml": _evidence(system.evidence),
    }
    for name, part in (
        ("boundary", system.boundary),
        ("network", system.network),
        ("data-flow", system.data_flow),
    ):
        if part is not None:
            result[f"{folder}/{name}.md"] = _narrative(part)
    for item in system.components:
        front = _kept(
            uuid=item.uuid,
            title=item.title,
            type=item.type,
            status=item.status,
            category=item.category,
            purpose=item.purpose,
            owner=item.owner,
            provider=item.provider,
            vendor=item.vendor,
            version=item.version,
            definition=item.definition,
            cryptographic_modules=[
                _kept(
                    uuid=module.uuid,
                    name=module.name,
                    certificate=module.certificate,
                    status=module.status,
                    used_for=module.used_for,
                )
                for module in item.cryptographic_modules
            ],
        )
        result[f"{folder}/components/{item.slug}.md"] = _markdown(front, item.description)
    for provider in system.providers:
        result |= _provider(folder, provider)
    for requirement in baseline.requirements:
        answer = system.answers.get(requirement.id)
        result[path_of(requirement)] = (
            write_requirement_file(requirement, answer)
            if answer
            else reference_section.write_new_file(requirement, "")
        ).encode()
    return result


def _kept(**values: Any) -> dict[str, Any]:
    return {
        key.replace("_", "-"): value
        for key, value in values.items()
        if value not in (None, "", [], ())
    }


def _markdown(front: dict[str, Any], body: str) -> bytes:
    """Unlike `scaffold.markdown`, a value `false` or 0 stays."""
    return f"---\n{scaffold.write_yaml(front)}---\n\n{body}\n".encode()


def _day(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None


def _system(system: System) -> dict[str, Any]:
    facts = system.characteristics
    return _kept(
        uuid=facts.uuid,
        this_system_uuid=facts.this_system_uuid,
        name=facts.name,
        short_name=facts.short_name,
        ids=[_kept(id=item.id, scheme=item.scheme) for item in facts.ids],
        profile=facts.profile,
        version=facts.version,
        version_date=_day(facts.version_date),
        ssp_reviewed=_day(facts.ssp_reviewed),
        ssp_review_days=facts.ssp_review_days,
        marking=facts.marking,
        sensitivity=facts.sensitivity,
        status=facts.status,
        status_remarks=facts.status_remarks,
        cmmc_target=facts.cmmc_target,
        cui_scope=facts.cui_scope,
        information_types=[
            _kept(
                uuid=item.uuid,
                title=item.title,
                description=item.description,
                category=item.category,
                confidentiality=item.confidentiality,
                integrity=item.integrity,
                availability=item.availability,
            )
            for item in facts.information_types
        ],
        interconnections=[
            _kept(
                uuid=item.uuid,
                title=item.title,
                description=item.description,
                direction=item.direction,
                owner=item.owner,
                agreement=item.agreement,
            )
            for item in facts.interconnections
        ],
    )


def _people(people: People) -> dict[str, Any]:
    return _kept(
        organization=people.organization,
        parties=[
            _kept(
                uuid=item.uuid,
                id=item.id,
                type=item.type,
                name=item.name,
                title=item.title,
                email=item.email,
                phone=item.phone,
                address=list(item.address),
            )
            for item in people.parties
        ],
        roles=[
            _kept(
                id=item.id,
                title=item.title,
                description=item.description,
                held_by=list(item.held_by),
            )
            for item in people.roles
        ],
        families=dict(people.families) if people.families else None,
        users=[
            _kept(
                uuid=item.uuid,
                id=item.id,
                title=item.title,
                description=item.description,
                roles=list(item.roles),
                privileged=item.privileged or None,
                external=item.external or None,
                count=item.count,
                functions=list(item.functions),
            )
            for item in people.users
        ],
    )


def _narrative(part: Narrative) -> bytes:
    pictures = [
        _kept(uuid=item.uuid, title=item.title, file=item.file, alt=item.alt, date=_day(item.date))
        for item in part.diagrams
    ]
    return _markdown(_kept(uuid=part.uuid, diagrams=pictures), part.text)


def _inventory(system: System) -> bytes:
    rows = [
        [
            item.uuid,
            item.id,
            item.name,
            item.category,
            item.component,
            item.owner,
            item.location,
            ";".join(item.cui),
            item.justification,
        ]
        for item in system.assets
    ]
    return csv_tables.write_table(INVENTORY_COLUMNS, rows).encode()


def _provider(folder: str, item: Provider) -> dict[str, bytes]:
    front = (
        _kept(uuid=item.uuid, title=item.title)
        | {"cloud": item.cloud}
        | _kept(cui=list(item.cui), services=list(item.services), owner=item.owner)
    )
    if item.authorization:
        front["authorization"] = _kept(
            kind=item.authorization.kind,
            date=_day(item.authorization.date),
            id=item.authorization.id,
        )
    return {
        f"{folder}/providers/{item.slug}.md": _markdown(front, item.description),
        f"{folder}/providers/{item.slug}.csv": scaffold.write_matrix(),
    }


def _evidence(register: tuple[EvidenceItem, ...]) -> bytes:
    entries = [
        _kept(
            uuid=item.uuid,
            id=item.id,
            title=item.title,
            owner=item.owner,
            location=item.location,
            sha256=item.sha256,
            collected=_day(item.collected),
            period=(
                _kept(start=_day(item.period.start), end=_day(item.period.end))
                if item.period
                else None
            ),
            cadence=item.cadence,
            status=item.status,
            objectives=list(item.objectives),
            criteria=list(item.criteria),
            note=item.note,
        )
        for item in register
    ]
    return scaffold.write_yaml({"evidence": entries}).encode()


def write_requirement_file(requirement: Requirement, answer: RequirementAnswer) -> str:
    """The file of an answer: what is asked, components, objectives and parts of the statement,
    those without an answer blank.
    """
    requirement = fill_parameters(requirement, answer.parameters)
    front = scaffold.write_yaml(
        _kept(
            requirement=requirement.label, owner=answer.owner, partial_credit=answer.partial_credit
        )
    )
    if answer.parameters:
        front += "parameters:\n" + "".join(
            f"  {scaffold.write_scalar(key)}:\n{scaffold.write_yaml(list(values), 4)}"
            for key, values in answer.parameters.items()
        )
    return write_sections(
        front,
        reference_section.write_heading(requirement),
        [reference_section.write_blank_section(requirement), *_sections(requirement, answer)],
    )


def add_drafts(text: str, drafts: Iterable[tuple[str, str]]) -> str:
    """The file with a draft section at its end for each title and text."""
    return text + "".join(
        f"\n{write_section(Section('draft', (), title, (), prose))}" for title, prose in drafts
    )


def _sections(requirement: Requirement, answer: RequirementAnswer) -> Iterator[Section]:
    if not any(part.component == THIS_SYSTEM for part in answer.components):
        yield Section("component", (THIS_SYSTEM,), "Whole system")
    for part in answer.components:
        yield _component(part)
    for letter in dict.fromkeys(item.letter for item in requirement.objectives):
        yield from _answer("objective", letter, f"[{letter}]", answer.objectives.get(letter))
    whole = requirement.statement_id
    is_asked = any(unit.section_id == whole for unit in requirement.units)
    if whole in answer.statements or is_asked:
        yield from _answer(
            "statement", whole, reference_section.WHOLE_TITLE, answer.statements.get(whole)
        )
    for item in requirement.items:
        yield from _answer(
            "statement", item.id, item.label or item.id, answer.statements.get(item.id)
        )


def _component(part: ComponentAnswer) -> Section:
    fields = [Field("Objectives", ", ".join(part.objectives), 0)] if part.objectives else []
    fields += [Field("Status", part.status, 0)] if part.status != "implemented" else []
    fields += [Field(FIELD, part.taken_from, 0)] if part.taken_from else []
    fields += [
        Field(key, value, 0)
        for key, value in (("Provides", part.provides), ("Leaves", part.leaves))
        if value
    ]
    return Section("component", (part.component,), part.title, tuple(fields), part.prose)


def _answer(kind: str, key: str, title: str, answer: ObjectiveAnswer | None) -> Iterator[Section]:
    if answer is None:
        yield Section(kind, (key,), title)
        return
    values = {
        "State": answer.state,
        "Evidence": ", ".join(answer.evidence),
        "Provider": answer.provider,
        "Missing": answer.missing,
        "Rationale": answer.rationale,
        "Approved": (
            f"{answer.approved.role}, {answer.approved.date.isoformat()}" if answer.approved else ""
        ),
        "Provides": answer.provides,
        "Leaves": answer.leaves,
        "Note": answer.note,
    }
    yield Section(
        kind,
        (key,),
        answer.title or title,
        tuple(Field(name, value, 0) for name, value in values.items() if value),
        answer.prose,
    )
    for slug, prose in answer.by_component.items():
        yield Section(kind, (key, slug), f"{title} {slug}", (), prose)
