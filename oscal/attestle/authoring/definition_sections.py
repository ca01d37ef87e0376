"""Answers of a component-definition as component sections of requirement files: added, refreshed
while untouched, never over an edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..formats import frontmatter
from ..formats.component_definitions import (
    FIELD,
    make_mark,
    make_taken_section,
    read_mark,
    select_answers,
)
from ..formats.sections import Field, Section, read_sections, write_fields, write_sections
from ..lazy_dataclasses import dataclass
from ..model.answers import COMPONENT, COMPONENT_STATUSES, FIELDS_OF
from ..model.baseline import Baseline, Requirement
from ..model.defined_components import DefinedComponent, TakenSection
from ..model.objective_answers import ComponentAnswer
from ..model.words import read_component_status
from .system_files import make_component_section

# Fields that a person adds to a section that was taken over; they are no edit of it
OWN = tuple(row.key for row in FIELDS_OF[COMPONENT] if row.tells)


@dataclass(frozen=True, slots=True)
class Origin:
    """A component of a system that is taken from a definition, with the answers that the definition
    has for the system's profile.
    """

    slug: str
    title: str
    definition: str
    answers: Mapping[str, TakenSection]


def find_origin(
    slug: str, title: str, definition: str, component: DefinedComponent, baseline: Baseline
) -> Origin:
    """A component of a system with the answers of its definition, as sections."""
    sections = {
        control_id: make_taken_section(answer, baseline.by_id[control_id])
        for control_id, answer in select_answers(component, baseline).items()
    }
    return Origin(slug, title, definition, MappingProxyType(sections))


def add_answers(text: str, requirement: Requirement, origins: Sequence[Origin]) -> str:
    """The file with the sections that its components take over. As it is if it cannot be read
    without doubt.

    A missing section is added; an untouched one follows its source, and is retired if the source
    has no answer any more; one that was edited, or that nothing was taken over into, stays.
    """
    parts = frontmatter.split_front_matter(text)
    if parts.problems:
        return text
    present = read_sections(parts.body, parts.body_line)
    if any(not problem.warning for problem in present.problems):
        return text
    sections = list(present.sections)
    for origin in origins:
        sections = _follow_origin(sections, origin, origin.answers.get(requirement.id))
    if tuple(sections) == present.sections:
        return text
    return write_sections(parts.yaml, present.heading, sections)


def _follow_origin(
    sections: list[Section], origin: Origin, answer: TakenSection | None
) -> list[Section]:
    key = ("component", origin.slug)
    place = next((index for index, section in enumerate(sections) if section.key == key), None)
    if place is None:
        return _insert_section(sections, origin, answer) if answer else sections
    old = sections[place]
    mark = read_mark(_get_value(old, FIELD), origin.definition)
    if not mark or mark != _make_present_mark(old):
        return sections
    if answer is None:
        new = _retire_section(old)
    elif answer.mark == mark:
        return sections
    else:
        new = _make_section(origin, old.title, answer)
        new = replace(new, fields=(*new.fields, *_list_own_fields(old)))
    return [*sections[:place], new, *sections[place + 1 :]]


def _insert_section(sections: list[Section], origin: Origin, answer: TakenSection) -> list[Section]:
    """Behind the other components, else behind what is asked."""
    places = [
        index
        for index, section in enumerate(sections)
        if section.kind in ("reference", "component")
    ]
    place = places[-1] + 1 if places else 0
    return [*sections[:place], _make_section(origin, origin.title, answer), *sections[place:]]


def _retire_section(section: Section) -> Section:
    fields = _list_own_fields(section)
    text = write_fields(fields) + ("\n" if fields else "") + section.prose
    return Section("retired", section.key, section.title, (), text)


def _list_own_fields(section: Section) -> tuple[Field, ...]:
    """What customers are told is the system's own, and no part of what was taken over."""
    return tuple(field for field in section.fields if field.key in OWN)


def _get_value(section: Section, key: str) -> str:
    return next((field.value for field in section.fields if field.key == key), "")


def _read_present_status(section: Section) -> str:
    written = _get_value(section, "Status")
    return read_component_status(written) or written or COMPONENT_STATUSES[0]


def _make_present_mark(section: Section) -> str:
    """What the section says now, in the form of a mark."""
    letters = [
        word.strip().removeprefix("[").removesuffix("]")
        for word in _get_value(section, "Objectives").replace(";", ",").split(",")
    ]
    return make_mark(
        [letter for letter in letters if letter],
        _read_present_status(section),
        section.prose,
    )


def _make_section(origin: Origin, title: str, answer: TakenSection) -> Section:
    part = ComponentAnswer(
        origin.slug,
        answer.letters,
        answer.status,
        # a title that opened a comment would end the heading's marker
        title.replace("<!--", "<! --"),
        answer.prose,
        f"{origin.definition} {answer.mark}",
    )
    return make_component_section(part)
