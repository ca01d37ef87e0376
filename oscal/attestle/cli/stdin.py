"""What comes on standard input, as far as it is of bearable size."""

from __future__ import annotations

import sys

from ..errors import UsageError
from ..store import files


def read_stdin() -> bytes:
    """Raises UsageError for more than a file may hold."""
    data = sys.stdin.buffer.read(files.MAX_BYTES + 1)
    if len(data) > files.MAX_BYTES:
        raise UsageError(
            f"what comes on standard input is larger than {files.MAX_BYTES // (1024 * 1024)} MB"
        )
    return data
