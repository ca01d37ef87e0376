"""What somebody answers for in `attestle.toml`: it is set aside, and counted apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ...codes import CODES, is_acceptable, make_finding
from ...findings import Finding
from ...formats.settings_values import AcceptedFinding, Settings
from ...lazy_dataclasses import dataclass
from ...store.layout import SETTINGS


@dataclass(frozen=True, slots=True)
class AnsweredFinding:
    """A finding, and the entry of the settings by which it is accepted."""

    finding: Finding
    entry: AcceptedFinding


def split_accepted(
    findings: Sequence[Finding], settings: Settings, as_of: dt.date, today: dt.date
) -> tuple[tuple[Finding, ...], tuple[AnsweredFinding, ...]]:
    """Findings that remain, and those that are accepted on this day."""
    valid = [entry for entry in settings.accepted if _holds(entry, as_of, today)]
    remaining: list[Finding] = []
    accepted: list[AnsweredFinding] = []
    for item in findings:
        entry = next((entry for entry in valid if entry.covers(item.code, item.path)), None)
        if entry is not None and is_acceptable(item):
            accepted.append(AnsweredFinding(item, entry))
        else:
            remaining.append(item)
    return tuple(remaining), tuple(accepted)


def _holds(entry: AcceptedFinding, as_of: dt.date, today: dt.date) -> bool:
    has_come = entry.date <= max(as_of, today)
    return has_come and (entry.until is None or as_of <= entry.until)


def list_days_to_come(settings: Settings, as_of: dt.date, today: dt.date) -> Iterator[Finding]:
    """OSC022: what the settings say has happened lies on or before the day of the judgement."""
    for item in settings.past_days:
        if item.day > max(as_of, today):
            yield make_finding(
                "OSC022",
                SETTINGS,
                f"{item.key} is {item.day.isoformat()}, a day that has not come",
                line=item.line,
                hint="write the day on which it happened",
            )


def list_doubtful_acceptances(
    findings: Sequence[Finding], settings: Settings, as_of: dt.date, *, is_whole: bool
) -> Iterator[Finding]:
    """OSC028: every acceptance fits a finding that can be accepted, and still holds.

    Only where the whole workspace was judged can it be said that there is no such finding.
    """
    for entry in settings.accepted:
        doubt = _explain_doubt(findings, entry, as_of, is_whole=is_whole)
        if doubt:
            message, hint = doubt
            yield make_finding(
                "OSC028",
                SETTINGS,
                f"the acceptance of {entry.code} in {entry.path} {message}",
                line=entry.line,
                hint=hint,
            )


def _explain_doubt(
    findings: Sequence[Finding], entry: AcceptedFinding, as_of: dt.date, *, is_whole: bool
) -> tuple[str, str] | None:
    """What is wrong with an acceptance and the way out."""
    if entry.until is not None and as_of > entry.until:
        day = entry.until.isoformat()
        return f"ended on {day}", "mend what it accepted, or have it accepted anew"
    covered = [item for item in findings if entry.covers(item.code, item.path)]
    if covered and not any(map(is_acceptable, covered)):
        return "is of an error, which cannot be accepted", "mend the error, and take it out"
    if is_whole and not covered and not CODES[entry.code].by_run:
        return "fits no finding", "take it out, or correct its path"
    return None
