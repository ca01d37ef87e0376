"""The habits of a SOC 2 programme, judged by its controls:
before there is a register of evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from ..assess.habits import ABSENT, RUNNING, UNPROVEN, HabitStanding, judge_habits
from ..assess.system_status import find_score_rule
from ..model.engagement import Soc2Report
from ..model.project_rules import HabitRule
from ..model.soc2 import Soc2Control
from ..model.topics import TopicChoice
from .control_fit import ControlRanker
from .gaps import GapReport
from .grades import Limit, find_control_limits, find_criterion_limits
from .named_controls import make_ranker

BY_EVIDENCE, BY_CONTROLS = "the evidence register", "your controls"


def judge_known_habits(
    report: GapReport, habits: Iterable[HabitRule]
) -> tuple[str, tuple[HabitStanding, ...]]:
    """What they are judged by, and each: by the controls while no evidence is registered, where the
    framework is one that has these habits. None where there is neither a system nor a control.
    """
    has_evidence = report.status is not None and bool(report.status.system.evidence)
    if report.controls and not has_evidence and find_score_rule(report.baseline):
        soc2 = report.system.engagement.soc2 if report.system else None
        return BY_CONTROLS, judge_control_habits(report.controls, habits, soc2)
    return BY_EVIDENCE, judge_habits(report.status, habits) if report.status else ()


def judge_control_habits(
    controls: tuple[Soc2Control, ...],
    habits: Iterable[HabitRule],
    report: Soc2Report | None = None,
) -> tuple[HabitStanding, ...]:
    """Running where a control that is the habit operates, unproven where nothing shows it, absent
    where no control is about it.
    """
    ranker = make_ranker(controls)
    limits = {
        control.uuid: _list_limits(control, report, [item.id for item in controls])
        for control in controls
    }
    return tuple(_judge_habit(ranker, item, limits) for item in habits)


def _list_limits(
    control: Soc2Control, report: Soc2Report | None, ids: Collection[str]
) -> tuple[Limit, ...]:
    """What the control, its tests and the report on its criteria say against it."""
    of_criteria = (find_criterion_limits(report, one, ids) for one in control.criteria)
    return (*find_control_limits(report, control), *chain.from_iterable(of_criteria))


def _judge_habit(
    ranker: ControlRanker, habit: HabitRule, limits_of: Mapping[str, tuple[Limit, ...]]
) -> HabitStanding:
    fits = ranker.rank((TopicChoice(habit.topic),), habit.title)
    found = [(fit.control, limits_of[fit.control.uuid]) for fit in fits]
    for control, limits in found:
        if not limits:
            return HabitStanding(habit, RUNNING, f"{control.id} {control.title}")
    if found:
        return HabitStanding(habit, UNPROVEN, found[0][1][0].reason)
    return HabitStanding(habit, ABSENT, "no control of yours is about it")
