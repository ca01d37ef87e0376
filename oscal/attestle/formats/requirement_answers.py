"""The sections of a requirement file read as answers, every value checked at its line."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from types import MappingProxyType
from typing import Any

from ..iso_days import read_iso_day
from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..model.answers import COMPONENT_STATUSES, FIELDS_OF, STATE_WORDS, Place, Value
from ..model.authored_values import Source
from ..model.baseline import Requirement
from ..model.objective_answers import (
    Approval,
    ComponentAnswer,
    ObjectiveAnswer,
    RequirementAnswer,
)
from ..model.words import (
    EXCEPTION_STATE,
    UNKNOWN_COMPONENT_STATUS,
    find_exception_kind,
    read_component_status,
    read_state,
)
from ..nearest import suggest_claim, suggest_words
from . import reference_section
from .answer_names import NO_NAMES, AnswerNames
from .field_lines import FIELDS, read_bare_line
from .problems import Problem
from .prose_headings import find_marked_lines, find_prose_headings, has_marker, read_marker_words
from .sections import Field, Section, Sections, split_fields

STATES = STATE_WORDS
COMPONENT_STATUS = COMPONENT_STATUSES
# A line that people write for a field: another bullet, none, or a key in bold
_LOOSE = make_pattern(
    r"[ \t]{0,3}(?P<bullet>[-*+\u2022][ \t]*)?[*_`]{0,3}(?P<key>[A-Za-z]+)[*_`]{0,3}["
    r" \t]*:(?P<value>.*)"
)
_COMMAS = make_pattern("[,;\uff0c\uff1b\u3001]")
# A wrong line is repeated in a message up to so many characters
_LONGEST_SHOWN = 60
# All lines of one key; where one too many stands, the last one holds
_Items = tuple[Field, ...]


@dataclass(slots=True)
class _GatheredAnswers:
    """What has been gathered of one file."""

    requirement: Requirement
    path: str
    titles: Mapping[str, str]
    names: AnswerNames
    problems: list[Problem] = field(default_factory=list)
    objectives: dict[str, ObjectiveAnswer] = field(default_factory=dict)
    statements: dict[str, ObjectiveAnswer] = field(default_factory=dict)
    components: list[ComponentAnswer] = field(default_factory=list)

    def report(self, code: str, message: str, line: int, hint: str) -> None:
        self.problems.append(Problem(code, message, line, None, hint))

    def warn(self, code: str, message: str, line: int, hint: str) -> None:
        """At the beginning of a line."""
        self.problems.append(Problem(code, message, line, 1, hint, warning=True))


def read_answers(
    sections: Sections,
    requirement: Requirement,
    answer: RequirementAnswer,
    component_titles: Mapping[str, str],
    names: AnswerNames = NO_NAMES,
) -> tuple[RequirementAnswer, list[Problem]]:
    """Fill `answer` (which carries the front matter) from the sections.

    `component_titles` maps slugs to titles; `names` are what evidence, providers and roles are called. Its `lines` get those of headings that are no sections
    for want of a marker, so that what they cause is not told a second time.
    """
    gathered = _GatheredAnswers(requirement, answer.source.path, component_titles, names)
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


def _report_likely_field(gathered: _GatheredAnswers, section: Section) -> None:
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


@dataclass(frozen=True, slots=True)
class LikelyField:
    """A line of prose, `text`, that was most likely meant as a field."""

    key: str
    value: str
    line: int
    text: str


def find_likely_field(section: Section) -> LikelyField | None:
    """The first of the lines right below the heading, or the fields, that is like a field."""
    names = {name.lower(): name for name in FIELDS.get(section.kind, ())}
    for number, line in _take_first_lines(section) if names else ():
        match = _LOOSE.match(line)
        name = names.get(match["key"].lower()) if match else None
        # Without a bullet only State is certain: the other keys begin sentences as well
        if match and name and (match["bullet"] or name == "State"):
            return LikelyField(name, match["value"].strip(" *_`"), number, line)
        # with the signs of a word processor
        bare = read_bare_line(section.kind, line)
        if bare and bare[0] == "State" and read_state(bare[1]):
            return LikelyField(*bare, number, line)
    return None


def _find_unread_state(section: Section) -> dict[str, int]:
    """The line where a state was written that is not read; what is told of it is told there."""
    if section.late_fields:
        fields, _ = split_fields(section.kind, section.prose)
        return {item.key: section.prose_line + item.line for item in fields if item.key == "State"}
    likely = find_likely_field(section)
    return {likely.key: likely.line} if likely and likely.key == "State" else {}


def _take_first_lines(section: Section) -> Iterator[tuple[int, str]]:
    """The lines up to the first blank one; none where that stands between fields and text."""
    if section.fields and section.prose_line > section.fields[-1].line + 1:
        return
    lines = itertools.takewhile(str.strip, section.prose.split("\n"))
    yield from enumerate(lines, section.prose_line)


def _read_component(gathered: _GatheredAnswers, section: Section) -> None:
    if len(section.ids) != 1:
        return
    gathered.components.append(
        ComponentAnswer(
            component=section.ids[0],
            title=section.title,
            prose=section.prose,
            source=Source(gathered.path, "", section.line, section.prose_line),
            **_read_values(gathered, section),
        )
    )


def _read_values(gathered: _GatheredAnswers, section: Section) -> dict[str, Any]:
    """What the fields of a section say, by attribute."""
    values: dict[str, Any] = {}
    for row in FIELDS_OF[section.kind]:
        items = tuple(item for item in section.fields if item.key == row.key)
        if items:
            read_value = (
                _read_provider if row.place is Place.PROVIDER else _VALUE_READERS[row.value]
            )
            values[row.attribute] = read_value(gathered, items)
    return values


def _read_text(_: _GatheredAnswers, items: _Items) -> str:
    return items[-1].value


def _read_ids(gathered: _GatheredAnswers, items: _Items) -> tuple[str, ...]:
    return gathered.names.evidence.read_ids(items[-1].value)


def _read_provider(gathered: _GatheredAnswers, items: _Items) -> str:
    return gathered.names.providers.find_id(items[-1].value) or items[-1].value


def _read_state(gathered: _GatheredAnswers, items: _Items) -> str:
    item = items[-1]
    kind = find_exception_kind(item.value)
    if kind:
        gathered.problems.append(
            Problem(
                "SSP027",
                f'"{item.value}" is no state but an exception: read as {EXCEPTION_STATE}',
                item.line,
                None,
                f"write it down in exceptions/ with the kind {kind}, and here: - State:"
                f" {EXCEPTION_STATE}",
                warning=True,
            )
        )
    return _read_word(gathered, item, read_state(item.value), STATES)


def _read_status(gathered: _GatheredAnswers, items: _Items) -> str:
    words = [
        _read_word(gathered, item, read_component_status(item.value), COMPONENT_STATUS)
        for item in items
    ]
    return words[-1] or (UNKNOWN_COMPONENT_STATUS if items[-1].value else COMPONENT_STATUS[0])


def _read_letters(gathered: _GatheredAnswers, items: _Items) -> tuple[str, ...]:
    letters = [item.letter for item in gathered.requirement.units]
    named = []
    for item in items:
        for word in _split_list(item.value):
            letter = word[1:-1] if word.startswith("[") and word.endswith("]") else word
            if letter not in letters:
                _report_letter(gathered, letter, item.line)
            named.append(letter)
    return tuple(named)


def _report_letter(gathered: _GatheredAnswers, letter: str, line: int) -> None:
    letters = [item.letter for item in gathered.requirement.units]
    plain = letter.strip("[]()").lower()
    hint = f"its letters are {', '.join(letters)}" if letters else "it has no objectives"
    if plain in letters:
        hint = f'did you mean "{plain}"?'
    message = f'{gathered.requirement.label} has no objective "{letter}"'
    gathered.report("SSP006", message, line, hint)


def _split_list(value: str) -> list[str]:
    return [word.strip() for word in _COMMAS.sub(",", value).split(",") if word.strip()]


def _read_word(
    gathered: _GatheredAnswers, item: Field, meaning: str, allowed: tuple[str, ...]
) -> str:
    """What the value of a field means if it means one of the words; "" else, which is reported."""
    if meaning in allowed:
        return meaning
    if item.value:
        message = f'"{item.value}" is no value of {item.key}'
        gathered.report("SSP005", message, item.line, suggest_claim(item.value, allowed))
    return ""


def _read_objective(gathered: _GatheredAnswers, section: Section) -> None:
    if not 1 <= len(section.ids) <= 2:
        return
    letter = section.ids[0]
    if gathered.requirement.objective(letter) is None:
        _report_letter(gathered, letter, section.line)
        return
    _read_part(gathered, section, gathered.objectives)


def _read_statement(gathered: _GatheredAnswers, section: Section) -> None:
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
    gathered: _GatheredAnswers, section: Section, answers: dict[str, ObjectiveAnswer]
) -> None:
    """The answer of a letter or statement part, or what one component does for it."""
    key = section.ids[0]
    if len(section.ids) == 2:
        _add_component_text(gathered, section, answers)
    else:
        answers[key] = _make_answer(gathered, section, answers.get(key))


def _add_component_text(
    gathered: _GatheredAnswers, section: Section, answers: dict[str, ObjectiveAnswer]
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
    gathered: _GatheredAnswers, section: Section, earlier: ObjectiveAnswer | None
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
        **_read_values(gathered, section),
    )


def _read_approval(gathered: _GatheredAnswers, items: _Items) -> Approval | None:
    """A role and a day, such as `ciso, 2026-11-25`."""
    item = items[-1]
    if not item.value:
        return None
    role, _, day = (part.strip() for part in item.value.rpartition(","))
    date = read_iso_day(day)
    if date is not None and role:
        return Approval(gathered.names.roles.find_id(role) or role, date)
    loose = gathered.names.read_approval(item.value)
    if loose is None:
        message = f'"{item.value}" is no approval'
        hint = gathered.names.suggest_approval(item.value)
        gathered.report("SSP005", message, item.line, hint)
        return None
    return Approval(*loose)


_VALUE_READERS: Mapping[Value, Callable[[_GatheredAnswers, _Items], Any]] = MappingProxyType(
    {
        Value.STATE: _read_state,
        Value.STATUS: _read_status,
        Value.TEXT: _read_text,
        Value.IDS: _read_ids,
        Value.OBJECTIVES: _read_letters,
        Value.APPROVAL: _read_approval,
    }
)


def _check_reference(gathered: _GatheredAnswers, section: Section, title: str) -> None:
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


def _report_unmarked_headings(gathered: _GatheredAnswers, sections: Sections) -> dict[str, int]:
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
            f'"{line.strip()[:_LONGEST_SHOWN]}" has a marker but is no heading, so it is part of the'
            " text above",
            number,
            "begin the line with ## and a blank, or run: attestle validate --fix",
        )
        lines[read_marker_words(line)] = number
    return lines


def find_unmarked_headings(
    sections: Sections, requirement: Requirement, titles: Mapping[str, str]
) -> Iterator[tuple[int, str, str]]:
    """Headings in prose that are most likely meant as sections.

    Gives the line, the title, and the words of the marker they lack.
    """
    present = {section.key for section in sections.sections}
    by_title = {title: slug for slug, title in titles.items()}
    for number, title in find_prose_headings(sections):
        marker = _guess_marker(title, by_title, requirement)
        if marker and not has_marker(title) and tuple(marker.split()) not in present:
            yield number, title, marker


def find_lost_headings(sections: Sections) -> Iterator[tuple[int, str]]:
    """Lines of prose with the whole marker of a section that the file does not have: their `##` went,
    became other signs, or words stand before them. Number of the line and words of the marker.
    """
    present = {section.key for section in sections.sections}
    for number, line in (*find_prose_headings(sections), *find_marked_lines(sections)):
        words = read_marker_words(line)
        key = tuple(words.split())
        is_whole = line.rstrip().endswith("-->") and f"<!-- @{words} -->" in line
        if is_whole and key[0] in FIELDS and key not in present:
            present.add(key)
            yield number, words


def _guess_marker(title: str, by_title: Mapping[str, str], requirement: Requirement) -> str:
    if title in by_title:
        return f"component {by_title[title]}"
    for unit in requirement.objectives:
        if title.startswith(f"[{unit.letter}]"):
            return f"objective {unit.letter}"
    return ""
