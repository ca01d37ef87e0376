"""What somebody answers for in `attestle.toml`: it is set aside, and counted apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from ...codes import CODES, is_acceptable, make_finding
from ...findings import Finding
from ...formats.path_globs import GlobIndex
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
    valid = _EntryIndex([entry for entry in settings.accepted if _holds(entry, as_of, today)])
    remaining: list[Finding] = []
    accepted: list[AnsweredFinding] = []
    for item in findings:
        entries = valid.list_entries(item)
        if entries and is_acceptable(item):
            accepted.append(AnsweredFinding(item, entries[0]))
        else:
            remaining.append(item)
    return tuple(remaining), tuple(accepted)


class _EntryIndex:
    """Entries by what they cover: a workspace of a thousand systems has one or more of each."""

    def __init__(self, entries: Iterable[AcceptedFinding]) -> None:
        by_code: dict[str, list[AcceptedFinding]] = {}
        for entry in entries:
            by_code.setdefault(entry.code, []).append(entry)
        self._by_code = {
            code: (entries, GlobIndex(entry.path for entry in entries))
            for code, entries in by_code.items()
        }

    def list_entries(self, item: Finding) -> list[AcceptedFinding]:
        """Those that cover a finding, in their order."""
        if item.code not in self._by_code:
            return []
        entries, index = self._by_code[item.code]
        return [entries[number] for number in index.list_matches(item.path)]


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
    index = _EntryIndex(settings.accepted)
    covered: dict[int, list[Finding]] = {}
    for item in findings:
        for entry in index.list_entries(item):
            covered.setdefault(id(entry), []).append(item)
    for entry in settings.accepted:
        doubt = _explain_doubt(covered.get(id(entry), []), entry, as_of, is_whole=is_whole)
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
    covered: Sequence[Finding], entry: AcceptedFinding, as_of: dt.date, *, is_whole: bool
) -> tuple[str, str] | None:
    """What is wrong with an acceptance of these findings, and the way out."""
    if entry.until is not None and as_of > entry.until:
        day = entry.until.isoformat()
        return f"ended on {day}", "mend what it accepted, or have it accepted anew"
    if covered and not any(map(is_acceptable, covered)):
        return "is of an error, which cannot be accepted", "mend the error, and take it out"
    if is_whole and not covered and not CODES[entry.code].by_run:
        return "fits no finding", "take it out, or correct its path"
    return None
