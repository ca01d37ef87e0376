"""Owners as sheets name them, as roles of people.yaml; what is no role there becomes one.

A role that was added says in its description where it was named, and that a person has to confirm
it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import field

from ..errors import InternalError
from ..formats.people_text import PeopleText
from ..formats.problems import Problem
from ..formats.sheet_records import list_rows, place_rows
from ..lazy_dataclasses import dataclass
from ..model.people import People
from ..model.words import says_nothing
from .sheet_rows import MOST_QUOTED, fold_cell

# Signs of a name that make an id
_LONGEST_SLUG = 50
# What stands in a column of owners while nobody is named
_NOBODY = re.compile(
    r"(?:tbd|tba|tbc|t\.b\.d\.?|to be (?:determined|confirmed|assigned|named|decided)|unknown|open"
    r"|unassigned|not (?:assigned|known|set|yet assigned)|no ?(?:one|body|t assigned)|vacant|\?+"
    r"|system|various|multiple|-+)\Z",
    re.I,
)
_MAIL = re.compile(r"(?:mailto:)?([\w.+'-]+)@[\w-]+(?:\.[\w-]+)+\Z", re.I)
# `Some Person <some@acme.example>`
_NAMED_MAIL = re.compile(r"(.*?)\s*[<(]\s*(?:mailto:)?([\w.+'-]+@[\w.-]+)\s*[>)]\Z", re.I)
# What stands between several owners; only the first answers
_BETWEEN = re.compile(r"\s*(?:;|\n|/|,|\||&|\band\b)\s*", re.I)
# Words of an office that do not tell it from another
_OFFICE = re.compile(r"\b(?:department|dept|team|group|office|the)\b\.?", re.I)


def make_role_slug(name: str) -> str:
    """An id made from a name; that of a mailbox is what stands before the @."""
    mail = _MAIL.match(name.strip())
    ascii_ = unicodedata.normalize("NFKD", mail[1] if mail else name)
    words = re.sub(r"[^a-z0-9]+", "-", ascii_.encode("ascii", "ignore").decode().lower())
    slug = words.strip("-")[:_LONGEST_SLUG].strip("-")
    return slug if slug[:1].isalpha() else f"role-{slug}".rstrip("-")


@dataclass(slots=True)
class _Addition:
    identity: str
    name: str
    rows: list[int] = field(default_factory=list)


class RoleAdditions:
    """Finds the role of an owner, and collects those that people.yaml has to gain.

    `file` is the name of the sheet's file, `path` that of people.yaml and `text` what it holds.
    """

    def __init__(self, people: People, path: str, text: str, file: str) -> None:
        self._people = people
        self._path, self._text, self._file = path, text, file
        self._known = dict(_list_names(people))
        self._additions: dict[str, _Addition] = {}
        self._several: dict[str, list[int]] = {}

    def find_role(self, written: str) -> str:
        """The id of a role that there is, by its id or title, or by a party that holds only it.

        "" where nobody is named or the name is not known.
        """
        return next(filter(None, map(self._look_up, _list_readings(written))), "")

    def choose_role(self, written: str, row: int) -> str:
        """The role of an owner, added where there is none; "" where nobody is named."""
        name = fold_cell(written)
        if is_nobody(name):
            return ""
        found = self.find_role(name)
        if found:
            return found
        owners = [part for part in _BETWEEN.split(written.strip()) if not is_nobody(part)]
        if len(owners) > 1:
            self._several.setdefault(name, []).append(row)
            return self.choose_role(owners[0], row)
        title = _read_title(name)
        slug = make_role_slug(title)
        self._additions.setdefault(slug, _Addition(slug, title)).rows.append(row)
        return slug

    def keep_used(self, used: Collection[str]) -> None:
        """Forget the roles that nothing names in the end."""
        self._additions = {key: item for key, item in self._additions.items() if key in used}

    def write_people(self) -> dict[str, str]:
        """people.yaml with the roles that it gains, by path; empty where it gains none.

        Raises InternalError where its layout lets nothing in.
        """
        people = PeopleText(self._text)
        for addition in self._additions.values():
            people.add_role(
                addition.identity,
                addition.name,
                [self._people.organization],
                f"To be confirmed: named in {self._file}, {list_rows(addition.rows)}.",
            )
        return {self._path: people.text()} if self._additions else {}

    def report(self) -> list[Problem]:
        """Each owner that was no role once, and each cell with several once."""
        added = [_report_addition(addition) for addition in self._additions.values()]
        return [*added, *(_report_several(name, rows) for name, rows in self._several.items())]

    def _look_up(self, name: str) -> str:
        slug = make_role_slug(name)
        has_slug = any(role.id == slug for role in self._people.roles)
        return self._known.get(_fold_name(name), slug if has_slug else "")


def is_nobody(written: str) -> bool:
    """Whether a cell of owners names none."""
    name = fold_cell(written)
    return says_nothing(name) or bool(_NOBODY.match(name))


def _read_title(name: str) -> str:
    """The name before an address, else the address."""
    named = _NAMED_MAIL.match(name)
    return (named[1] or named[2]) if named else name


def _fold_name(name: str) -> str:
    """A name without case and without the words that every office has."""
    plain = " ".join(re.sub(r"[^\w@.+-]+", " ", _OFFICE.sub(" ", name.casefold())).split())
    return plain or name.casefold()


def _list_readings(written: str) -> Iterator[str]:
    """The cell as it is; of a name with an address both."""
    name = fold_cell(written)
    yield name
    named = _NAMED_MAIL.match(name)
    if named:
        yield from filter(None, (named[2], named[1]))
    if name.endswith(")") and "(" in name:
        yield name[: name.rindex("(")].strip()


def _list_names(people: People) -> Iterator[tuple[str, str]]:
    """What each role is called, the surest names last: they go before the others."""
    held: dict[str, list[str]] = {}
    for role in people.roles:
        for party in role.held_by:
            held.setdefault(party, []).append(role.id)
    for item in people.parties:
        # who holds several roles is not known by one of them
        if len(held.get(item.id, ())) == 1:
            names = filter(None, (item.name, item.title, item.email))
            yield from ((_fold_name(name), held[item.id][0]) for name in names)
    for role in people.roles:
        yield _fold_name(role.title.partition(" (")[0]), role.id
    for role in people.roles:
        yield from ((_fold_name(name), role.id) for name in (role.title, role.id))


def _report_addition(addition: _Addition) -> Problem:
    message = (
        f'"{addition.name[:MOST_QUOTED]}" was no role of people.yaml: added as'
        f" {addition.identity}, to be confirmed ({list_rows(addition.rows)})"
    )
    hint = "say in people.yaml who holds it, or use the role that is meant"
    rows = place_rows(addition.rows)
    return Problem("OSC012", message, addition.rows[0], None, hint, warning=True, rows=rows)


def _report_several(name: str, rows: list[int]) -> Problem:
    message = (
        f'"{name[:MOST_QUOTED]}" names several owners; the first was taken ({list_rows(rows)})'
    )
    return Problem("OSC012", message, rows[0], None, "one role answers for each", warning=True)


def write_or_report(roles: RoleAdditions, problems: list[Problem]) -> dict[str, str]:
    """The text of people.yaml; where its layout lets nothing in,
    that is told and nothing written.
    """
    try:
        return roles.write_people()
    except InternalError:
        message = "people.yaml is written in a way that only a person can change"
        hint = "add the roles that are named above by hand"
        problems.append(Problem("OSC012", message, None, None, hint))
        return {}
