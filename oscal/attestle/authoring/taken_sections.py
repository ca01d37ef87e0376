"""Answers of a component-definition as component sections of requirement files: added, refreshed
while untouched, never over an edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from ..model.baseline import Baseline, Requirement
from ..model.defined_components import DefinedComponent, TakenSection

OWN = ("Provides", "Leaves")


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
    found = {
        identity: make_taken_section(answer, baseline.by_id[identity])
        for identity, answer in select_answers(component, baseline).items()
    }
    return Origin(slug, title, definition, MappingProxyType(found))


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
    for item in origins:
        sections = _with(sections, item, item.answers.get(requirement.id))
    return (
        text
        if tuple(sections) == present.sections
        else write_sections(parts.yaml, present.heading, sections)
    )


def _with(sections: list[Section], item: Origin, answer: TakenSection | None) -> list[Section]:
    place = next(
        (
            index
            for index, section in enumerate(sections)
            if section.kind == "component" and section.ids == (item.slug,)
        ),
        None,
    )
    if place is None:
        if answer is None:
            return sections
        last = max(
            (
                index
                for index, section in enumerate(sections)
                if section.kind in ("reference", "component")
            ),
            default=-1,
        )
        return [*sections[: last + 1], _section(item, item.title, answer), *sections[last + 1 :]]
    old = sections[place]
    written = read_mark(_value(old, FIELD), item.definition)
    if not written or written != _mark(old) or (answer is not None and answer.mark == written):
        return sections
    own = tuple(
        field for field in old.fields if field.key in OWN
    )  # what is told to customers is no part of what was taken over
    if answer is None:
        new = Section(
            "retired",
            ("component", item.slug),
            old.title,
            (),
            write_fields(own) + ("\n" if own else "") + old.prose,
        )
    else:
        fresh = _section(item, old.title, answer)
        new = replace(fresh, fields=(*fresh.fields, *own))
    return [*sections[:place], new, *sections[place + 1 :]]


def _value(section: Section, key: str) -> str:
    return next((item.value for item in section.fields if item.key == key), "")


def _mark(section: Section) -> str:
    """What the section says now, in the form of a mark."""
    letters = [
        word.strip().removeprefix("[").removesuffix("]")
        for word in _value(section, "Objectives").replace(";", ",").split(",")
    ]
    return make_mark(
        [letter for letter in letters if letter],
        _value(section, "Status") or "implemented",
        section.prose,
    )


def _section(item: Origin, title: str, answer: TakenSection) -> Section:
    fields = [Field("Objectives", ", ".join(answer.letters), 0)] if answer.letters else []
    fields += [Field("Status", answer.status, 0)] if answer.status != "implemented" else []
    fields.append(Field(FIELD, f"{item.definition} {answer.mark}", 0))
    return Section(
        "component", (item.slug,), title.replace("<!--", "<! --"), tuple(fields), answer.prose
    )
