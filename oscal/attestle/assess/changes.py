"""What changed between two states of a system, in the words of the work.

Objectives, evidence, prose, components, POA&M and scores are compared; nothing is written.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from ..model.answers import FIELDS_OF, OBJECTIVE, Value
from ..model.baseline import Objective
from ..model.system import ComponentAnswer, ObjectiveAnswer, PoamItem, Source, System
from .objectives import UNSTATED, JudgedObjective
from .system_status import RequirementResult, Status

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)
_NEAR = 6  # words kept around a change; a blank between two words is a token too
_MOST_TOKENS = 6000  # the matcher's work grows with the square: longer texts are compared by lines
# where an entry stands, and the hash of a file at hand (`sha256` is the one that people registered)
_NOT_COMPARED = ("source", "found")
# inside the value of a field an id would say nothing to a reader either
_NOT_SHOWN = ("source", "uuid")


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
    """A requirement with anything changed in it.

    `objectives` are those that changed, `sections` the texts of its component sections by title.
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
    """An entry of a register (component, POA&M item, evidence, ...) or a file of the system.

    `how` is added, removed, changed or completed; `keys` are those that differ, with both values.
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


@dataclass(frozen=True, slots=True)
class Compared:
    """`before` and `after` name the revisions; "" is the workspace as it stands.

    A system may be new or gone.
    """

    system: str
    title: str
    before: str
    after: str
    as_of: dt.date
    how: str
    changes: Changes | None


def compare_statuses(before: Status, after: Status) -> Changes:
    """Two judged states of a system."""
    old = {result.requirement.id: result for result in before.results}
    new = {result.requirement.id: result for result in after.results}
    withdrawn = [result for key, result in old.items() if key not in new]
    requirements = []
    for latest in (*after.results, *withdrawn):
        absent = RequirementResult(latest.requirement, None, (), partial=False)
        key = latest.requirement.id
        change = _compare_requirement(old.get(key, absent), new.get(key, absent))
        if change is not None:
            requirements.append(change)
    return Changes(
        implemented=(before.scores.implemented, after.scores.implemented),
        assessor_ready=(before.scores.assessor_ready, after.scores.assessor_ready),
        met=(sum(item.met for item in before.results), sum(item.met for item in after.results)),
        requirements=tuple(requirements),
        things=tuple(_compare_things(before.system, after.system)),
    )


def _compare_requirement(
    old: RequirementResult, new: RequirementResult
) -> RequirementChange | None:
    """None where nothing changed in it; a side that lacks the requirement has no objectives."""
    objectives = tuple(_compare_objectives(old, new))
    sections = tuple(_compare_sections(old, new))
    owner = _read_owner(old), _read_owner(new)
    if not objectives and not sections and owner[0] == owner[1]:
        return None
    return RequirementChange(
        new.requirement.label,
        new.requirement.title,
        new.requirement.points,
        (old.met, new.met),
        (old.ready, new.ready),
        owner,
        objectives,
        sections,
    )


def _read_owner(result: RequirementResult) -> str:
    return result.answer.owner if result.answer else ""


def _compare_objectives(
    old: RequirementResult, new: RequirementResult
) -> Iterator[ObjectiveChange]:
    """Objectives in which anything changed, those that the profile no longer has last."""
    old_judged = {judged.objective.letter: judged for judged in old.objectives}
    new_judged = {judged.objective.letter: judged for judged in new.objectives}
    for letter in dict.fromkeys([*new_judged, *old_judged]):
        latest = new_judged.get(letter) or old_judged[letter]
        absent = _make_absent(latest.objective)
        change = _compare_objective(old_judged.get(letter, absent), new_judged.get(letter, absent))
        if not change.is_empty:
            yield change


def _make_absent(objective: Objective) -> JudgedObjective:
    """What a side says of an objective that it does not have: nothing, not even "unstated"."""
    return JudgedObjective(
        objective, UNSTATED, state="", rating="", counts=False, excused=None, reason=""
    )


def _compare_objective(old: JudgedObjective, new: JudgedObjective) -> ObjectiveChange:
    before, after = old.answer, new.answer
    keys = [
        (
            row.key,
            row.write_value(getattr(before, row.attribute)),
            row.write_value(getattr(after, row.attribute)),
        )
        for row in FIELDS_OF[OBJECTIVE]
        # state and evidence are told in ways of their own
        if row.value not in (Value.STATE, Value.IDS)
    ]
    return ObjectiveChange(
        label=new.objective.label,
        state=(before.state, after.state),
        rating=(old.rating, new.rating),
        met=(old.met, new.met),
        evidence_added=tuple(key for key in after.evidence if key not in before.evidence),
        evidence_removed=tuple(key for key in before.evidence if key not in after.evidence),
        fields=tuple(entry for entry in keys if entry[1] != entry[2]),
        prose=compare_words(_join_prose(before), _join_prose(after)),
    )


def _join_prose(answer: ObjectiveAnswer) -> str:
    return "\n\n".join([answer.prose, *answer.by_component.values()]).strip("\n")


def _compare_sections(
    old: RequirementResult, new: RequirementResult
) -> Iterator[tuple[str, tuple[WordChange, ...]]]:
    """Component sections whose text differs, by title."""
    old_sections, new_sections = _list_sections(old), _list_sections(new)
    for component in dict.fromkeys([*new_sections, *old_sections]):
        latest = new_sections.get(component) or old_sections[component]
        absent = ComponentAnswer(component)
        difference = compare_words(
            old_sections.get(component, absent).prose, new_sections.get(component, absent).prose
        )
        if difference:
            yield latest.title or component, difference


def _list_sections(result: RequirementResult) -> dict[str, ComponentAnswer]:
    """Component sections by the component that they speak of."""
    sections = result.answer.components if result.answer else ()
    return {section.component: section for section in sections}


def compare_words(old: str, new: str) -> tuple[WordChange, ...]:
    """What was added and removed, word by word, with a few words around each change.

    () where nothing but line breaks differs.
    """
    before, after = _split_tokens(old), _split_tokens(new)
    if before == after:
        return ()
    if len(before) + len(after) > _MOST_TOKENS:  # a difference of books is read in the files
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[WordChange] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            is_last = b == len(before) and d == len(after)
            pieces += _shorten_equal(before[a:b], first=not pieces, last=is_last)
            continue
        if b > a:
            pieces.append(WordChange("removed", "".join(before[a:b])))
        if d > c:
            pieces.append(WordChange("added", "".join(after[c:d])))
    return tuple(pieces)


def _split_tokens(text: str) -> list[str]:
    """Words, signs, and what stands between them: a blank or the end of a paragraph.

    So a text that was wrapped anew has not changed.
    """
    return [
        ("\n\n" if token.count("\n") > 1 else " ") if token.isspace() else token
        for token in _TOKEN.findall(text.strip())
    ]


def _shorten_equal(tokens: Sequence[str], *, first: bool, last: bool) -> list[WordChange]:
    """The end and the beginning of a stretch that is the same; the middle is left out."""
    keep = _NEAR * 2
    if len(tokens) <= 2 * keep:
        return [WordChange("same", "".join(tokens))]
    head = [] if first else [WordChange("same", "".join(tokens[:keep]))]
    tail = [] if last else [WordChange("same", "".join(tokens[-keep:]))]
    return [*head, WordChange("skipped", " ... "), *tail]


def _compare_things(old: System, new: System) -> Iterator[ThingChange]:
    registers: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...] = (
        ("component", _index_by_slug(old.components), _index_by_slug(new.components)),
        ("plan of action", _index_by_slug(old.poam), _index_by_slug(new.poam)),
        ("exception", _index_by_slug(old.exceptions), _index_by_slug(new.exceptions)),
        ("provider", _index_by_slug(old.providers), _index_by_slug(new.providers)),
        ("evidence", old.evidence_by_id, new.evidence_by_id),
        ("asset", {item.id: item for item in old.assets}, {item.id: item for item in new.assets}),
    )
    for what, old_entries, new_entries in registers:
        yield from _compare_register(what, old_entries, new_entries)
    single_files = (
        ("system", old.characteristics, new.characteristics),
        ("people", old.people, new.people),
        ("boundary", old.boundary, new.boundary),
        ("network", old.network, new.network),
        ("data flow", old.data_flow, new.data_flow),
        ("engagement", old.engagement, new.engagement),
    )
    for what, old_file, new_file in single_files:
        if keys := _compare_fields(old_file, new_file):
            yield ThingChange(what, what, what, "changed", keys)


def _index_by_slug(items: Sequence[Any]) -> dict[str, Any]:
    return {item.slug: item for item in items}


def _compare_register(
    what: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[ThingChange]:
    for key, entry in new.items():
        if key not in old:
            yield ThingChange(what, key, _find_title(entry), "added")
        elif keys := _compare_fields(old[key], entry):
            how = "completed" if _is_completed(old[key], entry) else "changed"
            yield ThingChange(what, key, _find_title(entry), how, keys)
    for key, entry in old.items():
        if key not in new:
            yield ThingChange(what, key, _find_title(entry), "removed")


def _is_completed(old: Any, new: Any) -> bool:
    return isinstance(new, PoamItem) and new.status == "complete" and old.status != "complete"


def _find_title(item: Any) -> str:
    """An asset has a name, everything else a title."""
    return str(item.title if hasattr(item, "title") else item.name)


def _compare_fields(old: Any, new: Any) -> tuple[tuple[str, str, str], ...]:
    """Keys that differ, with both values in short."""
    if old is None or new is None:
        return _compare_presence(old, new)
    pairs = [
        (
            field.name.replace("_", "-"),
            _format_value(getattr(old, field.name)),
            _format_value(getattr(new, field.name)),
        )
        for field in fields(new)
        if field.name not in _NOT_COMPARED
    ]
    return tuple((name, before, after) for name, before, after in pairs if before != after)


def _compare_presence(old: Any, new: Any) -> tuple[tuple[str, str, str], ...]:
    """A file that came or went, of which one side at least is None."""
    if old is new:
        return ()
    return (("file", "" if old is None else "there", "" if new is None else "there"),)


def _format_value(value: Any) -> str:
    """A value as text; where it came from does not count."""
    if is_dataclass(value) and not isinstance(value, type):
        return "; ".join(_format_fields(value))
    if isinstance(value, tuple):
        return "\n".join(_format_value(entry) for entry in value)
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_format_value(entry)}" for key, entry in value.items())
    return "" if value is None or isinstance(value, Source) else str(value)


def _format_fields(value: Any) -> Iterator[str]:
    for field in fields(value):
        if field.name not in _NOT_SHOWN and (content := getattr(value, field.name)):
            yield f"{field.name.replace('_', '-')} {_format_value(content)}"
