"""The metadata of a resolved catalog: what it takes over from the profile and from its sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..model.derived_ids import OSCAL_VERSION
from ..trees import Tree
from .control_nodes import is_kept
from .problems import Problem

# Lists that the profile's own metadata hands on whole, and what tells their items apart
_OWN_LISTS = {"roles": "id", "locations": "uuid", "parties": "uuid"}
# Of these the sources' items come along too, if they ask to be kept
_KEPT_LISTS = ("roles", "parties")
_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")


def take_metadata(own: Tree, sources: Sequence[Tree]) -> Tree:
    """Roles, locations, parties and responsible parties; of one id the profile's own."""
    taken: Tree = {}
    for key, identity in _OWN_LISTS.items():
        items: dict[str, Tree] = {}
        for source in sources if key in _KEPT_LISTS else ():
            items |= {
                str(item.get(identity)): item for item in source.get(key, ()) if is_kept(item)
            }
        items |= {str(item.get(identity)): item for item in own.get(key, ())}
        if items:
            taken[key] = list(items.values())
    if own.get("responsible-parties"):
        taken["responsible-parties"] = own["responsible-parties"]
    return taken


def find_version(stated: Iterable[str]) -> str:
    """The latest OSCAL version of the documents, but none that is later than ours."""
    versions = [item for item in stated if _VERSION.match(item)]
    latest = max(versions, key=_rank_version, default=OSCAL_VERSION)
    return min(latest.removeprefix("v"), OSCAL_VERSION, key=_rank_version)


def report_versions(profile: str, imported: str, pointer: str) -> list[Problem]:
    """OSC007: documents of two major versions cannot be resolved together."""
    ours, theirs = _rank_version(profile)[:1], _rank_version(imported)[:1]
    if not ours or not theirs or ours == theirs:
        return []
    message = f"the profile is of OSCAL {profile}, what it imports of OSCAL {imported}"
    return [Problem("OSC007", message, hint="convert one of them", pointer=pointer)]


def _rank_version(text: str) -> tuple[int, ...]:
    match = _VERSION.match(text)
    return tuple(int(number or 0) for number in match.groups()) if match else ()
