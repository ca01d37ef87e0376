"""Measures how dense the code is: width of lines, length of modules, length and decisions of functions,
doubled names.

python tools/house.py [FOLDER]
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WIDTH = 100
MOST_WIDE = 0.005  # share of lines over the width: tables of data that read better wide
MOST_MODULE = 400  # lines of a module, which is about one thing
MOST_LINES = 50
USUAL_DECISIONS = 10
MOST_DECISIONS = 20
MOST_BRANCHY = 0.05  # share of functions with more than the usual decisions

_BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Function:
    """`place` is file:line and name. A lambda counts with the function it stands in."""

    place: str
    lines: int
    decisions: int


@dataclass(frozen=True, slots=True)
class House:
    """`classes` and `modules` give the places of each name, `lengths` the lines of each file."""

    lines: int
    lengths: dict[str, int]
    wide_lines: tuple[str, ...]
    functions: tuple[Function, ...]
    classes: dict[str, list[str]]
    modules: dict[str, list[str]]


def measure(root: Path) -> House:
    """Every Python file below a folder."""
    total = 0
    lengths: dict[str, int] = {}
    wide: list[str] = []
    functions: list[Function] = []
    classes: dict[str, list[str]] = {}
    modules: dict[str, list[str]] = {}
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = [line for line in text.split("\n") if line.strip()]
        total += len(lines)
        lengths[name] = text.count("\n")
        wide += [f"{name}: {line.strip()[:60]}" for line in lines if len(line) > WIDTH]
        tree = ast.parse(text)
        functions += _measure_functions(tree, name)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name, []).append(name)
        if path.name != "__init__.py" and not name.startswith("cli/"):
            modules.setdefault(path.stem, []).append(name)
    return House(total, lengths, tuple(wide), tuple(functions), classes, modules)


def _measure_functions(tree: ast.Module, name: str) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(f"{name}:{node.lineno} {node.name}", length, count_decisions(node))


def count_decisions(function: ast.AST) -> int:
    """One, and one more for each branch, each further operand of `and` and `or`, each comprehension
    and each `if` in it. What a function inside decides is its own.
    """
    return 1 + sum(map(_weigh, _walk_own(function)))


def _walk_own(function: ast.AST) -> Iterator[ast.AST]:
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)


def _weigh(node: ast.AST) -> int:
    if isinstance(node, _BRANCHES):
        return 1
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    return 1 + len(node.ifs) if isinstance(node, ast.comprehension) else 0


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else "oscal/attestle")
    house = measure(root)
    many = sorted(house.functions, key=lambda item: -item.decisions)
    over = [item for item in many if item.decisions > USUAL_DECISIONS]
    long = [item for item in house.functions if item.lines > MOST_LINES]
    print(f"{house.lines} lines, {len(house.wide_lines)} over {WIDTH} columns")
    print(f"{len(house.functions)} functions, {len(long)} over {MOST_LINES} lines")
    print(f"{len(over)} over {USUAL_DECISIONS} decisions ({len(over) / len(many):.1%})")
    for item in over[:20]:
        print(f"  {item.decisions:3} {item.place}")


if __name__ == "__main__":
    main()
