"""Ids said in words: roles, components, providers, states, categories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..model.answers import STATE_OF
from ..model.frameworks import PROTECTED, WHOLE, put_term
from ..model.people import Party, Role
from ..model.system import System

STATES: Mapping[str, str] = MappingProxyType(
    {**{word: row.title for word, row in STATE_OF.items()}, "unstated": "Not stated"}
)
RATINGS: Mapping[str, str] = MappingProxyType({
    "covered-and-evidenced": "Covered and evidenced",
    "partially-covered": "Partially covered",
    "present-but-undocumented": "Present but undocumented",
    "not-addressed": "Not addressed",
    "not-applicable": "Not applicable",
})  # fmt: skip
CATEGORIES: Mapping[str, str] = MappingProxyType({
    "cui": "CUI asset",
    "spa": "Security protection asset",
    "crma": "Contractor risk managed asset",
    "specialized": "Specialized asset",
    "out-of-scope": "Out-of-scope asset",
})  # fmt: skip
EXCEPTION_KINDS: Mapping[str, str] = MappingProxyType({
    "accepted-risk": "Accepted risk",
    "temporary-deficiency": "Temporary deficiency",
    "enduring-exception": "Enduring exception",
    "dod-cio-adjudication": "DoD CIO adjudication",
})  # fmt: skip
POAM_KINDS: Mapping[str, str] = MappingProxyType({
    "poam": "POA&M (for a conditional status)",
    "operational": "Operational plan of action",
    "remediation": "Remediation (never implemented)",
})  # fmt: skip
# Roles that documents ask for by their id, also where no role of that id is recorded
ROLE_TITLES: Mapping[str, str] = MappingProxyType({
    "information-owner": "Information Owner",
    "system-owner": "System Owner",
    "security-officer": "System Security Officer",
    "affirming-official": "Affirming Official",
})  # fmt: skip
_ASIDE = re.compile(r"\s*\([^()]*\)\s*\Z")


@dataclass(frozen=True, slots=True)
class NameLookup:
    """Looks ids up in one system; an id that nothing explains is shown as it is."""

    roles: Mapping[str, Role]
    parties: Mapping[str, Party]
    components: Mapping[str, str]
    providers: Mapping[str, str]
    term: str = PROTECTED

    def put_term(self, text: str) -> str:
        """Our own words with what the profile calls the information protected."""
        return put_term(text, self.term)

    def find_role(self, key: str | None) -> str:
        if not key:
            return ""
        return self.roles[key].title if key in self.roles else ROLE_TITLES.get(key, key)

    def shorten_role(self, key: str | None) -> str:
        """The title without what stands behind it in parentheses."""
        return _ASIDE.sub("", self.find_role(key))

    def list_holders(self, key: str) -> tuple[Party, ...]:
        role = self.roles.get(key)
        return (
            tuple(self.parties[item] for item in role.held_by if item in self.parties)
            if role
            else ()
        )

    def name_component(self, slug: str) -> str:
        return "Whole system" if slug == "this-system" else self.components.get(slug, slug)

    def name_provider(self, slug: str | None) -> str:
        return self.providers.get(slug, slug) if slug else ""


def name_organization(system: System, names: NameLookup) -> str:
    own = names.parties.get(system.people.organization)
    return own.name if own else system.people.organization


def build_lookup(system: System, term: str = PROTECTED) -> NameLookup:
    people = system.people
    return NameLookup(
        {item.id: item for item in people.roles},
        {item.id: item for item in people.parties},
        {item.slug: item.title for item in system.components},
        {item.slug: item.title for item in system.providers},
        term,
    )


def write_keys(keys: Iterable[str]) -> str:
    """`[a][c]`; "" where a requirement is judged as a whole, which has no letters."""
    return "".join(f"[{key}]" for key in keys if key != WHOLE)


def write_title(key: str) -> str:
    """`present-but-undocumented` as `Present but undocumented`."""
    text = key.replace("-", " ")
    return text[:1].upper() + text[1:]
