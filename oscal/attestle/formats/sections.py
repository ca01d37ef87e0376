"""The grammar of a requirement file: marked sections, fields, prose that survives byte for byte.

`read` and `write` are exact inverses on prose. The rules are those of
docs/reference/requirement-file.md: lines split on LF only; one blank line after a heading or its
fields and one before the next section belong to the tool; a prose line that looks like a marker
heading carries one more leading backslash in the file than in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..nearest import suggest_words
from .problems import Problem

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "objective": ("State", "Evidence", "Provider", "Missing", "Rationale", "Approved", "Provides", "Leaves", "Note"),
    "statement": ("State", "Evidence", "Provider", "Missing", "Rationale", "Approved", "Provides", "Leaves", "Note"),
    "component": ("Objectives", "Status", "Taken from", "Provides", "Leaves"),
})  # fmt: skip
KINDS = ("reference", "component", "objective", "statement", "draft", "retired")
# kind: fewest and most ids in the marker
_ARITY = {
    "reference": (0, 0),
    "component": (1, 1),
    "objective": (1, 2),
    "statement": (1, 2),
    "draft": (0, 99),
    "retired": (1, 99),
}

# Lines are taken apart step by step and not by one expression: each step is linear in the line,
# whatever stands in it.
_OPENING = re.compile(r"<!--[ \t]*@")
_CONTINUED = re.compile(r"[ \t]+\S")
_BLANKS = " \t"
MAX_SECTIONS = 5000


@dataclass(frozen=True, slots=True)
class Field:
    """One `- Key: value` line; a value continued over lines is joined with blanks."""

    key: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """`prose` is the author's text, unescaped.

    `late_fields` says that prose begins like fields (after a blank line).
    """

    kind: str
    ids: tuple[str, ...]
    title: str
    fields: tuple[Field, ...] = ()
    prose: str = ""
    line: int = 0
    prose_line: int = 0
    late_fields: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        return (self.kind, *self.ids)


@dataclass(frozen=True, slots=True)
class Sections:
    """`heading` is the H1 line; `problems` leave nothing to work on if any of them is an error."""

    heading: str
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...] = ()


def _marker(line: str) -> tuple[str, str] | None:
    """Title and words of a heading such as `## Title <!-- @kind id -->`, or None if the line is
    prose.
    """
    end = line.rstrip(_BLANKS)
    if not line.startswith(("## ", "##\t")) or not end.endswith("-->"):
        return None
    inner = end[:-3]
    opening = _OPENING.search(inner, max(3, inner.rfind(">") + 1))
    return (line[3 : opening.start()].strip(), inner[opening.end() :]) if opening else None


def _guarded(line: str) -> bool:
    """Whether the line is like a marker heading, behind any number of backslashes."""
    rest = line.lstrip("\\").rstrip(_BLANKS)
    return (
        rest.startswith(("## ", "##\t"))
        and rest.endswith("-->")
        and _OPENING.search(rest, 3, len(rest) - 3) is not None
    )


def _item(line: str) -> tuple[str, str] | None:
    """Key and value of a line such as `- Key: value`."""
    if not line.startswith(("- ", "-\t", "* ", "*\t")):
        return None
    key, colon, value = line[2:].partition(":")
    key = key.strip(_BLANKS)
    glued = value.strip(_BLANKS) and value[0] not in _BLANKS
    return (key, value.strip(_BLANKS)) if key and colon and not glued else None


def is_marker_heading(line: str) -> bool:
    """Whether the line of a text would begin a section if it were not escaped in the file."""
    return _guarded(line)


def escape_prose(prose: str) -> str:
    """Protect lines of prose that look like marker headings."""
    if "<!--" not in prose:
        return prose
    return "\n".join("\\" + line if _guarded(line) else line for line in prose.split("\n"))


def unescape_prose(prose: str) -> str:
    """Undo `escape`."""
    if "<!--" not in prose:
        return prose
    return "\n".join(
        line[1:] if line.startswith("\\") and _guarded(line) else line for line in prose.split("\n")
    )


def read_sections(body: str, first_line: int = 1) -> Sections:
    """Read the text below the front matter; `first_line` is its first line in the file."""
    lines = body.split("\n")
    starts = [index for index, line in enumerate(lines) if line.startswith("##") and _marker(line)]
    heading, problems = _preamble(lines[: starts[0]] if starts else lines, first_line)
    sections = []
    if len(starts) > MAX_SECTIONS:
        problems.append(
            Problem(
                "SSP001",
                f"more than {MAX_SECTIONS} sections",
                starts[MAX_SECTIONS] + first_line,
                1,
                "what follows is not read",
            )
        )
        lines, starts = lines[: starts[MAX_SECTIONS]], starts[:MAX_SECTIONS]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(lines)
        section, found = _section(lines[start:end], start + first_line)
        problems.extend(found)
        sections.append(section)
    problems.extend(_duplicates(sections))
    return Sections(heading, tuple(sections), tuple(problems))


def _preamble(lines: list[str], first_line: int) -> tuple[str, list[Problem]]:
    """Only one H1 may stand before the first section."""
    heading, problems = "", []
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        if not heading and line.startswith("# "):
            heading = line
            continue
        problems.append(_stray(line, index + first_line))
        break
    if not heading and not problems:
        problems.append(
            Problem(
                "SSP001",
                "the file has no `# ` heading before its sections",
                first_line,
                1,
                "add: # 3.1.1 Title",
            )
        )
    return heading, problems


def _stray(line: str, number: int) -> Problem:
    if re.match(r"[ \t]*##[ \t].*<!--[ \t]*@", line):
        return Problem(
            "SSP001",
            "this section heading is not usable",
            number,
            1,
            "start it in column 1 and end the line with the marker, such as <!-- @objective a -->",
        )
    return Problem(
        "SSP001",
        f"text before the first section: {_short(line)}",
        number,
        1,
        "move it into a section, such as ## Whole system <!-- @component this-system -->",
    )


def _short(line: str) -> str:
    text = line.strip()
    return f'"{text[:60]}..."' if len(text) > 60 else f'"{text}"'


def _section(lines: list[str], number: int) -> tuple[Section, list[Problem]]:
    marker = _marker(lines[0])
    assert marker is not None
    title, words = marker[0], marker[1].split()
    kind, ids = (words[0], tuple(words[1:])) if words else ("", ())
    problems = _marker_problems(kind, ids, number)
    fields, used, field_problems = _fields(kind, lines[1:], number + 1)
    problems.extend(field_problems)
    rest = lines[1 + used :]
    prose = _trim("\n".join(rest))
    blank = bool(rest) and rest[0] == ""
    late = blank and not fields and _begins_like_fields(kind, prose)
    section = Section(
        kind,
        ids,
        title,
        tuple(fields),
        unescape_prose(prose),
        number,
        number + 1 + used + blank,
        late,
    )
    return section, problems


def _trim(text: str) -> str:
    """Take off what belongs to the tool: the blank line before the prose, line end and blank line
    after it.

    The joined lines lack the newline that ends the last of them, so one "\n" at the end is the
    blank line (between sections) or the newline that ends the file.
    """
    return text.removeprefix("\n").removesuffix("\n")


def _marker_problems(kind: str, ids: tuple[str, ...], number: int) -> list[Problem]:
    if kind not in KINDS:
        return [
            Problem(
                "SSP002",
                f'unknown kind of section "@{kind}"',
                number,
                None,
                suggest_words(kind, KINDS),
            )
        ]
    least, most = _ARITY[kind]
    if not least <= len(ids) <= most:
        usage = {
            "objective": "@objective LETTER [COMPONENT]",
            "statement": "@statement PART-ID [COMPONENT]",
            "component": "@component ID",
            "retired": "@retired KIND ID",
            "reference": "@reference",
        }[kind]
        return [
            Problem(
                "SSP002",
                f'the marker "@{" ".join((kind, *ids))}" has the wrong number of words',
                number,
                None,
                f"write {usage}",
            )
        ]
    return []


def _fields(kind: str, lines: list[str], number: int) -> tuple[list[Field], int, list[Problem]]:
    """The list directly under the heading, if its first key is a field or nearly one; how many
    lines it takes.
    """
    known = FIELDS.get(kind, ())
    first = _item(lines[0]) if lines and known else None
    if first is None or not _like_a_field(first[0], known):
        return [], 0, []
    found: list[Field] = []
    used = 0
    for line in lines:
        item = _item(line)
        if item:
            found.append(Field(*item, number + used))
        elif _CONTINUED.match(line) and found:
            previous = found[-1]
            found[-1] = Field(
                previous.key, f"{previous.value} {line.strip()}".strip(), previous.line
            )
        else:
            break
        used += 1
    return found, used, _field_problems(found, known)


def _field_problems(fields: list[Field], known: tuple[str, ...]) -> list[Problem]:
    problems, seen = [], set()
    for field in fields:
        if field.key not in known:
            problems.append(
                Problem(
                    "SSP004",
                    f'unknown field "{field.key}"',
                    field.line,
                    3,
                    suggest_words(field.key, known),
                )
            )
        elif field.key in seen:
            problems.append(
                Problem(
                    "SSP004",
                    f'the field "{field.key}" stands twice',
                    field.line,
                    3,
                    "keep one of them",
                )
            )
        elif not field.value:
            problems.append(
                Problem(
                    "SSP005",
                    f'the field "{field.key}" is empty',
                    field.line,
                    3,
                    "give a value or remove the line",
                )
            )
        seen.add(field.key)
    return problems


def _begins_like_fields(kind: str, prose: str) -> bool:
    item = _item(prose.split("\n", 1)[0])
    return item is not None and item[0] in FIELDS.get(kind, ())


def has_fields_first(kind: str, text: str) -> bool:
    """Whether a list at the start of the text would be fields if it stood directly under the
    heading.
    """
    first = _item(text.split("\n", 1)[0])
    return first is not None and _like_a_field(first[0], FIELDS.get(kind, ()))


def split_fields(kind: str, text: str) -> tuple[tuple[Field, ...], str]:
    """The fields that the text begins with, and the prose below them."""
    lines = text.split("\n")
    found, used, _ = _fields(kind, lines, 0)
    return tuple(found), "\n".join(lines[used:]).removeprefix("\n")


def write_fields(fields: Iterable[Field]) -> str:
    return "".join(f"- {item.key}: {item.value}\n" for item in fields)


def _like_a_field(key: str, known: Iterable[str]) -> bool:
    return any(_within_two(key.lower(), name.lower()) for name in known)


def _within_two(left: str, right: str) -> bool:
    """Edit distance of at most 2."""
    if abs(len(left) - len(right)) > 2:
        return False
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1] <= 2


def _duplicates(sections: list[Section]) -> list[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    problems = []
    for section in sections:
        if section.kind in ("retired", "draft"):
            continue
        if section.key in seen:
            name = " ".join(section.key)
            problems.append(
                Problem(
                    "SSP003",
                    f'a second section "@{name}"; the first is in line {seen[section.key]}',
                    section.line,
                    1,
                    "join the two texts and delete one heading",
                )
            )
        seen.setdefault(section.key, section.line)
    return problems


def write_sections(front: str, heading: str, sections: Iterable[Section]) -> str:
    """The file: front matter (YAML text without fences), heading, sections; the inverse of `read`."""
    blocks = [write_section(section) for section in sections]
    return f"---\n{front}---\n{heading}\n\n" + "\n".join(blocks)


def write_section(section: Section) -> str:
    """One section with its final newline; sections are joined with one more newline, the blank line
    between them.
    """
    marker = " ".join(("@" + section.kind, *section.ids))
    head = f"## {section.title} <!-- {marker} -->\n" + write_fields(section.fields)
    return (
        f"{head}\n{escape_prose(section.prose)}\n"
        if section.prose
        else f"{head}\n"
        if section.fields
        else head
    )
