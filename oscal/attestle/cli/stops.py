"""What is said when the user, or the system, stops a command."""

from __future__ import annotations

import sys

from ..store import files
from .output import emit, escape_line_feeds

# More names make no line that is read
_MOST_NAMED = 10


def report_stop() -> None:
    """One line: that nothing was changed, or which files are written, each of them whole."""
    written = [escape_line_feeds(path) for path in files.list_written()]
    more = len(written) - _MOST_NAMED
    named = ", ".join(written[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    # a terminal has just shown ^C, without a line end
    start = "\n" if sys.stderr.isatty() else ""
    what = f"written before that: {named}" if written else "nothing was changed"
    emit(f"{start}error: stopped; {what}", err=True)
