"""Roles that a sheet of states names, as owners of requirements and as those who approved."""

from __future__ import annotations

from collections.abc import Sequence

from ..formats.problems import Problem
from ..formats.sheet_days import read_sheet_day
from ..formats.sheet_records import Record, report_row
from ..model.system import System
from ..nearest import suggest_words
from .cell_remarks import fold_words
from .sheet_rows import MOST_QUOTED
from .states_drafts import DraftRoles
from .states_rollups import StateRow


class SheetRoles:
    """Roles by what the sheet calls them, with what is wrong about that."""

    def __init__(self, system: System, file: str, problems: list[Problem]) -> None:
        self._system = system
        self._problems = problems
        self.drafts = DraftRoles(system, file)
        self._roles = {
            name: role.id
            for role in system.people.roles
            for name in (role.title.partition(" (")[0].lower(), role.title.lower(), role.id)
        }
        # owner as written -> the rows that name it, told once for all of them
        self._unknown_owners: dict[str, list[Record]] = {}

    def _report(self, record: Record, message: str, hint: str) -> None:
        self._problems.append(report_row(record, message, hint, warning=True))

    def read_approval(self, record: Record, label: str) -> str:
        """Role and day, as the field has them; both or nothing."""
        who, when = fold_words(record["approved-by"]), fold_words(record["approved-on"])
        if "," in who and not when:
            who, _, when = (part.strip() for part in who.rpartition(","))
        if not who and not when:
            return ""
        role, day = self._roles.get(who.lower(), ""), read_sheet_day(when)
        if role and day:
            return f"{role}, {day.isoformat()}"
        if role:
            what, hint = _describe_day(when), "write YYYY-MM-DD"
        else:
            what, hint = _describe_approver(who), self._suggest_role(who)
        self._report(record, f"{label}: {what}; the approval was left out", hint)
        return ""

    def _suggest_role(self, text: str) -> str:
        return suggest_words(text.lower(), [role.id for role in self._system.people.roles])

    def choose_owner(self, rows: Sequence[StateRow]) -> str:
        """The one role that all rows of a requirement name; "" if there is none."""
        roles: dict[str, StateRow] = {}
        for row in rows:
            for owner in row.owners:
                role = self._find_role(owner) or self.drafts.propose(owner, row.record.number)
                if role:
                    roles[role] = row
                else:
                    self._unknown_owners.setdefault(owner, []).append(row.record)
        if len(roles) > 1:
            last = list(roles.values())[-1]
            message = (
                f"the rows of {last.requirement.label} name several owners"
                f" ({', '.join(sorted(roles))}); none was taken"
            )
            self._report(last.record, message, "a requirement has one owner")
        return next(iter(roles)) if len(roles) == 1 else ""

    def _find_role(self, owner: str) -> str:
        """By its id or title, or by the one who holds it alone."""
        return self._roles.get(owner.lower(), "") or self.drafts.find_held(owner)

    def report_unknown_owners(self) -> None:
        """Each once, at its first row: a sheet names the same few people in hundreds of rows."""
        for text, records in self._unknown_owners.items():
            more = f" ({len(records)} rows)" if len(records) > 1 else ""
            message = (
                f'"{text[:MOST_QUOTED]}" is no role of people.yaml{more}; it was not taken as owner'
            )
            self._report(records[0], message, self._suggest_role(text))


def _describe_approver(who: str) -> str:
    if not who:
        return "no role approved it"
    return f'"{who[:MOST_QUOTED]}" is no role of people.yaml'


def _describe_day(when: str) -> str:
    if not when:
        return "the approval has no day"
    return f'"{when[:MOST_QUOTED]}" is not a day that can be read one way only'
