"""Documents judged by themselves, JSON, YAML or XML, with the place of every finding in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ...findings import Finding, sort_findings
from ...formats.text_file import decode_text
from ...model.workspace import Document, Workspace
from ...rules import PER_DOCUMENT, document_rules, mapping_rules, run_rules
from ...rules.rule_input import RuleInput
from ...store import oscal_documents
from ...store.oscal_documents import find_form
from ...store.positions import find_positions
from ...trees import unescape_token

# What can be said of a document without the others
_LOOSE_RULES = (*PER_DOCUMENT, document_rules.differing_version, *mapping_rules.RULES)
# What these rules say of files and controls that are looked for in other documents: by itself a
# document would get them all
_CODES_ABOUT_OTHER_DOCUMENTS = ("REF008", "MAP001", "MAP005", "MAP008")


def _parse_loose(path: str, data: bytes) -> tuple[Document, list[Finding]]:
    """A document that says itself what it is: no folder tells its model."""
    document, findings = oscal_documents.parse_document(f"document{find_form(path, data)}", data)
    return replace(document, path=path), [replace(item, path=path) for item in findings]


def check_loose_documents(documents: Mapping[str, bytes], as_of: dt.date) -> tuple[Finding, ...]:
    """Every finding in documents that are judged by themselves, with its place.

    Nothing is said of what other documents decide.
    """
    parsed = [_parse_loose(path, data) for path, data in documents.items()]
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
    places = {
        path: find_positions(find_form(path, documents[path]), documents[path], of)
        for path, of in pointers.items()
    }
    return tuple(_place_finding(item, places.get(item.path, {})) for item in findings)


def _place_finding(item: Finding, places: Mapping[str, tuple[int, int | None]]) -> Finding:
    if item.line is not None:
        return item
    line, column = places[item.pointer]
    return replace(item, line=line, column=column)


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
    return item.column is None and item.pointer != "" and item.path.endswith(oscal_documents.YAML)


def _find_column(line: str, pointer: str) -> int:
    key = unescape_token(pointer.rpartition("/")[2])
    # the key at the beginning of the line or inside `{...}`, `[...]`, with or without quotes
    match = re.search(rf"""(?:^|[\s{{,\[])(["']?{re.escape(key)}["']?)\s*:""", line)
    return match.start(1) + 1 if match else len(line) - len(line.lstrip(" -")) + 1
