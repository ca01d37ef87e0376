"""What stays of loose parameters and of back matter: that which something refers to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..model.parameters import list_inserted
from ..trees import Tree
from .control_nodes import is_kept

# `#ID` in an href or in a text, as in `[see](#ID)`
_FRAGMENT = re.compile(r"#([A-Za-z0-9_][A-Za-z0-9_.-]*)")


class References:
    """The ids that trees refer to; those of uuids in lower case."""

    def __init__(self, trees: Iterable[Any]) -> None:
        text = json.dumps(list(trees), ensure_ascii=False)
        self._fragments = {name.lower() for name in _FRAGMENT.findall(text)}
        self._inserted = set(list_inserted(text))

    def add(self, other: References) -> None:
        self._fragments |= other._fragments
        self._inserted |= other._inserted

    def has_resource(self, uuid: str) -> bool:
        return uuid.lower() in self._fragments

    def find_parameters(self, names: Iterable[str]) -> set[str]:
        """Those of the names that are referred to."""
        return {name for name in names if name in self._inserted or name.lower() in self._fragments}

    def add_aggregates(self, params: Iterable[Tree]) -> None:
        """Parameters that others stand for are referred to by a prop."""
        for param in params:
            for item in param.get("props", ()):
                if item.get("name") == "aggregates":
                    self._inserted.add(str(item.get("value", "")))


def keep_parameters(
    references: References, params: Mapping[str, Tree], names: Iterable[str]
) -> Iterator[Tree]:
    """Those of `names`, those that ask to be kept, and what the references lead to.

    The references grow by what the kept ones refer to.
    """
    kept: set[str] = set()
    new = {name for name, param in params.items() if name in names or is_kept(param)}
    new |= references.find_parameters(params)
    while new:
        kept |= new
        for name in new:
            references.add(References([params[name]]))
            references.add_aggregates([params[name]])
        new = references.find_parameters(params) - kept
    yield from (param for name, param in params.items() if name in kept)


def collect_resources(lists: Iterable[Iterable[Tree]]) -> tuple[Tree, ...]:
    """The resources of several documents; of one uuid the last, unless only an earlier is kept."""
    collected: dict[str, Tree] = {}
    for resources in lists:
        for resource in resources:
            uuid = str(resource.get("uuid", "")).lower()
            earlier = collected.get(uuid)
            if earlier is not None and is_kept(earlier) and not is_kept(resource):
                continue
            collected.pop(uuid, None)  # the more recent stands where it was added
            collected[uuid] = resource
    return tuple(collected.values())


def prune_resources(references: References, resources: Iterable[Tree]) -> tuple[Tree, ...]:
    """Those that something refers to, or another that stays, or that ask to be kept."""
    resources = tuple(resources)
    kept: set[int] = set()
    grown = True
    while grown:
        grown = False
        for index, resource in enumerate(resources):
            if index in kept:
                continue
            if is_kept(resource) or references.has_resource(str(resource.get("uuid", ""))):
                kept.add(index)
                references.add(References([resource]))
                grown = True
    return tuple(resource for index, resource in enumerate(resources) if index in kept)
