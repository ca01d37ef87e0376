"""Documents judged by themselves, JSON, YAML or XML, with the place of every finding in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from ...findings import Finding, sort_findings
from ...formats.document_hrefs import TRESTLE
from ...model.workspace import ReferenceScope, make_workspace
from ...rules import document_rules, mapping_rules
from ...rules.document_sets import PER_DOCUMENT
from ...rules.rule_input import RuleInput
from ...rules.rule_runs import run_rules
from ...store.oscal_documents import find_form, parse_loose
from ...store.positions import find_positions
from ...store.reference_files import ReferenceFiles
from ...store.references import ReferenceReader, read_referenced
from .key_columns import add_columns

# What can be said of a document and of those that it refers to
_LOOSE_RULES = (*PER_DOCUMENT, *document_rules.RULES, *mapping_rules.RULES)


class LooseJudge:
    """Judges documents one by one, each with what it refers to as far as that may be read.

    Those of a selection were named one by one: what they refer to may well be elsewhere.
    """

    def __init__(
        self,
        referenced: ReferenceFiles,
        as_of: dt.date,
        *,
        within: str = "",
        is_selection: bool = True,
    ) -> None:
        self._reader = ReferenceReader(referenced)
        self._as_of = as_of
        self._scope = ReferenceScope(
            referenced.root.as_posix() if referenced.root else "",
            within,
            frozenset(referenced.addresses),
            is_selection,
        )

    def check_document(self, path: str, data: bytes) -> tuple[tuple[Finding, ...], dict[str, str]]:
        """Every finding in a document with its place; every other file looked at, with its hash."""
        document, findings = parse_loose(path, data)
        referenced, asked = read_referenced([document], self._scope, self._reader.read)
        space = make_workspace(
            (document,), (), frozenset(), referenced=referenced, scope=self._scope
        )
        findings += map(_name_paths, run_rules(RuleInput(space, self._as_of), _LOOSE_RULES))
        placed = _place_findings(findings, {path: data})
        return sort_findings(add_columns(placed, lambda _: data)), {
            other: self._reader.hashes[other] for other in asked
        }


def _name_paths(item: Finding) -> Finding:
    """A circle with plain paths: trestle's way to write them says nothing outside a workspace."""
    if item.code != "PRO002":
        return item
    return replace(item, message=item.message.replace(TRESTLE, ""))


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
