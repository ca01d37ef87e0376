"""Which controls are told of another system than the one that is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..model.soc2 import Soc2Control
from ..model.system import System

# Said of a control that holds everywhere in the company, or where nothing is said
EVERYWHERE = frozenset({
    "", "all", "all systems", "any", "n/a", "na", "none", "-", "company", "entity", "corporate",
    "company-wide", "organization", "organisation", "enterprise", "entity level", "global",
})  # fmt: skip
_SEPARATOR = re.compile(r"[,;\n/]| and ")


def find_elsewhere(controls: Sequence[Soc2Control], system: System | None) -> Mapping[str, str]:
    """By uuid, why nothing says that a control runs in this system.

    A control told of a component runs here, unless the inventory names this system beside it: then
    it tells the two apart, and a product that serves elsewhere too is not meant as it runs here.
    """
    if system is None:
        return {}
    ours = set(filter(None, map(_fold_name, _list_own_names(system))))
    parts = set(filter(None, map(_fold_name, _list_part_names(system))))
    is_told_apart = any(_names_any(control, ours) for control in controls)
    found = {}
    for control in controls:
        if not _list_systems(control) or _names_any(control, ours):
            continue
        where = " ".join(control.system.split())
        if not _names_any(control, parts):
            found[control.uuid] = (
                f"{control.id} is told of {where}, and nothing says that it runs here"
            )
        elif is_told_apart:
            found[control.uuid] = (
                f"{control.id} is told of {where}, which the inventory tells apart from this system"
            )
    return found


def _list_systems(control: Soc2Control) -> set[str]:
    """The systems that a control names; none of one that holds everywhere."""
    named = {_fold_name(part) for part in _SEPARATOR.split(control.system)}
    return set() if named & EVERYWHERE else named - {""}


def _names_any(control: Soc2Control, names: set[str]) -> bool:
    return any(_is_same_name(one, other) for one in _list_systems(control) for other in names)


def _list_own_names(system: System) -> Iterator[str]:
    yield system.name
    yield system.characteristics.name
    yield system.characteristics.short_name or ""


def _list_part_names(system: System) -> Iterator[str]:
    for component in system.components:
        yield component.title
        yield component.slug
    for provider in system.providers:
        yield provider.title
        yield provider.slug


def _fold_name(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_same_name(one: str, other: str) -> bool:
    """The same words, or all the words of one within the other."""
    first, second = set(one.split()), set(other.split())
    return first <= second or second <= first
