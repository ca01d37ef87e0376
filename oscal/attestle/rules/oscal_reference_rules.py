"""OSC008, REF007, REF009, REF011, CAT001: what a document says of its parts and of its imports."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from ..conformance.oscal_versions import choose_rules, rank_version
from ..findings import Finding, Severity
from ..model.workspace import Document, Workspace
from ..nearest import suggest_words
from ..uuids import fold_uuid
from .document_notes import Note, Place, place_notes
from .document_references import GatheredReferences, gather_references
from .resolved_sources import find_document

# The release since which OSCAL forbids that ids of a catalog repeat: before, readers
# only went astray
_UNIQUE_IDS = (1, 1, 0)
# The nearest word is looked for among so many at most, and for so many dead links: each look
# compares with all of them
_MOST_COMPARED = 5000
_MOST_HINTED = 100

# Kinds that things of another kind may stand for: a tool is a component
_ALSO = {"tool": ("component",)}
# Keys whose target an imported document may define in place of the document itself
_OUTER = ("component-uuid", "activity-uuid", "task-uuid", "subject-uuid", "actor-uuid")
_IMPORT = {
    "plan-of-action-and-milestones": "import-ssp",
    "assessment-plan": "import-ssp",
    "assessment-results": "import-ap",
}
# Kinds that a model defines itself, or gets from what it imports; what it does not is left alone.
_METADATA = {"party", "role", "location"}
_SYSTEM = {"component", "inventory-item", "user", "resource", "tool", "assessment-platform"}
_JUDGED = {
    "system-security-plan": _METADATA | {"component"},
    "component-definition": _METADATA | {"component"},
    "plan-of-action-and-milestones": (
        _METADATA | _SYSTEM | {"risk", "observation", "finding", "response"}
    ),
    "assessment-results": (
        _METADATA | _SYSTEM | {"risk", "observation", "response", "task", "activity"}
    ),
    "assessment-plan": _METADATA | _SYSTEM | {"task", "activity"},
}
# What a System Security Plan may define for those who build on it, and what an assessment plan may
_PLAN_KINDS = frozenset(_METADATA | _SYSTEM)
_OPEN_KINDS = {
    "plan-of-action-and-milestones": _PLAN_KINDS,
    "assessment-plan": _PLAN_KINDS,
    "assessment-results": _PLAN_KINDS | {"task", "activity"},
}
# Models in which every role is defined in the document; a component definition leaves roles to the
# plans that take its components over
_STRICT_ROLES = {
    "system-security-plan",
    "plan-of-action-and-milestones",
    "assessment-plan",
    "assessment-results",
}


class ReferenceRules:
    """The rules on one document.

    What others of the workspace define is gathered when it is first asked for.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._gathered: dict[str, GatheredReferences] = {}

    def _gather(self, document: Document) -> GatheredReferences:
        if document.path not in self._gathered:
            self._gathered[document.path] = gather_references(document.body, document.model)
        return self._gathered[document.path]

    def check(self, document: Document) -> Iterator[Finding]:
        """Everything about the references of one document."""
        return place_notes(document, self._check_references(document))

    def _check_references(self, document: Document) -> Iterator[Note]:
        references = self._gather(document)
        for uuid, place, first in references.doubles:
            yield Note(
                "OSC008",
                place,
                f"the uuid {uuid} is used already at {{first}}",
                "give one of the two a new uuid",
                first,
            )
        yield from _report_again(references)
        if document.model == "catalog":
            yield from _check_catalog(document, references)
        yield from self._check_uses(document, references)
        yield from _check_links(references)

    def _check_uses(self, document: Document, references: GatheredReferences) -> Iterator[Note]:
        """What another document may define is judged only where that document is at hand."""
        judged = _JUDGED.get(document.model, _METADATA)
        imported, open_kinds = self._gather_imported(document)
        for what, value, place in references.uses:
            outer = place[1] in _OUTER
            if what not in judged or (outer and what in open_kinds):
                continue
            known = _list_defined([references, *imported] if outer else [references], what)
            if _fold_identity(what, value) in known or _is_left_open(document, what, known):
                continue
            where = "here or in what is imported" if imported and outer else "in this document"
            yield Note(
                "REF009",
                place,
                f'{what} "{value}" is not defined {where}',
                _suggest(value, known),
                severity=_grade_use(document, what, place),
            )

    def _gather_imported(
        self, document: Document
    ) -> tuple[list[GatheredReferences], frozenset[str]]:
        """What the imported documents define, and the kinds that those out of reach may define."""
        references: list[GatheredReferences] = []
        if document.body.get("import-component-definitions"):
            return references, _PLAN_KINDS
        seen = {document.path}
        while document.model in _IMPORT:
            link = document.body.get(_IMPORT[document.model])
            href = link.get("href") if isinstance(link, dict) else None
            other = find_document(self._workspace, href, document)
            if other is None or other.tree is None or other.path in seen:
                return references, _OPEN_KINDS[document.model]
            seen.add(other.path)
            references.append(self._gather(other))
            document = other
        return references, frozenset()


def _report_again(references: GatheredReferences) -> Iterator[Note]:
    """OSC008, once for a result: a uuid is of one subject, which two results may well have seen."""
    for doubles in references.again.values():
        uuid, place, first = doubles[0]
        more = f", like {len(doubles) - 1} more of this result" if len(doubles) > 1 else ""
        yield Note(
            "OSC008",
            place,
            f"the uuid {uuid} is that of a thing in another result{more}: {{first}}",
            "leave it where both are the same thing, else give one of the two a new uuid",
            first,
            Severity.WARNING,
        )


def _check_catalog(document: Document, references: GatheredReferences) -> Iterator[Note]:
    rules = rank_version(choose_rules(document.model, document.tree))
    severity = Severity.WARNING if rules < _UNIQUE_IDS else None
    for identity, place, first in references.same_ids:
        yield Note(
            "CAT001",
            place,
            f'the id "{identity}" is used already at {{first}}',
            "ids are unique in a catalog",
            first,
            severity,
        )
    for param, place in references.inserts:
        if param not in references.params:
            yield Note(
                "REF011",
                place,
                f'the text inserts the parameter "{param}", which the catalog does not have',
                _suggest(param, references.params),
            )


def _is_left_open(document: Document, what: str, known: set[str]) -> bool:
    """Whether the document leaves its roles to those who take its components over."""
    return what == "role" and not known and document.model not in _STRICT_ROLES


def _grade_use(document: Document, what: str, place: Place) -> Severity | None:
    """The severity of naming what is not defined, None for that of the code.

    OSCAL demands the role of a responsible party; that of a component, which many plans may take
    over, is only likely.
    """
    if what != "role" or document.model in _STRICT_ROLES or "party-uuids" in place[0]:
        return None
    return Severity.WARNING


def _fold_identity(what: str, value: str) -> str:
    """As it is looked for: a role has a name, everything else a uuid."""
    return value if what == "role" else fold_uuid(value)


def _list_defined(documents: Iterable[GatheredReferences], what: str) -> set[str]:
    defined: set[str] = set()
    for references in documents:
        for kind in (what, *_ALSO.get(what, ())):
            defined.update(references.defined.get(kind, ()))
    return defined


def _check_links(references: GatheredReferences) -> Iterator[Note]:
    """REF007: a link leads to something of this document."""
    known = {*references.uuids, *references.ids, *references.selected}
    dead = [
        link
        for link in references.links
        if link[0] not in known
        and fold_uuid(link[0]) not in references.uuids
        and not _names_whole_statement(link[0], references.ids)
    ]
    for target, place, mild in dead:
        # A selection of controls leaves links to those that were not selected.
        severity = Severity.WARNING if mild else None
        hint = _suggest(target, known) if len(dead) <= _MOST_HINTED else ""
        yield Note(
            "REF007",
            place,
            f'the link "#{target}" leads to nothing in this document',
            hint,
            severity=severity,
        )
    for target, place in references.bare_links:
        if target in references.ids:
            yield Note(
                "REF007",
                place,
                f'the link "{target}" names an object of this document without "#"',
                f'write "#{target}"',
                severity=Severity.WARNING,
            )


def _names_whole_statement(target: str, ids: Container[str]) -> bool:
    """NIST's SP 800-171 r3 calls a statement without items SR-03.01.02 in links, and
    statement_03.01.02 where it stands: nobody but NIST can mend that.
    """
    number = target.removeprefix("SR-")
    return number != target and f"statement_{number}" in ids


def _suggest(value: str, known: set[str]) -> str:
    return suggest_words(value, sorted(known)) if len(known) < _MOST_COMPARED else ""
