"""Judges a raw OSCAL tree by the constraints of its model, in one walk over it. What the schema
says of it is not repeated.

Paths are not searched for: they are carried down. A plan says what to do with an object of a
definition that is reached with certain paths under way, so every constraint on a value is at hand
where the value is met. Plans are made when they are first needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from .breaches import Breach, Broken, told
from .judges import (
    Constraint,
    Fetch,
    Index,
    Judge,
    always,
    condition_of_all,
    index_of,
    keyed,
    read_others,
)
from .metapath import Holds

_TABLE = Path(__file__).resolve().parents[1] / "data" / "constraints.json"


def check(model: str, tree: Mapping[str, Any], fetch: Fetch | None = None) -> list[Breach]:
    """Every broken constraint, by position.

    `fetch` gives the tree behind an href that a constraint follows, None if it is out of reach.
    """
    if type(tree.get(model)) is not dict:
        return []
    walk, plans = Walk(fetch or (lambda _: None)), _plans(model)
    walk.over(tree, model, plans.root())
    for constraint in plans.with_documents:
        read_others(walk, constraint, tree)
    return told(tree, walk.finish())


# A constraint under way: the number of its path and how many steps of it are done.
_Pending = tuple[int, int]


@dataclass(slots=True)
class _Next:
    """Where a key leads: to one plan, or to one for each outcome of the conditions on the object
    that has the key.
    """

    definition: str
    pending: frozenset[_Pending]
    plans: _Plans
    conditions: list[Holds] = field(default_factory=list)
    conditional: list[list[_Pending]] = field(default_factory=list)
    known: dict[tuple[bool, ...], Plan] = field(default_factory=dict)

    def plan(self, node: Any) -> Plan:
        outcome = tuple([holds(node) for holds in self.conditions])
        plan = self.known.get(outcome)
        if plan is None:
            more = (
                item
                for holds, items in zip(outcome, self.conditional, strict=True)
                if holds
                for item in items
            )
            plan = self.known[outcome] = self.plans.plan(self.definition, self.pending.union(more))
        return plan


@dataclass(slots=True)
class Plan:
    """What to do with an object: always, for each key that it has, and where the key leads."""

    always: list[Judge] = field(default_factory=list)
    keyed: dict[str, tuple[list[Judge], _Next | None]] = field(default_factory=dict)


class _Plans:
    """The plans of a model, made once each."""

    def __init__(self, model: str, table: dict[str, Any]) -> None:
        self.model = model
        self.start: str = table["roots"][model]
        self.children: dict[str, dict[str, str]] = table["children"]
        self.ways: list[tuple[Constraint, list[list[Any]]]] = []
        self.whole: dict[str, list[tuple[Constraint, list[list[list[Any]]]]]] = {}
        self.own: dict[str, list[int]] = {}
        self.with_documents = [
            item for item in table["constraints"] if item.get("document", [""])[0] == self.start
        ]
        for definition, rules in table["rules"].items():
            for number, ways, only in rules:
                if only in ("", self.start):
                    self._hang(definition, table["constraints"][number], ways)
        self.made: dict[tuple[str, frozenset[_Pending]], Plan] = {}

    def _hang(self, definition: str, constraint: Constraint, ways: list[list[list[Any]]]) -> None:
        """Counting and comparing need all that an object has at once; everything else is judged
        where it is met.
        """
        if constraint["type"] in ("has-cardinality", "is-unique"):
            self.whole.setdefault(definition, []).append((constraint, ways))
            return
        for way in ways:
            self.own.setdefault(definition, []).append(len(self.ways))
            self.ways.append((constraint, way))

    def root(self) -> Plan:
        return self.plan(self.start, frozenset())

    def plan(self, definition: str, pending: frozenset[_Pending]) -> Plan:
        identity = (definition, pending)
        if identity not in self.made:
            self.made[identity] = self._make(definition, pending)
        return self.made[identity]

    def _make(self, definition: str, pending: frozenset[_Pending]) -> Plan:
        here: list[
            tuple[Constraint, list[Any], list[list[Any]]]
        ] = []  # constraint, conditions, the step to a value and its conditions
        onward: dict[str, list[tuple[list[Any], _Pending]]] = {}
        for number, done in sorted(
            pending | {(number, 0) for number in self.own.get(definition, ())}
        ):
            constraint, steps = self.ways[number]
            conditions = []
            while done < len(steps) and steps[done][0] == "where":
                conditions.append(steps[done][1])
                done += 1
            if done == len(steps) or steps[done][0] == "leaf":
                here.append((constraint, conditions, steps[done:]))
            else:
                for key, item in _carried(steps[done], definition, (number, done)):
                    onward.setdefault(key, []).append((conditions, item))
        plan = Plan(always=always(here, self.whole.get(definition, ())))
        for key, judges in keyed(here, self.whole.get(definition, ())).items():
            plan.keyed[key] = (judges, None)
        for key, child in self.children.get(definition, {}).items():
            judges, _ = plan.keyed.get(key, ([], None))
            plan.keyed[key] = (judges, self._next(child, onward.get(key, [])))
        return plan

    def _next(self, definition: str, onward: list[tuple[list[Any], _Pending]]) -> _Next:
        groups: dict[str, tuple[list[Any], list[_Pending]]] = {}
        for conditions, item in onward:
            groups.setdefault(json.dumps(conditions), (conditions, []))[1].append(item)
        _, free = groups.pop("[]", ([], []))
        conditions = [condition_of_all(some) for some, _ in groups.values()]
        return _Next(
            definition, frozenset(free), self, conditions, [items for _, items in groups.values()]
        )


def _carried(step: list[Any], definition: str, at: _Pending) -> list[tuple[str, _Pending]]:
    """The keys that a step goes through, and what is then under way."""
    number, done = at
    if step[0] == "child":
        return [(step[1], (number, done + 1))]
    found = []
    table = step[2]
    for key, _, child, hit in table.get(definition, ()):
        if hit:
            found.append((key, (number, done + 1)))
        if child in table:
            found.append((key, at))
    return found


@cache
def _plans(model: str) -> _Plans:
    return _Plans(model, _table())


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(_TABLE.read_bytes())
    return table


class Walk:
    """What is gathered on the way: what is broken, and what can be told only at the end."""

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.broken: list[Broken] = []
        self.indexes: dict[str, Index] = {}
        self.uses: list[tuple[Constraint, Any, Any, str]] = []

    def over(self, holder: Any, at: Any, plan: Plan) -> None:
        """Every object below one, in the order of the document."""
        waiting: list[tuple[Any, Any, Plan]] = [(holder, at, plan)]
        pop = waiting.pop
        while waiting:
            holder, at, plan = pop()
            node = holder[at]
            for judge in plan.always:
                judge(self, node, holder, at)
            keyed = plan.keyed
            inner: list[tuple[Any, Any, Plan]] = []
            for name, value in node.items():
                found = keyed.get(name)
                if found is None:
                    continue
                judges, onward = found
                for judge in judges:
                    judge(self, node, holder, at)
                if onward is not None:
                    following = onward.plan(node)
                    if type(value) is list:
                        for number, item in enumerate(value):
                            if type(item) is dict:
                                inner.append((value, number, following))
                    elif type(value) is dict:
                        inner.append((node, name, following))
            if inner:
                inner.reverse()
                waiting += inner

    def finish(self) -> list[Broken]:
        """Whether each key that was used is in its index."""
        for constraint, holder, at, key in self.uses:
            index = index_of(self, constraint)
            if key not in index.entries and not index.is_open:
                self.broken.append(
                    Broken(
                        constraint, (holder, at), known=index.entries, about=index.about, value=key
                    )
                )
        return self.broken
