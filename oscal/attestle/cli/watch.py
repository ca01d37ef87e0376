"""`attestle validate --watch`: the findings again whenever a file changes, what is new first."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..api.validation.reports import ValidationReport
from ..api.validation.targets import Target
from ..api.validation.watched_changes import Look, compare_findings, look_at, walk_changes
from ..errors import ToolkitError
from ..findings import Finding
from ..model.counted_names import name_some
from .output import emit, escape_line_feeds, summarize_place
from .report_text import show_end, show_findings

# Seconds between two looks, of which two must be alike: soon for a person, and little work
_PAUSE = 0.25
_MOST_NAMED = 5


def watch_findings(
    find_target: Callable[[], Target],
    make_report: Callable[[Target], ValidationReport],
    first: ValidationReport,
    before: Look,
    *,
    full: bool,
) -> None:
    """Until the user stops it; what cannot be judged now may be a moment later.

    `before` is how the files looked before the first report.
    """
    shown = _Shown(first)
    emit("watching; Ctrl-C ends it", err=True)
    for changed in walk_changes(before, shown.look, lambda: time.sleep(_PAUSE)):
        emit(
            f"changed: {name_some(tuple(map(escape_line_feeds, changed)), _MOST_NAMED)}",
            style="bold",
        )
        try:
            report = make_report(find_target())
        except (ToolkitError, OSError) as error:
            emit(f"error: {error}", err=True)
            continue
        _show_change(report, shown.report.findings, full=full)
        shown.report = report
        gc.collect()  # it is off while documents are read


class _Shown:
    """The report that was shown last, and the files that it is of."""

    def __init__(self, report: ValidationReport) -> None:
        self.report = report

    def look(self) -> Look:
        return look_at(self.report.target)


def _show_change(report: ValidationReport, before: Sequence[Finding], *, full: bool) -> None:
    """What is new, then what is gone, then how many there are."""
    change = compare_findings(before, report.findings)
    show_findings(replace(report, findings=change.new, accepted=()), full=full)
    for item in change.gone:
        if full or not item.is_quiet:
            said = f"{summarize_place(item)} {item.code} {item.message}"
            emit(f"no longer: {escape_line_feeds(said)}")
    show_end(report, quiet=True, full=full)
