"""The schema of each model: beside trestle's models on documents good and bad, and its messages."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from pydantic import ValidationError

from attestle.conformance.key_order import sort_keys
from attestle.conformance.schema import SchemaViolation, check_schema
from attestle.formats.authored_schema import check_document
from attestle.formats.yaml12 import read_yaml
from conftest import NO_HANG
from tables import check_each

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tools/content/oscal-1.2.1"
SCHEMAS = ROOT / "oscal/attestle/data/schema"
STRUCTURE = json.loads((SOURCE / "structure.json").read_bytes())
DEFINITIONS: dict[str, dict[str, Any]] = STRUCTURE["definitions"]
CONSTRAINTS = json.loads((SOURCE / "constraints.json").read_bytes())["constraints"]
VOCABULARIES: dict[str, list[str]] = {
    rule["owner"]: rule["values"]
    for rule in CONSTRAINTS
    if rule["type"] == "allowed-values" and "target" not in rule and "allow-other" not in rule
}
TRESTLE = {
    "assessment-plan": ("assessment_plan", "AssessmentPlan"),
    "assessment-results": ("assessment_results", "AssessmentResults"),
    "catalog": ("catalog", "Catalog"),
    "component-definition": ("component", "ComponentDefinition"),
    "mapping-collection": ("mapping", "MappingCollection"),
    "plan-of-action-and-milestones": ("poam", "PlanOfActionAndMilestones"),
    "profile": ("profile", "Profile"),
    "system-security-plan": ("ssp", "SystemSecurityPlan"),
}
MODELS = tuple(sorted(TRESTLE))
SAMPLES: dict[str, tuple[Any, ...]] = {
    "base64": ("QUJD", "QUI=", "QQ=="),
    "boolean": (True, False),
    "date": ("2024-02-29", "2026-11-24Z", "2026-11-24+05:30"),
    "date-time-with-timezone": (
        "2024-02-29T23:59:59Z",
        "2000-02-29T00:00:00.5-05:00",
        "2026-11-24T09:00:00+05:45",
    ),
    "decimal": (0, 1, 0.25),
    "email-address": ("a@example.com", "first.last+tag@mail.example.org"),
    "markup-line": ("A *line* of text", " blanks may stand here "),
    "markup-multiline": ("Some text.\n\n- and a list", ""),
    "non-negative-integer": (0, 443),
    "positive-integer": (1, 30),
    "string": ("x", "some text", "\u65e5\u672c"),
    "token": ("ac-1", "_x", "r03.01.01", "\u00e9t\u00e9"),
    "uri": ("https://example.com/a?b=c#d", "urn:x:y", "mailto:a@example.com"),
    "uri-reference": (
        "#6f4a2c1e-8d3b-4b7a-9c55-0e1d2f3a4b5c",
        "../a/b.json",
        "trestle://catalogs/x/catalog.json",
        "a%20b",
    ),
    "uuid": ("6f4a2c1e-8d3b-4b7a-9c55-0e1d2f3a4b5c", "6F4A2C1E-8D3B-5B7A-8C55-0E1D2F3A4B5C"),
}

Token = str | int
Path_ = tuple[Token, ...]
Place = tuple[
    Path_, str, str
]  # where, whether it is an object, a list or a leaf, and its definition
Document = dict[str, Any]


def is_object(name: str) -> bool:
    return DEFINITIONS[name]["kind"] == "assembly" or bool(DEFINITIONS[name].get("flags"))


def json_name(item: dict[str, Any]) -> str:
    return str(item.get("group-as", item["name"]))


def data_type(name: str) -> str:
    return str(DEFINITIONS[name].get("as-type", "string"))


# Documents that are valid by construction


class Maker:
    """Makes documents from the structure: the optional `often`, each kind of object in full only
    twice.
    """

    def __init__(self, seed: int, often: float) -> None:
        self.random = random.Random(seed)
        self.often = often
        self.used: dict[str, int] = {}

    def document(self, model: str) -> Document:
        return {model: self.object(STRUCTURE["roots"][model])}

    def leaf(self, name: str) -> Any:
        return self.random.choice(VOCABULARIES.get(name) or SAMPLES[data_type(name)])

    def object(self, name: str) -> Document:
        definition = DEFINITIONS[name]
        self.used[name] = self.used.get(name, 0) + 1
        often = self.often if self.used[name] <= 2 else 0.0
        result = {
            flag["name"]: self.leaf(flag["def"])
            for flag in definition.get("flags", ())
            if self.wanted(flag, often)
        }
        if definition["kind"] == "field":
            result[definition["json-value-key"]] = self.leaf(name)
        for item in self.chosen(definition, often):
            result[json_name(item)] = self.item(item)
        return result

    def wanted(self, flag: dict[str, Any], often: float) -> bool:
        # trestle's models have no method for combine; see DEVIATIONS
        return flag["required"] or (
            flag["def"] != "merge/combine/@method" and self.random.random() < often
        )

    def chosen(self, definition: dict[str, Any], often: float) -> Iterator[dict[str, Any]]:
        model = definition.get("model", ())
        alternatives = [item for item in model if "choice" in item]
        barred = alternatives and self.random.sample(alternatives, len(alternatives) - 1)
        for item in model:
            if (item["min"] or self.random.random() < often) and item not in barred:
                yield item

    def item(self, item: dict[str, Any]) -> Any:
        make: Callable[[str], Any] = self.object if is_object(item["def"]) else self.leaf
        if "group-as" not in item:
            return make(item["def"])
        if item["in-json"] == "SINGLETON_OR_ARRAY" and self.random.random() < 0.5:
            return make(item["def"])
        return [make(item["def"]) for _ in range(self.random.choice((1, 1, 2)))]


def full(model: str) -> Document:
    document = Maker(1, 1.0).document(model)
    if model == "profile":  # the only truth value of OSCAL stands in one of three alternatives
        document[model]["merge"] = {"combine": {}, "as-is": True}
    return document


def trestle_refuses(model: str, document: Any) -> str:
    """What trestle's models say, "" if they take it."""
    module, name = TRESTLE[model]
    cls = getattr(import_module(f"trestle.oscal.{module}"), name)
    try:
        cls.model_validate(document[model])
    except ValidationError as error:
        return str(error)
    return ""


def pointer(path: Path_) -> str:
    return "".join(f"/{token}" for token in path)


@pytest.mark.parametrize("model", MODELS)
def test_what_is_made_from_the_structure_is_accepted_by_both(model: str) -> None:
    for seed, often in [(1, 1.0), (2, 1.0), (3, 0.0), *((seed, 0.4) for seed in range(10, 25))]:
        document = Maker(seed, often).document(model)
        assert check_schema(model, document) == []
        assert not trestle_refuses(model, document)
        assert json.loads(json.dumps(sort_keys(model, document))) == document


# One defect at a time, everywhere it can be


def places(model: str, document: Document) -> Iterator[Place]:
    """Every object, list and leaf of a document with its definition."""
    root = STRUCTURE["roots"][model]
    yield from inside((model,), document[model], root)


def inside(path: Path_, node: Document, name: str) -> Iterator[Place]:
    yield path, "object", name
    definition = DEFINITIONS[name]
    leaves = {flag["name"]: flag["def"] for flag in definition.get("flags", ())}
    if definition["kind"] == "field":
        leaves[definition["json-value-key"]] = name
    for key, leaf in leaves.items():
        if key in node:
            yield (*path, key), "leaf", leaf
    for item in definition.get("model", ()):
        key = json_name(item)
        if key in node:
            yield from member((*path, key), node[key], item)


def member(path: Path_, value: Any, item: dict[str, Any]) -> Iterator[Place]:
    if isinstance(value, list):
        yield path, "list", item["def"]
        for place, one in enumerate(value):
            yield from member((*path, place), one, item)
    elif is_object(item["def"]):
        yield from inside(path, value, item["def"])
    else:
        yield path, "leaf", item["def"]


def reach(document: Any, path: Path_) -> Any:
    for token in path:
        document = document[token]
    return document


def with_value(document: Document, path: Path_, value: Any) -> Document:
    result = copy.deepcopy(document)
    reach(result, path[:-1])[path[-1]] = value
    return result


def without(document: Document, path: Path_) -> Document:
    result = copy.deepcopy(document)
    del reach(result, path[:-1])[path[-1]]
    return result


# Name of the defect -> data type, bad value
BAD_VALUES: dict[str, tuple[str, Any]] = {
    "base64 with blanks": ("base64", "QUJD QUJD"),
    "base64 with too much padding": ("base64", "Q==="),
    "boolean as text": ("boolean", "yes please"),
    "date that does not exist": ("date", "2024-02-30"),
    "date with slashes": ("date", "2024/02/28"),
    "date-time on 30 February": ("date-time-with-timezone", "2024-02-30T00:00:00Z"),
    "date-time on 29 February of another year": ("date-time-with-timezone", "2023-02-29T00:00:00Z"),
    "date-time without zone": ("date-time-with-timezone", "2024-02-28T00:00:00"),
    "date-time at hour 25": ("date-time-with-timezone", "2024-02-28T25:00:00Z"),
    "date-time at second 60": ("date-time-with-timezone", "2024-02-28T23:59:60Z"),
    "date-time in words": ("date-time-with-timezone", "yesterday"),
    "date instead of date-time": ("date-time-with-timezone", "2024-02-28"),
    "decimal as text": ("decimal", "a half"),
    "e-mail without domain": ("email-address", "someone"),
    "e-mail with two dots": ("email-address", "a..b@example.com"),
    "line with a break": ("markup-line", "one\ntwo"),
    "line that is empty": ("markup-line", ""),
    "prose that is a number": ("markup-multiline", 5),
    "integer below zero": ("non-negative-integer", -1),
    "integer with a fraction": ("non-negative-integer", 1.5),
    "integer that is not positive": ("positive-integer", 0),
    "string with a blank at its end": ("string", "text "),
    "string with a break": ("string", "one\ntwo"),
    "string that is empty": ("string", ""),
    "token with a blank": ("token", "ac 1"),
    "token that starts with a digit": ("token", "3.1.1"),
    "token with a colon": ("token", "a:b"),
    "uri without scheme": ("uri", "example.com/a"),
    "uri reference that is a number": ("uri-reference", 5),
    "uuid of version 1": ("uuid", "6f4a2c1e-8d3b-1b7a-9c55-0e1d2f3a4b5c"),
    "uuid that is cut": ("uuid", "6f4a2c1e-8d3b-4b7a-9c55"),
    "uuid without dashes": ("uuid", "6f4a2c1e8d3b4b7a9c550e1d2f3a4b5c"),
}

Defect = tuple[
    str, Document, str, str
]  # its name, the document, the pointer and the keyword to be reported


def leaves_of(all_places: list[Place], *kinds: str) -> list[Path_]:
    """Where free values of these data types stand."""
    leaves = [
        (path, name)
        for path, what, name in all_places
        if what == "leaf" and name not in VOCABULARIES
    ]
    return [path for path, name in leaves if data_type(name) in kinds]


def keyword_of(kind: str, value: Any) -> str:
    """What the schema finds wrong with a bad value."""
    if value in (-1, 0):
        return "minimum"
    return "pattern" if isinstance(value, str) and kind not in ("boolean", "decimal") else "type"


def value_defects(
    document: Document, all_places: list[Place], pick: random.Random
) -> Iterator[Defect]:
    for name, (kind, value) in BAD_VALUES.items():
        fit = leaves_of(all_places, kind)
        if fit:
            path = pick.choice(fit)
            yield name, with_value(document, path, value), pointer(path), keyword_of(kind, value)
    words = sorted(vocabulary_paths(all_places), key=str)
    if words:
        path = pick.choice(words)
        yield (
            "unknown word",
            with_value(document, path, "nonsense"),
            pointer(path),
            "enum",
        )
        path = pick.choice(words)
        yield "number for a word", with_value(document, path, 7), pointer(path), "enum"


def shape_defects(
    document: Document, all_places: list[Place], pick: random.Random
) -> Iterator[Defect]:
    objects = [(path, name) for path, what, name in all_places if what == "object"]
    lists = [path for path, what, _ in all_places if what == "list" and path[-1] != "mappings"]
    texts = leaves_of(all_places, "string", "token", "markup-line", "uuid")
    texts = [path for path in texts if not isinstance(path[-1], int)]
    path, _ = pick.choice(objects)
    path = (*path, "colour")
    yield "unknown key", with_value(document, path, "red"), pointer(path), "additionalProperties"
    path, key = pick.choice([(path, key) for path, name in objects for key in required(name)])
    yield "required key is missing", without(document, (*path, key)), pointer(path), "required"
    path = pick.choice([path for path, _ in objects if len(path) > 1])
    yield "text for an object", with_value(document, path, "text"), pointer(path), "type"
    path = pick.choice(lists)
    yield "empty list", with_value(document, path, []), pointer(path), "minItems"
    yield "object for a list", with_value(document, path, {"a": 1}), pointer(path), "type"
    path = pick.choice(lists)
    yield "null in a list", with_value(document, (*path, 0), None), pointer((*path, 0)), "type"
    path = pick.choice(texts)
    yield "number for a text", with_value(document, path, 12), pointer(path), "type"
    yield "list for a text", with_value(document, path, ["text"]), pointer(path), "type"
    path = pick.choice([path for path, _, _ in all_places if path[-1] == "remarks"])
    yield "null for an optional text", with_value(document, path, None), pointer(path), "type"


def vocabulary_paths(all_places: list[Place]) -> set[Path_]:
    return {path for path, what, name in all_places if what == "leaf" and name in VOCABULARIES}


def required(name: str) -> list[str]:
    definition = DEFINITIONS[name]
    keys = [flag["name"] for flag in definition.get("flags", ()) if flag["required"]]
    return keys + [
        json_name(item)
        for item in definition.get("model", ())
        if item["min"] and "choice" not in item
    ]


def choice_defects(model: str, document: Document, all_places: list[Place]) -> Iterator[Defect]:
    seen = set()
    for path, what, name in all_places:
        alternatives = [
            item
            for item in DEFINITIONS[name].get("model", ())
            if what == "object" and "choice" in item
        ]
        present = [item for item in alternatives if json_name(item) in reach(document, path)]
        if not present or name in seen:
            continue
        seen.add(name)
        other = next(item for item in alternatives if item is not present[0])
        both = with_value(document, (*path, json_name(other)), Maker(1, 0.0).item(other))
        late = max(alternatives.index(present[0]), alternatives.index(other))
        yield (
            f"two alternatives of {name}",
            both,
            pointer((*path, json_name(alternatives[late]))),
            "choice",
        )
        if present[0]["min"]:
            yield (
                f"no alternative of {name}",
                without(document, (*path, json_name(present[0]))),
                pointer(path),
                "choice",
            )


def defects(model: str) -> list[Defect]:
    document = full(model)
    all_places = list(places(model, document))
    pick = random.Random(7)
    return [
        *value_defects(document, all_places, pick),
        *shape_defects(document, all_places, pick),
        *choice_defects(model, document, all_places),
    ]


@cache
def list_defects() -> list[tuple[str, str, Document, str, str]]:
    return [(model, *defect) for model in MODELS for defect in defects(model)]


# Defects that trestle's models take at every place or at some, and why they are errors here.
TAKEN_BY_TRESTLE = {
    "null for an optional text": "pydantic reads null as absent; OSCAL has no null",
    "unknown word": "a vocabulary beside a data type became a plain text in trestle's models",
}


def test_there_are_enough_defects_of_every_kind() -> None:
    names = {name for _, name, *_ in list_defects()}
    assert len(list_defects()) >= 240
    assert names >= set(BAD_VALUES)
    assert sum(name.startswith(("two alternatives", "no alternative")) for name in names) >= 15


@check_each(
    ("model", "name", "document", "where", "keyword"),
    list_defects,
)
def test_one_defect_is_one_violation_at_its_place(
    model: str, name: str, document: Document, where: str, keyword: str
) -> None:
    [violation] = check_schema(model, document)
    assert (violation.pointer, violation.keyword) == (where, keyword)
    assert name in TAKEN_BY_TRESTLE or trestle_refuses(model, document), (
        "a deviation that is not listed"
    )


@pytest.mark.parametrize("name", TAKEN_BY_TRESTLE)
def test_a_listed_deviation_exists(name: str) -> None:
    assert any(
        not trestle_refuses(model, document)
        for model, found, document, *_ in list_defects()
        if found == name
    )


# Where we and trestle differ: kind of place, value, whether we take it, and why; trestle does the
# opposite.
DEVIATIONS: tuple[tuple[str, Any, bool, str], ...] = (
    (
        "date-time-with-timezone",
        "2024-01-01 00:00:00Z",
        False,
        "OSCAL wants the letter T between day and time",
    ),
    ("date-time-with-timezone", "2024-01-01t00:00:00z", False, "OSCAL wants capitals"),
    ("date-time-with-timezone", "2024-01-01T00:00Z", False, "OSCAL wants seconds"),
    (
        "date-time-with-timezone",
        "2024-01-01T00:00:00+0100",
        False,
        "OSCAL wants a colon in the offset",
    ),
    (
        "date-time-with-timezone",
        "2024-01-01T00:00:00+15:00",
        False,
        "no zone is more than 14 hours from UTC",
    ),
    ("date-time-with-timezone", "1899-12-31T00:00:00Z", False, "OSCAL's pattern starts with 1900"),
    ("date-time-with-timezone", "1700000000", False, "pydantic reads digits as seconds since 1970"),
    ("date-time-with-timezone", 1700000000, False, "pydantic reads a number as seconds since 1970"),
    ("date", "1996-02-29", True, "a slip in OSCAL's pattern refuses leap days of the 20th century"),
    ("date", "19-02-29", False, "the same slip takes a year of two digits"),
    ("date", "2024-01-01+05:31", True, "OSCAL lists the offsets in use; any minute passes here"),
    ("decimal", "0.5", False, "pydantic turns text into numbers"),
    ("decimal", True, False, "pydantic turns truth values into numbers"),
    ("boolean", "true", False, "pydantic turns text into truth values"),
    ("boolean", 1, False, "pydantic turns numbers into truth values"),
    ("non-negative-integer", "1", False, "pydantic turns text into numbers"),
    ("non-negative-integer", True, False, "pydantic turns truth values into numbers"),
    ("positive-integer", "1", False, "pydantic turns text into numbers"),
    ("positive-integer", True, False, "pydantic turns truth values into numbers"),
    ("email-address", "Name <a@example.com>", False, "OSCAL wants the bare address"),
    (
        "email-address",
        "a@example.test",
        True,
        "pydantic refuses domains that are reserved; their form is right",
    ),
    ("string", "\ufefftext", False, "a byte order mark is a blank here, none in trestle's engine"),
    ("string", "text\u0085", True, "U+0085 is a blank in trestle's engine, none here"),
    ("uri", "https://example.com/a b", False, "a blank is not allowed in a URI (RFC 3986)"),
    ("uri", "https://example.com/%zz", False, "% stands before two hex digits (RFC 3986)"),
    ("uri", "C:\\x", False, "a backslash is not allowed in a URI (RFC 3986)"),
    ("uri", "x:", False, "OSCAL's pattern wants something after the scheme"),
    ("uri", "http://", True, "what a scheme demands of its own URIs is not judged"),
    ("uri", "https://host:99999/", True, "what a scheme demands of its own URIs is not judged"),
    ("uri-reference", "my file.pdf", False, "a blank is not allowed in a URI reference (RFC 3986)"),
    (
        "uri-reference",
        "docs\\file.pdf",
        False,
        "a backslash is not allowed in a URI reference (RFC 3986)",
    ),
    ("uri-reference", "a\nb", False, "a line break is not allowed in a URI reference (RFC 3986)"),
    (
        "label",
        "",
        False,
        "OSCAL's single line of markup is not empty; trestle's label of a parameter may be",
    ),
    ("combine", {"method": "keep"}, True, "trestle's model omits the method that OSCAL defines"),
    (
        "combine",
        {"method": "merge"},
        True,
        "the same; that this word is deprecated is a matter of the constraints",
    ),
)


def place_of(kind: str) -> tuple[str, Document, Path_]:
    """A place in a full document where such a value stands."""
    if kind == "combine":
        return "profile", full("profile"), ("profile", "merge", "combine")
    for model in MODELS:
        document = full(model)
        for path, what, name in places(model, document):
            fits = (
                name == "parameter/label"
                if kind == "label"
                else data_type(name) == kind and name not in VOCABULARIES
            )
            if what == "leaf" and fits:
                return model, document, path
    raise AssertionError(f"no place for {kind}")


@check_each(("kind", "value", "ours", "reason"), DEVIATIONS)
def test_deviation(kind: str, value: Any, ours: bool, reason: str) -> None:
    model, document, path = place_of(kind)
    changed = with_value(document, path, value)
    assert [v.pointer for v in check_schema(model, changed)] == ([] if ours else [pointer(path)]), (
        reason
    )
    assert bool(trestle_refuses(model, changed)) is ours, f"no deviation any more: {reason}"


def test_deviations_are_documented() -> None:
    page = " ".join((ROOT / "docs/conformance.md").read_text(encoding="utf-8").split())
    for reason in {*(reason for *_, reason in DEVIATIONS), *TAKEN_BY_TRESTLE.values()}:
        assert reason.removeprefix("the same; ") in page, reason


# Messages


def one(model: str, path: Path_, value: Any) -> SchemaViolation:
    [violation] = check_schema(model, with_value(full(model), path, value))
    return violation


METADATA = ("catalog", "metadata")
LAST_MODIFIED = (*METADATA, "last-modified")
PROPS = (*METADATA, "props")
PROP_NAME = (*PROPS, 0, "name")
STATUS = ("mapping-collection", "provenance", "status")
UUID = "6f4a2c1e-8d3b-4b7a-9c55-0e1d2f3a4b5c"
OTHER_UUID = "6f4a2c1e-8d3b-1b7a-9c55-0e1d2f3a4b5c"
# What a value is not
DATE_TIME = "is not a date-time with a time zone (such as 2026-11-24T09:00:00+00:00)"
LINE = "is not a single line of text without blanks at its ends"
REFERENCE = "is not a URI or a relative reference (no blanks, backslashes or quotes)"
TOKEN = "is not a token (a letter or _ first, then letters, digits and . - _ only)"
URI = "is not an absolute URI (such as https://example.com/policy)"
A_UUID = f"is not a uuid of version 4 or 5 (such as {UUID})"
STATES = "allowed: complete, not-complete, draft, deprecated, superseded"
# What to do
BRACKETS = "put it in brackets: [ ... ]"
FILL = "give it a value or remove the field"
FILL_LIST = "add an item or remove the field"
SCHEME = "add the scheme, such as https:// or urn:"
OTHER_KIND = "this is a uuid of another kind (version 1)"
IF_UTC = 'write "2024-02-28T10:00:00+00:00", if UTC is meant'
DAYS = "2024-02 has 29 days"

# The place (its first part is the model), the bad value, the message and the hint.
MESSAGES: tuple[tuple[Path_, Any, str, str], ...] = (
    ((*METADATA, "titel"), "x", 'unknown field "titel"', 'did you mean "title"?'),
    (
        (*METADATA, "last_modifed"),
        "x",
        'unknown field "last_modifed"',
        'did you mean "last-modified"?',
    ),
    ((*METADATA, "Remark"), "x", 'unknown field "Remark"', 'did you mean "remarks"?'),
    ((*METADATA, "zzz"), "x", 'unknown field "zzz"', ""),
    (LAST_MODIFIED, "2024-02-30T00:00:00Z", f'"2024-02-30T00:00:00Z" {DATE_TIME}', DAYS),
    (
        LAST_MODIFIED,
        "2024-13-01T10:00:00Z",
        f'"2024-13-01T10:00:00Z" {DATE_TIME}',
        "there is no month 13",
    ),
    (LAST_MODIFIED, "2024-02-28 10:00", f'"2024-02-28 10:00" {DATE_TIME}', IF_UTC),
    (LAST_MODIFIED, "2024-02-28T10:00:00", f'"2024-02-28T10:00:00" {DATE_TIME}', IF_UTC),
    (
        LAST_MODIFIED,
        "2024-02-28T10:00Z",
        f'"2024-02-28T10:00Z" {DATE_TIME}',
        'write "2024-02-28T10:00:00Z"',
    ),
    (LAST_MODIFIED, "yesterday", f'"yesterday" {DATE_TIME}', ""),
    ((*METADATA, "version"), 3, '"version" must be text, not 3', 'put it in quotes: "3"'),
    (
        (*METADATA, "version"),
        1.1,
        '"version" must be text, not 1.1',
        "put it in quotes, as it is written",
    ),
    ((*METADATA, "version"), "1.0 ", f'"1.0 " {LINE}', 'write "1.0"'),
    ((*METADATA, "version"), {}, '"version" must be text, not an object', ""),
    ((*METADATA, "title"), "", '"title" is empty', FILL),
    ((*METADATA, "title"), None, '"title" is null; it must be text', FILL),
    (PROPS, [], '"props" is an empty list', FILL_LIST),
    (PROPS, {"name": "a"}, '"props" must be a list, not an object', BRACKETS),
    ((*PROPS, 0), "a", 'item 1 of "props" must be an object, not "a"', ""),
    (PROP_NAME, "my prop", f'"my prop" {TOKEN}', 'write "my-prop"'),
    (PROP_NAME, "3.1.1", f'"3.1.1" {TOKEN}', 'write "_3.1.1"'),
    ((*PROPS, 0, "ns"), "example.com", f'"example.com" {URI}', SCHEME),
    (
        (*METADATA, "links", 0, "href"),
        "a\\b c.md",
        f'"a\\\\b c.md" {REFERENCE}',
        'write "a/b%20c.md"',
    ),
    (("catalog", "uuid"), OTHER_UUID, f'"{OTHER_UUID}" {A_UUID}', OTHER_KIND),
    (
        ("catalog", "uuid"),
        UUID.replace("-", ""),
        f'"{UUID.replace("-", "")}" {A_UUID}',
        f'write "{UUID}"',
    ),
    (
        STATUS,
        "Completed",
        f'"Completed" is no value of "status"; {STATES}',
        'did you mean "complete"?',
    ),
    (("mapping-collection", "mappings"), [], '"mappings" is an empty list', FILL_LIST),
    (("profile", "imports", 0, "href"), 5, '"href" must be text, not 5', 'put it in quotes: "5"'),
)


@check_each(("path", "value", "message", "hint"), MESSAGES)
def test_message(path: Path_, value: Any, message: str, hint: str) -> None:
    violation = one(str(path[0]), path, value)
    assert (violation.pointer, violation.message, violation.hint) == (pointer(path), message, hint)


def test_messages_of_numbers_and_truth_values() -> None:
    violation = one("profile", ("profile", "merge", "as-is"), "true")
    assert (violation.message, violation.hint) == (
        '"as-is" must be true or false, not "true"',
        "remove the quotes: true",
    )
    model = "component-definition"
    [(path, _, _), *_] = [place for place in places(model, full(model)) if place[0][-1] == "start"]
    violation = one(model, path, "443")
    assert (violation.message, violation.hint) == (
        '"start" must be a whole number, not "443"',
        "remove the quotes: 443",
    )
    assert one(model, path, -1).message == "-1 is too small: the least is 0"


def test_a_required_key_is_missed_at_its_parent() -> None:
    [violation] = check_schema("catalog", without(full("catalog"), (*METADATA, "title")))
    assert violation == SchemaViolation(
        "/catalog/metadata", 'required field "title" is missing', "", "required"
    )


def test_alternatives_are_named() -> None:
    document = full("profile")
    document["profile"]["merge"] = {"flat": {}, "as-is": True, "custom": {}}
    assert [(v.pointer, v.message) for v in check_schema("profile", document)] == [
        ("/profile/merge/as-is", '"as-is" cannot stand beside "flat"'),
        ("/profile/merge/custom", '"custom" cannot stand beside "as-is"'),
    ]
    document["profile"]["merge"] = {"combine": {}}
    [violation] = check_schema("profile", document)
    assert violation.message == 'one of these fields is missing: "flat", "as-is", "custom"'
    assert violation.hint == "give exactly one of them"


def test_the_document_itself() -> None:
    assert [v.message for v in check_schema("catalog", [])] == [
        "the document must be an object, not a list"
    ]
    assert [v.pointer for v in check_schema("catalog", {"profile": {}})] == ["", "/profile"]
    assert (
        check_schema("catalog", {"$schema": "https://example.com/schema.json", **full("catalog")})
        == []
    )


def test_pointers_are_escaped_and_long_values_cut() -> None:
    document = with_value(full("catalog"), (*METADATA, "a/b~c"), 1)
    assert [v.pointer for v in check_schema("catalog", document)] == ["/catalog/metadata/a~1b~0c"]
    violation = one("catalog", ("catalog", "uuid"), "x" * 100_000)
    assert len(violation.message) < 200
    assert violation.hint == ""


def test_violations_come_by_position() -> None:
    document = full("catalog")
    props = [{"name": "a b", "value": "x"} for _ in range(12)]
    document["catalog"]["metadata"]["props"] = props
    assert [v.pointer for v in check_schema("catalog", document)] == [
        f"/catalog/metadata/props/{place}/name" for place in range(12)
    ]


def test_mappings_may_be_one_object_or_a_list() -> None:
    document = full("mapping-collection")
    mapping = Maker(1, 1.0).object("mapping")
    for mappings in (mapping, [mapping], [mapping, mapping]):
        document["mapping-collection"]["mappings"] = mappings
        assert check_schema("mapping-collection", document) == []
    document["mapping-collection"]["mappings"] = {**mapping, "uuid": "x"}
    assert [v.pointer for v in check_schema("mapping-collection", document)] == [
        "/mapping-collection/mappings/uuid"
    ]
    document["mapping-collection"]["mappings"] = [mapping, {**mapping, "uuid": "x"}]
    assert [v.pointer for v in check_schema("mapping-collection", document)] == [
        "/mapping-collection/mappings/1/uuid"
    ]


# Order


@pytest.mark.parametrize("model", MODELS)
def test_keys_are_put_in_order(model: str) -> None:
    document = {"$schema": "https://example.com/schema.json", **full(model)}
    shuffled = shuffle(document, random.Random(3))
    assert json.dumps(sort_keys(model, shuffled)) == json.dumps(document)


def shuffle(value: Any, pick: random.Random) -> Any:
    if isinstance(value, list):
        return [shuffle(item, pick) for item in value]
    if isinstance(value, dict):
        keys = list(value)
        pick.shuffle(keys)
        return {key: shuffle(value[key], pick) for key in keys}
    return value


def test_unknown_keys_come_last_and_keep_their_order() -> None:
    tree = {
        "z": 1,
        "catalog": {"y": 1, "metadata": [{"b": 1}, "text"], "x": 2, "uuid": "u"},
        "a": 2,
    }
    assert json.dumps(sort_keys("catalog", tree)) == json.dumps(
        {"catalog": {"uuid": "u", "metadata": [{"b": 1}, "text"], "y": 1, "x": 2}, "z": 1, "a": 2}
    )


# What is built


def test_the_committed_schemas_are_what_the_structure_builds() -> None:
    command = [sys.executable, "tools/build_schema.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("model", MODELS)
def test_schemas_are_valid_deterministic_and_without_spare_definitions(model: str) -> None:
    data = (SCHEMAS / f"{model}.json").read_bytes()
    schema = json.loads(data)
    jsonschema_rs.meta.validate(schema)
    assert data.endswith(b"}\n")
    assert b"\r" not in data
    for name in schema["$defs"]:
        assert f'"#/$defs/{name}"'.encode() in data


def test_every_object_of_the_order_is_reached_and_known() -> None:
    table = json.loads((SCHEMAS / "order.json").read_bytes())
    assert table["roots"] == STRUCTURE["roots"]
    children = {child for keys in table["defs"].values() for _, child, _ in keys if child}
    assert set(table["defs"]) == children | set(table["roots"].values())


def test_a_plan_of_a_megabyte_is_checked_in_a_fraction_of_a_second() -> None:
    document = full("system-security-plan")
    answers = document["system-security-plan"]["control-implementation"]["implemented-requirements"]
    size = len(json.dumps(answers))
    document["system-security-plan"]["control-implementation"]["implemented-requirements"] = (
        answers * (1_000_000 // size + 1)
    )
    start = time.perf_counter()
    assert check_schema("system-security-plan", document) == []
    assert time.perf_counter() - start < NO_HANG


def test_a_form_is_told_with_what_was_written_in_it() -> None:
    """What to type, where only one thing can be meant."""
    for key, written, typed in (
        ("owner", "IT Operations", "it-operations"),
        ("owner", "24/7 desk", ""),
        ("collected", "11/24/2026", "2026-11-24"),
        ("collected", "11/12/2026", ""),
    ):
        text = f"evidence:\n  - id: ev-a\n    title: A\n    {key}: {written}\n"
        problems = check_document("evidence", read_yaml(text))
        [problem] = [item for item in problems if f'"{key}"' in item.message]
        assert problem.hint.endswith(
            f": {typed}" if typed else ("joined by -", "YYYY-MM-DD")[key == "collected"]
        )
