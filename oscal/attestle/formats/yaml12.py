"""Reads YAML 1.2 (core schema) with the line of every value.

No aliases, no tags, one document, no duplicate keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cache
from typing import TYPE_CHECKING, Any

from ..lazy_dataclasses import dataclass
from ..lazy_modules import LazyModule
from ..lazy_patterns import make_pattern
from ..trees import escape_token
from .problems import Problem

if TYPE_CHECKING:
    import yaml
else:
    yaml = LazyModule("yaml")

# Authored files nest a few levels deep; more would only exhaust the stack of the reader
MAX_DEPTH = 20
# Python refuses to read numbers of thousands of digits, and no file of ours has one of twenty
_MOST_DIGITS = 20
_INT = make_pattern(r"[-+]?[0-9]+\Z")
_OCTAL_HEX = make_pattern(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = make_pattern(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_CONSTANTS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Yaml:
    """A parsed document.

    `lines` maps the pointer of each value to the line of its key (or of itself in a list), from 1.
    `starts` maps the pointer of each mapping to the line and column (from 0, in the text given) of
    its first key or brace. `texts` has plain values that are not text as they are written: 1.10 is
    the number 1.1.
    """

    value: Any
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    starts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@cache
def find_loader() -> Any:
    """The loader of the C library, where it is there."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Refused(Exception):
    def __init__(self, message: str, line: int, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem("OSC010", message, line, column, hint)


def read_yaml(text: str, first_line: int = 1, deepest: int = MAX_DEPTH) -> Yaml:
    """Parse one document.

    `first_line` is the line of the file at which the text begins; OSCAL nests deeper than authored
    files.
    """
    try:
        builder = _Builder(yaml.parse(text, Loader=find_loader()), first_line, deepest)
        return Yaml(builder.read_document(), builder.lines, (), builder.starts, builder.texts)
    except _Refused as refused:
        return Yaml(None, {}, (refused.problem,))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        index, column = (mark.line, mark.column + 1) if mark else (0, 1)
        words = _reword_syntax(str(error.problem or error.context), text, index, column)
        hint = _suggest_syntax(text, index)
        return _refuse_text(f"not valid YAML: {words}", index + first_line, column, hint)
    except yaml.YAMLError as error:
        message = f"not valid YAML: {str(error).splitlines()[0]}"
        return _refuse_text(message, first_line, 1)


def _refuse_text(message: str, line: int, column: int, hint: str = "") -> Yaml:
    return Yaml(None, {}, (Problem("OSC010", message, line, column, hint),))


# How the parser begins its messages, and the words of a person who edits a file
_PLAIN_WORDS = {
    "mapping values are not allowed": 'a second ": " in the line, or wrong indentation',
    "could not find expected ':'": "a line that is no `key: value`",
    "did not find expected key": (
        "a line that is indented differently from those before it, or a quote in the wrong place"
    ),
    "did not find expected '-' indicator": (
        "a line of a list that does not begin with `- `, or wrong indentation"
    ),
    "did not find expected ',' or": "a list in brackets that is not closed, or lacks a comma",
    "found unexpected end of stream": "a quote that is not closed",
}


def _reword_syntax(problem: str, text: str, index: int, column: int) -> str:
    """The parser's words in those of a person who edits a file."""
    lines = text.split("\n")
    sign = lines[index][column - 1 : column] if index < len(lines) else ""
    if "cannot start any token" in problem and sign:
        if sign == "\t":
            return "a tab where only blanks may stand"
        return f"a value cannot begin with {sign}"
    for start, words in _PLAIN_WORDS.items():
        if problem.startswith(start):
            return words
    return problem


def _suggest_syntax(text: str, index: int) -> str:
    lines = text.split("\n")
    line = lines[index] if index < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with blanks, not tabs"
    if (
        line.count(": ") > 1
        or "#" in line
        or line.partition(": ")[2].lstrip()[:1] in ("@", "`", "%", "&", "*", "!")
    ):
        return 'put the value in quotes: key: "value: with a colon"'
    return "check the indentation and the quotes on this line and the one above"


class _Builder:
    """Events to values.

    libyaml resolves nothing here, so the 1.1 rules for `no`, `on` and dates never apply.
    """

    def __init__(self, events: Iterator[Any], first_line: int, deepest: int) -> None:
        self._events = events
        self._deepest = deepest
        self._first = first_line
        self.lines: dict[str, int] = {}
        self.starts: dict[str, tuple[int, int]] = {}
        self.texts: dict[str, str] = {}

    def read_document(self) -> Any:
        next(self._events)  # stream start
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        value = self._read_value(next(self._events), "", 0)
        next(self._events)  # document end
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise self._refuse(
                event, "more than one YAML document in the file", "remove the second `---`"
            )
        return value

    def _get_line(self, event: Any) -> int:
        return int(event.start_mark.line) + self._first

    def _refuse(self, event: Any, message: str, hint: str = "") -> _Refused:
        return _Refused(message, self._get_line(event), event.start_mark.column + 1, hint)

    def _refuse_anchor(self, event: Any) -> _Refused:
        """Aliases make small files into huge values, and hide where a value is written."""
        if isinstance(event, yaml.AliasEvent):
            message = f"the alias *{event.anchor} is not allowed"
            return self._refuse(event, message, "write the value out")
        message = f"the anchor &{event.anchor} is not allowed"
        return self._refuse(event, message, "write the value out where it is needed")

    def _read_value(self, event: Any, pointer: str, depth: int) -> Any:
        if event.anchor:
            raise self._refuse_anchor(event)
        if event.tag is not None and event.tag != "!":
            raise self._refuse(event, f"the tag {event.tag} is not allowed", "remove it")
        if depth > self._deepest:
            raise self._refuse(event, f"nested deeper than {self._deepest} levels")
        self.lines[pointer] = self._get_line(event)
        if isinstance(event, yaml.ScalarEvent):
            value = event.value if event.style or event.tag == "!" else resolve_plain(event.value)
            if not isinstance(value, str):
                self.texts[pointer] = event.value
            return value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._read_sequence(pointer, depth)
        self.starts[pointer] = (event.start_mark.line, event.start_mark.column)
        return self._read_mapping(pointer, depth)

    def _read_sequence(self, pointer: str, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._read_value(event, f"{pointer}/{len(items)}", depth + 1))
        return items

    def _read_mapping(self, pointer: str, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refuse(event, "a key must be a single word or text")
            if event.anchor or event.tag:
                raise self._refuse(event, "a key cannot have an anchor or a tag")
            key = event.value
            if key in result:
                raise self._refuse(event, f'the key "{key}" stands twice', "keep one of them")
            line = self._get_line(event)
            child = f"{pointer}/{escape_token(key)}"
            result[key] = self._read_value(next(self._events), child, depth + 1)
            self.lines[child] = line
        return result


def resolve_plain(text: str) -> Any:
    """The value of a scalar that stands without quotes, by the core schema."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.match(text):
        return int(text) if len(text) < _MOST_DIGITS else text
    if _OCTAL_HEX.match(text):
        return int(text, 0)
    if _FLOAT.match(text):
        return float(text)
    return text
