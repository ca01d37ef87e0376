"""Paths and conditions of constraints, compiled to functions over raw trees.

The expressions are read by tools/build_constraints.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

OSCAL = "http://csrc.nist.gov/ns/oscal"

# Where a value stands: the object or list that holds it, and its key or number there.
Place = tuple[Any, Any]
Step = list[Any]
Find = Callable[[Place], list[Place]]
Condition = Callable[[Any], bool]
_Follow = Callable[[list[Place]], list[Place]]


def compile_path(steps: list[Step]) -> Find:
    """A function from the place of an object (or value) to all places that the steps lead to."""
    follows = [_compile_step(step) for step in steps]
    if not follows:
        return lambda place: [place]
    if len(follows) == 1:
        [only] = follows
        return lambda place: only([place])

    def find(place: Place) -> list[Place]:
        places = [place]
        for follow in follows:
            places = follow(places)
            if not places:
                break
        return places

    return find


def compile_union(ways: list[list[Step]]) -> Find:
    """A function to the places at the end of all ways."""
    finds = [compile_path(way) for way in ways]
    if len(finds) == 1:
        return finds[0]
    return lambda place: [found for find in finds for found in find(place)]


def find_first_key(steps: list[Step]) -> str | None:
    """The key without which the steps lead nowhere."""
    return str(steps[0][1]) if steps and steps[0][0] in ("child", "leaf") else None


def _compile_step(step: Step) -> _Follow:
    match step:
        case ["child" | "leaf", key, is_list]:
            return _FOLLOW[step[0], bool(is_list)](key)
        case ["below", start, table]:
            return lambda places: [
                found for place in places for found in _list_below(place, start, table)
            ]
        case ["where", condition]:
            holds = compile_condition(condition)
            return lambda places: [place for place in places if holds(place[0][place[1]])]
    raise ValueError(f"unknown step {step[0]}")


def _follow_object(key: str) -> _Follow:
    return lambda places: [
        (node, key)
        for holder, at in places
        if key in (node := holder[at]) and type(node[key]) is dict
    ]


def _follow_objects(key: str) -> _Follow:
    return lambda places: [
        place
        for holder, at in places
        if (value := holder[at].get(key))
        for place in _list_objects(holder[at], key, value)
    ]


def _follow_value(key: str) -> _Follow:
    return lambda places: [(node, key) for holder, at in places if key in (node := holder[at])]


def _follow_values(key: str) -> _Follow:
    return lambda places: [
        (value, place)
        for holder, at in places
        if type(value := holder[at].get(key)) is list
        for place in range(len(value))
    ]


# step and whether its key holds a list -> the function that follows it
_FOLLOW: Mapping[tuple[str, bool], Callable[[str], _Follow]] = MappingProxyType(
    {
        ("child", False): _follow_object,
        ("child", True): _follow_objects,
        ("leaf", False): _follow_value,
        ("leaf", True): _follow_values,
    }
)


def _list_objects(node: Any, key: str, value: Any) -> list[Place]:
    """The objects of a list, or the one that stands bare."""
    if type(value) is list:
        return [(value, place) for place, item in enumerate(value) if type(item) is dict]
    return [(node, key)] if type(value) is dict else []


def _list_below(place: Place, start: str, table: dict[str, list[list[Any]]]) -> list[Place]:
    """Every hit at any depth, in the order of the document."""
    hits = []
    waiting = [(place, start, False)]
    while waiting:
        at, definition, is_hit = waiting.pop()
        if is_hit:
            hits.append(at)
        node = at[0][at[1]]
        inner = []
        for key, _, child, is_child_hit in table.get(definition, ()):
            value = node.get(key)
            if value is not None:
                inner += [(one, child, is_child_hit) for one in _list_objects(node, key, value)]
        waiting += reversed(inner)
    return hits


def compile_condition(condition: list[Any]) -> Condition:
    """A function that says of a value whether the condition holds."""
    match condition:
        case ["and" | "or" | "not", *_]:
            return _compile_logic(condition)
        case ["ns", spaces]:
            names = frozenset(spaces)
            return lambda value: (
                value.get("ns", OSCAL) in names if type(value.get("ns", "")) is str else False
            )
        case ["any", ways]:
            return _test_existence(ways)
        case ["in", ways, words]:
            return _test_words(ways, frozenset(words))
        case ["starts", ways, prefix]:
            texts = _compile_values(ways)
            return lambda value: any(
                text.startswith(prefix) for text in texts(value) if type(text) is str
            )
        case [">", left, right]:
            return _compare_numbers(_compile_values(left), _compile_values(right))
    raise ValueError(f"unknown condition {condition[0]}")


def join_conditions(conditions: list[Any]) -> Condition:
    """A function that says whether all conditions hold."""
    return compile_condition(conditions[0] if len(conditions) == 1 else ["and", *conditions])


def compile_applies(conditions: list[Any]) -> Condition | None:
    """The same, None if there are no conditions."""
    return join_conditions(conditions) if conditions else None


def _compile_logic(condition: list[Any]) -> Condition:
    match condition:
        case ["and", first, second]:  # all but the rarest case, and two calls cost less than all()
            one, two = compile_condition(first), compile_condition(second)
            return lambda value: one(value) and two(value)
        case ["and", *rest]:
            every = [compile_condition(item) for item in rest]
            return lambda value: all(holds(value) for holds in every)
        case ["or", *rest]:
            some = [compile_condition(item) for item in rest]
            return lambda value: any(holds(value) for holds in some)
    holds = compile_condition(condition[1])
    return lambda value: not holds(value)


def _test_existence(ways: list[list[Step]]) -> Condition:
    match ways:
        case [[["leaf", key, 0]]]:
            return lambda value: key in value
    texts = _compile_values(ways)
    return lambda value: bool(texts(value))


def _test_words(ways: list[list[Step]], words: frozenset[str]) -> Condition:
    match ways:
        case [[["leaf", key, 0]]]:
            return lambda value: type(text := value.get(key)) is str and text in words
    texts = _compile_values(ways)
    return lambda value: any(type(text) is str and text in words for text in texts(value))


def _compile_values(ways: list[list[Step]]) -> Callable[[Any], list[Any]]:
    """The values at the end of the ways, from a value on."""
    finds = [compile_path(steps) for steps in ways]
    return lambda value: [holder[at] for find in finds for holder, at in find(([value], 0))]


def _compare_numbers(
    left: Callable[[Any], list[Any]], right: Callable[[Any], list[Any]]
) -> Condition:
    """OSCAL compares numbers only; a value of another type is a matter of the schema."""

    def holds(value: Any) -> bool:
        ones, others = (
            [item for item in side(value) if type(item) in (int, float)] for side in (left, right)
        )
        return any(one > other for one in ones for other in others)

    return holds
