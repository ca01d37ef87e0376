"""What changed in the registers of a system and in its files that stand alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..model.milestones import PoamItem
from ..model.system import System
from .changes import ThingChange
from .renames import Ids, Renames
from .value_changes import compare_details, compare_fields


def compare_things(old: System, new: System, names: Renames) -> Iterator[ThingChange]:
    """`old` has the new ids already."""
    registers: tuple[tuple[str, Ids, Sequence[Any], Sequence[Any]], ...] = (
        ("component", names.components, old.components, new.components),
        ("plan of action", names.poam, old.poam, new.poam),
        ("exception", names.exceptions, old.exceptions, new.exceptions),
        ("provider", names.providers, old.providers, new.providers),
        ("evidence", names.evidence, old.evidence, new.evidence),
        ("asset", names.assets, old.assets, new.assets),
    )
    # of what has no file and no row of its own
    for before, after in names.roles.items():
        yield ThingChange(
            "role", after, _find_role(new, after), "renamed", (("id", before, after),)
        )
    for what, renamed, old_entries, new_entries in registers:
        earlier = {latest: first for first, latest in renamed.items()}
        yield from _compare_register(
            what, earlier, _index_by_id(old_entries), _index_by_id(new_entries)
        )
    single_files = (
        ("system", old.characteristics, new.characteristics),
        ("people", old.people, new.people),
        ("boundary", old.boundary, new.boundary),
        ("network", old.network, new.network),
        ("data flow", old.data_flow, new.data_flow),
        ("engagement", old.engagement, new.engagement),
        ("assessment", old.assessment, new.assessment),
    )
    for what, old_file, new_file in single_files:
        if keys := compare_fields(old_file, new_file):
            details = compare_details(old_file, new_file)
            yield ThingChange(what, what, what, "changed", keys, details)


def _find_role(system: System, key: str) -> str:
    return next((role.title for role in system.people.roles if role.id == key), key)


def _index_by_id(items: Sequence[Any]) -> dict[str, Any]:
    """By the slug that is the name of its file, else by its id."""
    return {item.slug if hasattr(item, "slug") else item.id: item for item in items}


def _compare_register(
    what: str, earlier: Ids, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[ThingChange]:
    """`earlier` has the old ids of what was renamed, by the new ones."""
    for key, entry in new.items():
        if key not in old:
            yield ThingChange(what, key, _find_title(entry), "added")
        elif key in earlier:
            keys = compare_fields(old[key], entry)
            name = ("id", earlier[key], key)
            details = compare_details(old[key], entry)
            yield ThingChange(what, key, _find_title(entry), "renamed", (name, *keys), details)
        elif keys := compare_fields(old[key], entry):
            how = "completed" if _is_completed(old[key], entry) else "changed"
            details = compare_details(old[key], entry)
            yield ThingChange(what, key, _find_title(entry), how, keys, details)
    for key, entry in old.items():
        if key not in new:
            yield ThingChange(what, key, _find_title(entry), "removed")


def _is_completed(old: Any, new: Any) -> bool:
    return isinstance(new, PoamItem) and new.status == "complete" and old.status != "complete"


def _find_title(item: Any) -> str:
    """An asset has a name, everything else a title."""
    return str(item.title if hasattr(item, "title") else item.name)
