"""The things of an authored file and the value of each of their keys, as texts: what an import may
write, and what is told apart when it comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..model.vocabulary import read_word
from ..model.words import CATEGORY_VOCABULARY
from . import csv_tables, frontmatter, yaml12
from .sections import Section, read_sections

# thing -> key -> value; keys without a value are left out
Things = Mapping[str, Mapping[str, str]]
STATE = "State"
# A section as it was left: whoever changes a field or the text has looked at its state
LEFT = "left"
# What an import adds to without a look at the state
_ADDED = ("Evidence",)
# Keys of lists, to which people and imports add items
LISTS = ("Evidence", "objectives", "criteria", "tickets", "held-by")


def list_things(file: str, text: str) -> Things:
    """The things of a file, by its path in the folder of a system; none of what cannot be read."""
    for part, read in _READERS.items():
        if file.startswith(part):
            things = {name: _drop_identity(values) for name, values in read(text)} if text else {}
            return {name: values for name, values in things.items() if values}
    return MappingProxyType({})


def _drop_identity(values: Mapping[str, str]) -> dict[str, str]:
    """Nobody types a uuid, and each run makes others."""
    return {key: value for key, value in values.items() if key != "uuid"}


def write_value(value: object) -> str:
    """A value of YAML in one line; a period as its two days."""
    if isinstance(value, dict):
        return " to ".join(map(write_value, value.values()))
    if isinstance(value, list):
        return ", ".join(map(write_value, value))
    return "" if value is None else str(value)


def _write_values(keys: Mapping[str, Any], left_out: tuple[str, ...] = ()) -> dict[str, str]:
    texts = {str(key): write_value(value) for key, value in keys.items() if key not in left_out}
    return {key: text for key, text in texts.items() if text}


def _list_items(text: str, key: str, name: str = "id") -> Iterator[tuple[str, Mapping[str, Any]]]:
    value = yaml12.read_yaml(text).value
    items = value.get(key) if isinstance(value, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and item.get(name):
            yield str(item[name]), item


def _read_evidence(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for identity, item in _list_items(text, "evidence"):
        yield identity, _write_values(item)


def _read_people(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for identity, item in _list_items(text, "parties"):
        yield f"party {identity}", _write_values(item)
    for identity, item in _list_items(text, "roles"):
        yield f"role {identity}", _write_values(item)
    value = yaml12.read_yaml(text).value
    families = value.get("families") if isinstance(value, dict) else None
    if isinstance(families, dict):
        yield "families", _write_values(families)


def _read_table(text: str, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    header = text.partition("\n")[0]
    columns = csv_tables.read_table(header, ()).columns
    for row in csv_tables.read_table(text, columns).rows:
        cells = {key: cell for key, cell in row.cells.items() if cell}
        category = read_word(CATEGORY_VOCABULARY, cells.get("category", ""))
        if category is not None:
            # a file that an import writes anew has the word in full
            cells["category"] = category.word
        if cells.get(name):
            yield cells[name], cells


def _read_inventory(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for identity, cells in _read_table(text, "id"):
        yield identity, {key: cell.replace(";", ", ") for key, cell in cells.items()}


def _read_matrix(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    return _read_table(text, "objective")


def _read_item(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """An item of the plan of action, and each of its milestones by its title."""
    parts = frontmatter.split_front_matter(text)
    value = yaml12.read_yaml(parts.yaml, 2).value
    if not isinstance(value, dict):
        return
    body = " ".join(parts.body.split())
    lists = ("milestones", "scheduled-completion-history")
    yield "item", _write_values(value, lists) | ({"body": body} if body else {})
    for title, step in _list_items(parts.yaml, "milestones", "title"):
        yield f"milestone {title}", _write_values(step, ("changes",))


def _read_answers(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The owner of a requirement, and its sections with a state."""
    parts = frontmatter.split_front_matter(text)
    value = yaml12.read_yaml(parts.yaml, 2).value
    if isinstance(value, dict):
        yield "requirement", _write_values({"owner": value.get("owner")})
    for section in read_sections(parts.body, parts.body_line).sections:
        if section.kind in ("objective", "statement"):
            yield name_section(section), describe_section(section)


def name_section(section: Section) -> str:
    return " ".join(section.key)


def describe_section(section: Section) -> dict[str, str]:
    """The fields of a section, and the whole of it in one value."""
    fields = {item.key: item.value for item in section.fields if item.value}
    if not fields:
        return {}
    said = [f"{key}: {value}" for key, value in sorted(fields.items()) if key not in _ADDED]
    return {**fields, LEFT: " ".join([*said, *section.prose.split()])}


# the beginning of a path -> what reads its things
_READERS: Mapping[str, Callable[[str], Iterator[tuple[str, dict[str, str]]]]] = MappingProxyType({
    "evidence.yaml": _read_evidence,
    "people.yaml": _read_people,
    "inventory.csv": _read_inventory,
    "providers/": _read_matrix,
    "poam/": _read_item,
    "controls/": _read_answers,
})  # fmt: skip
