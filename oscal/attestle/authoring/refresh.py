"""Requirement files refreshed where the catalog says something else; prose stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from ..formats import frontmatter, labels, reference_section, retired_sections, yaml12
from ..formats.retired_sections import SectionPlaces
from ..formats.sections import Section, read_sections, write_sections
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline, Requirement, fill_parameters
from ..model.objective_answers import RequirementAnswer


@dataclass(frozen=True, slots=True)
class RefreshedFile:
    """The file as it should stand, and what was done that a person should know of."""

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
    requirement = fill_parameters(requirement, _read_parameters(parts.yaml))
    heading = reference_section.write_heading(requirement)
    blank = reference_section.write_blank_section(requirement)
    old = _find_reference(present.sections)
    before = old.prose if old else ""
    # a title that was changed by hand stays
    reference = Section("reference", (), old.title if old else blank.title, (), blank.prose)
    places = SectionPlaces(
        requirement, components, before, changed=old is not None and before != blank.prose
    )
    others = [section for section in present.sections if section.kind != "reference"]
    settled, words = retired_sections.settle_sections(others, places)
    drafts = _draft_edits(present.heading, old, heading, blank.prose)
    sections = [reference, *_add_missing(settled, requirement), *drafts]
    return RefreshedFile(write_sections(parts.yaml, heading, sections), tuple(words))


def _read_parameters(front: str) -> dict[str, tuple[str, ...]]:
    """The values that a file gives to parameters; a front matter that says none gives none."""
    value = yaml12.read_yaml(front, 2).value
    given = value.get("parameters") if isinstance(value, dict) else None
    if not isinstance(given, dict):
        return {}
    return {
        key: tuple(map(str, values)) for key, values in given.items() if isinstance(values, list)
    }


def _find_reference(sections: Iterable[Section]) -> Section | None:
    return next((section for section in sections if section.kind == "reference"), None)


def _draft_edits(
    old_heading: str, old: Section | None, heading: str, reference: str
) -> list[Section]:
    """What somebody typed into the heading or the reference section, as draft sections."""
    if old is not None and reference_section.is_untouched(old_heading, old.prose):
        return []
    drafts = []
    typed = _list_typed_lines(old.prose, reference) if old else ""
    if typed:
        drafts.append(Section("draft", (), "Moved out of What is asked", (), typed))
    # words that are all in the new heading are an older form of it
    if not set(old_heading.split()) <= set(heading.split()):
        text = old_heading.removeprefix("#").strip()
        drafts.append(Section("draft", (), "Moved out of the first heading", (), text))
    return drafts


def _list_typed_lines(old: str, new: str) -> str:
    """Lines of an edited reference section that the new one does not have: nothing that was typed
    may be lost.
    """
    lines = set(new.split("\n"))
    return "\n".join(
        line
        for line in old.split("\n")
        if line not in lines and line.strip() and not line.startswith("<!-- written by attestle: ")
    )


def _add_missing(sections: list[Section], requirement: Requirement) -> list[Section]:
    """Sections for what is answered by itself and has none, after those before them."""
    result = list(sections)
    place = _find_last(result, "component") + 1
    for blank in reference_section.list_blank_sections(requirement):
        last = _find_last(result, blank.kind, blank.ids[0])
        if last < 0:
            result.insert(place, blank)
            last = place
        place = last + 1
    return result


def _list_wanted(requirement: Requirement) -> Iterator[tuple[str, str, str]]:
    """Kind, id and title of each section that a file has, filled in or not."""
    for letter in dict.fromkeys(objective.letter for objective in requirement.objectives):
        yield "objective", letter, f"[{letter}]"
    for item in requirement.items:
        yield "statement", item.id, item.label or item.id


def _find_last(sections: Sequence[Section], kind: str, identity: str | None = None) -> int:
    """Index of the last section of that kind, about that id where one is given; -1 if none is."""
    return max(
        (
            index
            for index, section in enumerate(sections)
            if section.kind == kind and (identity is None or section.ids[:1] == (identity,))
        ),
        default=-1,
    )


def can_refresh_mend(
    text: str, requirement: Requirement, components: Collection[str], line: int
) -> bool:
    """Whether what is wrong in that line of a file is that a place is gone: `refresh_file` retires
    the section, or says which letters are left.
    """
    parts = frontmatter.split_front_matter(text)
    sections = read_sections(parts.body, parts.body_line).sections
    old = _find_reference(sections)
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
    # the heading of a section, or a field of it that names letters
    if here.line == line:
        return _has_lost_place(places, here.kind, here.ids)
    return any(_has_lost_place(places, "objective", (letter,)) for letter in _list_letters(here))


def _has_lost_place(places: SectionPlaces, kind: str, ids: tuple[str, ...]) -> bool:
    return places.had(kind, ids) and not places.has(kind, ids)


def _list_letters(section: Section) -> list[str]:
    """The objectives that a component section names."""
    value = next((field.value for field in section.fields if field.key == "Objectives"), "")
    return [word.strip().strip("[]") for word in value.replace(";", ",").split(",")]


def has_left_profile(text: str, baseline: Baseline) -> bool:
    """Whether the tool wrote the file for a requirement that the profile no longer has; one that
    never had it is a mistake of its author's.
    """
    parts = frontmatter.split_front_matter(text)
    if parts.problems:
        return False
    keys = yaml12.read_yaml(parts.yaml, 2).value
    label = keys.get("requirement") if isinstance(keys, dict) else None
    if not isinstance(label, str) or labels.find_requirement(baseline, label) is not None:
        return False
    present = read_sections(parts.body, parts.body_line)
    old = _find_reference(present.sections)
    if old is None or not reference_section.is_untouched(present.heading, old.prose):
        return False
    # `# 3.1.1 Title`: the label is the second word of a heading that the tool wrote
    return present.heading.split()[1:2] == [labels.normalize_label(baseline, label)]


def show_both_texts(
    text: str, requirement: Requirement, document_answer: RequirementAnswer
) -> RefreshedFile:
    """The file with each text that a document has otherwise beside its own, as git shows a
    conflict; a blank section takes the text.
    """
    parts = frontmatter.split_front_matter(text)
    present = read_sections(parts.body, parts.body_line)
    sections = list(present.sections)
    words: list[str] = []
    for key, prose in _list_texts(document_answer):
        if not prose.strip():
            continue
        index = next((index for index, other in enumerate(sections) if other.key == key), None)
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
    if not words:
        return RefreshedFile(text)
    return RefreshedFile(write_sections(parts.yaml, present.heading, sections), tuple(words))


def _list_texts(answer: RequirementAnswer) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each text of an answer, with the key of the section that holds it."""
    for part in answer.components:
        yield ("component", part.component), part.prose
    for kind, answers in (("objective", answer.objectives), ("statement", answer.statements)):
        for key, own in answers.items():
            yield (kind, key), own.prose
            yield from (((kind, key, slug), prose) for slug, prose in own.by_component.items())
