"""Two files that change places in one step, where the system can do that.

Python has no call for it: a rename throws away what stood at its target, and with it what somebody
saved there in the last moment.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS have the same number
_EXCHANGE = 2
# The paths are absolute, or relative to the current folder
_CURRENT_FOLDER = -100
# What a system, a file system or a sandbox answers that does not know the call
_UNKNOWN = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM})
# The number of the error, 0 for none
_Call = Callable[[bytes, bytes], int]


def exchange_files(one: Path, other: Path) -> bool:
    """Let two names change places; False where that cannot be done here. Raises OSError."""
    call = _find_call()
    if call is None:
        return False
    # as os.rename does, so that who watches renames sees this one
    sys.audit("os.rename", os.fspath(one), os.fspath(other), -1, -1)
    failed = call(os.fsencode(one), os.fsencode(other))
    if failed and failed not in _UNKNOWN:
        raise OSError(failed, os.strerror(failed), os.fspath(one), None, os.fspath(other))
    return not failed


@functools.cache
def _find_call() -> _Call | None:
    """The call of the C library, None if it has none."""
    try:
        import ctypes

        library = ctypes.CDLL(None, use_errno=True)
    except (ImportError, OSError, TypeError):  # Windows has no library without a name
        return None
    linux: Any = getattr(library, "renameat2", None)
    macos: Any = getattr(library, "renamex_np", None)

    def exchange_on_linux(one: bytes, other: bytes) -> int:
        failed = linux(_CURRENT_FOLDER, one, _CURRENT_FOLDER, other, _EXCHANGE)
        return ctypes.get_errno() if failed else 0

    def exchange_on_macos(one: bytes, other: bytes) -> int:
        return ctypes.get_errno() if macos(one, other, _EXCHANGE) else 0

    if linux is not None:
        return exchange_on_linux
    return exchange_on_macos if macos is not None else None
