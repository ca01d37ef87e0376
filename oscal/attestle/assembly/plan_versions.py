"""One thing of an imported plan three times, and the lists that we and others write into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ..formats.oscal_values import get_text
from ..lazy_dataclasses import dataclass
from ..model.derived_ids import NAMESPACE
from ..trees import Tree
from .document_merge import is_our_entry
from .document_shapes import ENTRY_LISTS, Shape


@dataclass(frozen=True, slots=True)
class Versions:
    """One thing of the plan three times.

    `ours` is what the files say, `base` what was read from the document would say in the same
    words, `theirs` the document itself.
    """

    ours: Any
    base: Any
    theirs: Any

    def enter_key(self, key: str) -> Versions:
        return Versions(self.ours.get(key), self.base.get(key), self.theirs.get(key))

    def replace_none(self, empty: Tree | list[Tree]) -> Versions:
        """A version that lacks the thing has it empty."""
        return Versions(self.ours or empty, self.base or empty, self.theirs or empty)

    def is_edited(self) -> bool:
        """Whether the files say anything else than what was read from the document."""
        return bool(drop_sources(self.ours) != drop_sources(self.base))

    def choose(self) -> Any:
        return self.ours if self.is_edited() else self.theirs


def drop_sources(tree: Any) -> Any:
    """Without our prop `source`, which names a file; without props where there was no other."""
    if isinstance(tree, dict):
        result = {key: drop_sources(value) for key, value in tree.items()}
        return {key: value for key, value in result.items() if key != "props" or value}
    if isinstance(tree, list):
        return [drop_sources(item) for item in tree if not _is_source(item)]
    return tree


def _is_source(item: Any) -> bool:
    return isinstance(item, dict) and item.get("name") == "source" and _is_own(item)


def _rebase_props(shape: Shape, lists: Versions) -> list[Tree]:
    """By name, or by list: as in the document where the files say what they said.

    Props of our own namespace are written where there are none.
    """
    result: list[Tree] = []
    done: set[tuple[object, bool]] = set()
    for prop in lists.theirs:
        name = _get_prop_key(prop)
        if not shape.can_write_prop(prop):
            result.append(prop)
        elif name not in done:
            done.add(name)
            ours = _select_props(lists.ours, name)
            is_edited = ours != _select_props(lists.base, name)
            result += ours if is_edited else _select_props(lists.theirs, name)
    for prop in lists.ours:
        name = _get_prop_key(prop)
        if name not in done and (_is_own(prop) or prop not in lists.base):
            result.append(prop)
    return result


def _select_props(props: list[Tree], name: tuple[object, bool]) -> list[Tree]:
    return [prop for prop in props if _get_prop_key(prop) == name]


def _get_prop_key(prop: Tree) -> tuple[object, bool]:
    """The name; of a list of records that of the list, which is edited as a whole."""
    is_own = _is_own(prop)
    records = get_text(prop, "group").rpartition(".")[0] if is_own else ""
    return records or prop.get("name"), is_own


def _is_own(prop: Tree) -> bool:
    return prop.get("ns") == NAMESPACE


def _rebase_links(shape: Shape, lists: Versions) -> list[Tree]:
    ours, theirs = lists.ours, lists.theirs
    if ours == lists.base:
        return list(theirs)
    return [
        *(link for link in theirs if not shape.has_link(link) or link in ours),
        *(link for link in ours if link not in theirs),
    ]


def _rebase_entries(shape: Shape, lists: Versions) -> list[Tree]:
    if not lists.is_edited():
        return list(lists.theirs)
    return [*lists.ours, *(item for item in lists.theirs if not is_our_entry(shape, item))]


# Lists that we and others write into side by side.
SHARED_LISTS: Mapping[str, Callable[[Shape, Versions], list[Tree]]] = MappingProxyType(
    {
        "props": _rebase_props,
        "links": _rebase_links,
        **dict.fromkeys(ENTRY_LISTS, _rebase_entries),
    }
)
