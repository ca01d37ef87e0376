"""What is said when the user, or the system, stops a command."""

from __future__ import annotations

import sys

from ..model.counted_names import name_some
from ..store import files
from .output import emit, escape_line_feeds

# More names make no line that is read
_MOST_NAMED = 10


def report_stop() -> None:
    """One line: that nothing was changed, or which files are written, each of them whole."""
    written = [escape_line_feeds(path) for path in files.list_written()]
    # a terminal has just shown ^C, without a line end
    start = "\n" if sys.stderr.isatty() else ""
    what = (
        f"written before that: {name_some(written, _MOST_NAMED)}"
        if written
        else "nothing was changed"
    )
    emit(f"{start}error: stopped; {what}", err=True)
