"""Many workspaces: where each is, how each of its systems stands,
and why one could not be judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from ..lazy_dataclasses import dataclass

# What a place of a portfolio may be
FOLDER, REPOSITORY, PACKAGE = "folder", "repository", "package"
# The basis of a package without authored files: at most the scores are known, by the sender's word
RECORDED = "recorded"
# A status in these states has clocks that run
HELD_STATUSES = ("conditional", "final")


@dataclass(frozen=True, slots=True)
class PortfolioPlace:
    """A workspace as it was named: `label` is how every report calls it.

    `path` is absolute, with its links followed. Without a `kind` there is none, and `problem` (one
    of FAILURE_KINDS) and `words` say why.
    """

    label: str
    path: str
    kind: str = ""
    revision: str = ""
    problem: str = ""
    words: str = ""


# Why something of a portfolio was not judged -> what it is in a table
FAILURE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "absent": "no workspace",
        "permission": "no permission",
        "revision": "no such revision",
        "broken": "broken file",
        "refused": "package refused",
        "time": "out of time",
        "memory": "out of memory",
        "size": "not shipped",
        "ended": "ended",
        "internal": "internal error",
    }
)


@dataclass(frozen=True, slots=True)
class JudgingFailure:
    """A workspace, or the one `system` of it, that could not be judged;
    `place` is file and line.
    """

    kind: str
    words: str
    system: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class SystemFigures:
    """How one system stands on a day, in figures that cross processes and runs.

    `eligible_*` is `final`, `conditional` or `none`, "" where the profile has no score. Evidence
    that `lapses_in_*` days counts what lapses earlier too, and not what has `lapsed`. `clock_*` are
    the 180 days of a conditional status, `status_ends` and `affirmation_due` the last days of what
    is recorded. `findings` are those of the system's own files and of what all systems share.
    `unread` is the first place of what could not be read, and is left out of every figure.
    """

    system: str
    uuid: str
    title: str
    profile: str
    basis: str
    organization: str = ""
    owner: str = ""
    marking: str | None = None
    implemented: int | None = None
    assessor_ready: int | None = None
    maximum: int | None = None
    score_reason: str = ""
    eligible_implemented: str = ""
    eligible_ready: str = ""
    requirements: int = 0
    met: int = 0
    objectives: int = 0
    unanswered: int = 0
    poam_open: int = 0
    poam_overdue: int = 0
    milestones_overdue: int = 0
    poam_next: dt.date | None = None
    clock_start: dt.date | None = None
    clock_end: dt.date | None = None
    evidence: int = 0
    lapsed: int = 0
    lapses_in_30: int = 0
    lapses_in_60: int = 0
    lapses_in_90: int = 0
    lapse_next: dt.date | None = None
    status: str = ""
    status_ends: dt.date | None = None
    affirmed: dt.date | None = None
    affirmation_due: dt.date | None = None
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    first_error: str = ""
    unread: str = ""
    last_change: dt.date | None = None

    @property
    def is_recorded(self) -> bool:
        """Whether nothing was judged: counts are then not 0 but unknown."""
        return self.basis == RECORDED

    @property
    def is_whole(self) -> bool:
        """Whether the figures leave nothing out."""
        return not (self.unread or self.is_recorded)

    def count(self, name: str) -> int | None:
        """A figure that is counted, None where nobody could count it."""
        number: int = getattr(self, name)
        return None if self.is_recorded else number


@dataclass(frozen=True, slots=True)
class WorkspaceFigures:
    """What judging one workspace led to."""

    systems: tuple[SystemFigures, ...] = ()
    failures: tuple[JudgingFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What a system needs of a person first: a row of the table of needs, and how much of it.

    `days` are left until it, below zero since it; None where it has no day.
    """

    key: str
    words: str
    amount: int = 0
    days: int | None = None


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is another than in an earlier run; `rose` is better, None where neither is."""

    name: str
    before: object
    after: object
    rose: bool | None = None


@dataclass(frozen=True, slots=True)
class PortfolioLine:
    """One system of the portfolio; `changes` are None without an earlier run, and `came` where that
    did not have it.
    """

    workspace: str
    kind: str
    revision: str
    figures: SystemFigures
    needs: tuple[Need, ...]
    changes: tuple[FigureChange, ...] | None = None
    came: bool = False


@dataclass(frozen=True, slots=True)
class PortfolioFailure:
    workspace: str
    failure: JudgingFailure


@dataclass(frozen=True, slots=True)
class GoneSystem:
    """A system that an earlier run had; `is_unread` where it only could not be judged this time."""

    workspace: str
    system: str
    is_unread: bool = False


@dataclass(frozen=True, slots=True)
class PortfolioTrend:
    """What an earlier run of that day is compared with; `gone` are the systems that it had."""

    since: dt.date
    gone: tuple[GoneSystem, ...] = ()


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All lines, what needs a person most first; `repeated` are places that were named before, with
    the label of that. `marking_words` say what is not known of it.
    """

    as_of: dt.date
    tool: str
    rule_set: str
    workspaces: int
    lines: tuple[PortfolioLine, ...] = ()
    failures: tuple[PortfolioFailure, ...] = ()
    repeated: tuple[tuple[str, str], ...] = ()
    marking: str = ""
    marking_words: tuple[str, ...] = ()
    trend: PortfolioTrend | None = None


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """A system of an earlier run, with those of its figures that it stated."""

    workspace: str
    system: str
    uuid: str
    figures: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EarlierRun:
    as_of: dt.date
    lines: tuple[EarlierLine, ...]
