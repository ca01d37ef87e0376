"""Two judged states of a system compared; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.answers import COMPONENT, FIELDS_OF, OBJECTIVE, AnswerField, Value
from ..model.baseline import Objective
from ..model.objective_answers import ComponentAnswer, ObjectiveAnswer
from ..model.system import System
from .changes import Changes, ObjectiveChange, RequirementChange, SectionChange, UnrecordedVersion
from .objectives import UNSTATED, JudgedObjective
from .renames import find_renames, rename_things
from .system_status import RequirementResult, Status, evaluate_system
from .thing_changes import compare_things
from .value_changes import FieldChange, compare_values
from .word_changes import compare_words


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
