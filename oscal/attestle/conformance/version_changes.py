"""A document in another OSCAL version, and what that version cannot carry.

Nothing is dropped without being told. What a version demands and the document does not say is told
too, and stays missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from ..lazy_dataclasses import dataclass
from ..trees import copy_tree, join_pointer, unescape_token
from .constraint_walk import check_constraints
from .oscal_versions import (
    StatedVersion,
    choose_rules,
    find_first_release,
    has_model,
    rank_version,
    read_version,
)
from .schema import check_schema

# Since this release the props of a result stand under the key that all other props have
_PROPS_OF_RESULTS = "1.0.2"
# Until this release each component of an inventory item had to repeat the id of the asset
_LAST_WITH_ASSET_IDS = "1.1.2"
# Keys whose items may go without changing what the object around them is
# Objects that choose what they are about by all their values: with one less they choose more
_SELECTIONS = frozenset(("removes", "include-controls", "exclude-controls", "matching"))
# Rules that ask for something: nothing can go to satisfy them
_LACKS = ("required", "minItems", "choice")
_SMALL_PARTS = ("props", "prop", "links", "facets", "remarks", "protocols")


@dataclass(frozen=True, slots=True)
class Loss:
    """What a version cannot carry, or asks for and does not get.

    `pointer` leads to it in the document as it was.
    """

    pointer: str
    reason: str


@dataclass(frozen=True, slots=True)
class VersionedTree:
    """A document in another version."""

    tree: dict[str, Any]
    losses: tuple[Loss, ...]


def convert_version(model: str, tree: Mapping[str, Any], version: str) -> VersionedTree:
    """The document as the version has it; the tree that is given never changes.

    What the version has no place for is left out and told; what breaks its rules and cannot be left
    out stays and is told. Raises ValueError for a version that no release has.
    """
    target = read_version(version)
    if not target.canonical:
        raise ValueError(f"there is no OSCAL release {version}")
    copied: dict[str, Any] = copy_tree(tree)
    if not has_model(target.rules, model):
        came = find_first_release(model)
        reason = f"OSCAL {version} has no {model}; it came with {came}"
        return VersionedTree(copied, (Loss(f"/{model}", reason),))
    if not isinstance(copied.get(model), dict):
        return VersionedTree(copied, ())
    return _Change(model, tree, copied, target).make()


class _Change:
    """One document on its way to another version."""

    def __init__(
        self, model: str, given: Mapping[str, Any], tree: dict[str, Any], target: StatedVersion
    ) -> None:
        self.model, self.given, self.tree, self.target = model, given, tree, target
        self.losses: dict[Loss, None] = {}
        self.origins: dict[int, str] = {}
        # by rule and key, whether a value that breaks the rule can go
        self.spare: dict[tuple[str, str], bool] = {}

    def make(self) -> VersionedTree:
        metadata = self.tree[self.model].get("metadata")
        if isinstance(metadata, dict):
            metadata["oscal-version"] = self.target.canonical
        if choose_rules(self.model, self.given) == self.target.rules:
            return VersionedTree(self.tree, ())
        self.origins = _note_origins(self.tree)
        self._adapt_shapes()
        broken = self._list_new_breaks()
        while self._leave_out(broken):
            broken = self._list_new_breaks()
        release = f"OSCAL {self.target.canonical}"
        for item in broken:
            self._note(item.pointer, f"breaks a rule of {release} and stays: {item.message}")
        losses = sorted(self.losses, key=lambda loss: _rank_pointer(loss.pointer))
        return VersionedTree(self.tree, tuple(losses))

    def _adapt_shapes(self) -> None:
        """What another version has under another name or at another place."""
        rank = rank_version(self.target.rules)
        if self.model == "assessment-results":
            old, new = "prop", "props"
            if rank < rank_version(_PROPS_OF_RESULTS):
                old, new = new, old
            for result in _list_objects(self.tree[self.model].get("results")):
                _rename_key(result, old, new)
        if rank <= rank_version(_LAST_WITH_ASSET_IDS):
            for node in _walk_objects(self.tree):
                if "implemented-components" in node:
                    _repeat_asset_id(node)

    def _list_new_breaks(self) -> list[_Break]:
        """What was wrong before by the document's own version is not the work of the other."""
        broken = _list_breaks(self.model, self.tree, self.target.rules)
        if not broken:
            return []
        return [
            item
            for item in broken
            if (self._find_origin(item.pointer), item.rule) not in self.known
        ]

    @cached_property
    def known(self) -> set[tuple[str, str]]:
        """The breaks of the document as it was, which few documents have to be asked for."""
        rules = choose_rules(self.model, self.given)
        return {(item.pointer, item.rule) for item in _list_breaks(self.model, self.given, rules)}

    def _leave_out(self, broken: Iterable[_Break]) -> bool:
        """Whether anything went that the version has no place for."""
        doomed: dict[str, _Break] = {}
        for item in broken:
            way = _find_removable(item) or self._find_spare_value(item)
            if way:
                doomed.setdefault(way, item)
        doomed = {way: item for way, item in doomed.items() if not _is_below(way, doomed)}
        release = f"OSCAL {self.target.canonical}"
        for way, item in doomed.items():
            self._note(way, f"has no place in {release} and is left out: {item.message}")
        # From the end, so that the numbers of what is left in a list stay right
        for way in sorted(doomed, key=_rank_pointer, reverse=True):
            _remove(self.tree, way)
        return bool(doomed)

    def _find_spare_value(self, item: _Break) -> str:
        """The value itself, where the object that holds it can do without."""
        *holders, key = _split(item.pointer)
        if item.rule in _LACKS or not _SELECTIONS.isdisjoint(holders):
            return ""
        if isinstance(_get_value(self.tree, item.pointer), dict | list):
            return ""
        if (item.rule, key) not in self.spare:
            trial = copy_tree(self.tree)
            _remove(trial, item.pointer)
            missed = [broken.rule for broken in self._list_schema_breaks(trial)]
            before = [broken.rule for broken in self._list_schema_breaks(self.tree)]
            counts = [sum(rule in _LACKS for rule in rules) for rules in (missed, before)]
            self.spare[item.rule, key] = counts[0] <= counts[1]
        return item.pointer if self.spare[item.rule, key] else ""

    def _list_schema_breaks(self, tree: dict[str, Any]) -> list[_Break]:
        return [
            _Break(item.pointer, item.message, item.keyword)
            for item in check_schema(self.model, tree, self.target.rules)
        ]

    def _note(self, pointer: str, reason: str) -> None:
        self.losses.setdefault(Loss(self._find_origin(pointer), reason))

    def _find_origin(self, pointer: str) -> str:
        """Where that was before anything went."""
        tokens = _split(pointer)
        node: Any = self.tree
        origin, rest = "", tokens
        for number, token in enumerate(tokens):
            node = _take_step(node, token)
            if id(node) in self.origins:
                origin, rest = self.origins[id(node)], tokens[number + 1 :]
        return origin + join_pointer(rest)


@dataclass(frozen=True, slots=True)
class _Break:
    """A rule of a version that a place breaks."""

    pointer: str
    message: str
    rule: str


def _list_breaks(model: str, tree: Mapping[str, Any], release: str) -> list[_Break]:
    """What the rules of a release forbid in a document."""
    broken = [
        _Break(item.pointer, item.message, item.keyword)
        for item in check_schema(model, tree, release)
    ]
    misshapen = {item.pointer for item in broken}
    broken += [
        _Break(item.pointer, item.message, item.constraint)
        for item in check_constraints(model, tree, _reach_all, release)
        if item.level == "error" and item.pointer not in misshapen
    ]
    return broken


def _reach_all(href: str) -> Mapping[str, Any] | None:
    """Other documents are not at hand here."""
    return None


def _find_removable(item: _Break) -> str:
    """What can go so that the break is gone: the field that is unknown, or the small part around.

    Whatever else breaks a rule says more than a reader can miss.
    """
    if item.rule == "additionalProperties":
        return item.pointer
    tokens = _split(item.pointer)
    for length in range(len(tokens), 0, -1):
        part = tokens[:length]
        if part[-1] in _SMALL_PARTS and item.rule not in _LACKS:
            return join_pointer(part)
        if length > 1 and part[-1].isdigit() and part[-2] in _SMALL_PARTS:
            return join_pointer(part)
    return ""


def _is_below(pointer: str, others: Mapping[str, Any]) -> bool:
    """Whether something around it is among the others."""
    tokens = pointer.split("/")
    return any("/".join(tokens[:end]) in others for end in range(1, len(tokens)))


def _remove(tree: Any, pointer: str) -> None:
    """The value, and the list around it if nothing is left in it."""
    *way, last = _split(pointer)
    holders = [tree]
    for token in way:
        holder = holders[-1]
        holders.append(holder[int(token)] if isinstance(holder, list) else holder[token])
    holder = holders[-1]
    del holder[int(last) if isinstance(holder, list) else last]
    if isinstance(holder, list) and not holder:
        del holders[-2][way[-1]]


def _get_value(tree: Any, pointer: str) -> Any:
    node = tree
    for token in _split(pointer):
        node = _take_step(node, token)
    return node


def _take_step(node: Any, token: str) -> Any:
    """What stands there, None where nothing does."""
    if isinstance(node, list):
        return node[int(token)] if int(token) < len(node) else None
    return node.get(token) if isinstance(node, dict) else None


def _split(pointer: str) -> tuple[str, ...]:
    return tuple(unescape_token(token) for token in pointer.split("/")[1:])


def _rank_pointer(pointer: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _split(pointer)]


def _note_origins(tree: dict[str, Any]) -> dict[int, str]:
    """Where each object and list stands, by identity."""
    origins: dict[int, str] = {}
    waiting: list[tuple[Any, str]] = [(tree, "")]
    while waiting:
        node, pointer = waiting.pop()
        origins[id(node)] = pointer
        pairs: Iterable[tuple[Any, Any]] = (
            node.items() if isinstance(node, dict) else enumerate(node)
        )
        waiting += [
            (value, pointer + join_pointer([key]))
            for key, value in pairs
            if isinstance(value, dict | list)
        ]
    return origins


def _walk_objects(tree: Any) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _list_objects(value: Any) -> list[dict[str, Any]]:
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]


def _rename_key(node: dict[str, Any], old: str, new: str) -> None:
    """In its place among the keys; where both stand, each keeps its own."""
    if old in node and new not in node:
        items = list(node.items())
        node.clear()
        node.update((new if key == old else key, value) for key, value in items)


def _repeat_asset_id(item: dict[str, Any]) -> None:
    for component in _list_objects(item.get("implemented-components")):
        props = component.setdefault("props", [])
        named = [prop.get("name") for prop in _list_objects(props)]
        if isinstance(props, list) and "asset-id" not in named:
            props.append(_make_asset_id(item))


def _make_asset_id(item: dict[str, Any]) -> dict[str, Any]:
    """The id of the asset is on the inventory item, whose uuid does where it has none."""
    own = [prop for prop in _list_objects(item.get("props")) if prop.get("name") == "asset-id"]
    return {"name": "asset-id", "value": own[0].get("value") if own else item.get("uuid")}


def drop_repeated_ids(body: dict[str, Any]) -> dict[str, Any]:
    """A plan without the ids that `convert_version` repeats for an older version; a copy of it."""
    copied: dict[str, Any] = copy_tree(body)
    for item in _walk_objects(copied):
        own = _make_asset_id(item) if "implemented-components" in item else None
        for component in _list_objects(item.get("implemented-components")):
            if component.get("props") == [own]:
                del component["props"]
    return copied
