"""Uuids of a plan that name more than one thing.

The files of a system ask that each of its things has one of its own; OSCAL asks for it too, and
plans come without.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..formats.oscal_values import get_text
from ..lazy_dataclasses import dataclass
from ..model.derived_ids import derive_uuid
from ..trees import Tree, join_pointer
from ..uuids import name_value

# Of an authored thing that stands in no list: the plan
_WHOLE = ""
_AUTHORIZATIONS = "leveraged-authorizations"
# Lists whose objects become authored things, with the keys that name one of theirs
_AUTHORED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "parties": ("party-uuid", "party-uuids", "member-of-organizations"),
        "users": (),
        "components": ("component-uuid",),
        _AUTHORIZATIONS: ("leveraged-authorization-uuid",),
        "inventory-items": (),
        "information-types": (),
        "resources": ("href",),
    }
)
_Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class PlanUuids:
    """A plan whose authored things have uuids of their own, and what was found and done."""

    body: Tree
    notes: tuple[str, ...]


def part_uuids(body: Tree) -> PlanUuids:
    """The plan with a new uuid for each second thing that becomes one of the files.

    The new uuid follows from the plan and the old one. A uuid that stands twice elsewhere stays.
    """
    parting = _Parting(get_text(body, "uuid"))
    for place, node in _walk_named(body):
        parting.add(place, node["uuid"])
    if parting.renewed:
        body = _exchange(body, (), "", parting)
    return PlanUuids(body, tuple(parting.notes))


class _Parting:
    """Where each uuid was met, what is renewed, and which references go with it.

    What names a thing by its kind goes with it where the first is of another kind; of two of one
    kind the first is meant.
    """

    def __init__(self, plan_uuid: str) -> None:
        self.notes: list[str] = []
        self.renewed: dict[_Place, str] = {}
        self.keys: dict[tuple[str, str], str] = {}
        self._plan_uuid = plan_uuid
        self._met: dict[str, list[_Place]] = defaultdict(list)

    def add(self, place: _Place, uuid: str) -> None:
        """The next object with a uuid, in the order of the document."""
        met = self._met[uuid]
        if met:
            self._note_double(place, uuid, met)
        met.append(place)

    def _note_double(self, place: _Place, uuid: str, met: list[_Place]) -> None:
        kind, kinds = _find_kind(place), [_find_kind(other) for other in met]
        rival = next(
            (other for other, known in zip(met, kinds, strict=True) if _is_rival(kind, known)), None
        )
        words = f"the uuid {uuid} stands twice, at {join_pointer(rival or met[0])} and at"
        words += f" {join_pointer(place)}"
        if rival is None:
            self.notes.append(f"{words}; both stay as they are")
            return
        new = derive_uuid(self._plan_uuid, "imported", "double", uuid, str(len(met)))
        self.renewed[place] = new
        self.notes.append(f"{words}; the second is {new} now")
        if kind not in kinds:
            self.keys.update({(key, uuid): new for key in _AUTHORED[kind]})


def _is_rival(kind: str, known: str) -> bool:
    """Whether the files would have one uuid for an object of each of the two lists.

    That of a provider is derived from its authorization's, so it is another one than everything
    else has.
    """
    if kind == known:
        return kind in _AUTHORED
    return {kind, known} <= {*_AUTHORED, _WHOLE} - {_AUTHORIZATIONS}


def _walk_named(node: Any, place: _Place = ()) -> Iterator[tuple[_Place, Tree]]:
    """Each object with a uuid, parents first."""
    if isinstance(node, dict):
        if isinstance(node.get("uuid"), str):
            yield place, node
        for key, value in node.items():
            yield from _walk_named(value, (*place, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _walk_named(value, (*place, index))


def _find_kind(place: _Place) -> str:
    """The list that an object stands in."""
    return str(place[-2]) if len(place) > 1 else _WHOLE


def _exchange(node: Any, place: _Place, key: str, parting: _Parting) -> Any:
    if isinstance(node, dict):
        changed = {
            name: _exchange(value, (*place, name), name_value(node, name), parting)
            for name, value in node.items()
        }
        return {**changed, "uuid": parting.renewed[place]} if place in parting.renewed else changed
    if isinstance(node, list):
        return [_exchange(value, (*place, index), key, parting) for index, value in enumerate(node)]
    return _exchange_text(node, key, parting) if isinstance(node, str) else node


def _exchange_text(text: str, key: str, parting: _Parting) -> str:
    mark = "#" if key == "href" and text.startswith("#") else ""
    new = parting.keys.get((key, text.removeprefix(mark)))
    return text if new is None else mark + new
