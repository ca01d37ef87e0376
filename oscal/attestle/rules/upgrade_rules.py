"""OSC033: what another OSCAL release would say of a document that is judged by its own.

Asked for by an option, since nothing is wrong with the document.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..codes import make_finding
from ..conformance.constraint_walk import check_constraints, check_deprecations
from ..conformance.oscal_versions import choose_rules, find_first_release, has_model
from ..conformance.schema import check_schema
from ..findings import Finding, Severity
from ..lazy_dataclasses import dataclass
from ..model.workspace import Document

# Of many places of a kind so many are named beside the first
_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class _Objection:
    """One place that a release objects to; those of one `kind` are told together."""

    pointer: str
    message: str
    kind: tuple[str, str]
    verb: str


def list_upgrade_notes(document: Document, release: str) -> Iterator[Finding]:
    """One note for each kind of thing that the release would object to and the document's own
    does not, at the first of its places.
    """
    if document.tree is None:
        return
    own = {
        (item.pointer, item.kind)
        for item in _list_objections(document, choose_rules(document.model, document.tree))
    }
    kinds: dict[tuple[str, str], list[_Objection]] = {}
    for item in _list_objections(document, release):
        if (item.pointer, item.kind) not in own:
            kinds.setdefault(item.kind, []).append(item)
    for items in kinds.values():
        yield _report_kind(document, release, items)


def _list_objections(document: Document, release: str) -> Iterator[_Objection]:
    """What breaks the schema of the release, its constraints, and what it calls deprecated."""
    model, tree = document.model, document.tree or {}
    if not has_model(release, model):
        message = f"it has no {model}, which came with {find_first_release(model)}"
        yield _Objection(f"/{model}", message, ("model", model), "would refuse")
        return
    misshapen = set()
    for violation in check_schema(model, tree, release):
        misshapen.add(violation.pointer)
        field = violation.pointer.rpartition("/")[2]
        about = violation.message if violation.keyword == "required" else field
        kind = (violation.keyword, about)
        yield _Objection(violation.pointer, violation.message, kind, "would refuse")
    for breach in check_constraints(model, tree, None, release):
        if breach.pointer not in misshapen:
            verb = "would refuse" if breach.level == "error" else "would warn of"
            yield _Objection(breach.pointer, breach.message, (breach.kind, breach.constraint), verb)
    for breach in check_deprecations(model, tree, release):
        kind = (breach.kind, breach.constraint)
        yield _Objection(breach.pointer, breach.message, kind, "has a better word for")


def _report_kind(document: Document, release: str, items: list[_Objection]) -> Finding:
    first, *others = items
    places = f"{len(items)} places" if others else "1 place"
    listed = ", ".join(item.pointer for item in others[:_MOST_PLACES])
    more = len(others) - _MOST_PLACES
    return make_finding(
        "OSC033",
        document.path,
        f"OSCAL {release} {first.verb} {places}: {first.message}",
        pointer=first.pointer,
        hint=f"also at {listed}{f' and {more} more' if more > 0 else ''}" if others else "",
        severity=Severity.NOTE,
    )
