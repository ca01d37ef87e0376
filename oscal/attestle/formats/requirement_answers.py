"""The sections of a requirement file read as answers: states, evidence, approvals, prose; every
value checked at its line.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..iso_days import read_iso_day
from ..model.baseline import Requirement
from ..model.system import Approval, ComponentAnswer, ObjectiveAnswer, RequirementAnswer, Source
from ..nearest import suggest_words
from . import reference_section
from .problems import Problem
from .sections import FIELDS, Section, Sections, is_marker_heading

STATES = (
    "implemented",
    "inherited",
    "alternative",
    "partial",
    "planned",
    "not-implemented",
    "not-applicable",
)
COMPONENT_STATUS = ("implemented", "partial", "planned", "alternative", "not-applicable")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LOOSE = re.compile(
    r"[ \t]{0,3}(?P<bullet>[-*+\u2022][ \t]*)?[*_`]{0,3}(?P<key>[A-Za-z]+)[*_`]{0,3}["
    r" \t]*:(?P<value>.*)"
)
_MARKER_LIKE = re.compile(
    r"<!--[ \t]*@?(?:reference|component|objective|statement|draft|retired)\b", re.I
)
_LETTERED = re.compile(r"\[([a-z])\]")


@dataclass(slots=True)
class _GatheredAnswers:
    """What has been gathered of one file."""

    requirement: Requirement
    path: str
    titles: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    objectives: dict[str, ObjectiveAnswer] = field(default_factory=dict)
    statements: dict[str, ObjectiveAnswer] = field(default_factory=dict)
    components: list[ComponentAnswer] = field(default_factory=list)


def read_answers(
    sections: Sections,
    requirement: Requirement,
    answer: RequirementAnswer,
    component_titles: Mapping[str, str],
) -> tuple[RequirementAnswer, list[Problem]]:
    """Fill `answer` (which carries the front matter) from the sections; `component_titles` maps
    slugs to titles.
    """
    reading = _GatheredAnswers(requirement, answer.source.path, component_titles)
    for section in sections.sections:
        match section.kind:
            case "component":
                _component(reading, section)
            case "objective":
                _objective(reading, section)
            case "statement":
                _statement(reading, section)
            case "reference":
                _reference(reading, section, sections.heading)
        reading.problems.extend(
            [_late(section)] if section.late_fields else _likely_fields(section)
        )
    _unmarked_headings(reading, sections)
    filled = replace(
        answer,
        components=tuple(reading.components),
        objectives=MappingProxyType(reading.objectives),
        statements=MappingProxyType(reading.statements),
    )
    return filled, reading.problems


def _late(section: Section) -> Problem:
    return Problem(
        "SSP017",
        "this list begins like fields, but a blank line makes it prose",
        section.prose_line,
        1,
        "remove the blank line above it, or run: attestle validate --fix",
        warning=True,
    )


def _likely_fields(section: Section) -> list[Problem]:
    """The first line at the start of the prose that was most likely meant as a field, such as
    `-State: partial` or `**State**: partial`.
    """
    names = {name.lower(): name for name in FIELDS.get(section.kind, ())}
    apart = bool(section.fields) and section.prose_line > section.fields[-1].line + 1
    for offset, line in enumerate(
        itertools.takewhile(str.strip, section.prose.split("\n")) if names and not apart else ()
    ):
        match = _LOOSE.match(line)
        name = names.get(match["key"].lower()) if match else None
        if match and name and (match["bullet"] or name == "State"):
            return [
                Problem(
                    "SSP017",
                    f'"{line.strip()[:60]}" is not read as the field {name}',
                    section.prose_line + offset,
                    1,
                    f"write it directly under the heading, as: - {name}:"
                    f" {match['value'].strip(' *_`') or '...'}",
                    warning=True,
                )
            ]
    return []


def _component(reading: _GatheredAnswers, section: Section) -> None:
    if len(section.ids) != 1:
        return
    letters = tuple(_letters(reading, section))
    status = "implemented"
    values = {item.key: item.value for item in section.fields}
    for item in section.fields:
        if item.key == "Status":
            status = _one_of(reading, item.value, COMPONENT_STATUS, item.line, "Status")
    origin, provides, leaves = (values.get(key, "") for key in ("Taken from", "Provides", "Leaves"))
    source = Source(reading.path, "", section.line)
    reading.components.append(
        ComponentAnswer(
            section.ids[0],
            letters,
            status,
            section.title,
            section.prose,
            origin,
            provides,
            leaves,
            source,
        )
    )


def _letters(reading: _GatheredAnswers, section: Section) -> Iterator[str]:
    known = [item.letter for item in reading.requirement.objectives]
    for item in section.fields:
        if item.key != "Objectives":
            continue
        for word in _list(item.value):
            letter = word.removeprefix("[").removesuffix("]")
            if letter not in known:
                reading.problems.append(_unknown_letter(reading, letter, item.line))
            yield letter


def _unknown_letter(reading: _GatheredAnswers, letter: str, line: int) -> Problem:
    known = [item.letter for item in reading.requirement.objectives]
    plain = letter.strip("[]()").lower()
    hint = (
        f'did you mean "{plain}"?'
        if plain in known
        else f"its letters are {', '.join(known)}"
        if known
        else "it has no objectives"
    )
    return Problem(
        "SSP006", f'{reading.requirement.label} has no objective "{letter}"', line, None, hint
    )


def _list(value: str) -> list[str]:
    return [word.strip() for word in value.replace(";", ",").split(",") if word.strip()]


def _one_of(
    reading: _GatheredAnswers, value: str, allowed: tuple[str, ...], line: int, name: str
) -> str:
    if value in allowed:
        return value
    if value:
        reading.problems.append(
            Problem(
                "SSP005",
                f'"{value}" is no value of {name}',
                line,
                None,
                suggest_words(value, allowed) or f"one of: {', '.join(allowed)}",
            )
        )
    return allowed[0] if name == "Status" else ""


def _objective(reading: _GatheredAnswers, section: Section) -> None:
    if not 1 <= len(section.ids) <= 2:
        return
    letter = section.ids[0]
    if reading.requirement.objective(letter) is None:
        reading.problems.append(_unknown_letter(reading, letter, section.line))
        return
    if len(section.ids) == 2:
        _with_component(reading, section, reading.objectives, letter)
    else:
        reading.objectives[letter] = _answer(
            reading, section, reading.objectives.get(letter), letter
        )


def _statement(reading: _GatheredAnswers, section: Section) -> None:
    if not 1 <= len(section.ids) <= 2:
        return
    part = section.ids[0]
    whole = (  # the statement itself, as NIST's catalogs and ours name it
        reading.requirement.statement_id
    )
    known = [item.id for item in reading.requirement.items]
    if part not in known and part != whole:
        hint = suggest_words(part, known) or "its statement has no items"
        reading.problems.append(
            Problem(
                "SSP006",
                f'{reading.requirement.label} has no statement part "{part}"',
                section.line,
                None,
                hint,
            )
        )
        return
    if len(section.ids) == 2:
        _with_component(reading, section, reading.statements, part)
    else:
        reading.statements[part] = _answer(reading, section, reading.statements.get(part), part)


def _with_component(
    reading: _GatheredAnswers, section: Section, answers: dict[str, ObjectiveAnswer], key: str
) -> None:
    """A section with a component holds prose only; it takes the state of the section without one."""
    for item in section.fields:
        reading.problems.append(
            Problem(
                "SSP004",
                f'the field "{item.key}" does not belong in a section with a component',
                item.line,
                None,
                f"move it to the section <!-- @{section.kind} {key} -->",
            )
        )
    current = answers.get(key) or ObjectiveAnswer(
        letter=key, source=Source(reading.path, "", section.line)
    )
    texts = {**current.by_component, section.ids[1]: section.prose}
    lines = {**current.lines, f"component {section.ids[1]}": section.line}
    answers[key] = replace(
        current, by_component=MappingProxyType(texts), lines=MappingProxyType(lines)
    )


def _answer(
    reading: _GatheredAnswers, section: Section, earlier: ObjectiveAnswer | None, key: str
) -> ObjectiveAnswer:
    values = {item.key: item for item in section.fields}
    state = values.get("State")
    approved = values.get("Approved")
    text = {
        name: values[name].value if name in values else ""
        for name in ("Provider", "Missing", "Rationale", "Provides", "Leaves", "Note", "Evidence")
    }
    lines = (
        {item.key: item.line for item in section.fields}
        | {"prose": section.prose_line}
        | dict(earlier.lines if earlier else {})
    )
    return ObjectiveAnswer(
        letter=key,
        state=_one_of(reading, state.value, STATES, state.line, "State") if state else "",
        evidence=tuple(dict.fromkeys(_list(text["Evidence"]))),
        provider=text["Provider"],
        missing=text["Missing"],
        rationale=text["Rationale"],
        approved=_approval(reading, approved.value, approved.line) if approved else None,
        provides=text["Provides"],
        leaves=text["Leaves"],
        note=text["Note"],
        title=section.title,
        prose=section.prose,
        by_component=earlier.by_component if earlier else MappingProxyType({}),
        lines=MappingProxyType(lines),
        source=Source(reading.path, "", section.line),
    )


def _approval(reading: _GatheredAnswers, value: str, line: int) -> Approval | None:
    role, _, day = (part.strip() for part in value.rpartition(","))
    date = read_iso_day(day)
    if not value:
        return None
    if date is None or not role:
        reading.problems.append(
            Problem(
                "SSP005",
                f'"{value}" is no approval',
                line,
                None,
                "write: Approved: role, YYYY-MM-DD",
            )
        )
        return None
    return Approval(role, date)


def _reference(reading: _GatheredAnswers, section: Section, title: str) -> None:
    """SSP018: an edit in the tool's own section is lost on people who read the catalog, and an old
    text misleads.
    """
    if not section.prose.strip() or section.prose == reference_section.write_reference(
        reading.requirement
    ):
        return
    if reference_section.is_untouched(title, section.prose):
        message, hint = (
            "the section What is asked is older than the catalog, or than the crosswalk",
            "run: attestle ssp generate",
        )
    else:
        message, hint = (
            "the section What is asked was edited; what stands here is not used",
            "put your text in another section; attestle ssp generate moves it to a draft",
        )
    reading.problems.append(Problem("SSP018", message, section.line, None, hint, warning=True))


def _unmarked_headings(reading: _GatheredAnswers, sections: Sections) -> None:
    """An unmarked heading is prose; a likely mistake if it names a component or a letter that has
    no section.
    """
    for number, title, marker in find_unmarked_headings(
        sections, reading.requirement, reading.titles
    ):
        reading.problems.append(
            Problem(
                "SSP016",
                f'the heading "{title}" has no marker, so it is part of the text above',
                number,
                1,
                f"end it with <!-- @{marker} -->, or run: attestle validate --fix",
                warning=True,
            )
        )
    for number, title in _prose_headings(sections):
        if _MARKER_LIKE.search(title):
            reading.problems.append(
                Problem(
                    "SSP016",
                    f'the heading "{title}" has a marker that is not read, so it is part of the'
                    " text above",
                    number,
                    1,
                    "begin the line with ## and a blank, and end it with the marker, such as <!--"
                    " @objective a -->",
                    warning=True,
                )
            )


def find_unmarked_headings(
    sections: Sections, requirement: Requirement, titles: Mapping[str, str]
) -> Iterator[tuple[int, str, str]]:
    """Headings in prose that are most likely meant as sections: line, title, and the words of the
    marker they lack.
    """
    present = {section.key for section in sections.sections}
    by_title = {title: slug for slug, title in titles.items()}
    for number, title in _prose_headings(sections):
        marker = _meant(title, by_title, requirement)
        if marker and not _MARKER_LIKE.search(title) and tuple(marker.split()) not in present:
            yield number, title, marker


def _prose_headings(sections: Sections) -> Iterator[tuple[int, str]]:
    """Line and title of every heading in prose, outside fences, but for marker headings that the
    author escaped.
    """
    for section in sections.sections:
        if section.kind not in ("reference", "retired", "draft") and "#" in section.prose:
            yield from _headings(section.prose, section.prose_line)


def _headings(prose: str, first: int) -> Iterator[tuple[int, str]]:
    fence = ""
    for offset, line in enumerate(prose.split("\n")):
        mark = _FENCE.match(line)
        if mark and (not fence or (mark[1].startswith(fence) and not line.strip().strip(fence[0]))):
            fence = "" if fence else mark[1]
        elif not fence and (title := _title(line)) and not is_marker_heading(line):
            yield first + offset, title


def _title(line: str) -> str:
    """The title of a heading; also of one without its blank, if it can only be meant as a section.

    "" for other lines.
    """
    text = line.lstrip(" ")
    rest = text.lstrip("#")
    if len(line) - len(text) > 3 or not 1 <= len(text) - len(rest) <= 6:
        return ""
    if not rest.startswith((" ", "\t", "[")) and not _MARKER_LIKE.search(rest):
        return ""
    return rest.strip(" \t").rstrip("#").rstrip(" \t")


def _meant(title: str, by_title: Mapping[str, str], requirement: Requirement) -> str:
    if title in by_title:
        return f"component {by_title[title]}"
    lettered = _LETTERED.match(title)
    return f"objective {lettered[1]}" if lettered and requirement.objective(lettered[1]) else ""
