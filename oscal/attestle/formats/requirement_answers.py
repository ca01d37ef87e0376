"""The sections of a requirement file read as answers, every value checked at its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ..model.authored_values import Source
from ..model.baseline import Requirement
from ..model.objective_answers import ComponentAnswer, ObjectiveAnswer, RequirementAnswer
from ..nearest import suggest_words
from . import reference_section
from .answer_names import NO_NAMES, AnswerNames
from .answer_values import GatheredAnswers, read_values, report_letter
from .likely_fields import find_likely_field
from .problems import Problem
from .prose_headings import find_marked_lines, find_prose_headings, has_marker, read_marker_words
from .sections import Section, Sections, split_fields
from .unmarked_headings import find_unmarked_headings

# A wrong line is repeated in a message up to so many characters
_LONGEST_SHOWN = 60


def read_answers(
    sections: Sections,
    requirement: Requirement,
    answer: RequirementAnswer,
    component_titles: Mapping[str, str],
    names: AnswerNames = NO_NAMES,
) -> tuple[RequirementAnswer, list[Problem]]:
    """Fill `answer` (which carries the front matter) from the sections.

    `component_titles` maps slugs to titles; `names` are what evidence, providers and roles are
    called. Its `lines` get those of headings that are no sections for want of a marker, so that
    what they cause is not told a second time.
    """
    gathered = GatheredAnswers(requirement, answer.source.path, component_titles, names)
    for section in sections.sections:
        match section.kind:
            case "component":
                _read_component(gathered, section)
            case "objective":
                _read_objective(gathered, section)
            case "statement":
                _read_statement(gathered, section)
            case "reference":
                _check_reference(gathered, section, sections.heading)
        _report_likely_field(gathered, section)
    unmarked = _report_unmarked_headings(gathered, sections)
    filled = replace(
        answer,
        lines=MappingProxyType({**answer.lines, **unmarked}) if unmarked else answer.lines,
        components=tuple(gathered.components),
        objectives=MappingProxyType(gathered.objectives),
        statements=MappingProxyType(gathered.statements),
    )
    return filled, gathered.problems


def _report_likely_field(gathered: GatheredAnswers, section: Section) -> None:
    """SSP017: lines at the start of the prose that were most likely meant as fields."""
    if section.late_fields:
        gathered.warn(
            "SSP017",
            "this list begins like fields, but a blank line makes it prose",
            section.prose_line,
            "remove the blank line above it, or run: attestle validate --fix",
        )
        return
    likely = find_likely_field(section)
    if likely is not None:
        gathered.warn(
            "SSP017",
            f'"{likely.text.strip()[:_LONGEST_SHOWN]}" is not read as the field {likely.key}',
            likely.line,
            f"write it directly under the heading, as: - {likely.key}: {likely.value or '...'}",
        )


def _find_unread_state(section: Section) -> dict[str, int]:
    """The line where a state was written that is not read; what is told of it is told there."""
    if section.late_fields:
        fields, _ = split_fields(section.kind, section.prose)
        return {item.key: section.prose_line + item.line for item in fields if item.key == "State"}
    likely = find_likely_field(section)
    return {likely.key: likely.line} if likely and likely.key == "State" else {}


def _read_component(gathered: GatheredAnswers, section: Section) -> None:
    if len(section.ids) != 1:
        return
    gathered.components.append(
        ComponentAnswer(
            component=section.ids[0],
            title=section.title,
            prose=section.prose,
            source=Source(gathered.path, "", section.line, section.prose_line),
            **read_values(gathered, section),
        )
    )


def _read_objective(gathered: GatheredAnswers, section: Section) -> None:
    if not 1 <= len(section.ids) <= 2:
        return
    letter = section.ids[0]
    if gathered.requirement.objective(letter) is None:
        report_letter(gathered, letter, section.line)
        return
    _read_part(gathered, section, gathered.objectives)


def _read_statement(gathered: GatheredAnswers, section: Section) -> None:
    if not 1 <= len(section.ids) <= 2:
        return
    part = section.ids[0]
    requirement = gathered.requirement
    items = [item.id for item in requirement.items]
    # The statement itself may be named too, as NIST's catalogs and ours name it
    if part not in items and part != requirement.statement_id:
        message = f'{requirement.label} has no statement part "{part}"'
        hint = suggest_words(part, items) or "its statement has no items"
        gathered.report("SSP006", message, section.line, hint)
        return
    _read_part(gathered, section, gathered.statements)


def _read_part(
    gathered: GatheredAnswers, section: Section, answers: dict[str, ObjectiveAnswer]
) -> None:
    """The answer of a letter or statement part, or what one component does for it."""
    key = section.ids[0]
    if len(section.ids) == 2:
        _add_component_text(gathered, section, answers)
    else:
        answers[key] = _make_answer(gathered, section, answers.get(key))


def _add_component_text(
    gathered: GatheredAnswers, section: Section, answers: dict[str, ObjectiveAnswer]
) -> None:
    """A section with a component holds prose only; its state is that of the section without one."""
    key, slug = section.ids
    for item in section.fields:
        gathered.report(
            "SSP004",
            f'the field "{item.key}" does not belong in a section with a component',
            item.line,
            f"move it to the section <!-- @{section.kind} {key} -->",
        )
    current = answers.get(key) or ObjectiveAnswer(
        letter=key, source=Source(gathered.path, "", section.line)
    )
    texts = {**current.by_component, slug: section.prose}
    own = {f"component {slug}": section.line, f"prose of {slug}": section.prose_line}
    lines = {**current.lines, **own}
    answers[key] = replace(
        current, by_component=MappingProxyType(texts), lines=MappingProxyType(lines)
    )


def _make_answer(
    gathered: GatheredAnswers, section: Section, earlier: ObjectiveAnswer | None
) -> ObjectiveAnswer:
    """The answer with its fields; texts of components that stood before it are kept."""
    lines = _find_unread_state(section) | {item.key: item.line for item in section.fields}
    lines |= {"prose": section.prose_line}
    by_component: Mapping[str, str] = MappingProxyType({})
    if earlier:
        lines |= earlier.lines
        by_component = earlier.by_component
    return ObjectiveAnswer(
        letter=section.ids[0],
        title=section.title,
        prose=section.prose,
        by_component=by_component,
        lines=MappingProxyType(lines),
        source=Source(gathered.path, "", section.line),
        **read_values(gathered, section),
    )


def _check_reference(gathered: GatheredAnswers, section: Section, title: str) -> None:
    """SSP018: an edit in the tool's own section is lost, and an old text misleads."""
    if not section.prose.strip():
        return
    if section.prose == reference_section.write_reference(gathered.requirement):
        return
    if reference_section.is_untouched(title, section.prose):
        message, hint = (
            "the section What is asked is older than the catalog, or than the crosswalk"
            f"{', or than its parameters' if gathered.requirement.parameters else ''}",
            "leave it as it is: attestle ssp generate brings it up to date",
        )
    else:
        message, hint = (
            "the section What is asked was edited; what stands here is not used",
            "put your text in another section; attestle ssp generate moves it to a draft",
        )
    gathered.problems.append(Problem("SSP018", message, section.line, None, hint, warning=True))


def _report_unmarked_headings(gathered: GatheredAnswers, sections: Sections) -> dict[str, int]:
    """SSP016: an unmarked heading is prose.

    It is a likely mistake if it names a component or a letter that has no section. The lines by the
    words of the marker that was meant.
    """
    lines: dict[str, int] = {}
    unmarked = find_unmarked_headings(sections, gathered.requirement, gathered.titles)
    for number, title, marker in unmarked:
        gathered.warn(
            "SSP016",
            f'the heading "{title}" has no marker, so it is part of the text above',
            number,
            f"end it with <!-- @{marker} -->, or run: attestle validate --fix",
        )
        lines[marker] = number
    for number, title in find_prose_headings(sections):
        if has_marker(title):
            gathered.warn(
                "SSP016",
                f'the heading "{title}" has a marker that is not read, so it is part of the text'
                " above",
                number,
                "begin the line with ## and a blank, and end it with the marker, such as <!--"
                " @objective a -->",
            )
            lines[read_marker_words(title)] = number
    for number, line in find_marked_lines(sections):
        gathered.warn(
            "SSP016",
            f'"{line.strip()[:_LONGEST_SHOWN]}" has a marker but is no heading, so it is part of'
            " the"
            " text above",
            number,
            "begin the line with ## and a blank, or run: attestle validate --fix",
        )
        lines[read_marker_words(line)] = number
    return lines
