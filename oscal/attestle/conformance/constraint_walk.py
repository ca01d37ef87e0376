"""Judges a raw OSCAL tree by the constraints of its model, in one walk over it.

What the schema says of it is not repeated.

Paths are not searched for: they are carried down. A plan says what to do with an object of a
definition that is reached with certain paths under way, so every constraint on a value is at hand
where the value is met. Plans are made when they are first needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from functools import cache
from typing import Any

from .. import data
from ..lazy_dataclasses import dataclass
from .broken_constraints import Breach, describe_breaches
from .constraint_record import Constraint, ConstraintRecord, Fetch, Here, Judge, Whole
from .constraint_types import list_keyed_judges, list_unkeyed_judges
from .key_constraints import check_uses, index_other_documents
from .metapath import Condition, join_conditions
from .oscal_versions import WHOLE_RELEASE, choose_rules
from .release_tables import adapt_constraints, read_deprecations


def check_constraints(
    model: str, tree: Mapping[str, Any], fetch: Fetch | None = None, release: str = ""
) -> list[Breach]:
    """Every broken constraint, by position.

    Those of the release hold, or of the one by whose rules the document asks to be judged. `fetch`
    gives the tree behind an href that a constraint follows, None if it is out of reach.
    """
    if type(tree.get(model)) is not dict:
        return []
    record = ConstraintRecord(fetch or (lambda _: None))
    plans = _get_plans(model, release or choose_rules(model, tree))
    walk_objects_below(record, tree, model, plans.get_root())
    for constraint in plans.with_documents:
        index_other_documents(record, constraint, tree)
    check_uses(record)
    return describe_breaches(tree, record.broken)


def check_deprecations(model: str, tree: Mapping[str, Any], release: str) -> list[Breach]:
    """Every word that the release calls deprecated, by position."""
    if type(tree.get(model)) is not dict:
        return []
    record = ConstraintRecord(lambda _: None)
    plans = _PlanTable(model, read_deprecations(release))
    walk_objects_below(record, tree, model, plans.get_root())
    return describe_breaches(tree, record.broken)


# A constraint under way: the number of its path and how many steps of it are done.
_Pending = tuple[int, int]


@dataclass(slots=True)
class _KeyTarget:
    """Where a key leads: to one plan, or to one for each outcome of conditions.

    The conditions are on the object that has the key.
    """

    definition: str
    pending: frozenset[_Pending]
    plans: _PlanTable
    conditions: list[Condition] = field(default_factory=list)
    conditional: list[list[_Pending]] = field(default_factory=list)
    known: dict[tuple[bool, ...], ConstraintPlan] = field(default_factory=dict)

    def choose_plan(self, node: Any) -> ConstraintPlan:
        outcome = tuple([holds(node) for holds in self.conditions])
        plan = self.known.get(outcome)
        if plan is None:
            more = (
                item
                for holds, items in zip(outcome, self.conditional, strict=True)
                if holds
                for item in items
            )
            plan = self.known[outcome] = self.plans.get_plan(
                self.definition, self.pending.union(more)
            )
        return plan


@dataclass(slots=True)
class ConstraintPlan:
    """What to do with an object: always, for each key that it has, and where the key leads."""

    always: list[Judge] = field(default_factory=list)
    keyed: dict[str, tuple[list[Judge], _KeyTarget | None]] = field(default_factory=dict)


class _PlanTable:
    """The plans of a model, made once each."""

    def __init__(self, model: str, table: dict[str, Any]) -> None:
        self.model = model
        self.start: str = table["roots"][model]
        self.children: dict[str, dict[str, str]] = table["children"]
        self.ways: list[tuple[Constraint, list[list[Any]]]] = []
        self.whole: dict[str, list[Whole]] = {}
        self.own: dict[str, list[int]] = {}
        used: set[int] = set()
        for definition, rules in table["rules"].items():
            for number, ways, only in rules:
                used.add(number)
                if only in ("", self.start):
                    self._add_constraint(definition, table["constraints"][number], ways)
        # The list may hold constraints of other releases
        self.with_documents = [
            item
            for number, item in enumerate(table["constraints"])
            if item.get("document", [""])[0] == self.start and number in used
        ]
        self.made: dict[tuple[str, frozenset[_Pending]], ConstraintPlan] = {}

    def _add_constraint(
        self, definition: str, constraint: Constraint, ways: list[list[list[Any]]]
    ) -> None:
        """Note a constraint at its definition, or its ways, which are carried down.

        Counting and comparing need all that an object has at once; everything else is judged where
        it is met.
        """
        if constraint["type"] in ("has-cardinality", "is-unique"):
            self.whole.setdefault(definition, []).append((constraint, ways))
            return
        for way in ways:
            self.own.setdefault(definition, []).append(len(self.ways))
            self.ways.append((constraint, way))

    def get_root(self) -> ConstraintPlan:
        return self.get_plan(self.start, frozenset())

    def get_plan(self, definition: str, pending: frozenset[_Pending]) -> ConstraintPlan:
        identity = (definition, pending)
        if identity not in self.made:
            self.made[identity] = self._make_plan(definition, pending)
        return self.made[identity]

    def _make_plan(self, definition: str, pending: frozenset[_Pending]) -> ConstraintPlan:
        here: list[Here] = []
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
                for key, item in _carry_step(steps[done], definition, (number, done)):
                    onward.setdefault(key, []).append((conditions, item))
        plan = ConstraintPlan(always=list_unkeyed_judges(here, self.whole.get(definition, ())))
        for key, judges in list_keyed_judges(here, self.whole.get(definition, ())).items():
            plan.keyed[key] = (judges, None)
        for key, child in self.children.get(definition, {}).items():
            judges, _ = plan.keyed.get(key, ([], None))
            plan.keyed[key] = (judges, self._make_target(child, onward.get(key, [])))
        return plan

    def _make_target(self, definition: str, onward: list[tuple[list[Any], _Pending]]) -> _KeyTarget:
        groups: dict[str, tuple[list[Any], list[_Pending]]] = {}
        for conditions, item in onward:
            groups.setdefault(json.dumps(conditions), (conditions, []))[1].append(item)
        _, free = groups.pop("[]", ([], []))
        conditions = [join_conditions(some) for some, _ in groups.values()]
        return _KeyTarget(
            definition, frozenset(free), self, conditions, [items for _, items in groups.values()]
        )


def _carry_step(step: list[Any], definition: str, at: _Pending) -> list[tuple[str, _Pending]]:
    """The keys that a step goes through, and what is then under way."""
    number, done = at
    if step[0] == "child":
        return [(step[1], (number, done + 1))]
    carried = []
    table = step[2]
    for key, _, child, is_hit in table.get(definition, ()):
        if is_hit:
            carried.append((key, (number, done + 1)))
        if child in table:
            carried.append((key, at))
    return carried


@cache
def _get_plans(model: str, release: str) -> _PlanTable:
    return _PlanTable(model, _load_table(release))


@cache
def _load_table(release: str) -> dict[str, Any]:
    if release != WHOLE_RELEASE:
        return adapt_constraints(_load_table(WHOLE_RELEASE), release)
    table: dict[str, Any] = json.loads(data.read_data("constraints.json"))
    return table


def walk_objects_below(
    record: ConstraintRecord, holder: Any, at: Any, plan: ConstraintPlan
) -> None:
    """Every object below one, in the order of the document."""
    # One loop and no calls of its own: every object of every document passes through it
    waiting: list[tuple[Any, Any, ConstraintPlan]] = [(holder, at, plan)]
    pop = waiting.pop
    while waiting:
        holder, at, plan = pop()
        node = holder[at]
        for judge in plan.always:
            judge(record, node, holder, at)
        keyed = plan.keyed
        inner: list[tuple[Any, Any, ConstraintPlan]] = []
        for name, value in node.items():
            entry = keyed.get(name)
            if entry is None:
                continue
            judges, onward = entry
            for judge in judges:
                judge(record, node, holder, at)
            if onward is not None:
                following = onward.choose_plan(node)
                if type(value) is list:
                    for number, item in enumerate(value):
                        if type(item) is dict:
                            inner.append((value, number, following))
                elif type(value) is dict:
                    inner.append((node, name, following))
        if inner:
            inner.reverse()
            waiting += inner
