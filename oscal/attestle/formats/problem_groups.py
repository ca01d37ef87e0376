"""Many problems of one kind told once: what they have in common, and the rows that have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..lazy_dataclasses import dataclass
from ..model.counted_names import name_some
from .problems import Problem

# What differs between two messages of one kind: a quoted word, or a word with a number in it
_VARYING = re.compile(r'"[^"\n]*"|(?<![\w"])[\w.\[\]()/@-]*\d[\w.\[\]()/@-]*')
# A message that lists its rows itself is one of a kind already
_LISTED = re.compile(r"\(rows? \d")
# So many values of what differs are named
_MOST_VALUES = 3
# Spans of rows in one line; a file of which every other row is wrong has thousands
_MOST_SPANS = 12


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind; `message` names what differs between them, `rows` are in order."""

    severity: str
    message: str
    hint: str
    rows: tuple[int, ...]
    problems: tuple[Problem, ...]

    @property
    def lists_rows(self) -> bool:
        """Whether the message itself names the rows."""
        return _LISTED.search(self.message) is not None


def group_problems(problems: Iterable[Problem]) -> tuple[ProblemGroup, ...]:
    """Errors first, else in the order in which each kind was met."""
    kinds: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        is_told_once = _LISTED.search(problem.message) is not None
        template = problem.message if is_told_once else _VARYING.sub("\0", problem.message)
        key = (_rate_severity(problem), problem.topic, template)
        kinds.setdefault(key, []).append(problem)
    groups = [_make_group(key[0], found) for key, found in kinds.items()]
    return tuple(sorted(groups, key=lambda group: _SEVERITIES.index(group.severity)))


_SEVERITIES = ("error", "warning", "note")


def _rate_severity(problem: Problem) -> str:
    if problem.note:
        return "note"
    return "warning" if problem.warning else "error"


def _make_group(severity: str, problems: Sequence[Problem]) -> ProblemGroup:
    rows = sorted({row for problem in problems for row in _list_rows(problem)})
    hints = tuple(dict.fromkeys(problem.hint for problem in problems if problem.hint))
    more = f" (and {len(hints) - 1} more like it)" if len(hints) > 1 else ""
    message = unite_messages([problem.message for problem in problems])
    hint = f"{hints[0]}{more}" if hints else ""
    return ProblemGroup(severity, message, hint, tuple(rows), tuple(problems))


def _list_rows(problem: Problem) -> tuple[int, ...]:
    if problem.rows:
        return tuple(number for _, number in problem.rows)
    return () if problem.line is None else (problem.line,)


def unite_messages(messages: Sequence[str]) -> str:
    """One sentence for all: where they differ, the first values and how many more there are."""
    columns = zip(*(_VARYING.findall(message) for message in messages), strict=True)
    values = iter([tuple(dict.fromkeys(column)) for column in columns])
    return _VARYING.sub(lambda _: name_some(next(values), _MOST_VALUES), messages[0])


def write_spans(numbers: Sequence[int], most: int = _MOST_SPANS) -> str:
    """`3, 5-90, 102`; the numbers are in order."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in spans]
    more = f" and {len(texts) - most} more places" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more
