"""How a system stood on days one after the other, in figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .freshness import list_missing_places
from .system_status import Scores, Status

NO_SCORES = Scores(None, None, None)
# The folder of a system with its requirement files
_ANSWERS = "controls"


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """`commit` is shortened, "" where nothing is under version control; not `is_committed` are
    files that differ from it. `why_not` says why nothing is known of that day, and all figures are
    void then. A score that is None with an empty `why_not` is none by the rules.

    `system` is what the folder was called then. `unread` counts files that could not be read, whose
    answers are taken for not stated; `unseen` artifacts of which no file was there.
    """

    day: dt.date
    commit: str
    system: str
    scores: Scores = NO_SCORES
    ratings: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    met: int = 0
    requirements: int = 0
    unanswered: int = 0
    unread: int = 0
    unseen: int = 0
    is_committed: bool = True
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class ScoreHistory:
    """From the oldest to the newest, the last one as the files stand. `notes` say what is
    not in it.
    """

    system: str
    points: tuple[ScorePoint, ...]
    notes: tuple[str, ...] = ()


def make_point(status: Status, commit: str, *, is_committed: bool = True) -> ScorePoint:
    """Without figures where a file could not be read that may have told something worse than the
    others do: a self-assessment, or a module of a component. A requirement file that could not be
    read takes its answers away, and no more.
    """
    name = status.system.name
    doubtful = [path for path in status.unread if path.split("/")[2:3] != [_ANSWERS]]
    if doubtful:
        why = f"cannot be read: {', '.join(doubtful)}"
        return ScorePoint(
            status.as_of, commit, name, unread=len(status.unread), is_committed=is_committed,
            why_not=why,
        )  # fmt: skip
    return ScorePoint(
        day=status.as_of,
        commit=commit,
        system=name,
        scores=status.scores,
        ratings=MappingProxyType(status.ratings),
        met=sum(item.met for item in status.results),
        requirements=len(status.results),
        unanswered=status.objectives_unstated,
        unread=len(status.unread),
        unseen=sum(bool(list_missing_places(item)) for item in status.system.evidence),
        is_committed=is_committed,
    )
