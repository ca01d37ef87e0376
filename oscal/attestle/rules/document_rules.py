"""OSC007, PRO, CMP, SSP021 and REF rules: OSCAL documents together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..codes import make_finding
from ..findings import Finding, Severity
from ..model.derived_ids import OSCAL_VERSION
from ..model.workspace import Document, Workspace
from ..nearest import suggest_words
from .document_notes import Note, place_notes, walk_objects
from .imported_document_rules import across
from .resolved_sources import Sources
from .rule_input import Rule, RuleInput

_KNOWN_VERSION = re.compile(r"v?1\.[0-2]\.\d+\Z")
_NEWER_VERSION = re.compile(r"v?1\.\d+\.\d+([-+].*)?\Z")
_IMPORTS = {
    "system-security-plan": ("import-profile", "profile"),
    "plan-of-action-and-milestones": ("import-ssp", "system-security-plan"),
    "assessment-plan": ("import-ssp", "system-security-plan"),
    "assessment-results": ("import-ap", "assessment-plan"),
}


def _documents(facts: RuleInput, *models: str) -> Iterator[Document]:
    for document in facts.workspace.documents:
        if document.tree is not None and (not models or document.model in models):
            yield document


def version(facts: RuleInput) -> Iterator[Finding]:
    """OSC007: documents of OSCAL 1.0 to 1.2 are judged by the rules of 1.2.1; others may mean
    something else.
    """
    for document in _documents(facts):
        stated = _mapping(document.body.get("metadata")).get("oscal-version")
        if not isinstance(stated, str) or stated == OSCAL_VERSION:
            continue
        pointer = f"/{document.model}/metadata/oscal-version"
        if _KNOWN_VERSION.match(stated):
            yield make_finding(
                "OSC007",
                document.path,
                f"OSCAL {stated}, judged by the rules of {OSCAL_VERSION}",
                pointer=pointer,
            )
        elif _NEWER_VERSION.match(stated):
            yield make_finding(
                "OSC007",
                document.path,
                f"OSCAL {stated} is newer than {OSCAL_VERSION}, whose rules are applied",
                pointer=pointer,
            )
        else:
            message = (  # whatever else it says may mean something else
                f'"{stated}" is no OSCAL version'
            )
            yield make_finding(
                "OSC007",
                document.path,
                message,
                pointer=pointer,
                hint=f"write {OSCAL_VERSION}",
                severity=Severity.ERROR,
            )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def profiles(facts: RuleInput, sources: Sources) -> Iterator[Finding]:
    """PRO001, PRO002, PRO003, REF008: a profile resolves, and selects and changes what there is."""
    for document in _documents(facts, "profile"):
        if not isinstance(document.body.get("metadata"), dict) or not isinstance(
            document.body.get("imports"), list
        ):
            continue
        resolved = sources.resolved(f"trestle://{document.path}")
        if resolved is None:
            continue
        lacking = any(item.code == "REF008" for item in resolved.own)
        for item in resolved.own:
            if lacking and item.code in (
                "PRO001",
                "PRO003",
            ):  # of a source that is not there nothing can be selected or changed
                continue
            # What stands elsewhere may well be there; then the selection cannot be judged, which is
            # worth a word.
            elsewhere = item.code == "REF008" and not _is_in_workspace(document, item.pointer)
            severity = Severity.WARNING if elsewhere else None
            pointer = _named(document, item.pointer) if item.code == "PRO003" else item.pointer
            yield make_finding(
                item.code,
                document.path,
                item.message,
                pointer=pointer,
                hint=item.hint,
                severity=severity,
            )


def _named(document: Document, pointer: str) -> str:
    """The value that names what a profile changes, where the problem is that there is no such
    thing.
    """
    key = "param-id" if "/set-parameters/" in pointer else "control-id"
    return (
        f"{pointer}/{key}"
        if re.fullmatch(r"/profile/modify/(set-parameters|alters)/\d+", pointer)
        else pointer
    )


def _is_in_workspace(document: Document, pointer: str) -> bool:
    """Whether the href of an import, or that of the resource it names, is one of this workspace."""
    index = int(pointer.split("/")[3])
    href = document.body["imports"][index]["href"]
    resources = _mapping(document.body.get("back-matter")).get("resources", ())
    hrefs = [
        link.get("href")
        for item in resources
        if item.get("uuid") == href.removeprefix("#")
        for link in item.get("rlinks", ())
    ] or [href]
    return any(str(one).startswith("trestle://") for one in hrefs)


def imports(facts: RuleInput) -> Iterator[Finding]:
    """REF008: the document that another one imports is there."""
    for document in _documents(facts, *_IMPORTS):
        key, wanted = _IMPORTS[document.model]
        href = _mapping(document.body.get(key)).get("href")
        if (
            isinstance(href, str)
            and href.startswith("trestle://")
            and href.removeprefix("trestle://") not in facts.workspace.by_path
        ):
            yield make_finding(
                "REF008",
                document.path,
                f'the import "{href}" leads to no document of the workspace',
                pointer=f"/{document.model}/{key}/href",
                hint=suggest_words(
                    href,
                    [
                        f"trestle://{item.path}"
                        for item in facts.workspace.documents
                        if item.model == wanted
                    ],
                ),
            )


def plan_in_profile(facts: RuleInput, sources: Sources) -> Iterator[Finding]:
    """SSP021: a plan answers requirements of its profile, and statements of those requirements."""
    for document in _documents(facts, "system-security-plan"):
        baseline = sources.baseline(_mapping(document.body.get("import-profile")).get("href"))
        if baseline is not None:
            yield from _outside(document, baseline.parts)


def _outside(document: Document, parts: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    requirements = _mapping(document.body.get("control-implementation")).get(
        "implemented-requirements"
    )
    for index, item in enumerate(requirements if isinstance(requirements, list) else ()):
        pointer = f"/system-security-plan/control-implementation/implemented-requirements/{index}"
        control = str(_mapping(item).get("control-id"))
        if control not in parts:
            yield make_finding(
                "SSP021",
                document.path,
                f'"{control}" is not in the resolved profile',
                pointer=f"{pointer}/control-id",
                hint=suggest_words(control, parts),
            )
            continue
        statements = item.get("statements")
        for number, statement in enumerate(statements if isinstance(statements, list) else ()):
            identity = _mapping(statement).get("statement-id")
            if identity not in parts[control]:
                yield make_finding(
                    "SSP021",
                    document.path,
                    f'{control} has no part "{identity}"',
                    pointer=f"{pointer}/statements/{number}/statement-id",
                    hint=suggest_words(str(identity), parts[control]),
                )


def component_definitions(facts: RuleInput, sources: Sources) -> Iterator[Finding]:
    """CMP001, REF008: a component definition answers controls of the catalog or profile that it
    names.
    """
    for document in _documents(facts, "component-definition"):
        yield from place_notes(document, _answered(document, facts.workspace, sources))


def _answered(document: Document, workspace: Workspace, sources: Sources) -> Iterator[Note]:
    for node in walk_objects(document.body):
        source = node.get("source")
        if (
            not isinstance(source, str)
            or not source.startswith("trestle://")
            or not isinstance(node.get("implemented-requirements"), list)
        ):
            continue
        if source.removeprefix("trestle://") not in workspace.by_path:
            yield Note(
                "REF008",
                (node, "source"),
                f'the source "{source}" leads to no document of the workspace',
            )
        baseline = sources.baseline(source)
        for item in node["implemented-requirements"] if baseline else ():
            control = _mapping(item).get("control-id")
            if baseline and isinstance(control, str) and control not in baseline.parts:
                yield Note(
                    "CMP001",
                    (item, "control-id"),
                    f'"{control}" is not in {source}',
                    suggest_words(control, baseline.parts),
                )


def together(facts: RuleInput) -> Iterator[Finding]:
    """What documents say of each other."""
    sources = Sources(facts.workspace)
    yield from profiles(facts, sources)
    yield from imports(facts)
    yield from plan_in_profile(facts, sources)
    yield from component_definitions(facts, sources)
    yield from across(facts, sources)


RULES: tuple[Rule, ...] = (version, together)
