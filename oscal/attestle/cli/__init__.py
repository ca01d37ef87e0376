"""The command line: the only place that prints or exits.

Each command loads the layers it needs, when it runs.
"""

from __future__ import annotations

import gc
import io
import sys

from ..store.stop_signals import Stopped, ignore_signals, raise_on_signals

# New objects between two searches for garbage
_RARELY = 100_000


def main() -> None:
    """Entry point of the console script."""
    # modules and documents are many objects and hardly any garbage
    gc.set_threshold(_RARELY)
    try:
        raise_on_signals()
        # it takes a moment, in which the user may press Ctrl-C too
        from .root import root

        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        root(prog_name="attestle")
    except SystemExit:
        ignore_signals()  # the command is done, and its exit code is known
        # Python would search all that is left for garbage before it lets go of it: a seventh
        # of a run
        gc.freeze()
        raise
    except Stopped as stop:
        ignore_signals()
        from .stops import report_stop

        report_stop()
        sys.exit(stop.exit_code)
