"""The habits of a SOC 2 programme that carry over, judged by the evidence of the register."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from ..lazy_dataclasses import dataclass
from ..model.evidence import EvidenceItem
from ..model.project_rules import HabitRule
from .freshness import can_show_operation, explain_not_current, find_due_day
from .system_status import Status

RUNNING, LATE, ABSENT = "running", "late", "absent"
# Said only by controls: there is one, and nothing shows that it operates
UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class HabitStanding:
    """`standing` is one of the words; `because` names the artifact that it rests on, and
    what is wrong with it.
    """

    habit: HabitRule
    standing: str
    because: str


def judge_habits(status: Status, habits: Iterable[HabitRule]) -> tuple[HabitStanding, ...]:
    """Running where an artifact that can show the habit is current; late where there are only
    others; absent where there is none. A policy shows no habit.
    """
    return tuple(_judge_habit(status, item) for item in habits)


def _judge_habit(status: Status, habit: HabitRule) -> HabitStanding:
    items = [item for item in _list_artifacts(status, habit) if can_show_operation(item)]
    # the newest stands for the habit
    items.sort(key=lambda item: item.collected or dt.date.min, reverse=True)
    reasons = [(item, explain_not_current(item, status.as_of)) for item in items]
    current = next((item for item, why in reasons if not why), None)
    if current:
        due = find_due_day(current)
        return HabitStanding(habit, RUNNING, f"{current.id}, due again {due}")
    if reasons:
        return HabitStanding(habit, LATE, reasons[0][1])
    return HabitStanding(habit, ABSENT, "no artifact of it is registered")


def _list_artifacts(status: Status, habit: HabitRule) -> list[EvidenceItem]:
    """What is called so, and what the answers to its objectives cite."""
    words = "|".join(map(re.escape, habit.words))
    pattern = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    cited = {
        key
        for result in status.results
        for item in result.objectives
        if item.objective.label in habit.objectives
        for key in item.answer.evidence
    }
    return [
        item
        for item in status.system.evidence
        if item.id in cited
        or set(habit.objectives) & set(item.objectives)
        or pattern.search(item.title)
    ]
