"""Checks a raw OSCAL tree against the schema of its model; conditional rules stand elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from ..nearest import ask_nearest
from ..trees import escape_token
from . import datatypes

_SCHEMAS = Path(__file__).resolve().parents[1] / "data" / "schema"
_NOUNS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "an object",
    "string": "text",
}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class SchemaViolation:
    """One place where a document differs from its schema.

    `pointer` is RFC 6901: of the value, of an unknown key itself, or of the parent of a missing
    key. `keyword` is that of JSON Schema, or `choice` where alternatives exclude each other or all
    are missing.
    """

    pointer: str
    message: str
    hint: str
    keyword: str


def check_schema(model: str, tree: object) -> list[SchemaViolation]:
    """Everything that the schema of the model forbids, by position.

    The tree must come from a strict reader: only what JSON can express, and not nested by the
    thousand.
    """
    found = [
        (_sort_key(path), violation)
        for error in _validator(model).iter_errors(tree)
        for path, violation in _explain(model, error)
    ]
    found.sort(key=lambda pair: (pair[0], pair[1].keyword, pair[1].message))
    return _without_repeats(violation for _, violation in found)


@cache
def _text(model: str) -> str:
    return (_SCHEMAS / f"{model}.json").read_text(encoding="utf-8")


@cache
def _validator(model: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(_text(model))


@cache
def _schema(model: str) -> dict[str, Any]:
    """Parsed only when there is something to explain."""
    result: dict[str, Any] = json.loads(_text(model))
    return result


def _sort_key(path: list[Any]) -> list[tuple[int, str]]:
    """Items by number, keys by name: a list index never compares with a text."""
    return [(token, "") if isinstance(token, int) else (-1, token) for token in path]


def _without_repeats(violations: Iterator[SchemaViolation]) -> list[SchemaViolation]:
    """Three alternatives at once would say the same of the last one twice."""
    seen: dict[tuple[str, str, str], SchemaViolation] = {}
    for violation in violations:
        message = "" if violation.keyword == "choice" else violation.message
        seen.setdefault((violation.pointer, violation.keyword, message), violation)
    return list(seen.values())


def _explain(
    model: str, error: jsonschema_rs.ValidationError
) -> Iterator[tuple[list[Any], SchemaViolation]]:
    path = list(error.instance_path)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
        known = tuple(_parent(model, error)["properties"])
        for key in error.kind.unexpected:
            message = f'unknown field "{_cut(key)}"'
            yield _at([*path, key], message, ask_nearest(key, known), "additionalProperties")
        return
    message, hint, keyword = _words(model, error, path)
    yield _at(path, message, hint, keyword)


def _at(
    path: list[Any], message: str, hint: str, keyword: str
) -> tuple[list[Any], SchemaViolation]:
    return path, SchemaViolation(
        "".join(f"/{escape_token(token)}" for token in path), message, hint, keyword
    )


def _words(
    model: str, error: jsonschema_rs.ValidationError, path: list[Any]
) -> tuple[str, str, str]:
    """The message, the hint and the keyword."""
    kinds = jsonschema_rs.ValidationErrorKind
    reason = error.kind
    match reason:
        case kinds.Required():
            return f'required field "{reason.property}" is missing', "", "required"
        case kinds.AnyOf():
            return *_nothing_chosen(model, error), "choice"
        case kinds.FalseSchema():
            return *_too_much_chosen(error), "choice"
        case kinds.Type():
            return *_wrong_type(error.instance, reason.types, _name(path)), "type"
        case kinds.Enum():
            options = [str(option) for option in reason.options]
            message = (
                f"{_shown(error.instance)} is no value of {_name(path)}; allowed:"
                f" {', '.join(options)}"
            )
            return message, ask_nearest(str(error.instance), tuple(options)), "enum"
        case kinds.Pattern():
            return *_wrong_form(error, reason.pattern, _name(path)), "pattern"
        case kinds.MinItems():
            return f"{_name(path)} is an empty list", "add an item or remove the field", "minItems"
        case kinds.Minimum():
            return (
                f"{_shown(error.instance)} is too small: the least is {reason.limit}",
                "",
                "minimum",
            )
    return f"{_name(path)}: {_cut(error.message)}", "", reason.name


def _parent(model: str, error: jsonschema_rs.ValidationError) -> dict[str, Any]:
    """The part of the schema that has the keyword."""
    node: Any = _schema(model)
    for token in error.schema_path[:-1]:
        node = node[token]
    found: dict[str, Any] = node
    return found


def _name(path: list[Any]) -> str:
    """The field that a value belongs to."""
    if not path:
        return "the document"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_name(path[:-1])}"
    return f'"{_cut(path[-1])}"'


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _shown(value: object) -> str:
    """The value as the file has it, but never pages of it."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        return f'"{_cut(json.dumps(value, ensure_ascii=False)[1:-1])}"'
    return _cut(json.dumps(value, default=str))


def _nothing_chosen(model: str, error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    keys = [branch["required"][0] for branch in _parent(model, error)["anyOf"]]
    return f"one of these fields is missing: {_quoted(keys)}", "give exactly one of them"


def _too_much_chosen(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    # The schema says it as .../dependentSchemas/<one>/properties/<other>: false
    *_, one, _properties, other = error.schema_path
    return f'"{other}" cannot stand beside "{one}"', "keep one of them"


def _quoted(words: list[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _wrong_type(value: object, types: list[str], name: str) -> tuple[str, str]:
    wanted = types[0]
    noun = _NOUNS.get(wanted, wanted)
    if value is None:
        return f"{name} is null; it must be {noun}", "give it a value or remove the field"
    return f"{name} must be {noun}, not {_shown(value)}", _type_hint(value, wanted)


def _type_hint(value: object, wanted: str) -> str:
    if wanted == "string" and isinstance(value, int | float):
        return f'put it in quotes: "{_shown(value)}"'
    if wanted == "array":
        return "put it in brackets: [ ... ]"
    if (
        wanted in ("boolean", "integer", "number")
        and isinstance(value, str)
        and _is_bare(value, wanted)
    ):
        return f"remove the quotes: {value}"
    return ""


def _is_bare(text: str, wanted: str) -> bool:
    if wanted == "boolean":
        return text in ("true", "false")
    digits = text.replace(".", "", 1) if wanted == "number" else text
    return digits.isascii() and digits.isdigit() and text[0] != "." and text[-1] != "."


def _wrong_form(error: jsonschema_rs.ValidationError, pattern: str, name: str) -> tuple[str, str]:
    # The patterns stand in the shared definitions only: $defs/type.<data type>/pattern
    data_type = str(error.schema_path[1]).removeprefix("type.")
    value = str(error.instance)
    if not value.strip():
        return f"{name} is empty", "give it a value or remove the field"
    return f"{_shown(value)} is not {datatypes.name_type(data_type)}", datatypes.suggest_value(
        data_type, value, pattern
    )
