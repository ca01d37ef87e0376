"""Constraints on keys: unique ones, those of an index, and those that must be in an index."""

from __future__ import annotations

import re
from typing import Any

from ..uuids import fold_uuid
from .broken_constraints import BrokenConstraint
from .constraint_record import Constraint, ConstraintRecord, Judge, KeyIndex
from .metapath import Place, compile_applies, compile_path, compile_union


def find_key_field(constraint: Constraint) -> str | None:
    """The key field, where it is one that stands in the object itself."""
    match constraint["keys"]:
        case [[[["leaf", key, 0]], _]]:
            return str(key)
    return None


class _KeyReader:
    """The key of an object: a text for one field, several as a tuple.

    Whatever has none of the fields is left alone.
    """

    def __init__(self, constraint: Constraint) -> None:
        self.fields = [
            (compile_path(steps), re.compile(pattern) if pattern else None)
            for steps, pattern in constraint["keys"]
        ]

    def read(self, holder: Any, at: Any) -> tuple[Any, Place] | None:
        """The key, and where it stands: the value itself if it is a single one."""
        values = []
        place = (holder, at)
        for find, pattern in self.fields:
            places = find((holder, at))
            values.append(_read_part(places[0], pattern) if places else None)
            if places and len(self.fields) == 1:
                place = places[0]
        if all(value is None for value in values):
            return None
        return values[0] if len(values) == 1 else tuple(values), place


def _read_part(place: Place, pattern: re.Pattern[str] | None) -> str | None:
    """The text, or the part of it that the pattern takes.

    What is no text is a matter of the schema.
    """
    value = place[0][place[1]]
    if type(value) is not str:
        return None
    if pattern is None:
        return fold_uuid(value)
    match = pattern.fullmatch(value)
    return fold_uuid(match[1]) if match else None


def _enter_key(
    record: ConstraintRecord,
    constraint: Constraint,
    entries: dict[Any, Place],
    key: Any,
    place: Place,
) -> None:
    if key in entries:
        shown = key if isinstance(key, str) else ", ".join(part for part in key if part is not None)
        record.broken.append(BrokenConstraint(constraint, place, first=entries[key], value=shown))
    else:
        entries[key] = place


def make_unique_judge(constraint: Constraint, ways: list[list[list[Any]]]) -> Judge:
    find, keys = compile_union(ways), _KeyReader(constraint)

    def judge(record: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        places = find((holder, at))
        if len(places) > 1:
            entries: dict[Any, Place] = {}
            for place in places:
                key = keys.read(*place)
                if key:
                    _enter_key(record, constraint, entries, *key)

    return judge


def make_index_judge(constraint: Constraint, conditions: list[Any], rest: list[list[Any]]) -> Judge:
    applies, keys = compile_applies(conditions), _KeyReader(constraint)
    name, key = constraint["index"], find_key_field(constraint)

    def judge(record: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        if applies is not None and not applies(node):
            return
        index = record.indexes.get(name) or get_index(record, constraint)
        if key is not None:
            if type(node[key]) is str:
                _enter_key(record, constraint, index.entries, fold_uuid(node[key]), (node, key))
        elif entry := keys.read(holder, at):
            _enter_key(record, constraint, index.entries, *entry)

    return judge


def get_index(record: ConstraintRecord, constraint: Constraint) -> KeyIndex:
    """The index of that name, made when it is first needed."""
    name = constraint["index"]
    if name not in record.indexes:
        record.indexes[name] = KeyIndex(constraint["entries"])
    return record.indexes[name]


def index_other_documents(record: ConstraintRecord, constraint: Constraint, tree: Any) -> None:
    """Enter what documents that the tree names have for an index.

    One that is out of reach leaves the index open.
    """
    root, href, inside = constraint["document"]
    keys, entries = _KeyReader(constraint), compile_path([["child", root, 0], *inside])
    index = get_index(record, constraint)
    for holder, at in compile_path(href)((tree, root)):
        trees = [record.fetch(link) for link in follow_href(tree[root], holder[at])]
        other = next((one for one in trees if one is not None), None)
        if other is None:
            index.is_open = True
            continue
        for place in entries(([other], 0)):
            key = keys.read(*place)
            if key:
                index.entries.setdefault(*key)


def follow_href(body: Any, href: Any) -> list[str]:
    """Where an href leads: to what a resource links to if it names one of the document."""
    if type(href) is not str:
        return []
    if not href.startswith("#"):
        return [href]
    resources = compile_path([["child", "back-matter", 0], ["child", "resources", 1]])(([body], 0))
    rlinks = compile_path([["child", "rlinks", 1], ["leaf", "href", 0]])
    return [
        str(where[key])
        for holder, at in resources
        if fold_uuid(str(holder[at].get("uuid"))) == fold_uuid(href[1:])
        for where, key in rlinks((holder, at))
    ]


def make_reference_judge(
    constraint: Constraint, conditions: list[Any], rest: list[list[Any]]
) -> Judge:
    """A field that stands several times (party-uuids) is several keys."""
    applies = compile_applies(conditions)
    steps, pattern = constraint["keys"][0]
    find, part = compile_path(rest or steps), re.compile(pattern) if pattern else None

    def judge(record: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        if applies is None or applies(node):
            for place in find((holder, at)):
                key = _read_part(place, part)
                if key is not None:
                    record.uses.append((constraint, *place, key))

    return judge


def check_uses(record: ConstraintRecord) -> None:
    """Whether each key that was used is in its index: known only when the walk is done."""
    for constraint, holder, at, key in record.uses:
        index = get_index(record, constraint)
        if key not in index.entries and not index.is_open:
            record.broken.append(
                BrokenConstraint(
                    constraint, (holder, at), known=index.entries, about=index.about, value=key
                )
            )
