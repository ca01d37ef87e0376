"""Scores of earlier weeks for pages that are shown already while they are judged."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from pathlib import Path

from ...assess.score_points import ScoreHistory, ScorePoint
from ...assess.system_status import Status
from ...errors import ToolkitError, UsageError
from ...lazy_dataclasses import dataclass
from ...store.past_commits import PastCommit, PastCommits
from ...store.revisions import resolve_revision
from ..score_history import find_past_commits, join_history, judge_commits, tell_no_past

NOT_YET = "the weeks before are being judged, and appear when they are"
# Seconds that the first pages wait: what was judged by an earlier run is there by then
_PATIENCE = 0.5
# Seconds until a judgement that is no longer wanted has noticed that
_FAREWELL = 5


@dataclass(frozen=True, slots=True)
class _Judged:
    """The commits with their points, or why there are none."""

    past: PastCommits | None
    points: Mapping[PastCommit, ScorePoint]
    why_not: str = ""


class LiveHistory:
    """Judged in a thread of its own, and again when another commit is the present one. The number
    `runs` counts what was judged: who made pages before makes them again.
    """

    def __init__(self, root: Path, processes: int) -> None:
        self._root = root
        self._processes = processes
        self._judged: _Judged | None = None
        self._of = ""  # the commit that it was judged for
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()
        self.runs = 0

    def read(self, status: Status) -> ScoreHistory:
        """As far as it is known."""
        head = self._name_head()
        is_busy = self._thread is not None and self._thread.is_alive()
        if not is_busy and (self._judged is None or head != self._of):
            self._of = head
            self._begin(status)
        judged = self._judged
        if judged is None:
            return tell_no_past(self._root, status, NOT_YET)
        if judged.past is None:
            return tell_no_past(self._root, status, judged.why_not)
        return join_history(self._root, status, judged.past, judged.points)

    def close(self) -> None:
        self._closed.set()
        if self._thread is not None:
            self._thread.join(_FAREWELL)

    def _name_head(self) -> str:
        try:
            return resolve_revision(self._root, "HEAD")
        except UsageError:
            return ""

    def _begin(self, status: Status) -> None:
        self._thread = threading.Thread(target=self._judge, args=(status,), daemon=True)
        self._thread.start()
        self._thread.join(_PATIENCE)

    def _judge(self, status: Status) -> None:
        try:
            judged = self._judge_commits(find_past_commits(self._root, status))
        except (ToolkitError, OSError) as error:
            judged = _Judged(None, {}, str(error))
        if not self._closed.is_set():
            self._judged = judged
            self.runs += 1

    def _judge_commits(self, past: PastCommits) -> _Judged:
        points = {}
        with contextlib.closing(judge_commits(self._root, past.commits, self._processes)) as found:
            for entry, point in found:
                points[entry] = point
                if self._closed.is_set():
                    break
        return _Judged(past, points)
