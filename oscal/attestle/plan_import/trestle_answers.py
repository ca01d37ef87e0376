"""The answers in one file of trestle's SSP markdown, line by line.

Every line is kept, also those that trestle's own reader (5.2) would drop; which ones those are is
told apart from the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field

from ..lazy_dataclasses import dataclass

MAIN = "This System"
_QUESTION = "What is the solution and how is it implemented?"
_PART = re.compile(r"Implementation for part (?P<label>.+)")
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>.*?)[ \t]*\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_STATUS = re.compile(r"#### Implementation Status:[ \t]*(?P<state>.*?)[ \t]*\Z")
_RULES = "#### Rules:"
_RULE_LINE = re.compile(r"_{20,}[ \t]*\Z")
_PROMPT = re.compile(
    r"<!-- (?:Add (?:control )?implementation (?:description|prose) |For implementation status"
    r" enter one of|Note that the list of rules under).*-->[ \t]*\Z"
)
# what trestle's reader (5.2) takes out of a text, or changes in it
_DROPPED = (
    (re.compile(r"[ \t]*\|"), "a table"),
    (re.compile(r" {0,3}(?:`{3,}|~{3,})"), "a code fence"),
    (re.compile(r" {0,3}>"), "a quote"),
    (re.compile(r"[ \t]*<!--"), "a comment"),
    (re.compile(r" {0,3}</?[A-Za-z]"), "a line of HTML"),
    (re.compile(r"#"), "a heading, and the text before it"),
    (re.compile(r"[ \t]+(?:[-*+]|\d+[.)])[ \t]"), "the nesting of a list"),
    (re.compile(r"(?: {4}|\t)"), "indented code"),
    (re.compile(r".*\S {2,}\Z"), "a hard line break"),
)


@dataclass(slots=True)
class MarkdownAnswer:
    """The text of one component in one place, each line with its number in the file.

    `part` is "" for the control, else the label of a part of its statement.
    """

    part: str
    component: str
    lines: list[tuple[int, str]] = field(default_factory=list)
    state: str = ""


@dataclass(frozen=True, slots=True)
class MarkdownAnswers:
    """What stands in one file: answers, and texts that stand under no component."""

    answers: tuple[MarkdownAnswer, ...]
    loose: tuple[str, ...]


@dataclass(slots=True)
class _Fence:
    """A fenced block of code while its lines pass by; what is in it is never a heading."""

    marks: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.marks)

    def read_line(self, line: str) -> bool:
        """Move past the line; whether it belongs to a block, the fences included."""
        was_open = self.is_open
        match = _FENCE.match(line)
        if match is None:
            return was_open
        if not was_open:
            self.marks = match[1]
        elif match[1].startswith(self.marks) and not line.strip().strip(self.marks[0]):
            self.marks = ""
        return True


def read_answers(lines: list[str], first: int) -> MarkdownAnswers:
    """`first` is the number of the first line in its file."""
    fence = _Fence()
    code = {index for index, line in enumerate(lines) if fence.read_line(line)}
    reader = _LineReader(_find_component_headings(lines, code))
    for index, line in enumerate(lines):
        if index in code or not reader.read_structure(index, line):
            reader.add_text(first + index, line)
    loose = ("\n".join(group).strip("\n") for group in reader.loose)
    return MarkdownAnswers(tuple(reader.answers), tuple(text for text in loose if text.strip()))


class _LineReader:
    """Where the lines stand: in which part, under which component, in a list of rules or not."""

    def __init__(self, component_headings: set[int]) -> None:
        self.answers: list[MarkdownAnswer] = []
        self.loose: list[list[str]] = []
        self._component_headings = component_headings
        self._part: str | None = None  # None before the first place for answers
        self._answer: MarkdownAnswer | None = None
        self._in_rules = False

    def read_structure(self, index: int, line: str) -> bool:
        """Whether trestle made the line, so that it is no text of a person."""
        part = _read_part(line)
        if part is not None:
            self._part, self._answer, self._in_rules = part, None, False
            self.loose.append([])
            return True
        if self._part is not None and index in self._component_headings:
            self._answer = MarkdownAnswer(self._part, line.removeprefix("###").strip())
            self.answers.append(self._answer)
            self._in_rules = False
            return True
        if self._answer is not None and self._read_property(self._answer, line):
            return True
        return bool(_RULE_LINE.match(line) or _PROMPT.match(line))

    def _read_property(self, answer: MarkdownAnswer, line: str) -> bool:
        """The status of an answer, or the begin of the rules that its component has."""
        status = _STATUS.match(line)
        if status:
            answer.state, self._in_rules = status["state"], False
            return True
        if line.strip() == _RULES:
            self._in_rules = True
            return True
        return False

    def add_text(self, number: int, line: str) -> None:
        if self._in_rules and (not line.strip() or line.lstrip().startswith("- ")):
            return  # a rule: trestle writes the list anew each time
        if self._answer is not None:
            self._answer.lines.append((number, line))
        elif self._part is not None:
            self.loose[-1].append(line)


def _read_part(line: str) -> str | None:
    """The place that a heading begins: "" for the control, else the label of a part."""
    heading = _HEADING.match(line)
    if heading is None or heading["marks"] != "##":
        return None
    if heading["title"] == _QUESTION:
        return ""
    part = _PART.match(heading["title"])
    return part["label"] if part else None


def _find_component_headings(lines: list[str], code: set[int]) -> set[int]:
    """Lines of `### Title` that begin a component.

    The main one, and those that a status follows before the next such heading: authors write
    headings of that depth too.
    """
    headings: set[int] = set()
    candidate: int | None = None
    for index, line in enumerate(lines):
        if index in code:
            continue
        if line.startswith("## "):
            candidate = None
        elif line.startswith("### "):
            if line.removeprefix("###").strip() == MAIN:
                headings.add(index)
                candidate = index
            elif candidate is None or _follows_end(lines, index):
                candidate = index
        elif candidate is not None and _STATUS.match(line):
            headings.add(candidate)
            candidate = None
    return headings


def _follows_end(lines: list[str], index: int) -> bool:
    """Whether a heading begins a place of its own: the text above it has ended with its status."""
    before = next((line for line in reversed(lines[:index]) if line.strip()), "")
    return bool(_STATUS.match(before) or _RULE_LINE.match(before) or before.startswith("## "))


def list_dropped(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """What trestle's reader would have lost of a text: each kind once, with the first line."""
    kinds: set[str] = set()
    fence = _Fence()
    for number, line in lines:
        was_open = fence.is_open  # the line that opens a block is one that is dropped
        fence.read_line(line)
        kind = "" if was_open else _find_dropped_kind(line)
        if kind and kind not in kinds:
            kinds.add(kind)
            yield number, kind


def _find_dropped_kind(line: str) -> str:
    return next((kind for pattern, kind in _DROPPED if pattern.match(line)), "")
