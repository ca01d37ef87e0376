"""Requirement files written from the profile, and refreshed where the catalog says something else;
prose stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ..formats import frontmatter, labels, reference_section, retired_sections, yaml12
from ..formats.retired_sections import SectionPlaces
from ..formats.sections import Section, read_sections, write_sections
from ..model.baseline import Baseline, Requirement
from ..model.system import RequirementAnswer


@dataclass(frozen=True, slots=True)
class RefreshedFile:
    """The file as it should stand, and what a person should know of: what was retired, what came
    back.
    """

    text: str
    words: tuple[str, ...] = ()


def refresh_file(
    text: str, requirement: Requirement, components: Collection[str] | None
) -> RefreshedFile | None:
    """The file with its heading, reference section and missing sections brought up to date; what
    has no place any more is retired.

    None if the file cannot be read without doubt; nothing of it is touched then. Text that somebody
    wrote into the reference section or the heading moves to a draft section first. `components` are
    the slugs that there are.
    """
    parts = frontmatter.split_front_matter(text)
    if parts.problems:
        return None
    present = read_sections(parts.body, parts.body_line)
    if any(not problem.warning for problem in present.problems):
        return None
    wanted = reference_section.write_blank_section(requirement)
    kept = [section for section in present.sections if section.kind != "reference"]
    old = next((section for section in present.sections if section.kind == "reference"), None)
    heading = reference_section.write_heading(requirement)
    edited = old is not None and not reference_section.is_untouched(present.heading, old.prose)
    moved = (
        [Section("draft", (), "Moved out of What is asked", (), lost)]
        if old and edited and (lost := _added(old.prose, wanted.prose))
        else []
    )
    if (edited or old is None) and not set(present.heading.split()) <= set(heading.split()):
        moved.append(
            Section(
                "draft",
                (),
                "Moved out of the first heading",
                (),
                present.heading.removeprefix("#").strip(),
            )
        )
    title = old.title if old else wanted.title
    first = Section("reference", (), title, (), wanted.prose)
    known = SectionPlaces(
        requirement,
        components,
        old.prose if old else "",
        changed=old is not None and old.prose != wanted.prose,
    )
    kept, words = retired_sections.settle_sections(kept, known)
    return RefreshedFile(
        write_sections(parts.yaml, heading, [first, *_with_missing(kept, requirement), *moved]),
        tuple(words),
    )


def _added(old: str, new: str) -> str:
    """Lines of an edited reference section that the new one does not have: nothing that was typed
    may be lost.
    """
    known = set(new.split("\n"))
    return "\n".join(
        line
        for line in old.split("\n")
        if line not in known and line.strip() and not line.startswith("<!-- written by attestle: ")
    )


def _with_missing(kept: list[Section], requirement: Requirement) -> list[Section]:
    """Sections for what is answered by itself and has none, after those before them."""
    result = list(kept)
    wanted = reference_section.list_blank_sections(requirement)
    place = (
        max(
            (index for index, section in enumerate(result) if section.kind == "component"),
            default=-1,
        )
        + 1
    )
    for blank in wanted:
        found = [
            index
            for index, section in enumerate(result)
            if section.kind == blank.kind and section.ids[:1] == blank.ids
        ]
        if found:
            place = found[-1] + 1
            continue
        result.insert(place, blank)
        place += 1
    return result


def is_settled(text: str, requirement: Requirement, components: Collection[str], line: int) -> bool:
    """Whether what is wrong in that line of a file is that a place is gone: `renewed` retires the
    section, or says which letters are left.
    """
    parts = frontmatter.split_front_matter(text)
    sections = read_sections(parts.body, parts.body_line).sections
    old = next((section for section in sections if section.kind == "reference"), None)
    before = old.prose if old else ""
    places = SectionPlaces(
        requirement,
        components,
        before,
        changed=before != reference_section.write_reference(requirement),
    )
    here = max(
        (section for section in sections if section.line <= line),
        key=lambda section: section.line,
        default=None,
    )
    if here is None:
        return False
    if here.line == line:
        return not places.has(here.kind, here.ids) and places.had(here.kind, here.ids)
    return any(
        places.had("objective", (letter,)) and not places.has("objective", (letter,))
        for letter in _letters(here)
    )


def _letters(section: Section) -> list[str]:
    value = next((item.value for item in section.fields if item.key == "Objectives"), "")
    return [word.strip().strip("[]") for word in value.replace(";", ",").split(",")]


def has_left_profile(text: str, baseline: Baseline) -> bool:
    """Whether the tool wrote the file for a requirement that the profile no longer has; one that
    never had it is a mistake of its author's.
    """
    parts = frontmatter.split_front_matter(text)
    if parts.problems:
        return False
    value = yaml12.read_yaml(parts.yaml, 2).value
    written = value.get("requirement") if isinstance(value, dict) else None
    present = read_sections(parts.body, parts.body_line)
    old = next((section for section in present.sections if section.kind == "reference"), None)
    if (
        not isinstance(written, str)
        or old is None
        or labels.find_requirement(baseline, written) is not None
    ):
        return False
    return reference_section.is_untouched(present.heading, old.prose) and present.heading.split()[
        1:2
    ] == [labels.normalize_label(baseline, written)]


def show_both_texts(text: str, requirement: Requirement, told: RequirementAnswer) -> RefreshedFile:
    """The file with each text that a document has otherwise beside its own, as git shows a
    conflict; a blank section takes the text.
    """
    parts = frontmatter.split_front_matter(text)
    present = read_sections(parts.body, parts.body_line)
    sections = list(present.sections)
    words: list[str] = []
    for key, prose in ((key, prose) for key, prose in _texts(told) if prose.strip()):
        index = next(
            (number for number, section in enumerate(sections) if section.key == key), None
        )
        if index is None:
            sections.append(Section(key[0], key[1:], " ".join(key[1:]), (), prose))
            words.append(f"taken from the document: @{' '.join(key)}")
        elif not sections[index].prose.strip():
            sections[index] = replace(sections[index], prose=prose)
            words.append(f"taken from the document: @{' '.join(key)}")
        elif sections[index].prose != prose:
            both = f"<<<<<<< markdown\n{sections[index].prose}\n=======\n{prose}\n>>>>>>> document"
            sections[index] = replace(sections[index], prose=both)
            words.append(f"the document has another text, both are there: @{' '.join(key)}")
    return RefreshedFile(
        write_sections(parts.yaml, present.heading, sections) if words else text, tuple(words)
    )


def _texts(told: RequirementAnswer) -> Iterator[tuple[tuple[str, ...], str]]:
    for part in told.components:
        yield ("component", part.component), part.prose
    for kind, answers in (("objective", told.objectives), ("statement", told.statements)):
        for key, own in answers.items():
            yield (kind, key), own.prose
            yield from (((kind, key, slug), prose) for slug, prose in own.by_component.items())
