"""Checks a parsed authored file against its shipped JSON Schema, and makes the model of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from .. import data
from ..iso_days import FIRST_YEAR, LAST_YEAR, read_iso_day
from ..lazy_dataclasses import dataclass
from ..lazy_modules import LazyModule
from ..model.authored_values import Source, StatedNone, WrittenDay
from ..trees import escape_token
from .problems import Problem, has_error
from .schema_problems import SchemaError, explain_error, find_line
from .text_file import CONTROLS
from .yaml12 import Yaml

if TYPE_CHECKING:
    import jsonschema_rs
else:
    jsonschema_rs = LazyModule("jsonschema_rs")

T = TypeVar("T")


@cache
def load_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file, such as `system` or `poam`."""
    result: dict[str, Any] = json.loads(data.read_data(f"authored/{kind}.json"))
    return result


@cache
def _validator(kind: str) -> Any:
    return jsonschema_rs.validator_for(load_schema(kind))


def check_document(kind: str, document: Yaml, code: str = "OSC011") -> list[Problem]:
    """Everything in which the document differs from its schema, each at its line."""
    problems: list[Problem] = []
    errors = _validator(kind).iter_errors(document.value)
    for error in sorted(errors, key=_is_type_error):
        explained = explain_error(SchemaError(load_schema(kind), error, document, code))
        if _is_type_error(error):
            # One value, one problem: what is told of it already says more than its type
            reported = {problem.pointer for problem in problems}
            explained = [problem for problem in explained if problem.pointer not in reported]
        problems.extend(explained)
    if not has_error(problems):
        problems.extend(_find_impossible_days(document, code))
    return problems


def _is_type_error(error: Any) -> bool:
    return bool(error.kind.name == "type")


def _find_impossible_days(document: Yaml, code: str) -> Iterator[Problem]:
    """Days such as 2026-02-30 have the right form and do not exist."""
    for pointer, text in _walk_texts("", document.value):
        if _has_day_form(text) and read_iso_day(text) is None:
            message = f'"{text}" is not a day of the calendar, from {FIRST_YEAR} to {LAST_YEAR}'
            line = find_line(document, pointer)
            yield Problem(code, message, line, None, "write YYYY-MM-DD", pointer)


def find_controls(document: Yaml) -> Iterator[Problem]:
    """OSC027: values with a control character, which YAML can hold as an escape such as `\\x01`."""
    for pointer, text in _walk_texts("", document.value):
        found = CONTROLS.search(text)
        if found is not None:
            message = f"the value holds the control character U+{ord(found[0]):04X}"
            line = find_line(document, pointer)
            yield Problem("OSC027", message, line, None, "delete it", pointer, warning=True)


def _has_day_form(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit()


def _walk_texts(pointer: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text of a tree with its pointer."""
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk_texts(f"{pointer}/{escape_token(key)}", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk_texts(f"{pointer}/{index}", item)


def list_days(kind: str, document: Yaml, path: str) -> tuple[WrittenDay, ...]:
    """Every day of a document that has passed `check_document`, with what its schema says of it."""
    root = load_schema(kind)
    return tuple(_find_days(_Node(root, root, document, path), document.value))


@dataclass(frozen=True, slots=True)
class _Node:
    """A value of a document beside the schema that applies to it."""

    root: dict[str, Any]
    schema: dict[str, Any]
    document: Yaml
    path: str
    pointer: str = ""

    def enter(self, key: object, schema: dict[str, Any]) -> _Node:
        while "$ref" in schema:
            found = self.root["$defs"][schema["$ref"].rpartition("/")[2]]
            schema = {**found, **{name: item for name, item in schema.items() if name != "$ref"}}
        pointer = f"{self.pointer}/{escape_token(str(key))}"
        return _Node(self.root, schema, self.document, self.path, pointer)


def _find_days(node: _Node, value: Any) -> Iterator[WrittenDay]:
    if isinstance(value, Mapping):
        properties = node.schema.get("properties", {})
        for key, item in value.items():
            # most values are texts and no days, and need no place of their own
            if not isinstance(item, str) or read_iso_day(item):
                yield from _find_days(node.enter(key, properties.get(key, {})), item)
        yield from _find_ordered_days(node, value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _find_days(node.enter(index, _find_item_schema(node.schema)), item)
    elif isinstance(value, str) and (day := read_iso_day(value)):
        yield _make_day(node, day, "past" if node.schema.get("happened") else "")


def _find_item_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a list's items, also where one word may stand for the list."""
    items: dict[str, Any] = schema.get("items") or schema.get("else", {}).get("items", {})
    return items


def _find_ordered_days(node: _Node, value: Mapping[str, Any]) -> Iterator[WrittenDay]:
    """The later of two keys whose days the schema puts in order, with the earlier one."""
    for first, second in node.schema.get("days-in-order", ()):
        days = [read_iso_day(str(value.get(key, ""))) for key in (first, second)]
        if days[0] and days[1]:
            later = node.enter(second, {})
            yield replace(_make_day(later, days[1], "ordered"), partner=first, start=days[0])


def _make_day(node: _Node, day: dt.date, role: str) -> WrittenDay:
    key = next(part for part in reversed(node.pointer.split("/")) if not part.isdigit())
    line = find_line(node.document, node.pointer)
    return WrittenDay(day, key, node.path, node.pointer, line, role)


def build_model(
    cls: type[T],
    value: Mapping[str, Any],
    document: Yaml,
    path: str,
    pointer: str = "",
    **extra: Any,
) -> T:
    """Make the dataclass from a value that has passed `check_document`.

    Every object with a `source` field gets its position.
    """
    arguments: dict[str, Any] = dict(extra)
    hints = _resolve_hints(cls)  # type: ignore[arg-type]
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        key = field.name.rstrip("_").replace("_", "-")  # `from_`: a word that Python keeps
        if field.name == "source":
            arguments.setdefault("source", Source(path, pointer, find_line(document, pointer)))
        elif key in value and field.name not in arguments:
            arguments[field.name] = _convert(
                hints[field.name], value[key], document, path, f"{pointer}/{escape_token(key)}"
            )
    return cls(**arguments)


@cache
def _resolve_hints(cls: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _convert(hint: Any, value: Any, document: Yaml, path: str, pointer: str) -> Any:
    """The value as the type that the field has: `X | None`, tuples, days, dataclasses, mappings."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        # Only `X | None` is used in the model, and absent keys never come here
        inner = next(arg for arg in typing.get_args(hint) if arg is not type(None))
        return _convert(inner, value, document, path, pointer)
    if origin is tuple:
        if value == "none":
            return StatedNone()
        return _convert_items(typing.get_args(hint)[0], value, document, path, pointer)
    if origin is not None and isinstance(value, Mapping):
        return MappingProxyType(dict(value))
    if hint is dt.date:
        return dt.date.fromisoformat(value)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return build_model(hint, value, document, path, pointer)
    return value


def _convert_items(
    hint: Any, values: Any, document: Yaml, path: str, pointer: str
) -> tuple[Any, ...]:
    return tuple(
        _convert(hint, value, document, path, f"{pointer}/{index}")
        for index, value in enumerate(values)
    )
