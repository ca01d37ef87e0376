"""Ids in a difference said in words, for documents: roles, people, artifacts, components and
providers by their names. The terminal shows what stands in the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from ...assess.value_changes import FieldChange
from ...lazy_dataclasses import dataclass
from ...model.system import System
from ..name_lookup import write_title

# The last or the first word of a key -> whose ids its value holds
_KINDS: Mapping[str, str] = MappingProxyType({
    "owner": "role", "role": "role", "approver": "role", "responsible": "role",
    "families": "role",
    "held-by": "party", "organization": "party", "party": "party",
    "provider": "provider",
    "evidence": "evidence", "completion-evidence": "evidence",
    "component": "component", "components": "component", "systems-affected": "component",
})  # fmt: skip
# How the value of a whole entry is written: its keys and values in a row
_ENTRY_VALUE = re.compile(rf"\b({'|'.join(_KINDS)}) ([\w.-]+)(?=;|$)", re.M)


@dataclass(frozen=True, slots=True)
class DiffNames:
    """Names by kind and id; what nothing explains is shown as it is."""

    names: Mapping[tuple[str, str], str]

    def name_evidence(self, key: str) -> str:
        """Title and id: the artifact is looked for by its id."""
        title = self.names.get(("evidence", key), "")
        return f"{title} ({key})" if title else key

    def name_field(self, change: FieldChange) -> FieldChange:
        """Key and both values in words."""
        key, before, after = change
        kind = _KINDS.get(key.rpartition(" ")[2]) or _KINDS.get(key.partition(" ")[0], "")
        return self._name_key(key), self._name_value(kind, before), self._name_value(kind, after)

    def _name_key(self, key: str) -> str:
        """Keys begin and end it; between them stands what an entry is known by."""
        first, _, rest = key.partition(" ")
        if not rest:
            return write_title(first)
        entry, _, last = rest.rpartition(" ")
        if not entry:
            return f'{write_title(first)} "{self._find_any(last)}"'
        return f'{write_title(first)} "{self._find_any(entry)}" {last.replace("-", " ")}'

    def _find_any(self, key: str) -> str:
        found = (name for (_, known), name in self.names.items() if known == key)
        return next(found, key)

    def _name_value(self, kind: str, value: str) -> str:
        if kind:
            return ", ".join(self._find(kind, line) for line in value.split("\n"))
        return _ENTRY_VALUE.sub(
            lambda found: f"{found[1]} {self._find(_KINDS[found[1]], found[2])}", value
        )

    def _find(self, kind: str, key: str) -> str:
        return self.name_evidence(key) if kind == "evidence" else self.names.get((kind, key), key)


def read_diff_names(systems: Iterable[System]) -> DiffNames:
    """The first of the systems that knows an id names it."""
    names: dict[tuple[str, str], str] = {}
    for item in systems:
        for key, name in _list_names(item):
            names.setdefault(key, name)
    return DiffNames(names)


def _list_names(system: System) -> Iterator[tuple[tuple[str, str], str]]:
    people = system.people
    yield from ((("role", item.id), item.title) for item in people.roles)
    yield from ((("party", item.id), item.name) for item in people.parties)
    yield from ((("evidence", item.id), item.title) for item in system.evidence)
    yield from ((("component", item.slug), item.title) for item in system.components)
    yield from ((("provider", item.slug), item.title) for item in system.providers)
    yield ("component", "this-system"), "Whole system"
