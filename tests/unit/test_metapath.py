"""The compiled paths beside a plain reading of the expressions: both lead to the same places of
rich documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from attestle.conformance.metapath import OSCAL, compile_path
from build_constraints import table
from metapath import Expression, Operation, Path, Step, Words, parse
from planted.defects import DEFINITIONS, STRUCTURE, is_object
from planted.documents import documents

BUILT = table()


@dataclass(frozen=True)
class Node:
    """A flag, field or assembly, as XML would have it."""

    definition: str
    holder: Any
    key: Any
    parent: Node | None

    @property
    def value(self) -> Any:
        return self.holder[self.key]

    @property
    def identity(self) -> tuple[int, Any]:
        return id(self.holder), self.key

    def flag(self, name: str) -> Iterator[Node]:
        for flag in DEFINITIONS[self.definition].get("flags", ()):
            if flag["name"] == name and name in self.value:
                yield Node(flag["def"], self.value, name, self)

    def children(self) -> Iterator[tuple[str, Node]]:
        for item in (
            DEFINITIONS[self.definition].get("model", ()) if isinstance(self.value, dict) else ()
        ):
            key = item.get("group-as", item["name"])
            if isinstance(self.value.get(key), list):
                yield from (
                    (item["name"], Node(item["def"], self.value[key], at, self))
                    for at in range(len(self.value[key]))
                )
            elif key in self.value:
                yield item["name"], Node(item["def"], self.value, key, self)

    def below(self) -> Iterator[Node]:
        yield self
        for _, child in self.children():
            yield from child.below()

    def text(self) -> Any:
        return (
            self.value[DEFINITIONS[self.definition]["json-value-key"]]
            if isinstance(self.value, dict) and "json-value-key" in DEFINITIONS[self.definition]
            else self.value
        )


def nodes(expression: Expression, start: Node, root: Node) -> list[Node]:
    if isinstance(expression, Operation) and expression.name == "|":
        return [node for item in expression.arguments for node in nodes(item, start, root)]
    assert isinstance(expression, Path)
    found = [root if expression.from_root else start]
    for step in expression.steps:
        found = [node for one in found for node in stepped(step, one, root)]
    return found


def stepped(step: Step, node: Node, root: Node) -> list[Node]:
    match step.axis:
        case "self":
            found = [node]
        case "below":
            found = list(node.below())
        case "flag":
            found = list(node.flag(step.name))
        case "child":
            found = [child for name, child in node.children() if name == step.name]
        case "group":
            found = nodes(step.inside[0], node, root)
        case _:
            found = []  # doc(): another document
    return [one for one in found if all(holds(condition, one, root) for condition in step.where)]


def holds(condition: Expression, node: Node, root: Node) -> bool:
    match condition:
        case Operation("and", parts):
            return all(holds(part, node, root) for part in parts)
        case Operation("or", parts):
            return any(holds(part, node, root) for part in parts)
        case Operation("not", (part,)):
            return not holds(part, node, root)
        case Operation("=", (left, Words(values))):
            return any(one.text() in values for one in nodes(left, node, root))
        case Operation("starts-with", (left, Words((start,)))):
            return any(str(one.text()).startswith(start) for one in nodes(left, node, root))
        case Operation("has-oscal-namespace", (Words(values),)):
            return bool(node.value.get("ns", OSCAL) in values)
        case Operation("exists", (part,)):
            return bool(nodes(part, node, root))
    return bool(nodes(condition, node, root))


@pytest.mark.parametrize("model", sorted(documents()))
def test_compiled_paths_lead_where_the_expressions_lead(model: str) -> None:
    tree = documents()[model]
    root = Node(STRUCTURE["roots"][model], tree, model, None)
    everything = list(root.below())
    flags = [
        flag
        for node in everything
        if isinstance(node.value, dict)
        for item in DEFINITIONS[node.definition].get("flags", ())
        for flag in node.flag(item["name"])
    ]
    tried = 0
    for rule in BUILT.rules:
        if rule.how != "engine" or (rule.from_root and rule.source["owner"] != root.definition):
            continue
        expression = parse(rule.source.get("target", "."))
        owners = [node for node in (*everything, *flags) if node.definition == rule.source["owner"]]
        plain = {node.identity for owner in owners for node in nodes(expression, owner, root)}
        compiled = set()
        for definition, places in rule.on:
            for node in everything:
                if node.definition == definition and is_object(definition):
                    for place in places:
                        compiled |= {
                            (id(holder), key)
                            for holder, key in compile_path(list(place.steps))(
                                (node.holder, node.key)
                            )
                        }
        valued = {
            (
                (id(node.holder[node.key]), DEFINITIONS[node.definition]["json-value-key"])
                if (id(node.holder), node.key) in plain
                else None
            )
            for node in everything
            if isinstance(node.value, dict) and "json-value-key" in DEFINITIONS[node.definition]
        } - {None}
        assert compiled in (plain, valued), rule.source
        tried += bool(plain)
    assert tried > 20
