"""Findings of one kind as one: the same code, and a message that differs in names alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding
from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from .output import (
    INDENT,
    Line,
    choose_colour,
    emit,
    emit_findings,
    escape_line_feeds,
    summarize_place,
)

# Up to so many of a kind a reader takes in one by one
MOST_ALIKE = 5
# Places that a group names: enough to see where it comes from
MOST_PLACES = 3
# Letters of a message that are compared
_LONGEST_MASKED = 300
_NAME = "\u2026"
# What names something: quoted or in brackets, or a word with a digit or a sign inside, as labels,
# days, ids, slugs and paths have
_NAMED = make_pattern(r'"[^"]*"|\([^()]*\)|\S*[\d_/\[\]]\S*|\b\w+(?:[-.]\w+)+')
# A title, such as "Voice over Internet Protocol"
_TITLE = make_pattern(r"\b[A-Z]\w*(?: (?:[a-z]{1,4} ){0,2}[A-Z]\w*)*")
# Any number of names in a row is one
_NAMES = make_pattern(rf"{_NAME}(?:(?:,|;|:| and| or)* *{_NAME})+")


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """More findings of one kind than are shown one by one, in their order."""

    items: tuple[Finding, ...]


def split_groups(findings: Iterable[Finding]) -> tuple[list[Finding], list[FindingGroup]]:
    """Findings to be shown one by one, and groups, the gravest first; both in their order."""
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    listed = list(findings)
    for item in listed:
        kinds.setdefault(_find_kind(item), []).append(item)
    groups = [FindingGroup(tuple(items)) for items in kinds.values() if len(items) > MOST_ALIKE]
    single = [item for item in listed if len(kinds[_find_kind(item)]) <= MOST_ALIKE]
    return single, sorted(groups, key=lambda group: group.items[0].severity.rank)


def emit_grouped(findings: Iterable[Finding], *, err: bool = False) -> None:
    """Findings that go with an error: those that are alike as one."""
    single, groups = split_groups(item for item in findings if not item.is_note)
    emit_findings(single, err=err)
    for group in groups:
        for text, style in describe_group(group):
            emit(text, err=err, style=style)


def _find_kind(item: Finding) -> tuple[str, str, str]:
    return item.code, item.severity.value, mask_names(item.message)


def mask_names(message: str) -> str:
    """A message without the names in it, equal for messages that say the same of other things.

    What stands far behind its beginning is quoted from a file, and of any length.
    """
    begin = message[:_LONGEST_MASKED]
    return _NAMES.sub(_NAME, _TITLE.sub(_NAME, _NAMED.sub(_NAME, begin)))


def describe_group(group: FindingGroup) -> Iterator[Line]:
    """How many, the message of the first and its way out if all have one like it, some places."""
    first = group.items[0]
    number = f"{len(group.items)}x"
    yield (
        f"  {number:>8}  {first.severity.value:<7}  {first.code}"
        f"  {escape_line_feeds(first.message)}",
        choose_colour(first),
    )
    if first.hint and len({mask_names(item.hint) for item in group.items}) == 1:
        yield f"{INDENT}{escape_line_feeds(first.hint)}", None
    places = list(dict.fromkeys(map(summarize_place, group.items)))
    for place in places[:MOST_PLACES]:
        yield f"{INDENT}{escape_line_feeds(place)}", None
    yield f"{INDENT}... see all {len(group.items)} with: attestle validate --full", None
