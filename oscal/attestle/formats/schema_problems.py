"""What a JSON Schema forbids in an authored file, in words that help who wrote it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ..lazy_dataclasses import dataclass
from ..nearest import split_words, suggest_claim, suggest_words
from ..trees import escape_token, join_pointer
from .problems import Problem
from .sheet_days import read_sheet_day
from .yaml12 import Yaml

_NOUNS = {
    "string": "text",
    "array": "a list",
    "object": "keys and values",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "empty",
    "number": "a number",
}
_FORM_HINTS: Mapping[str, str] = MappingProxyType({
    "a day": "write YYYY-MM-DD",
    "a uuid": "remove the key; assembly fills in a new one",
    "a SHA-256 hash": "64 hex digits; or leave the key out and run: attestle evidence hash --write",
    "a slug": "lower-case words joined by -",
    "the name of a folder": "letters, digits, ., _ and -",
    "an e-mail address": "write NAME@DOMAIN, or leave the key out",
    "usable text": "one line, not empty, no blanks at its ends",
})  # fmt: skip
# Words that older YAML and people take for true and false
_YES = ("yes", "on", "y")
_NO = ("no", "off", "n")
# A value is shown up to so many characters: enough to find it in its line
_LONGEST_SHOWN = 60
# A missing uuid has a code of its own, because assembly fills it in
MISSING_UUID = "SSP019"


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One error of the validator, with what it is told by; `code` is that of the findings."""

    schema: Mapping[str, Any]
    error: Any
    document: Yaml
    code: str

    @property
    def pointer(self) -> str:
        return join_pointer(self.error.instance_path)

    @property
    def name(self) -> str:
        """The key nearest to the value: for an item of a list, the list's key."""
        keys = [str(token) for token in self.error.instance_path if isinstance(token, str)]
        return keys[-1] if keys else "the file"

    def report(self, message: str, hint: str = "", code: str = "") -> Problem:
        line = find_line(self.document, self.pointer)
        return Problem(code or self.code, message, line, None, hint, self.pointer)


def find_line(document: Yaml, pointer: str) -> int | None:
    """The line of the pointer, or of the nearest parent that has one."""
    while pointer and pointer not in document.lines:
        pointer = pointer.rpartition("/")[0]
    return document.lines.get(pointer)


def explain_error(violation: SchemaError) -> list[Problem]:
    """The error as problems: one for each key where several are unknown."""
    if violation.name == "uuid" and violation.error.instance in (None, ""):
        return [_note_blank_uuid(violation)]
    explain = _EXPLANATIONS.get(violation.error.kind.name, _repeat_validator)
    return explain(violation)


def _repeat_validator(violation: SchemaError) -> list[Problem]:
    return [violation.report(f'"{violation.name}": {violation.error.message}')]


def _explain_missing(violation: SchemaError) -> list[Problem]:
    key = violation.error.kind.property
    if key == "uuid":
        place = _describe_place(list(violation.error.instance_path), violation.error.instance)
        line = find_line(violation.document, violation.pointer)
        return [note_missing_uuid(place, line, violation.pointer)]
    parent = f" in {violation.pointer.removeprefix('/')}" if violation.pointer else ""
    return [violation.report(f'the key "{key}" is missing{parent}', _suggest_line(violation, key))]


def note_missing_uuid(what: str, line: int | None, pointer: str = "") -> Problem:
    """SSP019: nobody who edits a file can know one, so nothing is asked of them."""
    hint = "nothing needs to be done: assembly fills it in"
    return Problem(MISSING_UUID, f"{what} has no uuid", line, None, hint, pointer, note=True)


def _note_blank_uuid(violation: SchemaError) -> Problem:
    """The key without a value is as good as none."""
    *path, _ = violation.error.instance_path
    item = violation.document.value
    for token in path:
        item = item[token]
    line = find_line(violation.document, violation.pointer)
    return note_missing_uuid(_describe_place(path, item), line, join_pointer(path))


def _describe_place(path: list[Any], item: Any) -> str:
    """An object told by its place, and by its own id or title where it has one."""
    if not path:
        return "the file"
    place = f'item {path[-1] + 1} of "{path[-2]}"' if isinstance(path[-1], int) else f'"{path[-1]}"'
    if not isinstance(item, dict):
        return place
    name = item.get("id") or item.get("title")
    return f"{place} ({name})" if name else place


def _suggest_line(violation: SchemaError, key: str) -> str:
    """The line to add for a key, with its words where these are few by the schema."""
    described = _find_definition(violation).get("properties", {}).get(key, {})
    options = described.get("enum") if isinstance(described, dict) else None
    return f"add: {key}: {' | '.join(map(str, options))}" if options else f"add: {key}: ..."


def _explain_unknown(violation: SchemaError) -> list[Problem]:
    keys = list(_find_definition(violation).get("properties", {}))
    problems = []
    for key in violation.error.kind.unexpected:
        pointer = f"{violation.pointer}/{escape_token(key)}"
        line = find_line(violation.document, pointer)
        hint = suggest_words(key, keys)
        problems.append(Problem(violation.code, f'unknown key "{key}"', line, None, hint, pointer))
    return problems


def _explain_word(violation: SchemaError) -> list[Problem]:
    options = [str(option) for option in getattr(violation.error.kind, "options", ())]
    word = violation.error.instance
    hint = suggest_claim(str(word), options)
    return [violation.report(f'"{word}" is no value of "{violation.name}"', hint)]


def _explain_only_word(violation: SchemaError) -> list[Problem]:
    """A text where only one word is a value, by itself or in place of a list."""
    word = _find_definition(violation).get("const", "none")
    if "then" not in violation.error.schema_path:
        message = f'{_show(violation.error.instance)} is no value of "{violation.name}"'
        return [violation.report(message, f"write {word}, or remove the key")]
    message = (
        f'"{violation.name}": {_show(violation.error.instance)} is neither a list nor "{word}"'
    )
    return [violation.report(message, f"begin each item with `- `, or write: {word}")]


def _explain_choice(violation: SchemaError) -> list[Problem]:
    """Keys of which an object has one and not several."""
    choices = _list_keys(_find_definition(violation))
    given = [key for key in choices if key in violation.error.instance]
    if given:
        return [violation.report(f'"{given[0]}" and "{given[1]}" exclude each other', "keep one")]
    place = f" in {violation.pointer.removeprefix('/')}" if violation.pointer else ""
    hint = f"add: {choices[0]}: ..., or {' or '.join(choices[1:])}"
    return [violation.report(f'the key "{choices[0]}" is missing{place}', hint)]


def _list_keys(schema: Mapping[str, Any]) -> list[str]:
    """The keys that the choices of a schema ask for, one each."""
    return [choice["required"][0] for choice in schema.get("oneOf", ())]


def _explain_exclusion(violation: SchemaError) -> list[Problem]:
    keys = _find_definition(violation).get("not", {}).get("required", ())
    names = " and ".join(f'"{key}"' for key in keys)
    return [violation.report(f"{names} exclude each other", "keep one")]


def _explain_form(violation: SchemaError) -> list[Problem]:
    form = _name_form(str(getattr(violation.error.kind, "pattern", "")))
    message = f'"{violation.name}": {_show(violation.error.instance)} is not {form}'
    return [violation.report(message, _suggest_form(form, violation.error.instance))]


def _suggest_form(form: str, written: Any) -> str:
    """The form that is asked for, and what was written in it where that leaves no doubt."""
    hint, text = _FORM_HINTS[form], str(written)
    if form == "a slug" and len(text) <= _LONGEST_SHOWN:
        words = "-".join(split_words(text))
        return f"{hint}: {words}" if words[:1].isalpha() and words.isascii() else hint
    day = read_sheet_day(text) if form == "a day" else None
    return f"{hint}: {day.isoformat()}" if day else hint


def _explain_empty_list(violation: SchemaError) -> list[Problem]:
    message = f'"{violation.name}" is an empty list'
    return [violation.report(message, "give at least one item or remove the key")]


def _explain_key_form(violation: SchemaError) -> list[Problem]:
    return [violation.report(f'"{violation.name}": a key has the wrong form')]


def _explain_size(violation: SchemaError) -> list[Problem]:
    allowed = _find_definition(violation)
    hint = (
        f"write a number from {allowed.get('minimum', 'any')} to {allowed['maximum']}"
        if "maximum" in allowed
        else f"write {allowed.get('minimum')} or more"
    )
    return [violation.report(f'"{violation.name}": {violation.error.message}', hint)]


def _explain_type(violation: SchemaError) -> list[Problem]:
    wanted = " or ".join(_NOUNS.get(name, name) for name in violation.error.kind.types)
    value = violation.error.instance
    if value is None:
        message = f'"{violation.name}" is empty; it must be {wanted}'
        return [violation.report(message, "give a value or remove the key")]
    # As it is written: 1.10 is the number 1.1
    written = violation.document.texts.get(violation.pointer) or _show(value)
    message = f'"{violation.name}" must be {wanted}, not {written}'
    return [violation.report(message, _suggest_type(violation, wanted, written))]


def _suggest_type(violation: SchemaError, wanted: str, written: str) -> str:
    """How the value is written so that it has the type."""
    value = violation.error.instance
    if wanted == "text" and isinstance(value, int | float):
        form = _name_form(str(_find_definition(violation).get("pattern", "")))
        return f'put it in quotes: "{written}"' if form == "usable text" else _FORM_HINTS[form]
    if wanted == "a list":
        return (
            f"write it as a list: [{value}]"
            if isinstance(value, str)
            else "begin each item with `- `"
        )
    if wanted == "true or false":
        return _suggest_boolean(str(value).lower())
    return "write digits only" if wanted == "a whole number" else ""


def _suggest_boolean(word: str) -> str:
    if word in _YES:
        return "write true"
    return "write false" if word in _NO else ""


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."


def _name_form(pattern: str) -> str:
    """What a value has to be, told by marks that the patterns of our schemas have."""
    if pattern.startswith("^[0-9]{4}-("):
        return "a day"
    if "-[45]" in pattern:
        return "a uuid"
    if "{64}" in pattern:
        return "a SHA-256 hash"
    if pattern.startswith("^[a-z]"):
        return "a slug"
    if pattern.startswith("^[A-Za-z0-9][A-Za-z0-9._-]*$"):
        return "the name of a folder"
    if pattern == "^.+@.+$":
        return "an e-mail address"
    return "usable text"


def _find_definition(violation: SchemaError) -> dict[str, Any]:
    """The object schema that the error speaks of, found by its schema path."""
    node: Any = violation.schema
    for token in list(violation.error.schema_path)[:-1]:
        node = node[token] if isinstance(node, dict | list) else {}
        while isinstance(node, dict) and "$ref" in node:
            node = violation.schema["$defs"][str(node["$ref"]).rpartition("/")[2]]
    return node if isinstance(node, dict) else {}


_EXPLANATIONS: Mapping[str, Callable[[SchemaError], list[Problem]]] = MappingProxyType({
    "required": _explain_missing,
    "additionalProperties": _explain_unknown,
    "enum": _explain_word,
    "constant": _explain_word,
    "type": _explain_type,
    "pattern": _explain_form,
    "minLength": _explain_form,
    "minItems": _explain_empty_list,
    "propertyNames": _explain_key_form,
    "const": _explain_only_word,
    "oneOf": _explain_choice,
    "not": _explain_exclusion,
    "minimum": _explain_size,
    "maximum": _explain_size,
})  # fmt: skip
