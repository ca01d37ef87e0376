"""The few exceptions: each stops a command and carries its exit code.

Problems in documents are findings, not exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .findings import Finding


class ExitCode(IntEnum):
    """What the process returns."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    WOULD_CHANGE = 3
    INTERNAL = 4
    VERIFICATION = 5


# From harmless to grave: what is left undone outweighs what is found, a file that is not what it
# was any defect, and what went wrong within the tool or the machine everything
_GRAVITY = (
    ExitCode.OK,
    ExitCode.WOULD_CHANGE,
    ExitCode.FINDINGS,
    ExitCode.USAGE,
    ExitCode.VERIFICATION,
    ExitCode.INTERNAL,
)


def find_gravest(codes: Iterable[int]) -> ExitCode:
    """The exit code of a command that did several things."""
    return max(map(ExitCode, codes), key=_GRAVITY.index, default=ExitCode.OK)


class ToolkitError(Exception):
    """Stops a command with a message for the user."""

    exit_code = ExitCode.INTERNAL


class UsageError(ToolkitError):
    """What was asked for does not exist or cannot be meant."""

    exit_code = ExitCode.USAGE


class WorkspaceError(ToolkitError):
    """Files of the workspace have defects that leave nothing to work on; `findings` says which."""

    exit_code = ExitCode.FINDINGS

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class PackageError(ToolkitError):
    """A package that is not what it says of itself; nothing of it is used."""

    exit_code = ExitCode.VERIFICATION


class InternalError(ToolkitError):
    """A defect of this program, or of the machine it runs on."""

    exit_code = ExitCode.INTERNAL
