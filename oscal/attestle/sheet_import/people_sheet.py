"""A list of people, teams and their roles into people.yaml: new parties and roles at the end of
their lists, known ones completed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..errors import InternalError
from ..formats.people_text import PeopleText
from ..formats.problems import Problem
from ..formats.sheet_records import Record
from ..formats.wanted_columns import Spellings
from ..model.people import Party
from ..model.words import says_nothing, says_yes
from .importer import Importer, Placement, SheetRows, SystemTarget
from .repeated_notes import RepeatedNotes
from .role_additions import RoleAdditions, is_nobody, make_role_slug
from .row_account import RowAccount
from .sheet_rows import MOST_QUOTED, fold_cell
from .typed_values import TypedValues, list_differences

COLUMNS: Spellings = MappingProxyType({
    "name": ("Name", "Full Name", "Person", "Employee", "Contact", "Display Name", "Team", "Who",
             "Staff", "Holder", "Contact Name", "Member"),
    "first-name": ("First Name", "Given Name", "Forename"),
    "last-name": ("Last Name", "Surname", "Family Name"),
    "role": ("Role", "Roles", "Role in the system", "Security Role", "CMMC Role", "Responsibility",
             "Function", "System Role", "Security Responsibilities", "Responsibilities",
             "Security Roles", "Security Function", "Assigned Role", "Duties"),
    "title": ("Title", "Job Title", "Position"),
    "email": ("Email", "E-mail", "Email Address", "Mail", "Work Email"),
    "phone": ("Phone", "Telephone", "Phone Number", "Tel", "Mobile", "Office Phone", "Work Phone"),
    "type": ("Type", "Kind", "Person or team"),
    "families": ("Families", "Family", "Control Families", "Control Family", "Domains", "Domain",
                 "Owns", "Accountable for", "Responsible for"),
})  # fmt: skip
REQUIRED = ("name",)
_PARTS = re.compile(r"[,;|\n/]+|\band\b")
_ROLES = re.compile(r"[;|\n]+")
_TEXTS = ("name", "title", "email", "phone")


def place_people(target: SystemTarget, rows: SheetRows) -> Placement:
    """A row without a name is not taken; roles that are new are held by whom the row names."""
    path = f"{target.folder}/people.yaml"
    writer = _PeopleWriter(target, path, rows.file)
    for record in rows.records:
        writer.put_row(record)
    problems = writer.report_all()
    return Placement(
        writer.account.placed,
        writer.account.placed,
        (*problems, *writer.typed.kept),
        writer.account.passed_over,
        (f"{writer.added} parties added, {writer.updated} updated",),
        tuple(writer.typed.replaced),
        writer.account.list_fates(writer.typed.kept),
        texts=writer.list_texts(),
    )


class _PeopleWriter:
    def __init__(self, target: SystemTarget, path: str, file: str) -> None:
        self._target, self._path = target, path
        people = target.work.system.people
        self._people = PeopleText(target.find_text(path) or "")
        self._roles = RoleAdditions(people, path, "", file)
        self._parties = {party.id: party for party in people.parties}
        self._holders = {role.id: set(role.held_by) for role in people.roles}
        self._families = dict(people.families)
        self._codes = dict(target.work.baseline.families)
        self._notes = RepeatedNotes()
        self.typed = TypedValues(path, target.may_replace, target.written)
        self.account = RowAccount()
        self.added = self.updated = 0

    def put_row(self, record: Record) -> None:
        name = fold_cell(record["name"])
        name = name or fold_cell(f"{record['first-name']} {record['last-name']}")
        if record.is_total or record.is_caption:
            self.account.pass_over(record)
        elif is_nobody(name):
            self.account.refuse(record, "no name; the row was not taken")
        else:
            try:
                self.account.take(record, self._put_party(record, name))
            except InternalError:
                message = "people.yaml is written in a way that only a person can change"
                self.account.refuse(record, f"{message}; the row was not taken")

    def list_texts(self) -> dict[str, str]:
        return {self._path: self._people.text()} if self._people.is_changed else {}

    def report_all(self) -> list[Problem]:
        self.account.tell_notes(self._notes)
        return self.account.problems

    def _put_party(self, record: Record, name: str) -> str:
        """The id of the party."""
        values = {key: self._read_text(record, key) for key in ("title", "email", "phone")}
        values = {"name": name, **{key: text for key, text in values.items() if text}}
        party = self._find_party(name, values.get("email", ""))
        if party is None:
            identity = self._add_party(record, name, values)
        else:
            identity = party.id
            self._complete_party(record, party, values)
        roles = [self._put_role(text, identity) for text in self._list_roles(record)]
        self._put_families(record, [role for role in roles if role])
        return identity

    def _read_text(self, record: Record, key: str) -> str:
        text = fold_cell(record[key]).removeprefix("mailto:")
        return "" if says_nothing(text) or is_nobody(text) else text

    def _find_party(self, name: str, email: str) -> Party | None:
        """By name; by an address, if nobody else has it."""
        folded = name.casefold()
        for party in self._parties.values():
            if " ".join(party.name.split()).casefold() == folded:
                return party
        found = [
            party
            for party in self._parties.values()
            if email and (party.email or "").casefold() == email.casefold()
        ]
        return found[0] if len(found) == 1 else None

    def _add_party(self, record: Record, name: str, values: Mapping[str, str]) -> str:
        slug, number = make_role_slug(name), 1
        identity = slug
        while identity in self._parties:
            number += 1
            identity = f"{slug}-{number}"
        keys = {"type": _read_type(record), **values}
        uuid = self._target.new_uuid()
        self._people.add_party(uuid, identity, keys)
        self._parties[identity] = Party(
            uuid,
            identity,
            name,
            keys["type"],
            values.get("title"),
            values.get("email"),
            values.get("phone"),
        )
        self.added += 1
        return identity

    def _complete_party(self, record: Record, party: Party, values: Mapping[str, str]) -> None:
        old = {key: getattr(party, key) or "" for key in _TEXTS}
        differing = list_differences([(key, old[key], text) for key, text in values.items()])
        kept = self.typed.list_kept(f"party {party.id}", differing)
        self.typed.settle(record.number, party.id, differing, kept)
        taken = {item.name for item in differing if item not in kept}
        changed = {key: text for key, text in values.items() if key in taken or not old[key]}
        for key, text in changed.items():
            self._people.set_party_key(party.id, key, text)
        self.updated += bool(changed)

    def _list_roles(self, record: Record) -> Sequence[str]:
        """The roles that a row names; a job title is the role where no column says one."""
        return [text for part in _ROLES.split(record["role"]) if (text := fold_cell(part))]

    def _put_role(self, title: str, party: str) -> str:
        if is_nobody(title):
            return ""
        identity = self._roles.find_role(title) or make_role_slug(title)
        if identity not in self._holders:
            self._people.add_role(identity, title, [party])
            self._holders[identity] = {party}
        elif party not in self._holders[identity]:
            self._people.add_holder(identity, party)
            self._holders[identity].add(party)
        return identity

    def _put_families(self, record: Record, roles: Sequence[str]) -> None:
        """The families that the first role of a row answers for; one role answers for each."""
        cell = record["families"]
        codes = dict.fromkeys(
            code for part in _PARTS.split(cell) for code in self._read_families(part.strip())
        )
        if not codes:
            self._note_no_family(record, cell)
        elif not roles:
            message = "families without a role: who answers for them was left out"
            self._notes.add(record, message, "name the role in the row")
        else:
            for code in codes:
                self._put_family(record, code, roles[0])

    def _note_no_family(self, record: Record, cell: str) -> None:
        if not says_nothing(cell) and not says_yes(cell):
            message = f'"{fold_cell(cell)[:MOST_QUOTED]}" is no family of requirements; left out'
            self._notes.add(record, message, f"one of: {', '.join(self._codes)}")

    def _put_family(self, record: Record, code: str, role: str) -> None:
        old = self._families.get(code, "")
        differing = list_differences([(code, old, role)])
        kept = self.typed.list_kept("families", differing)
        self.typed.settle(record.number, "families", differing, kept)
        if not old or (differing and not kept):
            self._people.set_family(code, role)
            self._families[code] = role

    def _read_families(self, part: str) -> list[str]:
        """A code, the name of a family, or both: `AC`, `Access Control (AC)`."""
        folded = part.casefold()
        if folded in ("all", "all families"):
            return list(self._codes)
        words = re.findall(r"[A-Z]{2}\b", part)
        named = [code for code, title in self._codes.items() if title.casefold() in folded]
        return named or [word for word in words if word in self._codes]


def _read_type(record: Record) -> str:
    """A person where a row has a first name or says so;
    else an office that stands for its people.
    """
    text = record["type"].casefold()
    if "person" in text or "employee" in text or record["first-name"]:
        return "person"
    is_team = re.search(
        r"\b(?:team|office|department|group|desk|operations|committee|inc|llc|ltd)\b",
        record["name"],
        re.I,
    )
    return "organization" if text or is_team else "person"


IMPORTER = Importer(
    "parties",
    COLUMNS,
    REQUIRED,
    place_people,
    register="people.yaml",
    kinds=MappingProxyType({"name": ("role",), "email": ("mail",)}),
)
