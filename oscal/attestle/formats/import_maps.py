"""`imports/NAME.yaml`: which column of a spreadsheet is which field, kept for the next time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..nearest import suggest_words
from .authored_schema import check_document
from .problems import Problem
from .schema_problems import find_line
from .sheet_days import DayOrder
from .yaml12 import read_yaml


@dataclass(frozen=True, slots=True)
class ImportMap:
    """`columns` maps fields to headings; `sheets` are none and `header_row` is 0 where they are
    looked for, `days` the order of day and month in fields whose cells once proved it.
    """

    kind: str
    sheets: tuple[str, ...] = ()
    header_row: int = 0
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    days: Mapping[str, DayOrder] = field(default_factory=lambda: MappingProxyType({}))


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
    if saved.days:
        lines.append("days:")
        lines += [f"  {name}: {order}" for name, order in saved.days.items()]
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    """What is a JSON string is a YAML string too."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def read_map(text: str) -> tuple[ImportMap | None, tuple[Problem, ...]]:
    """The map of a file, or what is wrong with it."""
    document = read_yaml(text)
    problems = document.problems or tuple(check_document("import-map", document))
    if problems:
        return None, tuple(problems)
    tree = document.value
    saved = ImportMap(
        tree["kind"],
        tuple(tree.get("sheets", ())),
        tree.get("header-row", 0),
        MappingProxyType(dict(tree["columns"])),
        MappingProxyType({name: DayOrder(word) for name, word in tree.get("days", {}).items()}),
    )
    return saved, ()


def check_fields(text: str, known: Collection[str]) -> Iterator[Problem]:
    """Fields of a map that its kind of spreadsheet does not have; `known` are those it has."""
    document = read_yaml(text)
    for key in ("columns", "days"):
        for name in document.value.get(key, ()):
            if name not in known:
                line = find_line(document, f"/{key}/{name}")
                hint = suggest_words(name, known)
                yield Problem("OSC011", f'"{name}" is no field', line, None, hint, f"/{key}/{name}")
