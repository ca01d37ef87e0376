"""Where a system stands in a few lines: what an import and `attestle start` end with."""

from __future__ import annotations

import textwrap

from ..assess.system_status import Status
from ..render.kinds.status_wording import explain_no_score, explain_taken_over
from .output import emit

_WIDTH = 76


def emit_standing(status: Status) -> None:
    """Both scores or why there is none, and what rests on rows that nobody looked at."""
    emit_scores(status)
    head = f"score {status.scores.implemented}: "
    for line in _fill(explain_taken_over(status).removeprefix(head)):
        emit(line)


def emit_scores(status: Status) -> None:
    """Both scores, or why there is none."""
    scores, met = status.scores, sum(item.met for item in status.results)
    if not status.scored:
        emit(f"requirements met: {met} of {len(status.results)}; no score here")
    if scores.implemented is not None:
        emit(f"score as claimed: {scores.implemented} of {scores.maximum}", style="bold")
    if scores.assessor_ready is not None:
        emit(f"score as evidence shows: {scores.assessor_ready} of {scores.maximum}")
    reason = explain_no_score(status)
    for line in _fill(f"score {reason}" if reason else ""):
        emit(line, style="bold")


def _fill(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent="   ", break_on_hyphens=False)
