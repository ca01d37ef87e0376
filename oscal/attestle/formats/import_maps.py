"""`imports/NAME.yaml`: which column of a spreadsheet is which field, kept for the next time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ..nearest import suggest_words
from .problems import Problem
from .yaml12 import read_yaml

_KEYS = ("kind", "sheets", "header-row", "columns")


@dataclass(frozen=True, slots=True)
class ImportMap:
    """`columns` maps fields to headings; `sheets` are none and `header_row` is 0 where they are
    looked for.
    """

    kind: str
    sheets: tuple[str, ...] = ()
    header_row: int = 0
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def write_map(saved: ImportMap) -> str:
    """The text of the file."""
    lines = [f"kind: {saved.kind}"]
    if saved.sheets:
        lines.append("sheets:")
        lines += [f"  - {_quote(name)}" for name in saved.sheets]
    if saved.header_row:
        lines.append(f"header-row: {saved.header_row}")
    lines.append("columns:" if saved.columns else "columns: {}")
    lines += [f"  {name}: {_quote(heading)}" for name, heading in saved.columns.items()]
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    """What is a JSON string is a YAML string too."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def read_map(text: str) -> tuple[ImportMap | None, tuple[Problem, ...]]:
    """The map of a file, or what is wrong with it."""
    document = read_yaml(text)
    problems = document.problems or tuple(_find_faults(document.value))
    if problems:
        return None, tuple(problems)
    tree = document.value
    columns = {str(name): str(heading) for name, heading in tree["columns"].items()}
    row = tree.get("header-row", 0)
    sheets = tuple(tree.get("sheets", ()))
    return ImportMap(tree["kind"], sheets, row, MappingProxyType(columns)), ()


def _find_faults(tree: Any) -> Iterator[Problem]:
    if not isinstance(tree, dict):
        yield Problem("OSC011", "it is no map of an import", 1, None, "write kind: and columns:")
        return
    for key in tree:
        if key not in _KEYS:
            yield Problem("OSC011", f'unknown key "{key}"', hint=suggest_words(str(key), _KEYS))
    if not isinstance(tree.get("kind"), str) or not tree["kind"]:
        yield Problem("OSC011", "kind is a word", hint="such as kind: states")
    sheets = tree.get("sheets", [])
    if not isinstance(sheets, list) or not all(isinstance(name, str) for name in sheets):
        yield Problem("OSC011", "sheets is a list of names", hint='such as - "Testing"')
    row = tree.get("header-row", 0)
    if not isinstance(row, int) or isinstance(row, bool) or row < 0:
        yield Problem("OSC011", "header-row is the number of a row", hint="such as header-row: 7")
    columns = tree.get("columns")
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        yield Problem("OSC011", "columns gives each field its heading", hint='state: "Status"')
