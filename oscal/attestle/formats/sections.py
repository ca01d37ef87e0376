"""The grammar of a requirement file: marked sections, fields, prose that survives byte for byte.

`read_sections` and `write_sections` are exact inverses on prose. The rules are those of
docs/reference/requirement-file.md: lines split on LF only; one blank line after a heading or its
fields and one before the next section belong to the tool; a prose line that looks like a marker
heading carries one more leading backslash in the file than in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..nearest import suggest_words
from .field_lines import FIELDS, begins_fields, read_bare_fields, read_field_line
from .lost_headings import find_lost_sections, read_lost_heading
from .problems import Problem

_MOST_WORDS = 99  # of a marker: a title or a text belongs before or below it
# kind: fewest and most ids in the marker, and what one looks like
_MARKERS: Mapping[str, tuple[int, int, str]] = MappingProxyType({
    "reference": (0, 0, "@reference"),
    "component": (1, 1, "@component ID"),
    "objective": (1, 2, "@objective LETTER [COMPONENT]"),
    "statement": (1, 2, "@statement PART-ID [COMPONENT]"),
    "draft": (0, _MOST_WORDS, f"@draft with at most {_MOST_WORDS} words"),
    "retired": (1, _MOST_WORDS, "@retired KIND ID"),
})  # fmt: skip
KINDS = tuple(_MARKERS)

# Lines are taken apart step by step and not by one expression: each step is linear in the line,
# whatever stands in it.
_OPENING = make_pattern(r"<!--[ \t]*@")
_CONTINUED = make_pattern(r"[ \t]+\S")
_BLANKS = " \t"
# Far more than the objectives of a requirement and the components of a system
MAX_SECTIONS = 5000
# A stray line is repeated in a message up to so many characters
_LONGEST_SHOWN = 60


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


def _read_marker(line: str) -> tuple[str, str] | None:
    """Title and words of a heading such as `## Title <!-- @kind id -->`; None if it is prose."""
    end = line.rstrip(_BLANKS)
    if not line.startswith(("## ", "##\t")) or not end.endswith("-->"):
        return None
    inner = end[:-3]
    opening = _OPENING.search(inner, max(3, inner.rfind(">") + 1))
    return (line[3 : opening.start()].strip(), inner[opening.end() :]) if opening else None


def _is_guarded(line: str) -> bool:
    """Whether the line may begin a section, behind any number of backslashes."""
    bare = line.lstrip("\\")
    return _is_heading(bare) or read_lost_heading(bare) is not None


def _is_heading(line: str) -> bool:
    rest = line.rstrip(_BLANKS)
    return (
        rest.startswith(("## ", "##\t"))
        and rest.endswith("-->")
        and _OPENING.search(rest, 3, len(rest) - 3) is not None
    )


def is_marker_heading(line: str) -> bool:
    """Whether the line of a text would begin a section if it were not escaped in the file."""
    return _is_heading(line.lstrip("\\"))


def escape_prose(prose: str) -> str:
    """Protect lines of prose that look like marker headings."""
    if "<!--" not in prose:
        return prose
    return "\n".join("\\" + line if _is_guarded(line) else line for line in prose.split("\n"))


def unescape_prose(prose: str) -> str:
    """Undo `escape_prose`."""
    if "<!--" not in prose:
        return prose
    return "\n".join(
        line[1:] if line.startswith("\\") and _is_guarded(line) else line
        for line in prose.split("\n")
    )


def read_sections(body: str, first_line: int = 1) -> Sections:
    """Read the text below the front matter; `first_line` is its first line in the file."""
    lines = body.split("\n")
    markers = {
        index: marker
        for index, line in enumerate(lines)
        if line.startswith("##") and (marker := _read_marker(line))
    }
    markers = _add_lost_markers(lines, markers)
    starts = list(markers)
    heading, problems = _read_preamble(lines[: starts[0]] if starts else lines, first_line)
    if len(starts) > MAX_SECTIONS:
        line = starts[MAX_SECTIONS] + first_line
        message = f"more than {MAX_SECTIONS} sections"
        problems.append(Problem("SSP001", message, line, 1, "what follows is not read"))
        lines, starts = lines[: starts[MAX_SECTIONS]], starts[:MAX_SECTIONS]
    sections = []
    for start, end in pairwise([*starts, len(lines)]):
        section, wrong = _read_section(markers[start], lines[start + 1 : end], start + first_line)
        problems.extend(wrong)
        sections.append(section)
    problems.extend(_find_doubles(sections))
    return Sections(heading, tuple(sections), tuple(problems))


def _add_lost_markers(
    lines: list[str], markers: dict[int, tuple[str, str]]
) -> dict[int, tuple[str, str]]:
    """With the headings that lost their form, in the order of the file.

    None begins in a draft or a retired section, which may quote one.
    """
    if not any("-->" in line and read_lost_heading(line) for line in lines):
        return markers
    present = {tuple(words.split()) for _, words in markers.values()}
    found = dict(markers)
    for start, end in pairwise((-1, *markers, len(lines))):
        kind = markers[start][1].split()[:1] if start in markers else []
        if kind in (["draft"], ["retired"]):
            continue
        for index, marker in find_lost_sections(lines[start + 1 : end], present):
            found[start + 1 + index] = marker
            present.add(tuple(marker[1].split()))
    return dict(sorted(found.items()))


def _read_preamble(lines: list[str], first_line: int) -> tuple[str, list[Problem]]:
    """Only one H1 may stand before the first section."""
    heading = ""
    for number, line in enumerate(lines, first_line):
        if not line.strip():
            continue
        if heading or not line.startswith("# "):
            return heading, [_report_stray(line, number)]
        heading = line
    if heading:
        return heading, []
    message = "the file has no `# ` heading before its sections"
    return "", [Problem("SSP001", message, first_line, 1, "add: # 3.1.1 Title")]


def _report_stray(line: str, number: int) -> Problem:
    if re.match(r"[ \t]*##[ \t].*<!--[ \t]*@", line):
        message, hint = (
            "this section heading is not usable",
            "start it in column 1 and end the line with the marker, such as <!-- @objective a -->",
        )
    else:
        message, hint = (
            f"text before the first section: {_quote_line(line)}",
            "move it into a section, such as ## Whole system <!-- @component this-system -->",
        )
    return Problem("SSP001", message, number, 1, hint)


def _quote_line(line: str) -> str:
    text = line.strip()
    return f'"{text[:_LONGEST_SHOWN]}..."' if len(text) > _LONGEST_SHOWN else f'"{text}"'


def _read_section(
    marker: tuple[str, str], below: list[str], number: int
) -> tuple[Section, list[Problem]]:
    """A section of its marker and the lines below its heading, which is line `number`."""
    title, words = marker[0], marker[1].split()
    kind, ids = (words[0], tuple(words[1:])) if words else ("", ())
    fields, used, field_problems = _read_fields(kind, below, number + 1)
    rest = below[used:]
    prose = _trim_prose("\n".join(rest))
    blank = bool(rest) and rest[0] == ""
    late_fields = blank and not fields and _begins_with_field(kind, prose)
    section = Section(
        kind,
        ids,
        title,
        tuple(fields),
        unescape_prose(prose),
        number,
        number + 1 + used + blank,
        late_fields,
    )
    return section, [*_check_marker(kind, ids, number), *field_problems]


def _trim_prose(text: str) -> str:
    """Take off what belongs to the tool: the blank line before the prose, and those after it.

    The joined lines lack the newline that ends the last of them, so one "\n" at the end is the
    blank line (between sections) or the newline that ends the file.
    """
    return text.removeprefix("\n").removesuffix("\n")


def _check_marker(kind: str, ids: tuple[str, ...], number: int) -> list[Problem]:
    if kind not in KINDS:
        message = f'unknown kind of section "@{kind}"'
        return [Problem("SSP002", message, number, None, suggest_words(kind, KINDS))]
    least, most, usage = _MARKERS[kind]
    if least <= len(ids) <= most:
        return []
    marker = _quote_line(" ".join((f"@{kind}", *ids)))
    message = f"the marker {marker} has the wrong number of words"
    return [Problem("SSP002", message, number, None, f"write {usage}")]


def _read_fields(
    kind: str, lines: list[str], number: int
) -> tuple[list[Field], int, list[Problem]]:
    """The list directly under the heading, if its first key is a field or nearly one.

    Also how many lines it takes.
    """
    names = FIELDS.get(kind, ())
    if not lines or not names:
        return [], 0, []
    if not begins_fields(kind, lines[0]):
        bare = read_bare_fields(kind, lines)
        return [Field(*item, number + index) for index, item in enumerate(bare)], len(bare), []
    fields: list[Field] = []
    used = 0
    for line in lines:
        item = read_field_line(kind, line)
        if item:
            fields.append(Field(*item, number + used))
        elif _CONTINUED.match(line) and fields:
            value = f"{fields[-1].value} {line.strip()}".strip()
            fields[-1] = replace(fields[-1], value=value)
        else:
            break
        used += 1
    return fields, used, _check_fields(fields, names)


def _check_fields(fields: list[Field], names: tuple[str, ...]) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for field in fields:
        if field.key not in names:
            message, hint = f'unknown field "{field.key}"', suggest_words(field.key, names)
            problems.append(Problem("SSP004", message, field.line, 3, hint))
        elif field.key in seen:
            message, hint = f'the field "{field.key}" stands twice', "keep one of them"
            problems.append(Problem("SSP004", message, field.line, 3, hint))
        elif not field.value:
            message, hint = f'the field "{field.key}" is empty', "give a value or remove the line"
            problems.append(Problem("SSP005", message, field.line, 3, hint))
        seen.add(field.key)
    return problems


def _begins_with_field(kind: str, prose: str) -> bool:
    line = prose.split("\n", 1)[0]
    item = read_field_line(kind, line)
    return item is not None and item[0] in FIELDS.get(kind, ()) and begins_fields(kind, line)


def has_fields_first(kind: str, text: str) -> bool:
    """Whether a list at the start of the text would be fields directly under the heading."""
    return begins_fields(kind, text.split("\n", 1)[0])


def split_fields(kind: str, text: str) -> tuple[tuple[Field, ...], str]:
    """The fields that the text begins with, and the prose below them."""
    lines = text.split("\n")
    fields, used, _ = _read_fields(kind, lines, 0)
    return tuple(fields), "\n".join(lines[used:]).removeprefix("\n")


def write_fields(fields: Iterable[Field]) -> str:
    return "".join(f"- {item.key}: {item.value}\n" for item in fields)


def _find_doubles(sections: list[Section]) -> list[Problem]:
    lines: dict[tuple[str, ...], int] = {}
    problems = []
    for section in sections:
        # The texts of one place may be set aside several times
        if section.kind in ("retired", "draft"):
            continue
        if section.key in lines:
            name = " ".join(section.key)
            message = f'a second section "@{name}"; the first is in line {lines[section.key]}'
            hint = "join the two texts and delete one heading"
            problems.append(Problem("SSP003", message, section.line, 1, hint))
        lines.setdefault(section.key, section.line)
    return problems


def write_sections(front: str, heading: str, sections: Iterable[Section]) -> str:
    """The file: front matter (YAML text without fences), heading, sections.

    The inverse of `read_sections`.
    """
    blocks = [write_section(section) for section in sections]
    return f"---\n{front}---\n{heading}\n\n" + "\n".join(blocks)


def write_section(section: Section) -> str:
    """One section with its final newline.

    Sections are joined with one more newline, the blank line between them.
    """
    marker = " ".join(("@" + section.kind, *section.ids))
    head = f"## {section.title} <!-- {marker} -->\n" + write_fields(section.fields)
    if section.prose:
        return f"{head}\n{escape_prose(section.prose)}\n"
    return f"{head}\n" if section.fields else head
