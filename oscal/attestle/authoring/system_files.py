"""A system written as the files that its people edit; reading them gives the same system again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ..formats import csv_tables, reference_section
from ..formats.record_props import MODULE_DETAILS
from ..formats.sections import Field, Section, write_section, write_sections
from ..formats.yaml_text import write_scalar, write_yaml
from ..model.answers import FIELDS_OF, write_values
from ..model.authored_values import is_stated_none
from ..model.baseline import Baseline, Requirement, fill_parameters
from ..model.components import THIS_SYSTEM, Component
from ..model.documented_exceptions import DocumentedException
from ..model.evidence import EvidenceItem
from ..model.inventory import ASSET_DETAILS, INVENTORY_COLUMNS
from ..model.milestones import PoamItem
from ..model.objective_answers import ComponentAnswer, ObjectiveAnswer, RequirementAnswer
from ..model.people import People
from ..model.providers import MATRIX_COLUMNS, MATRIX_ROLES, Provider
from ..model.system import Narrative, System
from .authored_keys import list_keys

PathOf = Callable[[Requirement], str]
# Attributes of system.md in the order of its keys
_MARKING_KEYS = ("marking_reason", "marking_scheme", "designation")
_ORGANISATION_KEYS = (
    "cage", "uei", "scope_type", "employees", "headquarters", "contracts", "laws",
)  # fmt: skip
_CONNECTION_KEYS = (
    "interconnections", "external_services", "cryptographic_modules", "zones", "connections",
    "separation_of_duties", "approvals", "changes", "decisions",
)  # fmt: skip


def write_system_files(system: System, baseline: Baseline, path_of: PathOf) -> dict[str, bytes]:
    """Every file of the system, by path from the workspace root."""
    folder = f"ssp/{system.name}"
    result = {
        f"{folder}/system.md": _write_markdown(
            _list_system_keys(system), system.characteristics.description
        ),
        f"{folder}/people.yaml": write_yaml(_list_people_keys(system.people)).encode(),
        f"{folder}/inventory.csv": _write_inventory(system),
        f"{folder}/evidence.yaml": _write_evidence(system.evidence),
    }
    for name, part in (
        ("boundary", system.boundary),
        ("network", system.network),
        ("data-flow", system.data_flow),
    ):
        if part is not None:
            result[f"{folder}/{name}.md"] = _write_narrative(part)
    for component in system.components:
        path = f"{folder}/components/{component.slug}.md"
        result[path] = _write_component(component)
    for provider in system.providers:
        result |= _write_provider(folder, provider)
    result |= _write_plans(folder, system)
    for requirement in baseline.requirements:
        answer = system.answers.get(requirement.id)
        result[path_of(requirement)] = (
            write_requirement_file(requirement, answer)
            if answer
            else reference_section.write_new_file(requirement, "")
        ).encode()
    return result


def _write_plans(folder: str, system: System) -> dict[str, bytes]:
    """The engagement, exceptions and items of the plan of action, those that there are."""
    result = {
        **{f"{folder}/poam/{item.slug}.md": _write_titled(item) for item in system.poam},
        **{
            f"{folder}/exceptions/{item.slug}.md": _write_titled(item) for item in system.exceptions
        },
    }
    engagement = list_keys(system.engagement)
    if engagement:
        result[f"{folder}/engagement.yaml"] = write_yaml(engagement).encode()
    return result


def _write_titled(item: PoamItem | DocumentedException) -> bytes:
    return _write_markdown(list_keys(item, skip=("text",)), item.text)


def _drop_empty(**values: Any) -> dict[str, Any]:
    """Keys as the files have them; what says nothing is no key."""
    return {
        key.replace("_", "-"): value
        for key, value in values.items()
        if value not in (None, "", [], ())
    }


def _write_markdown(front: dict[str, Any], body: str) -> bytes:
    """The keys as they are: unlike in `write_markdown`, none is left out."""
    return f"---\n{write_yaml(front)}---\n\n{body}\n".encode()


def _write_day(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None


def _list_system_keys(system: System) -> dict[str, Any]:
    facts = system.characteristics
    return _drop_empty(
        uuid=facts.uuid,
        this_system_uuid=facts.this_system_uuid,
        name=facts.name,
        short_name=facts.short_name,
        ids=[_drop_empty(id=item.id, scheme=item.scheme) for item in facts.ids],
        profile=facts.profile,
        version=facts.version,
        version_date=_write_day(facts.version_date),
        ssp_reviewed=_write_day(facts.ssp_reviewed),
        ssp_review_days=facts.ssp_review_days,
        document_number=facts.document_number,
        marking=facts.marking,
        **_list_attributes(facts, _MARKING_KEYS),
        sensitivity=facts.sensitivity,
        status=facts.status,
        status_remarks=facts.status_remarks,
        cmmc_target=facts.cmmc_target,
        cui_scope=facts.cui_scope,
        **_list_attributes(facts, _ORGANISATION_KEYS),
        information_types=[
            _drop_empty(
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
        **_list_attributes(facts, _CONNECTION_KEYS),
    )


def _list_attributes(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {key.replace("-", "_"): item for key, item in list_keys(value, only=names).items()}


def _list_people_keys(people: People) -> dict[str, Any]:
    return _drop_empty(
        organization=people.organization,
        parties=[
            _drop_empty(
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
            _drop_empty(
                id=item.id,
                title=item.title,
                description=item.description,
                held_by=list(item.held_by),
            )
            for item in people.roles
        ],
        families=dict(people.families) if people.families else None,
        users=[
            _drop_empty(
                uuid=item.uuid,
                id=item.id,
                title=item.title,
                description=item.description,
                roles=list(item.roles),
                privileged=item.privileged,
                external=item.external or None,
                automated=item.automated or None,
                count=item.count,
                functions=list(item.functions),
            )
            for item in people.users
        ],
    )


def _write_component(component: Component) -> bytes:
    front = _drop_empty(
        uuid=component.uuid,
        title=component.title,
        type=component.type,
        status=component.status,
        category=component.category,
        purpose=component.purpose,
        owner=component.owner,
        provider=component.provider,
        vendor=component.vendor,
        version=component.version,
        definition=component.definition,
        zone=component.zone,
        holds=list(component.holds),
        cryptographic_modules=[
            _drop_empty(
                uuid=module.uuid,
                name=module.name,
                certificate=module.certificate,
                status=module.status,
                used_for=module.used_for,
                **_list_attributes(module, MODULE_DETAILS),
            )
            for module in component.cryptographic_modules
        ],
    )
    return _write_markdown(front, component.description)


def _write_narrative(part: Narrative) -> bytes:
    diagrams = [
        _drop_empty(
            uuid=diagram.uuid,
            title=diagram.title,
            file=diagram.file,
            alt=diagram.alt,
            date=_write_day(diagram.date),
        )
        for diagram in part.diagrams
    ]
    return _write_markdown(_drop_empty(uuid=part.uuid, diagrams=diagrams), part.text)


def _write_inventory(system: System) -> bytes:
    details = _list_used_columns(ASSET_DETAILS, system.assets)
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
            *(_write_cell(getattr(item, column.replace("-", "_"))) for column in details),
        ]
        for item in system.assets
    ]
    return csv_tables.write_table([*INVENTORY_COLUMNS, *details], rows).encode()


def _list_used_columns(columns: tuple[str, ...], rows: Sequence[Any]) -> list[str]:
    """Those of further columns in which some row says something."""
    return [name for name in columns if any(getattr(row, name.replace("-", "_")) for row in rows)]


def _write_cell(value: Any) -> str:
    if isinstance(value, tuple):
        return ";".join(value)
    return value.isoformat() if isinstance(value, dt.date) else value or ""


def _write_provider(folder: str, item: Provider) -> dict[str, bytes]:
    """Its file, and its matrix, which may have no row yet."""
    front = (
        _drop_empty(uuid=item.uuid, title=item.title)
        | {"cloud": item.cloud}  # says something where it is false too
        | _drop_empty(
            cui="none" if is_stated_none(item.cui) else list(item.cui),
            security_protection_data=item.security_protection_data,
            services=list(item.services),
            owner=item.owner,
            **_list_attributes(item, ("authorization", "agreement", "matrix")),
        )
    )
    roles = _list_used_columns(MATRIX_ROLES, item.matrix_rows)
    columns = [*MATRIX_COLUMNS, *roles]
    rows = [
        [_write_cell(getattr(row, column.replace("-", "_"))) for column in columns]
        for row in item.matrix_rows
    ]
    return {
        f"{folder}/providers/{item.slug}.md": _write_markdown(front, item.description),
        f"{folder}/providers/{item.slug}.csv": csv_tables.write_table(columns, rows).encode(),
    }


def _write_evidence(register: tuple[EvidenceItem, ...]) -> bytes:
    entries = [
        _drop_empty(
            uuid=item.uuid,
            id=item.id,
            title=item.title,
            owner=item.owner,
            kind=item.kind,
            location=item.location,
            sha256=item.sha256,
            locations=[list_keys(place) for place in item.locations],
            collected=_write_day(item.collected),
            period=(
                _drop_empty(start=_write_day(item.period.start), end=_write_day(item.period.end))
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
    return write_yaml({"evidence": entries}).encode()


def write_requirement_file(requirement: Requirement, answer: RequirementAnswer) -> str:
    """The file of an answer; sections of what has no answer are blank."""
    requirement = fill_parameters(requirement, answer.parameters)
    front = write_yaml(
        _drop_empty(
            requirement=requirement.label, owner=answer.owner, partial_credit=answer.partial_credit
        )
    )
    if answer.parameters:
        front += "parameters:\n" + "".join(
            f"  {write_scalar(key)}:\n{write_yaml(list(values), 4)}"
            for key, values in answer.parameters.items()
        )
    return write_sections(
        front,
        reference_section.write_heading(requirement),
        [reference_section.write_blank_section(requirement), *_list_sections(requirement, answer)],
    )


def add_drafts(text: str, drafts: Iterable[tuple[str, str]]) -> str:
    """The file with a draft section at its end for each title and text."""
    return text + "".join(
        f"\n{write_section(Section('draft', (), title, (), prose))}" for title, prose in drafts
    )


def _list_sections(requirement: Requirement, answer: RequirementAnswer) -> Iterator[Section]:
    if not any(part.component == THIS_SYSTEM for part in answer.components):
        yield Section("component", (THIS_SYSTEM,), "Whole system")
    for part in answer.components:
        yield make_component_section(part)
    for letter in dict.fromkeys(item.letter for item in requirement.objectives):
        yield from _list_answer_sections(
            "objective", letter, f"[{letter}]", answer.objectives.get(letter)
        )
    whole = requirement.statement_id
    is_asked = any(unit.section_id == whole for unit in requirement.units)
    if whole in answer.statements or is_asked:
        yield from _list_answer_sections(
            "statement", whole, reference_section.WHOLE_TITLE, answer.statements.get(whole)
        )
    for item in requirement.items:
        yield from _list_answer_sections(
            "statement", item.id, item.label or item.id, answer.statements.get(item.id)
        )


def make_component_section(part: ComponentAnswer) -> Section:
    fields = _make_fields("component", part)
    return Section("component", (part.component,), part.title, fields, part.prose)


def _make_fields(kind: str, answer: ObjectiveAnswer | ComponentAnswer) -> tuple[Field, ...]:
    """The lines of a section, those that say something."""
    return tuple(Field(key, value, 0) for key, value in write_values(FIELDS_OF[kind], answer))


def _list_answer_sections(
    kind: str, key: str, title: str, answer: ObjectiveAnswer | None
) -> Iterator[Section]:
    if answer is None:
        yield Section(kind, (key,), title)
        return
    yield Section(kind, (key,), answer.title or title, _make_fields(kind, answer), answer.prose)
    for slug, prose in answer.by_component.items():
        yield Section(kind, (key, slug), f"{title} {slug}", (), prose)
