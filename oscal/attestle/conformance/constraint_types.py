"""One judge for each type of constraint.

A judge is a function that looks at an object and notes on the record what is broken there. Those of
keys and indexes stand in key_constraints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any

from ..lazy_dataclasses import dataclass
from .broken_constraints import BrokenConstraint
from .constraint_record import Constraint, ConstraintRecord, Here, Judge, Whole
from .key_constraints import (
    find_key_field,
    make_index_judge,
    make_reference_judge,
    make_unique_judge,
)
from .metapath import (
    Condition,
    Place,
    compile_applies,
    compile_condition,
    compile_union,
    find_first_key,
    join_conditions,
)
from .value_forms import make_form_test


def list_unkeyed_judges(here: list[Here], whole: Iterable[Whole]) -> list[Judge]:
    """The judges that no key of the object calls for: expectations, indexes, then counts."""
    judges = []
    for kind in ("expect", "index"):
        for constraint, conditions, rest in here:
            if constraint["type"] == kind and _find_calling_key(constraint, rest) is None:
                judges.append(_JUDGE_MAKERS[kind](constraint, conditions, rest))
    judges += [
        _make_count_judge(constraint, ways)
        for constraint, ways in whole
        if constraint["type"] == "has-cardinality"
    ]
    return judges


def list_keyed_judges(here: list[Here], whole: Iterable[Whole]) -> dict[str, list[Judge]]:
    """The judges that a key of the object calls for, in the order of the constraints."""
    judges: dict[str, list[Judge]] = {}
    values: dict[tuple[str, int], list[Here]] = {}
    for constraint, conditions, rest in here:
        if constraint["type"] == "allowed-values":
            # Vocabularies of one key are judged together: one of them is enough to allow a value
            step = rest[0]
            values.setdefault((step[1], step[2]), []).append((constraint, conditions, rest))
            continue
        key = _find_calling_key(constraint, rest)
        if key is not None:
            judge = _JUDGE_MAKERS[constraint["type"]](constraint, conditions, rest)
            judges.setdefault(key, []).append(judge)
    for (key, many), items in values.items():
        judges.setdefault(key, []).append(_make_vocabulary_judge(key, many, items))
    for constraint, ways in whole:
        if constraint["type"] == "is-unique":
            judge = make_unique_judge(constraint, ways)
            judges.setdefault(find_first_key(ways[0]) or "", []).append(judge)
    return judges


def _find_calling_key(constraint: Constraint, rest: list[list[Any]]) -> str | None:
    """The key without which a constraint on an object or its value says nothing."""
    match constraint["type"]:
        case "matches" | "deprecated":
            return str(rest[0][1])
        case "expect":
            return _find_denied_key(constraint["test"])
        case "index":
            return find_key_field(constraint)
        case "index-has-key":
            return str(rest[0][1] if rest else constraint["keys"][0][0][0][1])
    return None


def _find_denied_key(test: list[Any]) -> str | None:
    """The key without which a test cannot fail: `not(exists(@key))`."""
    match test:
        case ["not", ["any" | "in", [[["leaf", key, 0]]], *_]]:
            return str(key)
    return None


@dataclass(slots=True)
class _Vocabulary:
    """The united words of all constraints that apply under the same condition.

    It is closed if one of them is.
    """

    applies: Condition | None
    words: set[str] = field(default_factory=set)
    closed: list[Constraint] = field(default_factory=list)


def _make_vocabulary_judge(key: str, many: int, items: list[Here]) -> Judge:
    """A value is wrong if a closed vocabulary applies to it and none of those that apply has it."""
    vocabularies = _unite_vocabularies(key, items)
    if many:
        return _judge_each_value(key, vocabularies)
    if len(vocabularies) == 1:
        return _judge_by_one(key, vocabularies[0])

    def judge(record: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        value = node[key]
        if type(value) is str:
            _judge_value(record, (node, key), value, _select_applying(vocabularies, node))

    return judge


def _unite_vocabularies(key: str, items: list[Here]) -> list[_Vocabulary]:
    groups: dict[str, _Vocabulary] = {}
    for constraint, conditions, rest in items:
        group = groups.setdefault(
            json.dumps([conditions, rest[1:]]),
            _Vocabulary(_compile_both(conditions, [step[1] for step in rest[1:]], key)),
        )
        group.words.update(constraint["values"])
        if not constraint["open"]:
            group.closed.append(constraint)
    return list(groups.values())


def _judge_each_value(key: str, vocabularies: list[_Vocabulary]) -> Judge:
    def judge(record: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        values = node[key]
        if type(values) is list:
            applying = _select_applying(vocabularies, node)
            for number, value in enumerate(values):
                if type(value) is str:
                    _judge_value(record, (values, number), value, applying)

    return judge


def _select_applying(vocabularies: list[_Vocabulary], node: Any) -> list[_Vocabulary]:
    return [one for one in vocabularies if one.applies is None or one.applies(node)]


def _judge_value(
    record: ConstraintRecord, place: Place, value: str, applying: list[_Vocabulary]
) -> None:
    if not any(value in one.words for one in applying):
        _note_value(record, place, applying)


def _judge_by_one(key: str, vocabulary: _Vocabulary) -> Judge:
    words, applies = vocabulary.words, vocabulary.applies

    def judge(record: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        value = node[key]
        if type(value) is str and value not in words and (applies is None or applies(node)):
            _note_value(record, (node, key), [vocabulary])

    return judge


def _note_value(record: ConstraintRecord, place: Place, vocabularies: list[_Vocabulary]) -> None:
    closed = [constraint for one in vocabularies for constraint in one.closed]
    # The one that knows most of the place speaks: what it is about is told in most words
    closed.sort(key=lambda constraint: -len(constraint["about"]))
    if closed:
        words = dict.fromkeys(word for constraint in closed for word in constraint["values"])
        record.broken.append(BrokenConstraint(closed[0], place, known=tuple(words)))


def _compile_both(conditions: list[Any], on_value: list[Any], key: str) -> Condition | None:
    """Conditions on the object and on its value, asked of the object."""
    own = compile_applies(conditions)
    if not on_value:
        return own
    inner = join_conditions(on_value)
    if own is None:
        return lambda node: inner(node[key])
    return lambda node: own(node) and inner(node[key])


def _make_test(constraint: Constraint) -> Callable[[str], object]:
    """What a value must pass."""
    if constraint["type"] == "deprecated":
        words = frozenset(constraint["values"])
        return lambda text: text not in words
    if "regex" in constraint:
        return re.compile(constraint["regex"]).fullmatch
    return make_form_test(constraint["datatype"])


def _make_form_judge(constraint: Constraint, conditions: list[Any], rest: list[list[Any]]) -> Judge:
    fits = _make_test(constraint)
    (_, key, many), *on_value = rest
    applies = _compile_both(conditions, [step[1] for step in on_value], key)

    def judge(record: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        if applies is not None and not applies(node):
            return
        value = node[key]
        if many and type(value) is list:
            record.broken += [
                BrokenConstraint(constraint, (value, place))
                for place, text in enumerate(value)
                if type(text) is str and not fits(text)
            ]
        elif type(value) is str and not fits(value):
            record.broken.append(BrokenConstraint(constraint, (node, key)))

    return judge


def _make_expectation_judge(
    constraint: Constraint, conditions: list[Any], rest: list[list[Any]]
) -> Judge:
    applies, holds = compile_applies(conditions), compile_condition(constraint["test"])

    def judge(record: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        if (applies is None or applies(node)) and not holds(node):
            record.broken.append(
                BrokenConstraint(
                    constraint,
                    (node, constraint["at"]) if constraint["at"] in node else (holder, at),
                )
            )

    return judge


def _make_count_judge(constraint: Constraint, ways: list[list[list[Any]]]) -> Judge:
    """A way that begins with a condition on the object itself applies only where it holds.

    The most is counted for each parent.
    """
    least, most = constraint.get("min", 0), constraint.get("max")
    applies = compile_condition(ways[0][0][1]) if ways[0] and ways[0][0][0] == "where" else None
    find = compile_union(ways)

    def judge(record: ConstraintRecord, node: Any, holder: Any, at: Any) -> None:
        if applies and not applies(node):
            return
        places = find((holder, at))
        if len(places) < least:
            count = str(len(places))
            record.broken.append(BrokenConstraint(constraint, (holder, at), value=count))
        if most is not None and len(places) > most:
            counted: dict[int, int] = {}
            for place in places:
                parent = id(place[0])
                counted[parent] = counted.get(parent, 0) + 1
                if counted[parent] == most + 1:
                    record.broken.append(BrokenConstraint(constraint, place, value=str(most + 1)))

    return judge


_JUDGE_MAKERS: Mapping[str, Callable[[Constraint, list[Any], list[list[Any]]], Judge]] = {
    "matches": _make_form_judge,
    "deprecated": _make_form_judge,
    "expect": _make_expectation_judge,
    "index": make_index_judge,
    "index-has-key": make_reference_judge,
}
