"""The command line: the only place that prints or exits. Each command loads the layers it needs, when it runs."""

from __future__ import annotations

import sys

from .root import root


def main() -> None:
    """Entry point of the console script."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
    root(prog_name="attestle")
