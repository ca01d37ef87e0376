"""Whether a control is told to run in the system that is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.soc2 import Soc2Control
from ..model.system import System

# Said of a control that holds everywhere in the company, or where nothing is said
EVERYWHERE = frozenset({
    "", "all", "all systems", "any", "n/a", "na", "none", "-", "company", "entity", "corporate",
    "company-wide", "organization", "organisation", "enterprise", "entity level", "global",
})  # fmt: skip
_SEPARATOR = re.compile(r"[,;\n/]| and ")


def is_elsewhere(control: Soc2Control, system: System) -> bool:
    """Whether a control names systems, and none of them is this one or a component of it."""
    named = {_fold_name(part) for part in _SEPARATOR.split(control.system)}
    if named & EVERYWHERE or not named - {""}:
        return False
    known = set(filter(None, map(_fold_name, _list_names(system))))
    return not any(_is_same_name(one, other) for one in named - {""} for other in known)


def _list_names(system: System) -> Iterator[str]:
    yield system.name
    yield system.characteristics.name
    yield system.characteristics.short_name or ""
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
