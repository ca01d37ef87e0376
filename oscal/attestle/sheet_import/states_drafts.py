"""What a sheet of states names and the system does not have yet: artifacts become draft items of
the evidence register, owners become roles that somebody has to confirm.

Nothing of either counts: a draft covers no objective, and a role names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from ..formats import yaml12
from ..formats.register_text import Register
from ..formats.sheet_records import Record
from ..lazy_dataclasses import dataclass
from ..model.system import System
from .evidence_rows import EvidenceIds, make_evidence_slug
from .sheet_rows import fold_cell

# A longer cell is a sentence about evidence, and names no artifact
_LONGEST_TITLE = 100
# Words in place of an artifact that is still to come
_NO_ARTIFACT = re.compile(
    r"(?:tbd|tba|to ?do|pending|n/?a|none|missing|see (?:notes?|comments?|above|below|ssp)|yes|no|x"
    r"|not (?:available|provided|collected)|in progress|various|\?+|-+)\W*\Z",
    re.I,
)
_PLACE = re.compile(r"[a-z][a-z+.-]*://\S|\\\\\S|[^\s/\\]+[/\\]\S|.*\.[a-z][a-z0-9]{1,4}\Z", re.I)
_MAIL = re.compile(r"\S+@\S+\.\S+")
_LONGEST_ROLE = 60
_ROLES = "roles:"


@dataclass(slots=True)
class DraftItem:
    """An artifact that the register lacks."""

    id: str
    title: str
    location: str


@dataclass(slots=True)
class ItemUse:
    """The objectives that cite an item, and the owner of the first that has one."""

    owner: str = ""
    objectives: list[str] = field(default_factory=list)


@dataclass(slots=True)
class DraftRegister:
    """The draft items that the rows of one sheet ask for, each once."""

    file: str
    ids: EvidenceIds
    items: dict[str, DraftItem] = field(default_factory=dict)

    def cite(self, record: Record, word: str) -> str:
        """The id of a new draft item; "" where the word names no artifact."""
        title = fold_cell(word)
        if len(title) > _LONGEST_TITLE or _NO_ARTIFACT.match(title):
            return ""
        item = self.items.get(title.casefold())
        if item is None:
            is_place = _PLACE.match(title) and not title.lower().startswith("evidence/")
            location = title if is_place else f"named in {self.file} {record.place_name}"
            identity = self.ids.choose_id("", _shorten_title(title), location)
            item = DraftItem(identity, _shorten_title(title), location)
            self.items[title.casefold()] = item
        return item.id

    def write(self, text: str, uses: Mapping[str, ItemUse], new_uuid: Callable[[], str]) -> str:
        """The register with the items that answers cite now."""
        register = Register(text)
        for item in self.items.values():
            use = uses.get(item.id)
            if use is None:
                continue
            values: dict[str, Any] = {"uuid": new_uuid(), "id": item.id, "title": item.title}
            if use.owner:
                values["owner"] = use.owner
            values |= {"location": item.location, "status": "draft"}
            values["objectives"] = list(use.objectives)
            register.add(values)
        return register.text()


def _shorten_title(title: str) -> str:
    """The last part of an address or a path; anything else as it is."""
    if re.match(r"[a-z][a-z+.-]*://|\\\\", title, re.I) or re.search(r"[/\\]\S*\.\w+\Z", title):
        return re.split(r"[/\\]", title.rstrip("/\\"))[-1] or title
    return title


def reads_as_written(text: str, identities: Mapping[str, object]) -> bool:
    """Whether the register, read back, has the items; its layout may not let them in."""
    value = yaml12.read_yaml(text).value
    items = value.get("evidence") if isinstance(value, dict) else None
    if not isinstance(items, list):
        return not identities
    ids = {str(item.get("id")) for item in items if isinstance(item, dict)}
    return all(identity in ids for identity in identities)


@dataclass(slots=True)
class DraftRoles:
    """The roles that a sheet names as owners and people.yaml lacks."""

    system: System
    file: str
    # id -> title and the first row that names it
    made: dict[str, tuple[str, int]] = field(default_factory=dict)

    def find_held(self, word: str) -> str:
        """The one role that the party of that name, title or address holds."""
        folded = word.casefold()
        people = self.system.people
        parties = {
            party.id
            for party in people.parties
            if folded in (party.name.casefold(), (party.email or "").casefold())
        }
        held = [role.id for role in people.roles if parties.intersection(role.held_by)]
        return held[0] if len(held) == 1 else ""

    def propose(self, word: str, row: int) -> str:
        """The id of a role to confirm; "" where the word can name none."""
        title = fold_cell(word)
        identity = make_evidence_slug(title).removeprefix("ev-")
        if len(title) > _LONGEST_ROLE or _MAIL.search(title) or not identity[:1].isalpha():
            return ""
        if re.search(r"[,;/|&]|\band\b", title):
            # several owners in one cell: a requirement has one
            return ""
        self.made.setdefault(identity, (title, row))
        return identity

    def write(self, text: str, used: Mapping[str, object]) -> str | None:
        """people.yaml with the roles that are used; None where its layout does not let them in."""
        lines = text.rstrip("\n").split("\n")
        if _ROLES not in lines:
            return None
        start = lines.index(_ROLES) + 1
        end = next(
            (
                index
                for index in range(start, len(lines))
                if lines[index] and not lines[index].startswith((" ", "#", "-"))
            ),
            len(lines),
        )
        first = next((line for line in lines[start:end] if line.lstrip().startswith("- ")), "")
        lead = first[: len(first) - len(first.lstrip())]
        block = [line for role in used for line in self._write_role(lead, role)]
        edited = "\n".join([*lines[:end], *block, *lines[end:]]) + "\n"
        return edited if _has_roles(edited, used) else None

    def _write_role(self, lead: str, role: str) -> list[str]:
        title, row = self.made[role]
        told = f"To confirm: {self.file} names it as an owner in row {row}; say who holds it."
        quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in (title, told)]
        return [
            f'{lead}- id: "{role}"',
            f'{lead}  title: "{quoted[0]}"',
            f'{lead}  description: "{quoted[1]}"',
            f'{lead}  held-by: ["{self.system.people.organization}"]',
        ]


def _has_roles(text: str, wanted: Mapping[str, object]) -> bool:
    read = yaml12.read_yaml(text)
    roles = read.value.get("roles") if isinstance(read.value, dict) else None
    if not isinstance(roles, list) or read.problems:
        return False
    ids = {str(role.get("id")) for role in roles if isinstance(role, dict)}
    return all(role in ids for role in wanted)
