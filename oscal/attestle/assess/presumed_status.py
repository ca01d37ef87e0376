"""How a system would stand if some requirements or objectives were in another state. Nothing of it
is recorded anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective, Requirement
from ..model.objective_answers import RequirementAnswer
from .objectives import COVERED, NOT_ADDRESSED, NOT_APPLICABLE, OPERATE, PARTIAL, JudgedObjective
from .system_status import RequirementResult, Status, has_partial_credit

MET, PARTLY, NOT_MET, NOT_NEEDED = "met", "partial", "not-met", "not-applicable"
# What may be presumed -> the state and the rating that an objective has then
PRESUMABLE: Mapping[str, tuple[str, str]] = {
    MET: ("implemented", COVERED),
    PARTLY: ("partial", PARTIAL),
    NOT_MET: ("not-implemented", NOT_ADDRESSED),
    NOT_NEEDED: ("not-applicable", NOT_APPLICABLE),
}
_COUNTED = (MET, NOT_NEEDED)
_PRESUMED = "it is presumed"


@dataclass(frozen=True, slots=True)
class Presumption:
    """A requirement as a whole where `unit` is None, else one objective of it."""

    requirement: Requirement
    unit: Objective | None
    word: str

    @property
    def label(self) -> str:
        return self.unit.label if self.unit else self.requirement.label


@dataclass(frozen=True, slots=True)
class PresumedObjective:
    """An objective before and after; the sentences say what is presumed of it for each score."""

    label: str
    word: str
    state: str
    rating: str
    implemented: str
    assessor_ready: str


def presume_states(status: Status, presumed: Iterable[Presumption]) -> Status:
    """The same system judged with these in place of what is recorded; what is said of an objective
    goes before what is said of its requirement.
    """
    asked = tuple(presumed)
    results = tuple(_presume_result(result, asked) for result in status.results)
    rule = status.score_rule
    # that it was reviewed in time is what two of its objectives ask for
    reviewed = any(
        item.word == MET and item.unit is None and rule and item.requirement.label == rule.plan
        for item in asked
    )
    return replace(status, results=results, plan_is_current=status.plan_is_current or reviewed)


def list_presumed(before: Status, presumed: Iterable[Presumption]) -> tuple[PresumedObjective, ...]:
    """Every objective that another state is presumed of than it has, in order."""
    asked = tuple(presumed)
    found = []
    for result in before.results:
        words = _find_words(result, asked)
        for item in result.objectives:
            word = words.get(item.objective.id)
            if word and not _stands_as(item, word):
                found.append(_describe_presumed(before, item, word))
    return tuple(found)


def _find_words(result: RequirementResult, asked: tuple[Presumption, ...]) -> dict[str, str]:
    """What is presumed of each objective of a requirement, by its id."""
    words: dict[str, str] = {}
    single: dict[str, str] = {}
    for item in asked:
        if not _is_of(item, result):
            continue
        if item.unit:
            single[item.unit.id] = item.word
        else:
            words = dict.fromkeys(_list_touched(result, item.word), item.word)
    return words | single


def _list_touched(result: RequirementResult, word: str) -> list[str]:
    """Ids of the objectives that a word about the whole is about: where a part is met already, that
    is no worse for the rest.
    """
    left = [item for item in result.objectives if not item.met]
    touched = left if word == PARTLY and left else result.objectives
    return [item.objective.id for item in touched]


def _presume_result(result: RequirementResult, asked: tuple[Presumption, ...]) -> RequirementResult:
    words = _find_words(result, asked)
    if not words:
        return result
    judged = tuple(
        _presume_objective(item, words[item.objective.id]) if item.objective.id in words else item
        for item in result.objectives
    )
    answer = result.answer
    if any(item.unit is None and item.word == PARTLY for item in asked if _is_of(item, result)):
        answer = _claim_credit(result.requirement, answer)
    partial = has_partial_credit(result.requirement, answer, judged)
    return RequirementResult(result.requirement, result.answer, judged, partial)


def _is_of(item: Presumption, result: RequirementResult) -> bool:
    return item.requirement.id == result.requirement.id


def _claim_credit(
    requirement: Requirement, answer: RequirementAnswer | None
) -> RequirementAnswer | None:
    """With the word by which the file of a requirement claims its partial credit,
    where it has one.
    """
    credit = find_credit(requirement)
    if not credit:
        return answer
    return replace(
        answer or RequirementAnswer(requirement.id, requirement.label), partial_credit=credit
    )


def find_credit(requirement: Requirement) -> str:
    """The word by which partial credit is claimed, "" where the requirement has none."""
    rule = requirement.framework.score
    return rule.partial_credits.get(requirement.label, "") if rule else ""


def _presume_objective(item: JudgedObjective, word: str) -> JudgedObjective:
    if _stands_as(item, word):
        return item
    state, rating = PRESUMABLE[word]
    counts = word in _COUNTED
    # what a row said of it, and what is missing, is of the state that it has
    answer = replace(item.answer, state=state, note="", missing="" if counts else _PRESUMED)
    return JudgedObjective(
        item.objective, answer, state, rating, counts, None, "" if counts else _PRESUMED
    )


def _stands_as(item: JudgedObjective, word: str) -> bool:
    """Whether nothing would be presumed: for a state that counts also an assessor has to see it."""
    state, rating = PRESUMABLE[word]
    if word == MET:
        return item.met and item.ready and item.rating != NOT_APPLICABLE
    return item.excused is None and item.rating == rating and item.state == state


def _describe_presumed(status: Status, item: JudgedObjective, word: str) -> PresumedObjective:
    implemented, ready = _list_sentences(status, item, word)
    return PresumedObjective(
        item.objective.label, word, item.state, item.rating, implemented, ready
    )


def _list_sentences(status: Status, item: JudgedObjective, word: str) -> tuple[str, str]:
    by = " and the self-assessment finds it so" if status.basis == "self-assessment" else ""
    if word == NOT_NEEDED:
        said = f"it does not apply, with a rationale that somebody approved{by}"
        return said, "the same"
    if word == MET:
        # evidence of what happens has to show that it happens
        trace = " that shows it happening" if item.objective.demand == OPERATE else ""
        implemented = "it counts as met already" if item.met else f"all of it is in force{by}"
        return implemented, f"a text says how it is done, and cites current evidence{trace}"
    said = "a part of it is in force" if word == PARTLY else "nothing of it is in force"
    excused = " and no exception holds for it" if item.excused else ""
    return f"{said}{excused}{by}", "the same"
