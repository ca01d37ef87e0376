"""What other tools wrote into a document and what assembling does not keep.

Found by comparing the document on disk with the one that takes its place, so that it holds for
every way of bringing the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..lazy_dataclasses import dataclass
from ..trees import Tree
from .document_merge import (
    NOT_REPORTED,
    SHARED_LISTS,
    DocumentPlace,
    get_key,
    is_managed,
)
from .document_shapes import SHAPES, Items, Shape

# Whether an object of a list is ours, by its list, itself, and the identities of those above it
IsOurs = Callable[[Items, Tree, tuple[str, ...]], bool]


def list_lost_content(
    model: str, old: Tree, new: Tree, system_uuid: str, *, imported: bool = False
) -> list[str]:
    """Pointers into the body on disk, each with the id of the object that held the content.

    The objects of an imported plan are the files' own, whatever their ids are.
    """

    def is_ours(items: Items, item: Tree, above: tuple[str, ...]) -> bool:
        return imported or is_managed(items, item, above, system_uuid)

    return list(_ContentWalk(is_ours).compare_objects(SHAPES[model], old, new, DocumentPlace()))


@dataclass(frozen=True, slots=True)
class _ContentWalk:
    is_ours: IsOurs

    def compare_objects(
        self, shape: Shape, old: Tree, new: Tree, place: DocumentPlace, keys: tuple[str, ...] = ()
    ) -> Iterator[str]:
        """What is in an object and neither ours nor in the one that takes its place.

        `keys` are those by which its list knows it.
        """
        for key, theirs in old.items():
            below, value = place.enter_key(key), new.get(key)
            if key in shape.lists:
                rows = shape.lists[key]
                yield from self._compare_lists(rows, _as_list(theirs), _as_list(value), below)
            elif key in shape.objects:
                nested = shape.objects[key]
                yield from self.compare_objects(nested, _as_tree(theirs), _as_tree(value), below)
            elif key not in keys and _is_lost(shape, key, theirs, value):
                yield _name_place(below)

    def _compare_lists(
        self, items: Items, old: list[Tree], new: list[Tree], place: DocumentPlace
    ) -> Iterator[str]:
        present = {get_key(items, item): item for item in reversed(new)}
        for index, item in enumerate(old):
            below, key = place.enter_item(index, item), get_key(items, item)
            match = present.get(key) if key is not None else None
            if match is None and item in new:
                continue
            if match is None and not self.is_ours(items, item, place.above):
                yield _name_place(below)
            else:
                keys = (items.key, *items.stem)
                yield from self.compare_objects(items.shape, item, match or {}, below, keys)


def _is_lost(shape: Shape, key: str, theirs: Any, value: Any) -> bool:
    """Whether content of others under a key that is no object and no list of objects is gone."""
    if key in SHARED_LISTS:
        is_ours = SHARED_LISTS[key]
        return any(
            not is_ours(shape, entry) and entry not in _as_list(value) for entry in _as_list(theirs)
        )
    is_foreign = key not in shape.keys and key not in NOT_REPORTED
    return is_foreign and theirs not in (None, [], {}) and value is None


def _name_place(place: DocumentPlace) -> str:
    identity = next((name for name in reversed(place.above) if name), "")
    return f"{place.pointer} (of {identity})" if identity else place.pointer


def _as_tree(value: Any) -> Tree:
    return value if isinstance(value, dict) else {}


def _as_list(value: Any) -> list[Tree]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
