"""What a system of a portfolio needs of a person, the most pressing first: a table, and the order
of the portfolio that follows from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from ..lazy_dataclasses import dataclass
from ..model.counted_names import count_things
from ..model.portfolio import HELD_STATUSES, Need, PortfolioLine, SystemFigures

# Days ahead at which a day that is recorded begins to ask for somebody
SOON = 30
# A status takes an assessment to renew, which is planned for months ahead
STATUS_SOON = 90

# The need of a system on a day, None where it has none
_Judge = Callable[[SystemFigures, dt.date], Need | None]


@dataclass(frozen=True, slots=True)
class NeedRow:
    """`says` is what the row stands for, as the guide lists it."""

    key: str
    says: str
    judge: _Judge


def _judge_past_day(end: dt.date | None, day: dt.date, words: str, ago: str = "ago") -> Need | None:
    """What was due on a day that is past."""
    if end is None or end >= day:
        return None
    left = (end - day).days
    return Need("", f"{words} {count_things(-left, 'day')} {ago}", -left, left)


def _judge_near_day(end: dt.date | None, day: dt.date, words: str, soon: int = SOON) -> Need | None:
    """What is due on a day that is near; a day that is past is another row's."""
    if end is None or not 0 <= (left := (end - day).days) <= soon:
        return None
    when = f"in {count_things(left, 'day')}" if left else "today"
    return Need("", f"{words} {when}", 0, left)


def _make_need(number: int, words: str) -> Need | None:
    return Need("", words, number) if number else None


def _judge_unread(item: SystemFigures, _: dt.date) -> Need | None:
    return _make_need(int(bool(item.unread)), f"cannot be read: {item.unread}")


def _judge_clock_end(item: SystemFigures, day: dt.date) -> Need | None:
    # with nothing open there is nothing to close out
    end = item.clock_end if item.met < item.requirements or item.poam_open else None
    return _judge_past_day(end, day, "180 days ended")


def _judge_ended(item: SystemFigures, day: dt.date) -> Need | None:
    if item.status == "lapsed":
        return Need("", "status lapsed")
    if _judge_clock_end(item, day) is not None:
        return None  # it ended with the 180 days
    return _judge_past_day(item.status_ends, day, f"{item.status} status ended")


def _judge_undated(item: SystemFigures, _: dt.date) -> Need | None:
    """Whether it is past nobody can say."""
    is_known = item.status_ends is not None and item.affirmation_due is not None
    if is_known or item.status not in HELD_STATUSES:
        return None
    return Need("", f"{item.status} status without its day")


def _judge_affirmation(item: SystemFigures, day: dt.date) -> Need | None:
    # of a status that was never affirmed the day is that of the status
    return _judge_past_day(item.affirmation_due, day, "affirmation", "late")


def _judge_overdue(item: SystemFigures, _: dt.date) -> Need | None:
    return _make_need(item.poam_overdue, f"{count_things(item.poam_overdue, 'POA&M item')} overdue")


def _judge_errors(item: SystemFigures, _: dt.date) -> Need | None:
    return _make_need(item.errors, count_things(item.errors, "error"))


def _judge_clock(item: SystemFigures, day: dt.date) -> Need | None:
    return _judge_near_day(item.clock_end, day, "180 days end")


def _judge_affirmation_near(item: SystemFigures, day: dt.date) -> Need | None:
    return _judge_near_day(item.affirmation_due, day, "affirmation due")


def _judge_status_near(item: SystemFigures, day: dt.date) -> Need | None:
    if _judge_clock(item, day) is not None:
        return None  # it ends with the 180 days
    return _judge_near_day(item.status_ends, day, f"{item.status} status ends", STATUS_SOON)


def _judge_milestones(item: SystemFigures, _: dt.date) -> Need | None:
    return _make_need(
        item.milestones_overdue, f"{count_things(item.milestones_overdue, 'milestone')} overdue"
    )


def _judge_poam_near(item: SystemFigures, day: dt.date) -> Need | None:
    return _judge_near_day(item.poam_next, day, "POA&M item due")


def _judge_lapsed(item: SystemFigures, _: dt.date) -> Need | None:
    return _make_need(item.lapsed, f"{item.lapsed} evidence lapsed")


def _judge_score(item: SystemFigures, _: dt.date) -> Need | None:
    missing = item.maximum is not None and item.implemented is None
    return _make_need(int(missing), "no score: no current plan")


def _judge_recorded(item: SystemFigures, _: dt.date) -> Need | None:
    return Need("", "only its sender's word: no authored files") if item.is_recorded else None


def _judge_eligibility(item: SystemFigures, _: dt.date) -> Need | None:
    open_ones = item.requirements - item.met
    if item.is_recorded or item.eligible_ready in ("final", "conditional"):
        return None
    if item.eligible_implemented in ("final", "conditional"):
        return Need("", "claimed, not assessor-ready", open_ones)
    return _make_need(open_ones, f"{open_ones} of {item.requirements} requirements not met")


def _judge_unanswered(item: SystemFigures, _: dt.date) -> Need | None:
    return _make_need(item.unanswered, f"{item.unanswered} not answered")


def _judge_lapsing(item: SystemFigures, _: dt.date) -> Need | None:
    return _make_need(item.lapses_in_30, f"{item.lapses_in_30} evidence lapses in {SOON} days")


def _judge_open(item: SystemFigures, _: dt.date) -> Need | None:
    return _make_need(item.poam_open, f"{count_things(item.poam_open, 'POA&M item')} open")


# The worst first. What is past and costs a status stands before what hides how things are, that
# before what is near, that before the work that is left.
NEEDS: tuple[NeedRow, ...] = (
    NeedRow("unread", "a file of it cannot be read and is left out of its figures", _judge_unread),
    NeedRow("clock-ended", "the 180 days of a conditional status are over", _judge_clock_end),
    NeedRow("status-ended", "its status lapsed, or the last day of it is past", _judge_ended),
    NeedRow(
        "status-undated", "its status has no day, and so no clock that is known", _judge_undated
    ),
    NeedRow("affirmation-overdue", "an affirmation was due", _judge_affirmation),
    NeedRow("poam-overdue", "items of the plan of action are overdue", _judge_overdue),
    NeedRow("errors", "its files have errors", _judge_errors),
    NeedRow("clock-near", f"the 180 days end within {SOON} days", _judge_clock),
    NeedRow(
        "affirmation-near", f"an affirmation is due within {SOON} days", _judge_affirmation_near
    ),
    NeedRow("status-near", f"its status ends within {STATUS_SOON} days", _judge_status_near),
    NeedRow("milestones-overdue", "milestones are overdue", _judge_milestones),
    NeedRow("poam-near", f"an item is due within {SOON} days", _judge_poam_near),
    NeedRow("evidence-lapsed", "evidence is past its cadence", _judge_lapsed),
    NeedRow("no-score", "there is no current plan, and so no score", _judge_score),
    NeedRow("recorded", "its package has no authored files to judge", _judge_recorded),
    NeedRow("not-eligible", "its answers allow no status", _judge_eligibility),
    NeedRow("unanswered", "objectives are not answered", _judge_unanswered),
    NeedRow("evidence-lapsing", f"evidence lapses within {SOON} days", _judge_lapsing),
    NeedRow("poam-open", "items of the plan of action are open", _judge_open),
)
# The rows that say that a day is past, or that nobody knows whether one is
OVERDUE = (
    "clock-ended", "status-ended", "status-undated", "affirmation-overdue", "poam-overdue", "milestones-overdue",
)  # fmt: skip
_RANKS = {row.key: number for number, row in enumerate(NEEDS)}


def list_needs(figures: SystemFigures, day: dt.date) -> tuple[Need, ...]:
    """In the order of the table; none where nothing is to be done."""
    found = ((row.key, row.judge(figures, day)) for row in NEEDS)
    return tuple(
        Need(key, need.words, need.amount, need.days) for key, need in found if need is not None
    )


def sort_lines(lines: Iterable[PortfolioLine]) -> tuple[PortfolioLine, ...]:
    """By the first need of each; of one need what is longest past or nearest, then the most of it,
    then the lower score, then by name.
    """
    return tuple(sorted(lines, key=_find_place))


def _find_place(line: PortfolioLine) -> tuple[int, int, int, int, str, str, str]:
    first = line.needs[0] if line.needs else None
    score = line.figures.assessor_ready
    return (
        _RANKS[first.key] if first else len(NEEDS),
        first.days if first and first.days is not None else 0,
        -first.amount if first else 0,
        # less than any score: there is none at all
        score if score is not None else -1000,
        line.workspace,
        line.revision,
        line.figures.system,
    )
