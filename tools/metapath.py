"""Reads the part of Metapath that OSCAL's constraints use, and nothing else: what is not understood
raises Unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


class Unknown(Exception):
    """An expression outside the part of Metapath that is read here."""


@dataclass(frozen=True)
class Step:
    """One step: its axis (`child`, `flag`, `self`, `below`, `group`, `doc`), a name or
    alternatives, and its predicates.
    """

    axis: str
    name: str = ""
    inside: tuple[Expression, ...] = ()
    where: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Path:
    """Steps from the context, or from the root of the document."""

    steps: tuple[Step, ...]
    from_root: bool = False


@dataclass(frozen=True)
class Words:
    """One text or several."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """`and`, `or`, `not`, `exists`, `=`, `>`, `|`, `starts-with`, `has-oscal-namespace`."""

    name: str
    arguments: tuple[Expression, ...]


Expression = Path | Words | Operation

_TOKEN = re.compile(r"\s*(//|[/.@()\[\],|=>*]|'[^']*'|[A-Za-z_][\w-]*)")
_FUNCTIONS = ("not", "exists", "starts-with", "has-oscal-namespace")


def parse(text: str) -> Expression:
    """The expression as a tree."""
    reader = _Reader(text)
    result = reader.either()
    reader.end()
    return result


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if not found:
                raise Unknown(f"{text[at:]!r} in {text!r}")
            self.tokens.append(found[1])
            at = found.end()
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def take(self, token: str = "") -> str:
        found = self.peek()
        if not found or (token and found != token):
            raise Unknown(
                f"{found or 'the end'!r} where {token or 'more'!r} is wanted in {self.text!r}"
            )
        self.at += 1
        return found

    def took(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self.at += 1
        return True

    def end(self) -> None:
        if self.peek():
            raise Unknown(f"{self.peek()!r} in {self.text!r}")

    def either(self) -> Expression:
        items = [self.both()]
        while self.took("or"):
            items.append(self.both())
        return items[0] if len(items) == 1 else Operation("or", tuple(items))

    def both(self) -> Expression:
        items = [self.comparison()]
        while self.took("and"):
            items.append(self.comparison())
        return items[0] if len(items) == 1 else Operation("and", tuple(items))

    def comparison(self) -> Expression:
        left = self.union()
        for sign in ("=", ">"):
            if self.took(sign):
                return Operation(sign, (left, self.union()))
        return left

    def union(self) -> Expression:
        items = [self.value()]
        while self.took("|"):
            items.append(self.value())
        return items[0] if len(items) == 1 else Operation("|", tuple(items))

    def value(self) -> Expression:
        if self.peek().startswith("'"):
            return Words((self.take()[1:-1],))
        if self.peek() == "(" and self.peek(1).startswith("'"):
            return self.words()
        if self.peek() in _FUNCTIONS and self.peek(1) == "(":
            return self.call()
        return self.path()

    def words(self) -> Words:
        self.take("(")
        values = [self.take()[1:-1]]
        while self.took(","):
            values.append(self.take()[1:-1])
        self.take(")")
        return Words(tuple(values))

    def call(self) -> Operation:
        name = self.take()
        self.take("(")
        arguments = [self.either()]
        while self.took(","):
            arguments.append(self.either())
        self.take(")")
        return Operation(name, tuple(arguments))

    def path(self) -> Path:
        steps: list[Step] = []
        from_root = self.peek() == "//"
        if self.took("//"):
            steps.append(Step("below"))
        steps.append(self.step())
        while self.peek() in ("/", "//"):
            if self.take() == "//":
                steps.append(Step("below"))
            steps.append(self.step())
        return Path(tuple(steps), from_root)

    def step(self) -> Step:
        name, inside = "", tuple[Expression, ...]()
        if self.took("."):
            axis = "self"
        elif self.took("@"):
            axis, name = "flag", self.take()
        elif self.took("("):
            axis, inside = "group", (self.either(),)
            self.take(")")
        elif self.peek() == "doc" and self.peek(1) == "(":
            self.at += 2
            axis, inside = "doc", (self.either(),)
            self.take(")")
        else:
            axis, name = "child", self.take()
            if not re.match(r"[A-Za-z_]", name):
                raise Unknown(f"{name!r} in {self.text!r}")
        where = []
        while self.took("["):
            where.append(self.either())
            self.take("]")
        return Step(axis, name, inside, tuple(where))
