"""OSC002, OSC013-OSC019 and references inside a document: each by itself, one defect told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..codes import make_finding
from ..conformance.broken_constraints import Breach
from ..conformance.constraint_walk import check_constraints
from ..conformance.schema import check_schema
from ..findings import Finding, Severity
from ..model.workspace import Document, Workspace
from .oscal_reference_rules import ReferenceRules
from .resolved_sources import find_document
from .rule_input import Rule, RuleInput

CODE_OF: Mapping[str, str] = MappingProxyType(
    {
        "allowed-values": "OSC013",
        "matches": "OSC014",
        "is-unique": "OSC015",
        "index": "OSC016",
        "index-has-key": "OSC017",
        "expect": "OSC018",
        "has-cardinality": "OSC019",
    }
)
# Kinds of constraint that a part of an object, or its lack, can break
_ASKS_FOR_PARTS = ("expect", "has-cardinality")


def nonconforming_document(facts: RuleInput) -> Iterator[Finding]:
    """What the schema and our own rules say of a place is not said again by a constraint."""
    references = ReferenceRules(facts.workspace)
    for document in facts.workspace.documents:
        if document.tree is None:
            continue
        findings = [*_check_schema(document), *references.check(document)]
        yield from findings
        reported = {finding.pointer for finding in findings}
        misshapen = _list_misshapen(findings)
        fetch = _make_fetch(facts.workspace, document)
        for breach in check_constraints(document.model, document.tree, fetch):
            if breach.pointer in reported:
                continue
            if breach.kind in _ASKS_FOR_PARTS and breach.pointer in misshapen:
                continue
            yield _report_breach(document, breach)


def _check_schema(document: Document) -> Iterator[Finding]:
    """OSC002: every document has the shape that its model has in the OSCAL version it states."""
    for violation in check_schema(document.model, document.tree):
        yield make_finding(
            "OSC002",
            document.path,
            violation.message,
            pointer=violation.pointer,
            hint=violation.hint,
        )


def _list_misshapen(findings: Iterable[Finding]) -> set[str]:
    """The pointers of what breaks the schema, and of the objects around it.

    What lacks there, or is wrong, is what a constraint would miss.
    """
    misshapen: set[str] = set()
    for finding in findings:
        if finding.code == "OSC002":
            misshapen |= {finding.pointer, finding.pointer.rpartition("/")[0]}
    return misshapen


def _report_breach(document: Document, breach: Breach) -> Finding:
    """The severity is that of the constraint."""
    return make_finding(
        CODE_OF[breach.kind],
        document.path,
        breach.message,
        pointer=breach.pointer,
        hint=breach.hint,
        severity=Severity(breach.level),
    )


def _make_fetch(
    workspace: Workspace, holder: Document
) -> Callable[[str], Mapping[str, Any] | None]:
    def fetch(href: str) -> Mapping[str, Any] | None:
        document = find_document(workspace, href, holder)
        return document.tree if document else None

    return fetch


RULES: tuple[Rule, ...] = (nonconforming_document,)
