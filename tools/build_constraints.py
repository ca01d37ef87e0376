"""Compiles OSCAL's constraints into the table that the engine walks documents with, and lists them
in docs/conformance.md.

Usage: python tools/build_constraints.py [--check]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path as File
from typing import Any

ROOT = File(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from constraint_words import EXPECTED, FORMS, MENDS, TOLD_BY, about
from generated import main
from metapath import Expression, Operation, Path, Step, Unknown, Words, parse

SOURCE = ROOT / "tools/content/oscal-1.2.1"
TARGET = ROOT / "oscal/attestle/data/constraints.json"
PAGE = ROOT / "docs/conformance.md"
OSCAL = "http://csrc.nist.gov/ns/oscal"
MARK = "<!-- what follows is built by tools/build_constraints.py -->\n"

Tree = dict[str, Any]
Compiled = list[Any]


@dataclass(frozen=True)
class Place:
    """What a path leads to: an object of a definition, or a bare value below one.

    `words` name the way for a reader.
    """

    definition: str
    steps: tuple[Compiled, ...] = ()
    leaf: str = ""
    words: tuple[str, ...] = ()
    names: frozenset[str] | None = None  # what @name must be, if a predicate says so
    spaces: frozenset[str] = frozenset()

    def then(self, *steps: Compiled) -> Place:
        return replace(self, steps=(*self.steps, *steps))


@dataclass
class Rule:
    """A constraint as it is evaluated: where it hangs, what it needs, and how it is told."""

    number: int
    source: Tree
    on: list[tuple[str, list[Place]]] = field(default_factory=list)
    models: tuple[str, ...] = ()
    how: str = "engine"
    from_root: bool = False
    document: Place | None = None


class Structure:
    """The definitions of OSCAL, asked by name."""

    def __init__(self, data: Tree) -> None:
        self.roots: dict[str, str] = data["roots"]
        self.definitions: dict[str, Tree] = data["definitions"]
        self._reached: dict[str, set[str]] = {}

    def is_object(self, name: str) -> bool:
        definition = self.definitions[name]
        return definition["kind"] == "assembly" or bool(definition.get("flags"))

    def flag(self, name: str, flag: str) -> Tree | None:
        return next(
            (item for item in self.definitions[name].get("flags", ()) if item["name"] == flag), None
        )

    def children(self, name: str) -> Iterator[tuple[str, str, int, str]]:
        """Element name, JSON key, how it stands in JSON (0 one, 1 list, 2 either) and
        definition.
        """
        for item in self.definitions[name].get("model", ()):
            many = {"ARRAY": 1, "SINGLETON_OR_ARRAY": 2}.get(item.get("in-json", ""), 0)
            yield item["name"], str(item.get("group-as", item["name"])), many, item["def"]

    def reach(self, name: str) -> set[str]:
        """The definitions of all objects below one, and itself."""
        if name not in self._reached:
            self._reached[name] = self._find_reached(name)
        return self._reached[name]

    def _find_reached(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += [child for _, _, _, child in self.children(one) if self.is_object(child)]
        return found

    def uses(self, leaf: str) -> Iterator[tuple[str, Compiled, str]]:
        """Where the value of a flag or of a field without flags stands: the object, the step and
        its name.
        """
        for name, definition in self.definitions.items():
            for flag in definition.get("flags", ()):
                if flag["def"] == leaf:
                    yield name, ["leaf", flag["name"], 0], f"@{flag['name']}"
            for element, key, many, child in self.children(name):
                if child == leaf:
                    yield name, ["leaf", key, many], element

    @cached_property
    def element(self) -> dict[str, str]:
        """What an object is called where it is used."""
        result = {name: str(definition["name"]) for name, definition in self.definitions.items()}
        for name in self.definitions:
            result |= {
                child: element
                for element, _, _, child in self.children(name)
                if "impact" not in element
            }
        return result

    def models_of(self, name: str) -> tuple[str, ...]:
        """The models whose documents can hold the definition."""
        holders = {name} if self.is_object(name) else {user for user, _, _ in self.uses(name)}
        return tuple(
            model for model, root in sorted(self.roots.items()) if holders & self.reach(root)
        )


class Compiler:
    """Turns an expression, read from a place, into the places it leads to or into a condition."""

    def __init__(self, structure: Structure, stop: str = "") -> None:
        self.structure = structure
        self.stop = stop  # a definition that judges its own descendants itself

    def places(self, expression: Expression, start: Place) -> list[Place]:
        if isinstance(expression, Operation) and expression.name == "|":
            return [place for item in expression.arguments for place in self.places(item, start)]
        if not isinstance(expression, Path):
            raise Unknown(str(expression))
        found = [start]
        below = False
        for step in expression.steps:
            if step.axis == "below":
                below = True
            else:
                found = [place for one in found for place in self.step(step, one, below)]
                below = False
        return found

    def step(self, step: Step, at: Place, below: bool) -> Iterator[Place]:
        for place in self.bare(step, at, below):
            found = place
            for condition in step.where:
                found = self.filtered(found, condition)
            yield found

    def bare(self, step: Step, at: Place, below: bool) -> Iterator[Place]:
        match step.axis:
            case "self":
                yield at
            case "flag":
                yield self.value(at, ["leaf", step.name, 0], f"@{step.name}")
            case "child":
                yield from self.descendants(at, {step.name}) if below else self.child(at, step.name)
            case "group" if below:
                names = {path.steps[0].name for path in self.alternatives(step.inside[0])}
                yield from self.descendants(at, names)
            case "group":
                for item in self.alternatives(step.inside[0]):
                    yield from self.places(item, at)
            case _:
                raise Unknown(step.axis)

    def alternatives(self, expression: Expression) -> list[Path]:
        items = (
            expression.arguments
            if isinstance(expression, Operation) and expression.name == "|"
            else (expression,)
        )
        paths = [item for item in items if isinstance(item, Path)]
        if len(paths) != len(items):
            raise Unknown(str(expression))
        return paths

    def value(self, at: Place, step: Compiled, word: str) -> Place:
        if at.leaf:
            raise Unknown(f"{word} below the value {at.leaf}")
        return replace(at, steps=(*at.steps, step), leaf=str(step[1]), words=(*at.words, word))

    def child(self, at: Place, name: str) -> Iterator[Place]:
        for element, key, many, child in self.structure.children(at.definition):
            if element == name and not at.leaf:
                if self.structure.is_object(child):
                    yield Place(child, (*at.steps, ["child", key, many]), words=(*at.words, name))
                else:
                    yield self.value(at, ["leaf", key, many], name)

    def descendants(self, at: Place, names: set[str]) -> Iterator[Place]:
        """Every object of these names at any depth,
        found by way of the keys that can lead to one.
        """
        wanted = {
            child
            for one in self.structure.reach(at.definition)
            for element, _, _, child in self.structure.children(one)
            if element in names
        }
        for hit in sorted(wanted):
            table = {}
            for one in sorted(self.structure.reach(at.definition)):
                rows = [
                    [key, many, child, int(child == hit and element in names)]
                    for element, key, many, child in self.structure.children(one)
                    if self.structure.is_object(child)
                    and child != self.stop
                    and hit in self.structure.reach(child)
                ]
                if rows:
                    table[one] = rows
            yield Place(
                hit,
                (*at.steps, ["below", at.definition, table]),
                words=(*at.words, self.structure.element[hit]),
            )

    def filtered(self, place: Place, condition: Expression) -> Place:
        compiled = self.condition(condition, replace(place, steps=(), words=()))
        words, names, spaces = place.words, place.names, place.spaces
        for key, values in _equalities(condition):
            if key == "name":
                names = frozenset(values)
            if key in ("name", "type") and len(values) == 1 and not place.leaf:
                words = (*words[:-1], f'{words[-1]} "{values[0]}"')
            if key == "ns":
                spaces = frozenset(values)
        return replace(
            place,
            steps=(*place.steps, ["where", compiled]),
            words=words,
            names=names,
            spaces=spaces,
        )

    def condition(self, expression: Expression, at: Place) -> Compiled:
        match expression:
            case Operation("and" | "or" as name, items):
                return [name, *(self.condition(item, at) for item in items)]
            case Operation("not", (item,)):
                return ["not", self.condition(item, at)]
            case Operation("exists", (item,)):
                return ["any", self.ways(item, at)]
            case Operation("=", (left, Words(values))):
                return ["in", self.ways(left, at), list(values)]
            case Operation(">", (left, right)):
                return [">", self.ways(left, at), self.ways(right, at)]
            case Operation("starts-with", (left, Words((value,)))):
                return ["starts", self.ways(left, at), value]
            case Operation("has-oscal-namespace", (Words(values),)):
                return self.namespace(values, at)
            case Path():
                return ["any", self.ways(expression, at)]
        raise Unknown(str(expression))

    def namespace(self, values: tuple[str, ...], at: Place) -> Compiled:
        if self.structure.flag(at.definition, "ns") is None:
            raise Unknown(f"a namespace of {at.definition}")
        return ["ns", list(values)]

    def ways(self, expression: Expression, at: Place) -> list[list[Compiled]]:
        """The steps of each alternative, from the context on."""
        return [list(place.steps) for place in self.places(expression, at)]


def _equalities(expression: Expression) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a predicate demands of flags in any case."""
    match expression:
        case Operation("and", items):
            for item in items:
                yield from _equalities(item)
        case Operation("=", (Path((Step("flag", name, (), ()),)), Words(values))):
            yield name, values
        case Operation("has-oscal-namespace", (Words(values),)):
            yield "ns", values


class Table:
    """All constraints, compiled; what cannot be stays in `left`."""

    def __init__(self, structure: Structure, constraints: list[Tree]) -> None:
        self.structure = structure
        self.rules = [Rule(number, _mended(item)) for number, item in enumerate(constraints)]
        self.left: dict[int, str] = {}
        for rule in self.rules:
            self._compile(rule)
        for rule in self.rules:
            if (
                rule.how == "engine"
                and rule.source["type"] == "allowed-values"
                and not self._can_fail(rule)
            ):
                rule.how = "open"

    def _compile(self, rule: Rule) -> None:
        source = rule.source
        rule.models = self.structure.models_of(source["owner"])
        if _in_schema(source):
            rule.how = "schema"
        elif not rule.models:
            rule.how = "unused"
        elif source["owner"] in TOLD_BY:
            rule.how = TOLD_BY[source["owner"]]
        else:
            try:
                self._place(rule)
            except Unknown as problem:
                rule.how = "left"
                self.left[rule.number] = str(problem)

    def _place(self, rule: Rule) -> None:
        source, owner = rule.source, rule.source["owner"]
        expression = parse(source.get("target", "."))
        if isinstance(expression, Operation) and expression.name == "|":
            documents = [
                item
                for item in expression.arguments
                if isinstance(item, Path) and item.steps[0].axis == "doc"
            ]
            if documents:
                expression = self._other_document(rule, expression, documents)
        if isinstance(expression, Path) and expression.from_root:
            self._anywhere(rule, expression)
            return
        recursive = (
            owner
            in {
                child
                for one in self.structure.reach(owner)
                for *_, child in self.structure.children(one)
            }
            if self.structure.is_object(owner)
            else False
        )
        compiler = Compiler(self.structure, owner if recursive else "")
        for start in self._starts(owner):
            places = [self._end(rule, place) for place in compiler.places(expression, start)]
            if not places:
                raise Unknown(f"{source.get('target')} leads nowhere from {owner}")
            rule.on.append((start.definition, places))

    def _starts(self, owner: str) -> Iterator[Place]:
        if self.structure.is_object(owner):
            yield Place(owner, words=(self.structure.element[owner],))
        else:
            for user, step, word in self.structure.uses(owner):
                yield Place(user, (step,), str(step[1]), (self.structure.element[user], word))

    def _end(self, rule: Rule, place: Place) -> Place:
        """Values are wanted by vocabularies and forms: of a field with flags, the one under its
        value key.
        """
        definition = self.structure.definitions[place.definition]
        if rule.source["type"] in ("allowed-values", "matches") and not place.leaf:
            if definition["kind"] == "assembly":
                raise Unknown(f"the value of {place.definition}, which has none")
            key = definition["json-value-key"]
            return replace(place, steps=(*place.steps, ["leaf", key, 0]), leaf=key)
        return place

    def _anywhere(self, rule: Rule, expression: Path) -> None:
        """`//x` from the root of a model: the rule hangs on x itself,
        wherever the walk meets it.
        """
        step = expression.steps[1]
        paths = (
            Compiler(self.structure).alternatives(step.inside[0])
            if step.axis == "group"
            else [Path((step,))]
        )
        owner = rule.source["owner"]
        if owner not in self.structure.roots.values():
            raise Unknown("// from what is no root")
        rule.from_root = True
        names = {path.steps[0].name for path in paths}
        met = {
            (element, child)
            for one in self.structure.reach(owner)
            for element, _, _, child in self.structure.children(one)
        }
        for element, child in sorted(met):
            if element in names:
                if any(other == child and called not in names for called, other in met):
                    raise Unknown(f"{child} has several names")
                rule.on.append((child, [Place(child, words=(element,))]))

    def _other_document(
        self, rule: Rule, expression: Operation, documents: list[Path]
    ) -> Expression:
        """`doc(href)/...` becomes the way to the hrefs and the way inside such a document."""
        [other] = documents
        owner = rule.source["owner"]
        compiler = Compiler(self.structure)
        [href] = compiler.places(other.steps[0].inside[0], Place(owner))
        [inside] = compiler.places(Path(other.steps[2:]), Place(owner))
        rule.document = replace(
            href,
            words=(),
            spaces=frozenset(),
            steps=(["doc", owner, list(href.steps), list(inside.steps)],),
        )
        rest = tuple(item for item in expression.arguments if item not in documents)
        return rest[0] if len(rest) == 1 else Operation("|", rest)

    def _can_fail(self, rule: Rule) -> bool:
        """An open vocabulary matters only where a closed one may judge the same value."""
        if rule.source.get("allow-other") != "yes":
            return True
        closed = [
            other
            for other in self.rules
            if other.how == "engine"
            and other.source["type"] == "allowed-values"
            and other.source.get("allow-other") != "yes"
        ]
        return any(
            _may_meet(mine, theirs)
            for other in closed
            for _, places in other.on
            for theirs in places
            for _, own in rule.on
            for mine in own
        )

    # What is written

    def data(self) -> Tree:
        engine = [rule for rule in self.rules if rule.how == "engine"]
        hung: dict[str, list[Compiled]] = {}
        facts = [self._facts(rule) for rule in engine]
        for position, rule in enumerate(engine):
            for definition, places in rule.on:
                only = rule.source["owner"] if rule.from_root else ""
                hung.setdefault(definition, []).append(
                    [position, [list(place.steps) for place in places], only]
                )
                for words, steps in _spoken_of(places):
                    hung[definition].append([len(facts), [steps], only])
                    facts.append(
                        {
                            "id": name_of(rule.source),
                            "type": "allowed-values",
                            "values": words,
                            "open": True,
                            "about": "",
                            "level": "error",
                            "space": False,
                        }
                    )
        return {
            "roots": self.structure.roots,
            "children": self._children(hung),
            "rules": dict(sorted(hung.items())),
            "constraints": facts,
        }

    def _children(self, hung: Iterable[str]) -> Tree:
        """The keys worth walking: those that lead to a definition with rules."""
        wanted = set(hung)
        reached = {
            name for root in self.structure.roots.values() for name in self.structure.reach(root)
        }
        result = {}
        for name in sorted(reached):
            rows = {
                key: child
                for _, key, _, child in self.structure.children(name)
                if self.structure.is_object(child) and self.structure.reach(child) & wanted
            }
            if rows:
                result[name] = rows
        return result

    def _facts(self, rule: Rule) -> Tree:
        source = rule.source
        first = rule.on[0][1][-1]
        ways = [place.words for _, places in rule.on for place in places]
        named = about(ways, apart=source["type"] in ("has-cardinality", "index"))
        named = MENDS.get((name_of(source), source["type"]), {}).get("about", named)
        facts: Tree = {
            "id": name_of(source),
            "type": source["type"],
            "about": named,
            "level": source.get("level", "ERROR").lower(),
        }
        if rule.document:
            facts["document"] = rule.document.steps[0][1:]
        if source["type"] == "allowed-values":
            facts |= {
                "values": source["values"],
                "open": source.get("allow-other") == "yes",
                "space": OSCAL in first.spaces,
            }
        if source["type"] == "matches":
            facts |= self._form(source)
        if source["type"] == "expect":
            start = Place(first.definition)
            facts |= {
                "test": Compiler(self.structure).condition(parse(source["test"]), start),
                **EXPECTED[name_of(source)],
            }
        if source["type"] == "has-cardinality":
            facts |= {
                key: int(source[f"{key}-occurs"])
                for key in ("min", "max")
                if f"{key}-occurs" in source
            }
        if "key-fields" in source:
            facts["keys"] = [self._key(item, first) for item in source["key-fields"]]
        if "name" in source:
            facts |= {"index": source["name"], "entries": self._entries(source["name"])}
        return facts

    def _entries(self, index: str) -> str:
        """What the entries of an index are called."""
        [builder] = [
            rule
            for rule in self.rules
            if rule.source["type"] == "index" and rule.source["name"] == index
        ]
        return about([place.words for _, places in builder.on for place in places], apart=True)

    def _key(self, item: Tree, at: Place) -> Compiled:
        """The way to a key from its target: [] for the value itself."""
        bare = replace(at, steps=(), words=())
        if item["target"] == "." and not at.leaf:
            key = self.structure.definitions[at.definition]["json-value-key"]
            return [[["leaf", key, 0]], item.get("pattern", "")]
        [place] = Compiler(self.structure).places(parse(item["target"]), bare)
        return [list(place.steps), item.get("pattern", "")]

    def _form(self, source: Tree) -> Tree:
        if "regex" in source:
            return {"regex": source["regex"], "form": FORMS[source["regex"]]}
        return {"datatype": source["datatype"]}


def _spoken_of(places: list[Place]) -> Iterator[tuple[list[str], list[Compiled]]]:
    """The names of props and facets that a constraint speaks of: a vocabulary of names that lacks
    them does not forbid them.
    """
    for place in places:
        named = [
            number for number, step in enumerate(place.steps) if step[:2] == ["child", "props"]
        ]
        start = named[-1] + 1 if named else 0
        if (
            place.definition in ("property", "characterization/facet")
            and place.names
            and place.leaf != "name"
            and place.steps[start][0] == "where"
        ):
            yield sorted(place.names), [*place.steps[: start + 1], ["leaf", "name", 0]]


def _in_schema(source: Tree) -> bool:
    own = source["type"] == "allowed-values" and source.get("target", ".") == "."
    return own and source.get("allow-other") != "yes" and source.get("level", "ERROR") == "ERROR"


def _may_meet(one: Place, other: Place) -> bool:
    if (one.definition, one.leaf) != (other.definition, other.leaf):
        return False
    return one.names is None or other.names is None or bool(one.names & other.names)


def name_of(source: Tree) -> str:
    """The constraint's id; those without one are called by their owner."""
    return str(source.get("id") or f"{source['owner']} {source['type']}")


def _mended(source: Tree) -> Tree:
    mend = MENDS.get((name_of(source), source["type"]))
    return source | mend["as"] if mend else source


def table() -> Table:
    """The compiled constraints of OSCAL 1.2.1."""
    structure = Structure(json.loads((SOURCE / "structure.json").read_bytes()))
    constraints: list[Tree] = json.loads((SOURCE / "constraints.json").read_bytes())["constraints"]
    return Table(structure, constraints)


# The list in docs/conformance.md

HOW = {
    "engine": "walk",
    "schema": "schema (OSC002)",
    "open": "open: any other value is allowed, so nothing is reported",
    "unused": "no model uses its owner",
    "left": "not evaluated",
}
CODES = {
    "allowed-values": "OSC013", "matches": "OSC014", "is-unique": "OSC015", "index": "OSC016", "index-has-key": "OSC017", "expect": "OSC018",
    "has-cardinality": "OSC019",
}  # fmt: skip


def page(built: Table) -> str:
    """The page with its generated end."""
    head = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    count = {
        how: sum(rule.how == how for rule in built.rules)
        for how in sorted({rule.how for rule in built.rules})
    }
    numbers = ", ".join(
        f"{number} {HOW.get(how, f'told as {how}')}" for how, number in count.items()
    )
    parts = [head, MARK, f"\n{len(built.rules)} constraints: {numbers}.\n"]
    for kind, code in CODES.items():
        parts.append(
            f"\n### {kind} ({code})\n\n| constraint | level | on | target | how"
            " |\n|---|---|---|---|---|\n"
        )
        parts += [_row(built, rule) for rule in built.rules if rule.source["type"] == kind]
    return "".join(parts)


def _row(built: Table, rule: Rule) -> str:
    mend = MENDS.get((name_of(rule.source), rule.source["type"]))
    how = HOW.get(rule.how, f"told as {rule.how}")
    if rule.how == "left":
        how += f": {built.left[rule.number]}"
    if mend:
        how += f"; mended: {mend['why']}"
    target = (
        rule.source.get("target", ".")
        .replace(f"has-oscal-namespace('{OSCAL}')", "has-oscal-namespace()")
        .replace("|", "\\|")
    )
    level = rule.source.get("level", "ERROR").lower()
    return f"| {name_of(rule.source)} | {level} | `{rule.source['owner']}` | `{target}` | {how} |\n"


def outputs() -> dict[File, bytes]:
    """The table, and the page that lists it."""
    built = table()
    data = json.dumps(built.data(), sort_keys=True, separators=(",", ":")) + "\n"
    return {TARGET: data.encode(), PAGE: page(built).encode()}


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
