"""What an answer names in another file, as people write it: by id, by title, or by what else only
one thing is called.

A name that two things share means neither of them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType

from ..iso_days import FIRST_YEAR, LAST_YEAR
from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..model.evidence import EvidenceItem
from ..model.people import People
from ..model.providers import Provider
from ..model.vocabulary import fold_word
from ..nearest import find_nearest
from .sheet_days import read_sheet_day

_COMMAS = make_pattern("[,;\uff0c\uff1b\u3001]")
_DAY_LAST = make_pattern(r"(?P<who>.*?)[\s,;(]+(?P<day>\S*\d[^,;()]*?)[\s)]*\Z")
_DAY_FIRST = make_pattern(r"(?P<day>\d[^\s,;:]*)[\s,;:]+(?P<who>\D.*)\Z")
# of an American day, whose own comma is no end of a name
_DAY_IN_WORDS = make_pattern(
    r"(?P<who>.*?)[\s,;(]+(?P<day>[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})[\s)]*\Z"
)
_BY = make_pattern(r"(?:approved )?by ", re.I)
_ON = make_pattern(r" on\Z", re.I)


# A title has no more commas than this, and an approval no more signs
_MOST_COMMAS, _LONGEST_APPROVAL = 4, 200


@dataclass(frozen=True, slots=True)
class NameTable:
    """`ids` are the ids there are; `names` the ids that a folded name may stand for."""

    ids: frozenset[str] = frozenset()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def find_id(self, text: str) -> str:
        """The id that a text is, or is the name of; "" if there is none, or more than one."""
        if text in self.ids:
            return text
        found = self.names.get(fold_word(text), ())
        return found[0] if len(found) == 1 else ""

    def list_shared(self, text: str) -> tuple[str, ...]:
        """The ids of the things that share a name."""
        found = self.names.get(fold_word(text), ())
        return found if len(found) > 1 and text not in self.ids else ()

    def read_ids(self, text: str) -> tuple[str, ...]:
        """The ids of a list between commas; what is no name stays as it is.

        A title may hold a comma: the longest run of parts that is a name is one.
        """
        whole = self.find_id(text.strip())
        if whole:
            return (whole,)
        parts = [part.strip() for part in _COMMAS.sub(",", text).split(",") if part.strip()]
        found: list[str] = []
        while parts:
            length, name = self._find_run(parts)
            found.append(name)
            parts = parts[length:]
        return tuple(dict.fromkeys(found))

    def _find_run(self, parts: list[str]) -> tuple[int, str]:
        for length in range(min(len(parts), _MOST_COMMAS + 1), 0, -1):
            name = self.find_id(", ".join(parts[:length]))
            if name:
                return length, name
        return 1, parts[0]


@dataclass(frozen=True, slots=True)
class AnswerNames:
    """The names that an answer may use."""

    evidence: NameTable = NameTable()
    providers: NameTable = NameTable()
    roles: NameTable = NameTable()

    def read_approval(self, text: str) -> tuple[str, dt.date] | None:
        """Role and day of an approval in whatever order and form; None if one of them is unsure."""
        found = split_approval(text)
        role = self.roles.find_id(found[0]) if found else ""
        return (role, found[1]) if found and role else None

    def suggest_approval(self, text: str) -> str:
        """What to type for an approval that is not understood."""
        found = split_approval(text)
        if found is None:
            return "write: Approved: role, YYYY-MM-DD"
        who, day = found[0], found[1].isoformat()
        nearest = find_nearest(who, self.roles.ids) or "role"
        shared = self.roles.list_shared(who)
        roles = f"; {who} holds several: {', '.join(shared)}" if shared else ""
        return f"write: Approved: {nearest}, {day}, where the role is one of people.yaml{roles}"


def split_approval(text: str) -> tuple[str, dt.date] | None:
    """Who and when, None without a day that means only one."""
    if len(text) > _LONGEST_APPROVAL:
        return None
    for pattern in (_DAY_IN_WORDS, _DAY_LAST, _DAY_FIRST):
        match = pattern.match(text.strip())
        day = read_sheet_day(match["day"].strip()) if match else None
        if match and day and FIRST_YEAR <= day.year <= LAST_YEAR:
            return _ON.sub("", _BY.sub("", match["who"].strip(" ,;(-\u2013"))), day
    return None


NO_NAMES = AnswerNames()


def list_names(
    evidence: Iterable[EvidenceItem], providers: Iterable[Provider], people: People | None
) -> AnswerNames:
    """Evidence by id, title or name of its file, providers by id or title, roles by id, title, or
    who alone holds one.
    """
    return AnswerNames(
        _make_table((item.id, (item.title, *_list_file_names(item))) for item in evidence),
        _make_table((item.slug, (item.title,)) for item in providers),
        _make_table(_list_role_names(people)) if people else NameTable(),
    )


def _list_file_names(item: EvidenceItem) -> list[str]:
    """The name of each file that a location ends in, as people cite it."""
    ends = (place.location.replace("\\", "/").rpartition("/")[2] for place in item.places)
    return [end for end in ends if "." in end.strip(".")]


def _list_role_names(people: People) -> Iterable[tuple[str, tuple[str, ...]]]:
    """A person who holds two roles is the name of two."""
    names = {party.id: party.name for party in people.parties}
    for role in people.roles:
        yield role.id, (role.title, *(names.get(key, key) for key in role.held_by))


def _make_table(things: Iterable[tuple[str, tuple[str, ...]]]) -> NameTable:
    ids: list[str] = []
    names: dict[str, dict[str, None]] = {}
    for key, titles in things:
        ids.append(key)
        for name in filter(None, (key, *titles)):
            names.setdefault(fold_word(name), {})[key] = None
    table = {name: tuple(keys) for name, keys in names.items() if name}
    return NameTable(frozenset(ids), MappingProxyType(table))
