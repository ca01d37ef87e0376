"""The command line: the only place that prints or exits.

Each command loads the layers it needs, when it runs.
"""

from __future__ import annotations

import io
import sys

from .root import root


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    root(prog_name="attestle")
