"""Problems as values: every check yields these, none of them raises, logs or prints."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from .lazy_dataclasses import dataclass

# How the message of a finding begins that says what could not be judged
UNVERIFIABLE = "unverifiable"
# Codes of notes that only an option brings about: who gives it wants to read them
_ASKED_FOR = ("OSC033",)


class Severity(StrEnum):
    """How bad it is, the worst first; only errors fail a run by default, and a note never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return tuple(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, with enough position for an editor to jump to it.

    `path` is relative to the workspace root with forward slashes; `pointer` is RFC 6901 into the
    parsed file, or "" for the whole file; `line` and `column` count from 1.
    """

    code: str
    severity: Severity
    path: str
    message: str
    pointer: str = ""
    hint: str = ""
    line: int | None = None
    column: int | None = None
    owner: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def is_note(self) -> bool:
        return self.severity is Severity.NOTE

    @property
    def is_unverifiable(self) -> bool:
        """Whether it says that something was not judged, which no form may pass over."""
        return self.is_note and self.message.startswith(f"{UNVERIFIABLE}: ")

    @property
    def is_quiet(self) -> bool:
        """Whether short forms leave it out: a note about something that was judged, unasked."""
        return self.is_note and not self.is_unverifiable and self.code not in _ASKED_FOR


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By file, position and code, without repeats: the same on every run and machine."""
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(
            unique, key=lambda f: (f.path, f.line or 0, f.column or 0, f.code, f.pointer, f.message)
        )
    )


def count_findings(findings: Iterable[Finding]) -> dict[str, int]:
    """How many of each severity."""
    result = {severity.value: 0 for severity in Severity}
    for finding in findings:
        result[finding.severity.value] += 1
    return result


def write_counts(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning`, and notes where there are any: they ask nobody to do anything."""
    return ", ".join(
        f"{number} {name}{'s' if number != 1 else ''}"
        for name, number in count_findings(findings).items()
        if number or name != Severity.NOTE
    )
