"""What changed between two states of a system, in the words of the work: objectives, evidence,
prose, components, POA&M, scores.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from ..model.system import Component, ObjectiveAnswer, PoamItem, Source
from .system_status import RequirementResult, Status

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)
_NEAR = 6  # words kept around a change
_MOST_TOKENS = 6000


@dataclass(frozen=True, slots=True)
class WordChange:
    """A piece of a word difference: `kind` is same, added, removed or skipped."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ObjectiveChange:
    """One objective; before and after are "" where nothing was stated.

    Lists hold what came and what went.
    """

    label: str
    state: tuple[str, str]
    rating: tuple[str, str]
    met: tuple[bool, bool]
    evidence_added: tuple[str, ...]
    evidence_removed: tuple[str, ...]
    fields: tuple[tuple[str, str, str], ...]
    prose: tuple[WordChange, ...]

    @property
    def is_empty(self) -> bool:
        return (
            not (self.evidence_added or self.evidence_removed or self.fields or self.prose)
            and self.state[0] == self.state[1]
            and self.rating[0] == self.rating[1]
        )


@dataclass(frozen=True, slots=True)
class RequirementChange:
    """A requirement with anything changed in it: its objectives, and text of its component sections
    by title.
    """

    label: str
    title: str
    points: int | None
    met: tuple[bool, bool]
    ready: tuple[bool, bool]
    owner: tuple[str, str]
    objectives: tuple[ObjectiveChange, ...]
    sections: tuple[tuple[str, tuple[WordChange, ...]], ...]


@dataclass(frozen=True, slots=True)
class ThingChange:
    """A component, POA&M item, evidence item, provider, asset or exception: `how` is added, removed
    or changed, with the keys that differ.
    """

    what: str
    id: str
    title: str
    how: str
    keys: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything between two states, both judged on the same day.

    Scores are implemented and assessor-ready.
    """

    implemented: tuple[int | None, int | None]
    assessor_ready: tuple[int | None, int | None]
    met: tuple[int, int]
    requirements: tuple[RequirementChange, ...]
    things: tuple[ThingChange, ...]

    @property
    def is_empty(self) -> bool:
        return not self.requirements and not self.things


def compare(before: Status, after: Status) -> Changes:
    """Two judged states of a system."""
    old = {item.requirement.id: item for item in before.results}
    new = {item.requirement.id: item for item in after.results}
    order = [item.requirement.id for item in after.results] + [key for key in old if key not in new]
    requirements = [change for key in order if (change := _requirement(old.get(key), new.get(key)))]
    return Changes(
        implemented=(before.scores.implemented, after.scores.implemented),
        assessor_ready=(before.scores.assessor_ready, after.scores.assessor_ready),
        met=(sum(item.met for item in before.results), sum(item.met for item in after.results)),
        requirements=tuple(requirements),
        things=tuple(_things(before, after)),
    )


def _requirement(
    old: RequirementResult | None, new: RequirementResult | None
) -> RequirementChange | None:
    one = new or old
    assert one is not None
    judged_old = {item.objective.letter: item for item in old.objectives} if old else {}
    judged_new = {item.objective.letter: item for item in new.objectives} if new else {}
    objectives = []
    for letter in dict.fromkeys([*judged_new, *judged_old]):
        left, right = judged_old.get(letter), judged_new.get(letter)
        known = right or left
        assert known is not None
        change = _objective(
            known.objective.label,
            left.answer if left else None,
            right.answer if right else None,
            (left.rating if left else "", right.rating if right else ""),
            (bool(left and left.met), bool(right and right.met)),
        )
        if not change.is_empty:
            objectives.append(change)
    sections = tuple(_sections(old, new))
    owners = tuple(item.answer.owner if item and item.answer else "" for item in (old, new))
    if not objectives and not sections and owners[0] == owners[1]:
        return None
    return RequirementChange(
        one.requirement.label,
        one.requirement.title,
        one.requirement.points,
        (bool(old and old.met), bool(new and new.met)),
        (bool(old and old.ready), bool(new and new.ready)),
        (owners[0], owners[1]),
        tuple(objectives),
        sections,
    )


def _objective(
    label: str,
    old: ObjectiveAnswer | None,
    new: ObjectiveAnswer | None,
    rating: tuple[str, str],
    met: tuple[bool, bool],
) -> ObjectiveChange:
    left, right = old or ObjectiveAnswer(""), new or ObjectiveAnswer("")
    keys = [
        ("Provider", left.provider, right.provider),
        ("Missing", left.missing, right.missing),
        ("Rationale", left.rationale, right.rationale),
        ("Approved", _approved(left), _approved(right)),
        ("Provides", left.provides, right.provides),
        ("Leaves", left.leaves, right.leaves),
        ("Note", left.note, right.note),
    ]
    return ObjectiveChange(
        label=label,
        state=(left.state, right.state),
        rating=rating,
        met=met,
        evidence_added=tuple(key for key in right.evidence if key not in left.evidence),
        evidence_removed=tuple(key for key in left.evidence if key not in right.evidence),
        fields=tuple(entry for entry in keys if entry[1] != entry[2]),
        prose=compare_words(_prose(left), _prose(right)),
    )


def _approved(answer: ObjectiveAnswer) -> str:
    return f"{answer.approved.role}, {answer.approved.date}" if answer.approved else ""


def _prose(answer: ObjectiveAnswer) -> str:
    return "\n\n".join([answer.prose, *answer.by_component.values()]).strip("\n")


def _sections(
    old: RequirementResult | None, new: RequirementResult | None
) -> Iterator[tuple[str, tuple[WordChange, ...]]]:
    """Component sections whose text differs, by title."""
    sides = [
        {part.component: part for part in item.answer.components} if item and item.answer else {}
        for item in (old, new)
    ]
    for key in dict.fromkeys([*sides[1], *sides[0]]):
        left, right = sides[0].get(key), sides[1].get(key)
        difference = compare_words(left.prose if left else "", right.prose if right else "")
        known = right or left
        assert known is not None
        if difference:
            yield known.title or known.component, difference


def compare_words(old: str, new: str) -> tuple[WordChange, ...]:
    """What was added and removed, word by word, with a few words around each change; () where
    nothing but line breaks differs.
    """
    left, right = _tokens(old), _tokens(new)
    if left == right:
        return ()
    if len(left) + len(right) > _MOST_TOKENS:  # a difference of books is read in the files
        left, right = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[WordChange] = []
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found += _around(left[a:b], first=not found, last=b == len(left) and d == len(right))
            continue
        if b > a:
            found.append(WordChange("removed", "".join(left[a:b])))
        if d > c:
            found.append(WordChange("added", "".join(right[c:d])))
    return tuple(found)


def _tokens(text: str) -> list[str]:
    """Words and signs; blanks between them are one kind, paragraphs another: a text wrapped anew
    has not changed.
    """
    return [
        ("\n\n" if token.count("\n") > 1 else " ") if token.isspace() else token
        for token in _TOKEN.findall(text.strip())
    ]


def _around(tokens: Sequence[str], *, first: bool, last: bool) -> list[WordChange]:
    """The end and the beginning of a stretch that is the same; the middle is left out."""
    keep = _NEAR * 2
    if len(tokens) <= 2 * keep:
        return [WordChange("same", "".join(tokens))]
    head = [] if first else [WordChange("same", "".join(tokens[:keep]))]
    tail = [] if last else [WordChange("same", "".join(tokens[-keep:]))]
    return [*head, WordChange("skipped", " ... "), *tail]


def _things(before: Status, after: Status) -> Iterator[ThingChange]:
    old, new = before.system, after.system
    yield from _of_kind("component", _by_slug(old.components), _by_slug(new.components))
    yield from _of_kind("plan of action", _by_slug(old.poam), _by_slug(new.poam))
    yield from _of_kind("exception", _by_slug(old.exceptions), _by_slug(new.exceptions))
    yield from _of_kind("provider", _by_slug(old.providers), _by_slug(new.providers))
    yield from _of_kind(
        "evidence",
        {item.id: item for item in old.evidence},
        {item.id: item for item in new.evidence},
    )
    yield from _of_kind(
        "asset", {item.id: item for item in old.assets}, {item.id: item for item in new.assets}
    )
    pairs = [
        ("system", old.characteristics, new.characteristics),
        ("people", old.people, new.people),
        ("boundary", old.boundary, new.boundary),
        ("network", old.network, new.network),
        ("data flow", old.data_flow, new.data_flow),
        ("engagement", old.engagement, new.engagement),
    ]
    for what, left, right in pairs:
        if keys := _keys(left, right):
            yield ThingChange(what, what, what, "changed", keys)


def _by_slug(items: Sequence[Any]) -> dict[str, Any]:
    return {item.slug: item for item in items}


def _of_kind(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ThingChange]:
    for key, item in new.items():
        if key not in old:
            yield ThingChange(what, key, _title(item), "added")
        elif keys := _keys(old[key], item):
            yield ThingChange(
                what,
                key,
                _title(item),
                "completed" if _completed(old[key], item) else "changed",
                keys,
            )
    for key, item in old.items():
        if key not in new:
            yield ThingChange(what, key, _title(item), "removed")


def _completed(old: Any, new: Any) -> bool:
    return isinstance(new, PoamItem) and new.status == "complete" and old.status != "complete"


def _title(item: Any) -> str:
    return str(item.title if isinstance(item, Component) or hasattr(item, "title") else item.name)


def _keys(old: Any, new: Any) -> tuple[tuple[str, str, str], ...]:
    """Keys that differ, with both values in short."""
    if old is None or new is None:
        return (
            ()
            if old is new
            else (("file", "" if old is None else "there", "" if new is None else "there"),)
        )
    names = [item.name for item in fields(new) if item.name not in ("source", "file_sha256")]
    pairs = [
        (name.replace("_", "-"), _plain(getattr(old, name)), _plain(getattr(new, name)))
        for name in names
    ]
    return tuple((name, left, right) for name, left, right in pairs if left != right)


def _plain(value: Any) -> str:
    """A value as text; where it came from does not count."""
    if is_dataclass(value) and not isinstance(value, type):
        return "; ".join(
            f"{item.name.replace('_', '-')} {_plain(getattr(value, item.name))}"
            for item in fields(value)
            if item.name not in ("source", "uuid") and getattr(value, item.name)
        )
    if isinstance(value, tuple):
        return "\n".join(_plain(item) for item in value)
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_plain(item)}" for key, item in value.items())
    return "" if value is None or isinstance(value, Source) else str(value)
