"""Checks a parsed authored file against its shipped JSON Schema and turns it into the model's
dataclasses.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
import typing
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

import jsonschema_rs

from .. import data
from ..iso_days import read_iso_day
from ..model.system import Source
from ..nearest import suggest_words
from ..trees import escape_token
from .problems import Problem
from .yaml12 import Yaml

T = TypeVar("T")
_NOUNS = {"string": "text", "array": "a list", "object": "keys and values", "integer": "a whole number", "boolean": "true or false",
          "null": "empty", "number": "a number"}  # fmt: skip
_MISSING_UUID = "SSP019"


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
    for error in sorted(
        _validator(kind).iter_errors(document.value), key=lambda item: item.kind.name == "type"
    ):
        found = _explain(kind, error, document, code)
        told = {item.pointer for item in problems}
        problems.extend(
            item for item in found if error.kind.name != "type" or item.pointer not in told
        )  # one value, one problem
    if not problems:
        problems.extend(_impossible_days(document, code))
    return problems


def _line(document: Yaml, pointer: str) -> int | None:
    """The line of the pointer, or of the nearest parent that has one."""
    while pointer and pointer not in document.lines:
        pointer = pointer.rpartition("/")[0]
    return document.lines.get(pointer)


def _explain(kind: str, error: Any, document: Yaml, code: str) -> list[Problem]:
    pointer = "".join(f"/{escape_token(str(token))}" for token in error.instance_path)
    line = _line(document, pointer)
    reason = error.kind
    match reason.name:
        case "required":
            if reason.property == "uuid":
                return [
                    Problem(
                        _MISSING_UUID,
                        f"{_place(error)} has no uuid",
                        line,
                        None,
                        "run: attestle validate --fix",
                        pointer,
                    )
                ]
            return [
                Problem(
                    code,
                    f'the key "{reason.property}" is missing{_inside(pointer)}',
                    line,
                    None,
                    _wanted(kind, error, reason.property),
                    pointer,
                )
            ]
        case "additionalProperties":
            known = _known_keys(kind, error)
            return [
                Problem(
                    code,
                    f'unknown key "{key}"',
                    _line(document, f"{pointer}/{escape_token(key)}"),
                    None,
                    suggest_words(key, known),
                    f"{pointer}/{escape_token(key)}",
                )
                for key in reason.unexpected
            ]
        case "enum" | "constant":
            options = [str(option) for option in getattr(reason, "options", ())]
            shown = error.instance
            return [
                Problem(
                    code,
                    f'"{shown}" is no value of "{_name(error)}"',
                    line,
                    None,
                    suggest_words(str(shown), options) or f"one of: {', '.join(options)}",
                    pointer,
                )
            ]
        case "type":
            wanted = " or ".join(_NOUNS.get(name, name) for name in reason.types)
            return [_type_problem(kind, error, wanted, line, document, pointer, code)]
        case "pattern" | "minLength":
            return [
                Problem(
                    code,
                    f'"{_name(error)}": {_shown(error.instance)} is not {_pattern_noun(error)}',
                    line,
                    None,
                    _pattern_hint(error),
                    pointer,
                )
            ]
        case "minItems":
            return [
                Problem(
                    code,
                    f'"{_name(error)}" is an empty list',
                    line,
                    None,
                    "give at least one item or remove the key",
                    pointer,
                )
            ]
        case "propertyNames":
            return [
                Problem(
                    code, f'"{_name(error)}": a key has the wrong form', line, None, "", pointer
                )
            ]
        case "minimum" | "maximum":
            allowed = _definition(kind, error)
            hint = (
                f"write a number from {allowed.get('minimum', 'any')} to {allowed['maximum']}"
                if "maximum" in allowed
                else f"write {allowed.get('minimum')} or more"
            )
            return [Problem(code, f'"{_name(error)}": {error.message}', line, None, hint, pointer)]
        case _:
            return [Problem(code, f'"{_name(error)}": {error.message}', line, None, "", pointer)]


def _place(error: Any) -> str:
    """An object told by its place, and by its own id or title where it has one."""
    path = list(error.instance_path)
    if not path:
        return "the file"
    place = f'item {path[-1] + 1} of "{path[-2]}"' if isinstance(path[-1], int) else f'"{path[-1]}"'
    own = (
        error.instance.get("id") or error.instance.get("title")
        if isinstance(error.instance, dict)
        else None
    )
    return f"{place} ({own})" if own else place


def _name(error: Any) -> str:
    """The key nearest to the value: for an item of a list, the list's key."""
    keys = [str(token) for token in error.instance_path if isinstance(token, str)]
    return keys[-1] if keys else "the file"


def _inside(pointer: str) -> str:
    return f" in {pointer.removeprefix('/')}" if pointer else ""


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _type_problem(
    kind: str, error: Any, wanted: str, line: int | None, document: Yaml, pointer: str, code: str
) -> Problem:
    value = error.instance
    if value is None:
        return Problem(
            code,
            f'"{_name(error)}" is empty; it must be {wanted}',
            line,
            None,
            "give a value or remove the key",
            pointer,
        )
    written = document.texts.get(pointer) or _shown(value)
    hint = ""
    if wanted == "text" and isinstance(value, int | float):
        pattern = str(_definition(kind, error).get("pattern", ""))
        hint = (
            f'put it in quotes: "{written}"'
            if _noun(pattern) == "usable text"
            else _HINTS[_noun(pattern)]
        )
    elif wanted == "a list":
        hint = (
            f"write it as a list: [{value}]"
            if isinstance(value, str)
            else "begin each item with `- `"
        )
    elif wanted == "true or false" and str(value).lower() in ("yes", "on", "y", "no", "off", "n"):
        hint = f"write {'true' if str(value).lower() in ('yes', 'on', 'y') else 'false'}"
    elif wanted == "a whole number":
        hint = "write digits only"
    return Problem(
        code, f'"{_name(error)}" must be {wanted}, not {written}', line, None, hint, pointer
    )


_HINTS: Mapping[str, str] = MappingProxyType({
    "a day": "write YYYY-MM-DD", "a uuid": "remove the key and run: attestle validate --fix", "a SHA-256 hash": "64 hex digits; run: attestle evidence hash",
    "a slug": "lower-case words joined by -", "usable text": "one line, not empty, no blanks at its ends",
})  # fmt: skip


def _noun(pattern: str) -> str:
    if pattern.startswith("^[0-9]{4}-("):
        return "a day"
    if "-[45]" in pattern:
        return "a uuid"
    if "{64}" in pattern:
        return "a SHA-256 hash"
    if pattern.startswith("^[a-z]"):
        return "a slug"
    return "usable text"


def _pattern_noun(error: Any) -> str:
    return _noun(str(getattr(error.kind, "pattern", "")))


def _pattern_hint(error: Any) -> str:
    return _HINTS[_pattern_noun(error)]


def _definition(kind: str, error: Any) -> dict[str, Any]:
    """The object schema that the error speaks of, found by its schema path."""
    node: Any = load_schema(kind)
    for token in list(error.schema_path)[:-1]:
        node = node[token] if isinstance(node, dict | list) else {}
        while isinstance(node, dict) and "$ref" in node:
            node = load_schema(kind)["$defs"][str(node["$ref"]).rpartition("/")[2]]
    return node if isinstance(node, dict) else {}


def _known_keys(kind: str, error: Any) -> list[str]:
    return list(_definition(kind, error).get("properties", {}))


def _wanted(kind: str, error: Any, key: str) -> str:
    described = _definition(kind, error).get("properties", {}).get(key, {})
    options = described.get("enum") if isinstance(described, dict) else None
    return f"add: {key}: {' | '.join(map(str, options))}" if options else f"add: {key}: ..."


def _impossible_days(document: Yaml, code: str) -> list[Problem]:
    """Days such as 2026-02-30 have the right form and do not exist."""
    problems = []
    for pointer, value in _strings("", document.value):
        if (
            len(value) == 10
            and value[4] == value[7] == "-"
            and value.replace("-", "").isdigit()
            and read_iso_day(value) is None
        ):
            problems.append(
                Problem(
                    code,
                    f'"{value}" is not a day of the calendar',
                    _line(document, pointer),
                    None,
                    "write YYYY-MM-DD",
                    pointer,
                )
            )
    return problems


def _strings(pointer: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(pointer, value)]
    if isinstance(value, Mapping):
        return [
            pair
            for key, item in value.items()
            for pair in _strings(f"{pointer}/{escape_token(key)}", item)
        ]
    if isinstance(value, list):
        return [
            pair
            for index, item in enumerate(value)
            for pair in _strings(f"{pointer}/{index}", item)
        ]
    return []


def build_model(
    cls: type[T],
    value: Mapping[str, Any],
    document: Yaml,
    path: str,
    pointer: str = "",
    **extra: Any,
) -> T:
    """Make the dataclass from a value that has passed `check`; every object with a `source` field
    gets its position.
    """
    arguments: dict[str, Any] = dict(extra)
    hints = _hints(cls)  # type: ignore[arg-type]
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        key = field.name.replace("_", "-")
        if field.name == "source":
            arguments.setdefault("source", Source(path, pointer, _line(document, pointer)))
        elif key in value and field.name not in arguments:
            arguments[field.name] = _convert(
                hints[field.name], value[key], document, path, f"{pointer}/{escape_token(key)}"
            )
    return cls(**arguments)


@cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _convert(hint: Any, value: Any, document: Yaml, path: str, pointer: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return _convert(inner[0], value, document, path, pointer)
    if origin is tuple:
        item = typing.get_args(hint)[0]
        return tuple(
            _convert(item, one, document, path, f"{pointer}/{index}")
            for index, one in enumerate(value)
        )
    if origin is not None and isinstance(value, Mapping):
        return MappingProxyType(dict(value))
    if hint is dt.date:
        return dt.date.fromisoformat(value)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return build_model(hint, value, document, path, pointer)
    return value
