"""Checks a raw OSCAL tree against the schema of its model; conditional rules stand elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from .. import data
from ..lazy_dataclasses import dataclass
from ..nearest import ask_nearest
from ..trees import escape_token
from . import datatypes
from .oscal_versions import (
    WHOLE_RELEASE,
    choose_rules,
    find_first_release,
    has_model,
    read_version,
    state_version,
)
from .pointers import sort_key
from .release_tables import adapt_schema

_NOUNS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "an object",
    "string": "text",
}
# A value is repeated in a message up to so many characters
_LONGEST = 60
# The model and the release of a schema
_Schema = tuple[str, str]
_Rank = list[tuple[int, str]]


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


def check_schema(model: str, tree: object, release: str = "") -> list[SchemaViolation]:
    """Everything that the schema of the model forbids, by position.

    It is that of the release, or of the one by whose rules the document asks to be judged. The tree
    must come from a strict reader: only what JSON can express, and not nested by the thousand.
    """
    schema = (model, release or choose_rules(model, tree))
    placed = [
        (sort_key(path), violation)
        for error in _make_validator(*schema).iter_errors(tree)
        for path, violation in _explain(schema, error)
    ]
    if not release:
        placed += _judge_model(model, tree)
    placed.sort(key=lambda pair: (pair[0], pair[1].keyword, pair[1].message))
    return _drop_repeats(violation for _, violation in placed)


def check_shape(model: str, tree: object) -> list[SchemaViolation]:
    """What hinders that a document is worked with; nothing if it has the shape of today.

    A document that lacks what only its own version demands can be read all the same.
    """
    violations = check_schema(model, tree)
    if violations and choose_rules(model, tree) != WHOLE_RELEASE:
        return violations if check_schema(model, tree, WHOLE_RELEASE) else []
    return violations


def _judge_model(model: str, tree: object) -> list[tuple[_Rank, SchemaViolation]]:
    """A model that came after the version that the document states."""
    stated = state_version(model, tree)
    if stated in ("", WHOLE_RELEASE) or has_model(read_version(stated).rules, model):
        return []
    path, violation = _place_violation(
        [model, "metadata", "oscal-version"],
        f"OSCAL {stated} has no {model}; it came with {find_first_release(model)}",
        "",
        "model",
    )
    return [(sort_key(path), violation)]


@cache
def _read_schema(model: str, release: str) -> str:
    text = data.read_data(f"schema/{model}.json").decode()
    if release == WHOLE_RELEASE:
        return text
    return json.dumps(adapt_schema(json.loads(text), release))


@cache
def _make_validator(model: str, release: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(_read_schema(model, release))


@cache
def _parse_schema(model: str, release: str) -> dict[str, Any]:
    """Parsed only when there is something to explain."""
    result: dict[str, Any] = json.loads(_read_schema(model, release))
    return result


def _drop_repeats(violations: Iterator[SchemaViolation]) -> list[SchemaViolation]:
    """Three alternatives at once would say the same of the last one twice."""
    seen: dict[tuple[str, str, str], SchemaViolation] = {}
    for violation in violations:
        message = "" if violation.keyword == "choice" else violation.message
        seen.setdefault((violation.pointer, violation.keyword, message), violation)
    return list(seen.values())


def _explain(
    schema: _Schema, error: jsonschema_rs.ValidationError
) -> Iterator[tuple[list[Any], SchemaViolation]]:
    path = list(error.instance_path)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
        fields = tuple(_find_schema(schema, error)["properties"])
        for key in error.kind.unexpected:
            message = f'unknown field "{_shorten(key)}"'
            yield _place_violation(
                [*path, key], message, ask_nearest(key, fields), "additionalProperties"
            )
        return
    message, hint, keyword = _explain_keyword(schema, error, path)
    yield _place_violation(path, message, hint, keyword)


def _place_violation(
    path: list[Any], message: str, hint: str, keyword: str
) -> tuple[list[Any], SchemaViolation]:
    return path, SchemaViolation(
        "".join(f"/{escape_token(token)}" for token in path), message, hint, keyword
    )


def _explain_keyword(
    schema: _Schema, error: jsonschema_rs.ValidationError, path: list[Any]
) -> tuple[str, str, str]:
    """The message, the hint and the keyword."""
    kinds = jsonschema_rs.ValidationErrorKind
    reason = error.kind
    match reason:
        case kinds.Required():
            return f'required field "{reason.property}" is missing', "", "required"
        case kinds.AnyOf():
            return *_explain_missing_choice(schema, error), "choice"
        case kinds.FalseSchema():
            return *_explain_double_choice(error), "choice"
        case kinds.Type():
            return *_explain_type(error.instance, reason.types, _name_field(path)), "type"
        case kinds.Enum():
            options = [str(option) for option in reason.options]
            message = (
                f"{_show(error.instance)} is no value of {_name_field(path)}; allowed:"
                f" {', '.join(options)}"
            )
            return message, ask_nearest(str(error.instance), tuple(options)), "enum"
        case kinds.Pattern():
            return *_explain_form(error, reason.pattern, _name_field(path)), "pattern"
        case kinds.MinItems():
            return (
                f"{_name_field(path)} is an empty list",
                "add an item or remove the field",
                "minItems",
            )
        case kinds.Minimum():
            return (
                f"{_show(error.instance)} is too small: the least is {reason.limit}",
                "",
                "minimum",
            )
    return f"{_name_field(path)}: {_shorten(error.message)}", "", reason.name


def _find_schema(schema: _Schema, error: jsonschema_rs.ValidationError) -> dict[str, Any]:
    """The part of the schema that has the keyword."""
    node: Any = _parse_schema(*schema)
    for token in error.schema_path[:-1]:
        node = node[token]
    part: dict[str, Any] = node
    return part


def _name_field(path: list[Any]) -> str:
    """The field that a value belongs to."""
    if not path:
        return "the document"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_name_field(path[:-1])}"
    return f'"{_shorten(path[-1])}"'


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _show(value: object) -> str:
    """The value as the file has it, but never pages of it."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        return f'"{_shorten(json.dumps(value, ensure_ascii=False)[1:-1])}"'
    return _shorten(json.dumps(value, default=str))


def _explain_missing_choice(
    schema: _Schema, error: jsonschema_rs.ValidationError
) -> tuple[str, str]:
    keys = [branch["required"][0] for branch in _find_schema(schema, error)["anyOf"]]
    return f"one of these fields is missing: {_quote_words(keys)}", "give exactly one of them"


def _explain_double_choice(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    # The schema says it as .../dependentSchemas/<one>/properties/<other>: false
    *_, one, _properties, other = error.schema_path
    return f'"{other}" cannot stand beside "{one}"', "keep one of them"


def _quote_words(words: list[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _explain_type(value: object, types: list[str], name: str) -> tuple[str, str]:
    wanted = types[0]
    noun = _NOUNS.get(wanted, wanted)
    if value is None:
        return f"{name} is null; it must be {noun}", "give it a value or remove the field"
    return f"{name} must be {noun}, not {_show(value)}", _suggest_type(value, wanted)


def _suggest_type(value: object, wanted: str) -> str:
    if wanted == "string" and isinstance(value, float):
        return "put it in quotes, as it is written"  # 1.10 is the number 1.1
    if wanted == "string" and isinstance(value, int):
        return f'put it in quotes: "{_show(value)}"'
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


def _explain_form(error: jsonschema_rs.ValidationError, pattern: str, name: str) -> tuple[str, str]:
    # The patterns stand in the shared definitions only: $defs/type.<data type>/pattern
    data_type = str(error.schema_path[1]).removeprefix("type.")
    value = str(error.instance)
    if not value.strip():
        return f"{name} is empty", "give it a value or remove the field"
    return f"{_show(value)} is not {datatypes.name_type(data_type)}", datatypes.suggest_value(
        data_type, value, pattern
    )
