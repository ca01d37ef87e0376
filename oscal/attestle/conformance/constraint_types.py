"""One judge for each type of constraint: a function that looks at an object and notes on the walk
what is broken there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .broken_constraints import Broken
from .constraint_record import Constraint, ConstraintRecord, KeyIndex
from .metapath import Holds, Place, compile_condition, compile_path, find_first_key
from .value_forms import make_form_test

# Gets the walk, the object, and where the object stands.
Judge = Callable[[ConstraintRecord, Any, Any, Any], None]
# A constraint, its conditions on the object, and the rest of its path: nothing, or the step to a
# value and conditions on it.
Here = tuple[Constraint, list[Any], list[list[Any]]]
Whole = Iterable[tuple[Constraint, list[list[list[Any]]]]]


def list_unkeyed_judges(here: list[Here], whole: Whole) -> list[Judge]:
    """The judges that no key of the object calls for."""
    judges = [
        _expect(*item)
        for item in here
        if item[0]["type"] == "expect" and not _denied_key(item[0]["test"])
    ]
    judges += [
        _index(*item) for item in here if item[0]["type"] == "index" and _single(item[0]) is None
    ]
    judges += [
        _cardinality(constraint, ways)
        for constraint, ways in whole
        if constraint["type"] == "has-cardinality"
    ]
    return judges


def list_keyed_judges(here: list[Here], whole: Whole) -> dict[str, list[Judge]]:
    """The judges that a key of the object calls for, in the order of the constraints."""
    judges: dict[str, list[Judge]] = {}
    values: dict[tuple[str, int], list[Here]] = {}
    for item in here:
        constraint, _, rest = item
        match constraint["type"]:
            case "allowed-values":
                values.setdefault((rest[0][1], rest[0][2]), []).append(item)
            case "matches":
                judges.setdefault(rest[0][1], []).append(_matches(*item))
            case "expect" if key := _denied_key(constraint["test"]):
                judges.setdefault(key, []).append(_expect(*item))
            case "index" if key := _single(constraint):
                judges.setdefault(key, []).append(_index(*item))
            case "index-has-key":
                key = rest[0][1] if rest else constraint["keys"][0][0][0][1]
                judges.setdefault(key, []).append(_has_key(*item))
    for (key, many), items in values.items():
        judges.setdefault(key, []).append(_allowed(key, many, items))
    for constraint, ways in whole:
        if constraint["type"] == "is-unique":
            judges.setdefault(find_first_key(ways[0]) or "", []).append(
                _is_unique(constraint, ways)
            )
    return judges


def join_conditions(conditions: list[Any]) -> Holds:
    """A function that says whether all conditions hold."""
    return compile_condition(conditions[0] if len(conditions) == 1 else ["and", *conditions])


def _applies(conditions: list[Any]) -> Holds | None:
    return join_conditions(conditions) if conditions else None


def _denied_key(test: list[Any]) -> str | None:
    """The key without which a test cannot fail: `not(exists(@key))`."""
    match test:
        case ["not", ["any" | "in", [[["leaf", key, 0]]], *_]]:
            return str(key)
    return None


def _single(constraint: Constraint) -> str | None:
    """The key field, where it is one that stands in the object itself."""
    match constraint["keys"]:
        case [[[["leaf", key, 0]], _]]:
            return str(key)
    return None


@dataclass(slots=True)
class _Vocabulary:
    """The united words of all constraints that apply under the same condition; closed if one of
    them is.
    """

    applies: Holds | None
    words: set[str] = field(default_factory=set)
    closed: list[Constraint] = field(default_factory=list)


def _allowed(key: str, many: int, items: list[Here]) -> Judge:
    """A value is wrong if a closed vocabulary applies to it and none of those that apply has it."""
    groups: dict[str, _Vocabulary] = {}
    for constraint, conditions, rest in items:
        group = groups.setdefault(
            json.dumps([conditions, rest[1:]]),
            _Vocabulary(_both(conditions, [step[1] for step in rest[1:]], key)),
        )
        group.words.update(constraint["values"])
        if not constraint["open"]:
            group.closed.append(constraint)
    vocabularies = list(groups.values())
    if len(vocabularies) == 1 and not many:
        return _allowed_by_one(key, vocabularies[0])

    def judge(walk: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        places = (
            [(node, key)]
            if not many
            else (
                [(node[key], place) for place in range(len(node[key]))]
                if type(node[key]) is list
                else []
            )
        )
        for where, place in places:
            value = where[place]
            if type(value) is str:
                those = [one for one in vocabularies if one.applies is None or one.applies(node)]
                if not any(value in one.words for one in those):
                    _note(walk, (where, place), those)

    return judge


def _allowed_by_one(key: str, vocabulary: _Vocabulary) -> Judge:
    words, applies = vocabulary.words, vocabulary.applies

    def judge(walk: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        value = node[key]
        if type(value) is str and value not in words and (applies is None or applies(node)):
            _note(walk, (node, key), [vocabulary])

    return judge


def _note(walk: ConstraintRecord, place: Place, vocabularies: list[_Vocabulary]) -> None:
    closed = [constraint for one in vocabularies for constraint in one.closed]
    closed.sort(
        key=lambda constraint: -len(constraint["about"])
    )  # the one that knows most of the place speaks
    if closed:
        words = dict.fromkeys(word for constraint in closed for word in constraint["values"])
        walk.broken.append(Broken(closed[0], place, known=tuple(words)))


def _both(conditions: list[Any], on_value: list[Any], key: str) -> Holds | None:
    """Conditions on the object and on its value, asked of the object."""
    own = _applies(conditions)
    if not on_value:
        return own
    inner = join_conditions(on_value)
    if own is None:
        return lambda node: inner(node[key])
    return lambda node: own(node) and inner(node[key])


def _matches(constraint: Constraint, conditions: list[Any], rest: list[list[Any]]) -> Judge:
    fits: Callable[[str], object] = (
        re.compile(constraint["regex"]).fullmatch
        if "regex" in constraint
        else make_form_test(constraint["datatype"])
    )
    (_, key, many), *on_value = rest
    applies = _both(conditions, [step[1] for step in on_value], key)

    def judge(walk: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        if applies is not None and not applies(node):
            return
        value = node[key]
        if many and type(value) is list:
            walk.broken += [
                Broken(constraint, (value, place))
                for place, item in enumerate(value)
                if type(item) is str and not fits(item)
            ]
        elif type(value) is str and not fits(value):
            walk.broken.append(Broken(constraint, (node, key)))

    return judge


def _expect(constraint: Constraint, conditions: list[Any], rest: list[list[Any]]) -> Judge:
    applies, holds = _applies(conditions), compile_condition(constraint["test"])

    def judge(walk: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        if (applies is None or applies(node)) and not holds(node):
            walk.broken.append(
                Broken(
                    constraint,
                    (node, constraint["at"]) if constraint["at"] in node else (holder, at),
                )
            )

    return judge


class _Keys:
    """The key of an object: a text for one field, several as a tuple.

    Whatever has none of the fields is left alone.
    """

    def __init__(self, constraint: Constraint) -> None:
        self.fields = [
            (compile_path(steps), re.compile(pattern) if pattern else None)
            for steps, pattern in constraint["keys"]
        ]

    def of(self, holder: Any, at: Any) -> tuple[Any, Place] | None:
        """The key, and where it stands: the value itself if it is a single one."""
        values = []
        place = (holder, at)
        for find, pattern in self.fields:
            found = find((holder, at))
            values.append(_part(found[0], pattern) if found else None)
            if found and len(self.fields) == 1:
                place = found[0]
        if all(value is None for value in values):
            return None
        return values[0] if len(values) == 1 else tuple(values), place


def _part(place: Place, pattern: re.Pattern[str] | None) -> str | None:
    """The text, or the part of it that the pattern takes; what is no text is a matter of the
    schema.
    """
    value = place[0][place[1]]
    if type(value) is not str:
        return None
    if pattern is None:
        return value
    found = pattern.fullmatch(value)
    return found[1] if found else None


def _enter(
    walk: ConstraintRecord,
    constraint: Constraint,
    entries: dict[Any, Place],
    key: Any,
    place: Place,
) -> None:
    if key in entries:
        shown = key if isinstance(key, str) else ", ".join(part for part in key if part is not None)
        walk.broken.append(Broken(constraint, place, first=entries[key], value=shown))
    else:
        entries[key] = place


def _is_unique(constraint: Constraint, ways: list[list[list[Any]]]) -> Judge:
    find, keys = _union(ways), _Keys(constraint)

    def judge(walk: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        places = find((holder, at))
        if len(places) > 1:
            entries: dict[Any, Place] = {}
            for place in places:
                found = keys.of(*place)
                if found:
                    _enter(walk, constraint, entries, *found)

    return judge


def _index(constraint: Constraint, conditions: list[Any], rest: list[list[Any]]) -> Judge:
    applies, keys, name, key = (
        _applies(conditions),
        _Keys(constraint),
        constraint["index"],
        _single(constraint),
    )

    def judge(walk: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        if applies is not None and not applies(node):
            return
        index = walk.indexes.get(name) or get_index(walk, constraint)
        if key is not None:
            if type(node[key]) is str:
                _enter(walk, constraint, index.entries, node[key], (node, key))
        elif found := keys.of(holder, at):
            _enter(walk, constraint, index.entries, *found)

    return judge


def get_index(walk: ConstraintRecord, constraint: Constraint) -> KeyIndex:
    """The index of that name, made when it is first needed."""
    name = constraint["index"]
    if name not in walk.indexes:
        walk.indexes[name] = KeyIndex(constraint["entries"])
    return walk.indexes[name]


def index_other_documents(walk: ConstraintRecord, constraint: Constraint, tree: Any) -> None:
    """Enter what documents that the tree names have for an index; one that is out of reach leaves
    the index open.
    """
    root, href, inside = constraint["document"]
    keys, entries = _Keys(constraint), compile_path([["child", root, 0], *inside])
    index = get_index(walk, constraint)
    for holder, at in compile_path(href)((tree, root)):
        found_trees = [walk.fetch(link) for link in follow_href(tree[root], holder[at])]
        other = next((one for one in found_trees if one is not None), None)
        if other is None:
            index.is_open = True
            continue
        for place in entries(([other], 0)):
            found = keys.of(*place)
            if found:
                index.entries.setdefault(*found)


def follow_href(body: Any, href: Any) -> list[str]:
    """Where an href leads: if it names a resource of the document, to what that resource links to."""
    if type(href) is not str:
        return []
    if not href.startswith("#"):
        return [href]
    resources = compile_path([["child", "back-matter", 0], ["child", "resources", 1]])(([body], 0))
    rlinks = compile_path([["child", "rlinks", 1], ["leaf", "href", 0]])
    return [
        str(where[key])
        for holder, at in resources
        if holder[at].get("uuid") == href[1:]
        for where, key in rlinks((holder, at))
    ]


def _has_key(constraint: Constraint, conditions: list[Any], rest: list[list[Any]]) -> Judge:
    """A field that stands several times (party-uuids) is several keys."""
    applies, steps, pattern = (
        _applies(conditions),
        constraint["keys"][0][0],
        constraint["keys"][0][1],
    )
    find, part = compile_path(rest or steps), re.compile(pattern) if pattern else None

    def judge(walk: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        if applies is None or applies(node):
            for place in find((holder, at)):
                key = _part(place, part)
                if key is not None:
                    walk.uses.append((constraint, *place, key))

    return judge


def _cardinality(constraint: Constraint, ways: list[list[list[Any]]]) -> Judge:
    """A way that begins with a condition on the object itself applies only where it holds.

    The most is counted for each parent.
    """
    least, most = constraint.get("min", 0), constraint.get("max")
    applies = compile_condition(ways[0][0][1]) if ways[0] and ways[0][0][0] == "where" else None
    find = _union(ways)

    def judge(walk: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        if applies and not applies(node):
            return
        found = find((holder, at))
        if len(found) < least:
            walk.broken.append(Broken(constraint, (holder, at), value=str(len(found))))
        if most is not None and len(found) > most:
            counted: dict[int, int] = {}
            for one in found:
                counted[id(one[0])] = counted.get(id(one[0]), 0) + 1
                if counted[id(one[0])] == most + 1:
                    walk.broken.append(Broken(constraint, one, value=str(most + 1)))

    return judge


def _union(ways: list[list[list[Any]]]) -> Callable[[Place], list[Place]]:
    finds = [compile_path(way) for way in ways]
    if len(finds) == 1:
        return finds[0]
    return lambda place: [found for find in finds for found in find(place)]


def check_uses(walk: ConstraintRecord) -> None:
    """Whether each key that was used is in its index: known only when the walk is done."""
    for constraint, holder, at, key in walk.uses:
        index = get_index(walk, constraint)
        if key not in index.entries and not index.is_open:
            walk.broken.append(
                Broken(constraint, (holder, at), known=index.entries, about=index.about, value=key)
            )
