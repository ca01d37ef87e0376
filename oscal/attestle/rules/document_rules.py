"""OSC007, PRO, CMP, SSP021, SSP029 and REF rules: OSCAL documents together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..codes import make_finding
from ..conformance.oscal_versions import StatedVersion, VersionStanding, read_version
from ..conformance.schema import check_shape
from ..findings import UNVERIFIABLE, Finding, Severity
from ..formats.document_hrefs import TRESTLE
from ..formats.problems import Problem
from ..formats.profile_resolution import ResolvedProfile, is_nonconformity
from ..model.derived_ids import OSCAL_VERSION
from ..model.workspace import Document, Workspace
from ..nearest import suggest_words
from .document_notes import Note, as_object, place_notes, walk_objects
from .imported_document_rules import check_imported_ids
from .resolved_sources import (
    ReferenceDoubt,
    Sources,
    doubt_reference,
    find_document,
    find_reference,
    is_kind,
    report_doubt,
)
from .rule_input import Rule, RuleInput, is_of_system

# The element by which a model imports another document, and the model of that
_IMPORTS = {
    "system-security-plan": ("import-profile", "profile"),
    "plan-of-action-and-milestones": ("import-ssp", "system-security-plan"),
    "assessment-plan": ("import-ssp", "system-security-plan"),
    "assessment-results": ("import-ap", "assessment-plan"),
}
# Of a source that is not there nothing can be selected or changed
_NEEDS_SOURCE = ("PRO001", "PRO003", "PRO005")


def _walk_documents(facts: RuleInput, *models: str) -> Iterator[Document]:
    """Those that could be parsed; without models, of all of them."""
    for document in facts.workspace.documents:
        if document.tree is not None and (not models or document.model in models):
            yield document


def _as_list(value: Any) -> list[Any]:
    """The list, or an empty one in place of what is none."""
    return value if isinstance(value, list) else []


def unusual_version(facts: RuleInput) -> Iterator[Finding]:
    """OSC007: a document states a release of OSCAL 1, by whose rules it is judged.

    What is written otherwise, or is none, has its rules told; of another major version everything
    may mean something else.
    """
    for document in _walk_documents(facts):
        stated = as_object(document.body.get("metadata")).get("oscal-version")
        if not isinstance(stated, str):
            continue
        version = read_version(stated)
        if not version.is_plain:
            yield _report_version(document, version)


def _report_version(document: Document, version: StatedVersion) -> Finding:
    severity, hint = None, ""
    match version.standing:
        case VersionStanding.KNOWN | VersionStanding.OLDER:
            message = f"OSCAL {version.text}, judged by the rules of {version.rules}"
            hint = f"write {version.canonical}" if version.canonical else ""
        case VersionStanding.NEWER:
            message = f"OSCAL {version.text} is newer than {version.rules}, whose rules are applied"
        case VersionStanding.OTHER_MAJOR:
            message = f"OSCAL {version.text} is another major version; its rules are not known here"
            severity = Severity.ERROR
        case VersionStanding.NOT_A_VERSION:
            message = f'"{version.text}" is no OSCAL version'
            hint, severity = f"write {OSCAL_VERSION}", Severity.ERROR
    return make_finding(
        "OSC007",
        document.path,
        message,
        pointer=f"/{document.model}/metadata/oscal-version",
        hint=hint,
        severity=severity,
    )


def _check_profiles(facts: RuleInput, sources: Sources) -> Iterator[Finding]:
    """PRO001 to PRO005, REF008: a profile resolves, and selects and changes what there is."""
    for document in _walk_documents(facts, "profile"):
        metadata, imports = document.body.get("metadata"), document.body.get("imports")
        if not isinstance(metadata, dict) or not isinstance(imports, list):
            continue  # OSC002 tells; resolution needs both
        resolved = sources.resolve(f"trestle://{document.path}")
        if resolved is not None:
            yield from _report_resolution(document, facts.workspace, resolved.own)
            yield from _report_nested(document, facts.workspace, resolved)
        elif facts.workspace.scope.is_partial and not check_shape("profile", document.tree):
            # nobody judges what is imported: that it cannot be worked with is told of the importer
            doubt = ReferenceDoubt(
                f"{UNVERIFIABLE}: what is imported breaks the OSCAL schema", True
            )
            yield report_doubt(document, doubt, "/profile/imports")


def _report_resolution(
    document: Document, workspace: Workspace, problems: Sequence[Problem]
) -> Iterator[Finding]:
    lacking = any(problem.code == "REF008" for problem in problems)
    for problem in problems:
        if is_nonconformity(problem) or (lacking and problem.code in _NEEDS_SOURCE):
            continue
        doubt = _doubt_import(document, workspace, problem)
        if doubt is not None:
            yield report_doubt(document, doubt, problem.pointer)
            continue
        if problem.code == "REF008":
            problem = _name_href(document, workspace, problem)
        yield make_finding(
            problem.code,
            document.path,
            problem.message,
            pointer=problem.pointer,
            hint=problem.hint,
        )


def _read_import(document: Document, problem: Problem) -> str:
    """The href of the import that a problem is at, as the number in /profile/imports/0/... says."""
    return str(document.body["imports"][int(problem.pointer.split("/")[3])]["href"])


def _name_href(document: Document, workspace: Workspace, problem: Problem) -> Problem:
    """The problem with the href as it is written; the way out is one of `trestle://` alone."""
    href = _read_import(document, problem)
    known = find_reference(workspace, href, document).canonical
    hint = problem.hint if href.startswith(TRESTLE) else ""
    return replace(problem, message=problem.message.replace(f'"{known}"', f'"{href}"'), hint=hint)


def _doubt_import(
    document: Document, workspace: Workspace, problem: Problem
) -> ReferenceDoubt | None:
    """What hinders that the import is followed, if that is the problem."""
    if problem.code != "REF008":
        return None
    # one that is there may still be no document, or of another kind: the problem says so
    return doubt_reference(workspace, _read_import(document, problem), document)


def _report_nested(
    document: Document, workspace: Workspace, resolved: ResolvedProfile
) -> Iterator[Finding]:
    """REF008: where nobody judges the imported profiles, what they lack is told of the importer.

    Of all else that hinders the resolution the first is named, for one is enough.
    """
    if not workspace.scope.is_partial:
        return
    own = frozenset(resolved.own)
    nested = [item for item in resolved.problems if not item.warning and item not in own]
    lacking = [item for item in nested if item.code == "REF008"]
    for item in lacking or nested[:1]:
        # a circle is of files, which in no workspace are named by trestle's addresses
        message = item.message.replace(TRESTLE, "") if item.code == "PRO002" else item.message
        doubt = ReferenceDoubt(f"{UNVERIFIABLE}: of what is imported, {message}", True)
        yield report_doubt(document, doubt, "/profile/imports")


def _check_imports(facts: RuleInput) -> Iterator[Finding]:
    """REF008: the document that another one imports is there, and of the kind that is meant."""
    for document in _walk_documents(facts, *_IMPORTS):
        key, model = _IMPORTS[document.model]
        href = as_object(document.body.get(key)).get("href")
        if not isinstance(href, str):
            continue
        pointer = f"/{document.model}/{key}/href"
        doubt = doubt_reference(facts.workspace, href, document)
        if doubt is not None:
            yield report_doubt(document, doubt, pointer)
            continue
        what, hint = _judge_import(facts.workspace, href, document, model)
        if what:
            yield make_finding(
                "REF008",
                document.path,
                f'the import "{href}" {what}',
                pointer=pointer,
                hint=hint,
            )


def _judge_import(
    workspace: Workspace, href: str, document: Document, model: str
) -> tuple[str, str]:
    """What is wrong with where an import leads, and the way out; "" where nothing is."""
    other = find_document(workspace, href, document)
    if other is None:
        hrefs = [f"{TRESTLE}{one.path}" for one in workspace.documents if one.model == model]
        return "leads to no document of the workspace", suggest_words(href, hrefs)
    if other.tree is None and other not in workspace.documents:
        # nobody else tells of a document that is not judged
        return "leads to a file that cannot be read as OSCAL", ""
    if not is_kind(other, model):
        return f"leads to a {other.model}, not to a {model}", ""
    return "", ""


def _check_plan_requirements(facts: RuleInput, sources: Sources) -> Iterator[Finding]:
    """SSP021, SSP029: a plan answers the requirements of its profile, and no other ones."""
    for document in _walk_documents(facts, "system-security-plan"):
        href = as_object(document.body.get("import-profile")).get("href")
        baseline = sources.read_ids(href, document)
        if baseline is not None:
            yield from _report_outside(document, baseline.parts)
            if not is_of_system(facts.workspace, document):
                yield from _report_unanswered(document, baseline.titles)


def _report_unanswered(document: Document, titles: Mapping[str, str]) -> Iterator[Finding]:
    """SSP029: the controls of the profile that a plan does not speak of."""
    implementation = as_object(document.body.get("control-implementation"))
    requirements = implementation.get("implemented-requirements")
    if not isinstance(requirements, list):
        return  # OSC002 tells
    answered = {as_object(requirement).get("control-id") for requirement in requirements}
    for control, title in titles.items():
        if control not in answered:
            yield make_finding(
                "SSP029",
                document.path,
                f'"{control}" ({title}) is in the profile, and no requirement answers it',
                pointer="/system-security-plan/control-implementation/implemented-requirements",
                hint=f"add a requirement of {control}, or exclude it in the profile",
            )


def _report_outside(document: Document, parts: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """What a plan answers outside of its profile; `parts` are those of each control."""
    implementation = as_object(document.body.get("control-implementation"))
    for index, requirement in enumerate(_as_list(implementation.get("implemented-requirements"))):
        pointer = f"/system-security-plan/control-implementation/implemented-requirements/{index}"
        control = str(as_object(requirement).get("control-id"))
        if control not in parts:
            yield make_finding(
                "SSP021",
                document.path,
                f'"{control}" is not in the resolved profile',
                pointer=f"{pointer}/control-id",
                hint=suggest_words(control, parts),
            )
            continue
        for number, statement in enumerate(_as_list(requirement.get("statements"))):
            identity = as_object(statement).get("statement-id")
            if identity not in parts[control]:
                yield make_finding(
                    "SSP021",
                    document.path,
                    f'{control} has no part "{identity}"',
                    pointer=f"{pointer}/statements/{number}/statement-id",
                    hint=suggest_words(str(identity), sorted(parts[control])),
                )


def _check_component_definitions(facts: RuleInput, sources: Sources) -> Iterator[Finding]:
    """CMP001, REF008: a component definition answers controls of the source that it names."""
    for document in _walk_documents(facts, "component-definition"):
        notes = _check_answered_controls(document, facts.workspace, sources)
        yield from place_notes(document, notes)


def _check_answered_controls(
    document: Document, workspace: Workspace, sources: Sources
) -> Iterator[Note]:
    for node in walk_objects(document.body):
        source, requirements = node.get("source"), node.get("implemented-requirements")
        if not isinstance(source, str) or not isinstance(requirements, list):
            continue
        doubt = doubt_reference(workspace, source, document)
        if doubt is not None:
            grade = Severity.NOTE if doubt.is_note else None
            yield Note("REF008", (node, "source"), doubt.message, severity=grade)
        elif find_document(workspace, source, document) is None:
            yield Note(
                "REF008",
                (node, "source"),
                f'the source "{source}" leads to no document of the workspace',
            )
        baseline = sources.read_ids(source, document)
        if baseline is not None:
            yield from _report_unknown_controls(requirements, source, baseline.parts)


def _report_unknown_controls(
    requirements: list[Any], source: str, parts: Mapping[str, frozenset[str]]
) -> Iterator[Note]:
    for requirement in requirements:
        control = as_object(requirement).get("control-id")
        if isinstance(control, str) and control not in parts:
            yield Note(
                "CMP001",
                (requirement, "control-id"),
                f'"{control}" is not in {source}',
                suggest_words(control, parts),
            )


def relations(facts: RuleInput) -> Iterator[Finding]:
    """What documents say of each other; in one rule, so that a profile is resolved once."""
    sources = Sources(facts.workspace)
    yield from _check_profiles(facts, sources)
    yield from _check_imports(facts)
    yield from _check_plan_requirements(facts, sources)
    yield from _check_component_definitions(facts, sources)
    yield from check_imported_ids(facts, sources)


RULES: tuple[Rule, ...] = (unusual_version, relations)
