"""Both scores of a system over its commits: one point a week, each judged as of its own day.

What was judged once is kept in the user's cache by commit, day and everything that judges.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..assess.score_points import ScoreHistory, ScorePoint, make_point
from ..assess.system_status import Scores, Status
from ..errors import ToolkitError, UsageError, WorkspaceError
from ..handover import dossier as dossiers
from ..lazy_dataclasses import dataclass
from ..store import cache, file_states, layout, systems
from ..store.cache import Cache
from ..store.committed_state import shorten_commit
from ..store.past_commits import (
    SOURCES,
    PastCommit,
    PastCommits,
    find_week,
    list_weekly_commits,
)
from ..store.source_revision import UNCOMMITTED, UNVERSIONED, read_source_revision
from .clock import today
from .committed_statuses import judge_commit, read_recorded
from .kept_readings import read_kept_system
from .statuses import judge_system
from .worker_processes import count_readers, run_unordered

# Two years of weeks
MOST_POINTS = 104
# Of fewer commits each process would judge hardly more than the time that it takes to begin
_LEAST_APART = 8
ENDED = "the process that judged it was ended from outside, or had no memory left"


@dataclass(frozen=True, slots=True)
class _Past:
    """A commit to be judged, and the record of the artifacts by the dossier of its day."""

    entry: PastCommit
    recorded: bytes | None = None


def read_score_history(
    root: Path,
    system: str | None = None,
    *,
    as_of: dt.date | None = None,
    most: int = MOST_POINTS,
    present: Status | None = None,
    processes: int | None = None,
) -> ScoreHistory:
    """`present` is how the files stand on the day, where that is known already.

    A commit that cannot be judged is a point that says why. Without any history there is one point.
    """
    name = systems.choose_system(root, system)
    if present is None:
        day = as_of or today()
        present = judge_system(root, name, day, read_system=read_kept_system).status
    try:
        past = find_past_commits(root, present, most)
    except UsageError as error:
        return tell_no_past(root, present, str(error))
    points = dict(judge_commits(root, past.commits, processes or count_readers()))
    return join_history(root, present, past, points, most)


def find_past_commits(root: Path, present: Status, most: int = MOST_POINTS) -> PastCommits:
    """Those that points may be of. Raises UsageError where there is no history."""
    system = present.system
    uuid = system.characteristics.uuid
    past = list_weekly_commits(root, system.name, uuid, present.as_of)
    left_out = len(past.commits) > most
    return replace(past, commits=past.commits[-most:] if most > 0 else (), is_cut=left_out)


def tell_no_past(root: Path, present: Status, why: str) -> ScoreHistory:
    return ScoreHistory(present.system.name, (_judge_present(root, present),), (why,))


def join_history(
    root: Path,
    present: Status,
    past: PastCommits,
    judged: Mapping[PastCommit, ScorePoint],
    most: int = MOST_POINTS,
) -> ScoreHistory:
    """The points of the commits and that of the files as they stand, which is the last one."""
    now, name = _judge_present(root, present), present.system.name
    wanted = _choose_commits(past, now, most - 1)
    points = (*(judged[entry] for entry in wanted), now)
    is_cut = past.is_cut or bool(wanted and wanted[0] != past.commits[0])
    notes = _list_notes(name, past, wanted, points, is_cut=is_cut)
    return ScoreHistory(name, points, tuple(notes))


def _judge_present(root: Path, status: Status) -> ScorePoint:
    """As the files stand, whether they are committed or not."""
    folder = layout.system_folder_path(status.system.name)
    revision = read_source_revision(root, (folder, *SOURCES))
    commit = "" if revision == UNVERSIONED else revision.removesuffix(UNCOMMITTED).strip()
    return make_point(status, commit, is_committed=commit == revision)


def _choose_commits(past: PastCommits, now: ScorePoint, most: int) -> tuple[PastCommit, ...]:
    """The newest; of this week's only what differs from the files as they stand."""
    week = find_week(now.day)
    kept = [item for item in past.commits if item.week != week or not now.is_committed]
    return tuple(kept[-most:] if most > 0 else ())


def _list_notes(
    name: str,
    past: PastCommits,
    wanted: Sequence[PastCommit],
    points: Sequence[ScorePoint],
    *,
    is_cut: bool,
) -> Iterator[str]:
    if past.is_shallow:
        yield (
            "this clone has only the newest commits, and what was before is not shown; to have all:"
            " git fetch --unshallow"
        )
    if wanted and is_cut:
        yield f"what was before {wanted[0].day.isoformat()} is left out"
    former = {item.system: item.day for item in wanted}
    former.pop(name, None)
    for old, day in former.items():
        yield f"until {day.isoformat()} the system was called {old}"
    if any(item.unseen for item in points[:-1]):
        yield (
            "evidence whose files are not committed counts as missing in earlier weeks, but for"
            " days of which a dossier recorded it"
        )


def judge_commits(
    root: Path, commits: Sequence[PastCommit], processes: int
) -> Generator[tuple[PastCommit, ScorePoint], None, None]:
    """Each with its point as soon as it is known. What was judged is kept,
    also if nobody goes on.
    """
    answers = cache.open_cache(root)
    keep = _Keeper(answers, root)
    left: list[_Past] = []
    for entry in commits:
        try:
            recorded = read_recorded(root, entry.system, entry.day, dossiers.EVIDENCE)
        except ToolkitError as error:
            yield entry, _explain_point(entry, error)
            continue
        past = _Past(entry, recorded)
        point = keep.find(past)
        if point is None:
            left.append(past)
        else:
            yield entry, point
    for past, point, is_lasting in _judge_all(root, left, processes):
        if is_lasting:
            keep.note(past, point)
        yield past.entry, point


class _Keeper:
    """Points of earlier runs."""

    def __init__(self, answers: Cache, root: Path) -> None:
        self._answers = answers
        self._rules = file_states.hash_rule_set(answers) if answers.usable else ""
        # a folder of the repository is another workspace than the repository
        self._place = os.fspath(root.resolve())

    def find(self, past: _Past) -> ScorePoint | None:
        return _unpack_point(past.entry, self._answers.get(self._name(past)))

    def note(self, past: _Past, point: ScorePoint) -> None:
        """At once: who stops the command keeps what was judged so far."""
        self._answers.put({self._name(past): _pack_point(point)})

    def _name(self, past: _Past) -> str:
        entry = past.entry
        return cache.make_key(
            "score point", self._rules, self._place, entry.commit, entry.system,
            entry.day.isoformat(), past.recorded or b"",
        )  # fmt: skip


Judged = tuple[_Past, ScorePoint, bool]
_PackedPoint = tuple[dict[str, Any], bool]


def _judge_all(root: Path, left: Sequence[_Past], processes: int) -> Iterator[Judged]:
    """Each with its point, and whether that stays what it is."""
    number = min(processes, len(left) // _LEAST_APART)
    with contextlib.closing(
        run_unordered(partial(_judge_packed, root), left, number, _pack_lost)
    ) as done:
        for place, (packed, is_lasting) in done:
            entry = left[place].entry
            point = _unpack_point(entry, packed) or _name_reason(entry, ENDED)
            yield left[place], point, is_lasting


def _judge_packed(root: Path, past: _Past) -> _PackedPoint:
    """As between processes, which cannot hand over every kind of value."""
    point, is_lasting = _judge_point(root, past)
    return _pack_point(point), is_lasting


def _pack_lost(past: _Past) -> _PackedPoint:
    return _pack_point(_name_reason(past.entry, ENDED)), False


def _judge_point(root: Path, past: _Past) -> tuple[ScorePoint, bool]:
    """What git cannot give now it may give after a fetch: that is no lasting answer."""
    entry = past.entry
    try:
        judged = judge_commit(root, entry.system, entry.commit, entry.day, past.recorded)
    except ToolkitError as error:
        return _explain_point(entry, error), isinstance(error, WorkspaceError)
    point = make_point(judged.status, shorten_commit(entry.commit))
    return point, True


def _explain_point(entry: PastCommit, error: ToolkitError) -> ScorePoint:
    first = next((item for item in getattr(error, "findings", ()) if item.is_error), None)
    why = f"{error}: {first.path}: {first.message}" if first else str(error)
    return _name_reason(entry, why)


def _name_reason(entry: PastCommit, why: str) -> ScorePoint:
    return ScorePoint(entry.day, shorten_commit(entry.commit), entry.system, why_not=why)


def _pack_point(point: ScorePoint) -> dict[str, Any]:
    scores = point.scores
    return {
        "scores": [scores.implemented, scores.assessor_ready, scores.maximum],
        "ratings": dict(point.ratings),
        "counts": [point.met, point.requirements, point.unanswered, point.unread, point.unseen],
        "why-not": point.why_not,
    }


def _unpack_point(entry: PastCommit, value: Any) -> ScorePoint | None:
    """None for what is no point."""
    if not isinstance(value, Mapping):
        return None
    try:
        met, requirements, unanswered, unread, unseen = map(int, value["counts"])
        ratings = {str(key): int(count) for key, count in value["ratings"].items()}
        return ScorePoint(
            entry.day, shorten_commit(entry.commit), entry.system, Scores(*value["scores"]),
            MappingProxyType(ratings), met, requirements, unanswered, unread, unseen,
            why_not=str(value["why-not"]),
        )  # fmt: skip
    except (TypeError, ValueError, KeyError, AttributeError):
        return None
