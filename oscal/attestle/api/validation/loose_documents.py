"""Documents judged by themselves, JSON or YAML, with the place of every finding in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ...findings import Finding, sort_findings
from ...formats import strict_json, yaml12
from ...formats.problems import Problem
from ...formats.text_file import decode_text
from ...model.workspace import Document, Workspace
from ...rules import PER_DOCUMENT, document_rules, mapping_rules, run_rules
from ...rules.rule_input import RuleInput
from ...store import layout, oscal_documents
from ...store.positions import find_json_positions
from ...trees import unescape_token

YAML = (".yaml", ".yml")
# YAML may be as deep as the JSON it stands for
_DEPTH = strict_json.MAX_DEPTH
# What can be said of a document without the others
_LOOSE_RULES = (*PER_DOCUMENT, document_rules.differing_version, *mapping_rules.RULES)
# What these rules say of files and controls that are looked for in other documents: by itself a
# document would get them all
_CODES_ABOUT_OTHER_DOCUMENTS = ("REF008", "MAP001", "MAP005", "MAP008")


def parse_document(
    path: str, data: bytes, *, by_folder: bool = True
) -> tuple[Document, list[Finding]]:
    """A document of JSON or YAML, by the ending of its name.

    Its folder tells its model, unless that is not asked for.
    """
    name = path if by_folder else "document.json"
    parse = _parse_yaml if path.endswith(YAML) else oscal_documents.parse_json_document
    document, findings = parse(name, data)
    return replace(document, path=path), [replace(item, path=path) for item in findings]


def _parse_yaml(name: str, data: bytes) -> tuple[Document, list[Finding]]:
    json, problems = _convert_to_json(data)
    if json is not None:
        return oscal_documents.parse_json_document(name, json)
    unread = Document(name, layout.find_model(name) or "", "", None)
    return unread, [oscal_documents.as_finding(name, item) for item in problems]


def _convert_to_json(data: bytes) -> tuple[bytes | None, tuple[Problem, ...]]:
    decoded = decode_text(data)
    if decoded.problems:
        return None, decoded.problems
    read = yaml12.read_yaml(decoded.text, deepest=_DEPTH)
    if read.problems:
        return None, read.problems
    try:
        return strict_json.write_json(read.value), ()
    except TypeError:  # a number of more than 64 bits, or half of a surrogate pair
        return None, (
            Problem(
                "OSC010",
                "a number or a character that OSCAL has no place for",
                1,
                1,
                "put numbers that are text in quotes",
            ),
        )


def check_loose_documents(documents: Mapping[str, bytes], as_of: dt.date) -> tuple[Finding, ...]:
    """Every finding in documents that are judged by themselves, with its place.

    Nothing is said of what other documents decide.
    """
    parsed = [parse_document(path, data, by_folder=False) for path, data in documents.items()]
    findings = [item for _, problems in parsed for item in problems]
    rule_input = RuleInput(Workspace(tuple(document for document, _ in parsed)), as_of)
    findings += [
        item
        for item in run_rules(rule_input, _LOOSE_RULES)
        if item.code not in _CODES_ABOUT_OTHER_DOCUMENTS
    ]
    return sort_findings(add_columns(_place_findings(findings, documents), documents.__getitem__))


def _place_findings(findings: list[Finding], documents: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """The findings with line and column where they only have a pointer."""
    pointers: dict[str, set[str]] = {}
    for item in findings:
        if item.line is None:
            pointers.setdefault(item.path, set()).add(item.pointer)
    places = {path: _find_places(path, documents[path], of) for path, of in pointers.items()}
    return tuple(_place_finding(item, places.get(item.path, {})) for item in findings)


def _find_places(
    path: str, data: bytes, pointers: set[str]
) -> Mapping[str, tuple[int, int | None]]:
    find = _find_yaml_lines if path.endswith(YAML) else find_json_positions
    return find(data, pointers)


def _place_finding(item: Finding, places: Mapping[str, tuple[int, int | None]]) -> Finding:
    if item.line is not None:
        return item
    line, column = places[item.pointer]
    return replace(item, line=line, column=column)


def _find_yaml_lines(data: bytes, pointers: set[str]) -> dict[str, tuple[int, int | None]]:
    """The line of each pointer into YAML, or of its nearest parent that is there."""
    lines = yaml12.read_yaml(decode_text(data).text, deepest=_DEPTH).lines
    places: dict[str, tuple[int, int | None]] = {}
    for pointer in pointers:
        parent = pointer
        while parent not in lines and parent:
            parent = parent.rpartition("/")[0]
        places[pointer] = (lines.get(parent, 1), None)
    return places


def add_columns(findings: tuple[Finding, ...], read: Callable[[str], bytes]) -> Iterator[Finding]:
    """In YAML the line is known; the column is that of the key on it, or of the first sign."""
    texts: dict[str, list[str]] = {}
    for item in findings:
        if item.line is None or not _lacks_column(item):
            yield item
            continue
        if item.path not in texts:
            texts[item.path] = decode_text(read(item.path)).text.split("\n")
        lines = texts[item.path]
        if item.line <= len(lines):
            item = replace(item, column=_find_column(lines[item.line - 1], item.pointer))
        yield item


def _lacks_column(item: Finding) -> bool:
    return item.column is None and item.pointer != "" and item.path.endswith(YAML)


def _find_column(line: str, pointer: str) -> int:
    key = unescape_token(pointer.rpartition("/")[2])
    # the key at the beginning of the line or inside `{...}`, `[...]`, with or without quotes
    match = re.search(rf"""(?:^|[\s{{,\[])(["']?{re.escape(key)}["']?)\s*:""", line)
    return match.start(1) + 1 if match else len(line) - len(line.lstrip(" -")) + 1
