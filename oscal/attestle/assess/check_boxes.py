"""Which of NIST's boxes a requirement checks, and what the boxes add up to.

A box follows the author's states as far as they count as met, by the judgement that the scores
follow too; silence checks none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ..lazy_dataclasses import dataclass
from ..model.answers import STATE_OF, Box
from .objectives import JudgedObjective
from .system_status import RequirementResult


@dataclass(frozen=True, slots=True)
class BoxSums:
    """Requirements by checked box, and those without one; together they are all.

    `unanswered`: at least one objective has no state; `incomplete`: what is claimed lacks what it
    needs, or the self-assessment found otherwise. Whatever its box, a requirement is `met` or not;
    `excused` are those of the met that would not be without a documented exception.
    """

    requirements: int
    checked: Mapping[Box, int]
    unanswered: int
    incomplete: int
    met: int
    excused: int


def choose_box(result: RequirementResult) -> Box | None:
    """The box that is checked, None where nothing that is stated may check one.

    One objective that the author states as still to be done makes the requirement planned.
    """
    boxes = {find_box(item) for item in result.objectives}
    if Box.PLANNED in boxes:
        return Box.PLANNED
    if not boxes or None in boxes:
        return None
    return Box.NOT_APPLICABLE if boxes == {Box.NOT_APPLICABLE} else Box.IMPLEMENTED


def find_box(judged: JudgedObjective) -> Box | None:
    """The box that one objective asks for: what claims to be done only where it counts."""
    row = STATE_OF.get(judged.answer.state)
    if row is None:
        return None
    claims_nothing = row.box is Box.PLANNED
    return row.box if claims_nothing or (judged.counts and not judged.lacks) else None


def count_boxes(results: Iterable[RequirementResult]) -> BoxSums:
    results = tuple(results)
    checked = Counter(choose_box(item) for item in results)
    unanswered = sum(choose_box(item) is None and item.is_unanswered for item in results)
    return BoxSums(
        requirements=len(results),
        checked={box: checked[box] for box in Box},
        unanswered=unanswered,
        incomplete=checked[None] - unanswered,
        met=sum(item.met for item in results),
        excused=sum(item.met and item.needs_exception for item in results),
    )
