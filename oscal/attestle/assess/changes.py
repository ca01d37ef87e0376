"""What changed between two states of a system, in the words of the work.

Objectives, evidence, prose, components, POA&M and scores are compared; nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from ..lazy_dataclasses import dataclass
from ..model.answers import COMPONENT, FIELDS_OF, OBJECTIVE, AnswerField, Value
from ..model.baseline import Objective
from ..model.objective_answers import ComponentAnswer, ObjectiveAnswer
from ..model.system import System
from .objectives import UNSTATED, JudgedObjective
from .renames import find_renames, rename_things
from .system_status import RequirementResult, Status, evaluate_system
from .thing_changes import ThingChange, compare_things
from .value_changes import FieldChange, compare_values
from .word_changes import WordChange, compare_words


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
    fields: tuple[FieldChange, ...]
    prose: tuple[WordChange, ...]

    @property
    def is_empty(self) -> bool:
        return (
            not (self.evidence_added or self.evidence_removed or self.fields or self.prose)
            and self.state[0] == self.state[1]
            and self.rating[0] == self.rating[1]
        )


@dataclass(frozen=True, slots=True)
class SectionChange:
    """The section of a component, by its title."""

    title: str
    fields: tuple[FieldChange, ...]
    prose: tuple[WordChange, ...]


@dataclass(frozen=True, slots=True)
class RequirementChange:
    """A requirement with anything changed in it.

    `objectives` and `sections` are those that changed; `fields` are what the file says beside its
    owner.
    """

    label: str
    title: str
    points: int | None
    met: tuple[bool, bool]
    ready: tuple[bool, bool]
    owner: tuple[str, str]
    objectives: tuple[ObjectiveChange, ...]
    sections: tuple[SectionChange, ...]
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class UnrecordedVersion:
    """A version that came, and of which the record of changes says nothing."""

    version: str
    date: dt.date


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything between two states, both judged on the same day.

    Scores are implemented and assessor-ready. `unrecorded` is the later version where it is another
    and the record of changes has no row of it. `systems` are the later and the earlier state, which
    know the names of what changed.
    """

    implemented: tuple[int | None, int | None]
    assessor_ready: tuple[int | None, int | None]
    met: tuple[int, int]
    requirements: tuple[RequirementChange, ...]
    things: tuple[ThingChange, ...]
    unrecorded: UnrecordedVersion | None = None
    systems: tuple[System, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.requirements and not self.things


@dataclass(frozen=True, slots=True)
class Compared:
    """`before` and `after` name the revisions; "" is the workspace as it stands.

    A system may be new or gone. `marking` is what it says of itself, last.
    """

    system: str
    title: str
    before: str
    after: str
    as_of: dt.date
    how: str
    changes: Changes | None
    marking: str | None = None


def compare_statuses(before: Status, after: Status) -> Changes:
    """Two judged states of a system."""
    names = find_renames(before.system, after.system)
    if not names.is_empty:
        renamed = rename_things(before.system, names)
        before = evaluate_system(renamed, before.baseline, before.as_of)
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
        things=tuple(compare_things(before.system, after.system, names)),
        unrecorded=_find_unrecorded(before.system, after.system),
        systems=(after.system, before.system),
    )


def _find_unrecorded(before: System, after: System) -> UnrecordedVersion | None:
    facts = after.characteristics
    recorded = {before.characteristics.version, *(item.version for item in facts.changes)}
    if facts.version in recorded:
        return None
    return UnrecordedVersion(facts.version, facts.version_date)


def _compare_requirement(
    old: RequirementResult, new: RequirementResult
) -> RequirementChange | None:
    """None where nothing changed in it; a side that lacks the requirement has no objectives."""
    objectives = tuple(_compare_objectives(old, new))
    sections = tuple(_compare_sections(old, new))
    owner = _read_owner(old), _read_owner(new)
    keys = _compare_answers(old, new)
    if not objectives and not sections and not keys and owner[0] == owner[1]:
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
        keys,
    )


def _compare_answers(old: RequirementResult, new: RequirementResult) -> tuple[FieldChange, ...]:
    """Partial credit and values of parameters; a file that lacks has neither."""
    first, latest = old.answer, new.answer
    pairs = (
        (
            "partial-credit",
            first.partial_credit if first else "",
            latest.partial_credit if latest else "",
        ),
        ("parameters", first.parameters if first else {}, latest.parameters if latest else {}),
    )
    return tuple(change for name, *values in pairs for change in compare_values(name, *values))


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
    # state and evidence are told in ways of their own
    rows = [row for row in FIELDS_OF[OBJECTIVE] if row.value not in (Value.STATE, Value.IDS)]
    return ObjectiveChange(
        label=new.objective.label,
        state=(before.state, after.state),
        rating=(old.rating, new.rating),
        met=(old.met, new.met),
        evidence_added=tuple(key for key in after.evidence if key not in before.evidence),
        evidence_removed=tuple(key for key in before.evidence if key not in after.evidence),
        fields=_compare_rows(rows, before, after),
        prose=compare_words(_join_prose(before), _join_prose(after)),
    )


def _compare_rows(
    rows: Iterable[AnswerField], before: object, after: object
) -> tuple[FieldChange, ...]:
    """The fields of a section that differ, as they are written."""
    keys = (
        (
            row.key,
            row.write_value(getattr(before, row.attribute)),
            row.write_value(getattr(after, row.attribute)),
        )
        for row in rows
    )
    return tuple(key for key in keys if key[1] != key[2])


def _join_prose(answer: ObjectiveAnswer) -> str:
    return "\n\n".join([answer.prose, *answer.by_component.values()]).strip("\n")


def _compare_sections(old: RequirementResult, new: RequirementResult) -> Iterator[SectionChange]:
    """Component sections whose text or fields differ."""
    old_sections, new_sections = _list_sections(old), _list_sections(new)
    for component in dict.fromkeys([*new_sections, *old_sections]):
        latest = new_sections.get(component) or old_sections[component]
        absent = ComponentAnswer(component)
        first, last = (sections.get(component, absent) for sections in (old_sections, new_sections))
        keys = _compare_rows(FIELDS_OF[COMPONENT], first, last)
        difference = compare_words(first.prose, last.prose)
        if keys or difference:
            yield SectionChange(latest.title or component, keys, difference)


def _list_sections(result: RequirementResult) -> dict[str, ComponentAnswer]:
    """Component sections by the component that they speak of."""
    sections = result.answer.components if result.answer else ()
    return {section.component: section for section in sections}
