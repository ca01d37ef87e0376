"""OSC002, OSC013 to OSC019 and the references inside a document: each document by itself, and one
defect told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..codes import make_finding
from ..conformance.broken_constraints import Breach
from ..conformance.constraint_walk import check_constraints
from ..conformance.schema import check_schema as check_schema
from ..findings import Finding, Severity
from ..model.workspace import Document, Workspace
from .oscal_reference_rules import ReferenceRules
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


def documents(facts: RuleInput) -> Iterator[Finding]:
    """What the schema and our own rules say of a place is not said again by a constraint."""
    references = ReferenceRules(facts.workspace)
    for document in facts.workspace.documents:
        if document.tree is None:
            continue
        own = [*_schema(document), *references.findings(document)]
        yield from own
        said = {item.pointer for item in own}
        lacking = {
            parent
            for item in own
            if item.code == "OSC002"
            for parent in (item.pointer, item.pointer.rpartition("/")[0])
        }
        for breach in check_constraints(document.model, document.tree, _fetch(facts.workspace)):
            if breach.pointer not in said and not (
                breach.kind in ("expect", "has-cardinality") and breach.pointer in lacking
            ):
                yield _finding(document, breach)


def _schema(document: Document) -> Iterator[Finding]:
    """OSC002: every document has the shape that OSCAL 1.2.1 gives its model."""
    for item in check_schema(document.model, document.tree):
        yield make_finding(
            "OSC002", document.path, item.message, pointer=item.pointer, hint=item.hint
        )


def _finding(document: Document, breach: Breach) -> Finding:
    """The severity is that of the constraint."""
    return make_finding(
        CODE_OF[breach.kind],
        document.path,
        breach.message,
        pointer=breach.pointer,
        hint=breach.hint,
        severity=Severity(breach.level),
    )


def _fetch(workspace: Workspace) -> Callable[[str], Mapping[str, Any] | None]:
    def fetch(href: str) -> Mapping[str, Any] | None:
        document = workspace.by_path.get(href.removeprefix("trestle://"))
        return document.tree if document else None

    return fetch


RULES: tuple[Rule, ...] = (documents,)
