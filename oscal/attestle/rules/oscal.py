"""OSC007, PRO, CMP, SSP021 and REF rules: OSCAL documents together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..codes import finding
from ..findings import Finding, Severity
from ..formats.problems import escape, nearest
from ..formats.resolution import resolve, walk_controls
from ..model.identity import OSCAL_VERSION
from ..model.workspace import Document, Workspace
from .facts import Facts, Rule

_KNOWN_VERSION = re.compile(r"v?1\.[0-2]\.\d+\Z")
_NEWER_VERSION = re.compile(r"v?1\.\d+\.\d+([-+].*)?\Z")
_IMPORTS = {
    "system-security-plan": ("import-profile", "profile"),
    "plan-of-action-and-milestones": ("import-ssp", "system-security-plan"),
    "assessment-plan": ("import-ssp", "system-security-plan"),
    "assessment-results": ("import-ap", "assessment-plan"),
}


def _documents(facts: Facts, *models: str) -> Iterator[Document]:
    for document in facts.workspace.documents:
        if document.tree is not None and (not models or document.model in models):
            yield document


def version(facts: Facts) -> Iterator[Finding]:
    """OSC007: documents of OSCAL 1.0 to 1.2 are judged by the rules of 1.2.1; others may mean something else."""
    for document in _documents(facts):
        stated = _mapping(document.body.get("metadata")).get("oscal-version")
        if not isinstance(stated, str) or stated == OSCAL_VERSION:
            continue
        pointer = f"/{document.model}/metadata/oscal-version"
        if _KNOWN_VERSION.match(stated):
            yield finding("OSC007", document.path, f"OSCAL {stated}, judged by the rules of {OSCAL_VERSION}", pointer=pointer)
        elif _NEWER_VERSION.match(stated):
            yield finding("OSC007", document.path, f"OSCAL {stated} is newer than {OSCAL_VERSION}, whose rules are applied", pointer=pointer)
        else:
            yield finding("OSC007", document.path, f'"{stated}" is no OSCAL version', pointer=pointer, hint=f"write {OSCAL_VERSION}")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _walk(node: Any, pointer: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every object of a tree with its pointer, parents first."""
    if isinstance(node, dict):
        yield node, pointer
        for key, value in node.items():
            if isinstance(value, dict | list):
                yield from _walk(value, f"{pointer}/{escape(key)}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            if isinstance(value, dict | list):
                yield from _walk(value, f"{pointer}/{index}")


def _fetch(workspace: Workspace) -> Any:
    def fetch(href: str) -> dict[str, Any] | None:
        document = workspace.by_path.get(href.removeprefix("trestle://"))
        return dict(document.tree) if document and document.tree else None

    return fetch


def profiles(facts: Facts) -> Iterator[Finding]:
    """PRO001, PRO002, PRO003, REF008: a profile resolves, and selects and changes what there is."""
    for document in _documents(facts, "profile"):
        if not isinstance(document.body.get("metadata"), dict) or not isinstance(document.body.get("imports"), list):
            continue
        try:
            resolved = resolve(f"trestle://{document.path}", _fetch(facts.workspace))
        except (KeyError, TypeError, AttributeError):  # not of its schema's shape; OSC002 has said so
            continue
        lacking = any(item.code == "REF008" for item in resolved.own)
        for item in resolved.own:
            if lacking and item.code in ("PRO001", "PRO003"):  # of a source that is not there nothing can be selected or changed
                continue
            # What stands elsewhere may well be there; then the selection cannot be judged, which is worth a word.
            elsewhere = item.code == "REF008" and not _is_in_workspace(document, item.pointer)
            severity = Severity.WARNING if elsewhere else None
            pointer = _named(document, item.pointer) if item.code == "PRO003" else item.pointer
            yield finding(item.code, document.path, item.message, pointer=pointer, hint=item.hint, severity=severity)


def _named(document: Document, pointer: str) -> str:
    """The value that names what a profile changes, where the problem is that there is no such thing."""
    key = "param-id" if "/set-parameters/" in pointer else "control-id"
    return f"{pointer}/{key}" if re.fullmatch(r"/profile/modify/(set-parameters|alters)/\d+", pointer) else pointer


def _is_in_workspace(document: Document, pointer: str) -> bool:
    """Whether the href of an import, or that of the resource it names, is one of this workspace."""
    index = int(pointer.split("/")[3])
    href = document.body["imports"][index]["href"]
    resources = _mapping(document.body.get("back-matter")).get("resources", ())
    hrefs = [link.get("href") for item in resources if item.get("uuid") == href.removeprefix("#") for link in item.get("rlinks", ())] or [href]
    return any(str(one).startswith("trestle://") for one in hrefs)


def imports(facts: Facts) -> Iterator[Finding]:
    """REF008: the document that another one imports is there."""
    for document in _documents(facts, *_IMPORTS):
        key, wanted = _IMPORTS[document.model]
        href = _mapping(document.body.get(key)).get("href")
        if isinstance(href, str) and href.startswith("trestle://") and href.removeprefix("trestle://") not in facts.workspace.by_path:
            yield finding("REF008", document.path, f'the import "{href}" leads to no document of the workspace', pointer=f"/{document.model}/{key}/href",
                          hint=nearest(href, [f"trestle://{item.path}" for item in facts.workspace.documents if item.model == wanted]))  # fmt: skip


def plan_in_profile(facts: Facts) -> Iterator[Finding]:
    """SSP021: a plan answers requirements of its profile, and statements of those requirements."""
    for document in _documents(facts, "system-security-plan"):
        href = _mapping(document.body.get("import-profile")).get("href")
        if not isinstance(href, str) or href.removeprefix("trestle://") not in facts.workspace.by_path:
            continue
        try:
            resolved = resolve(href, _fetch(facts.workspace))
            parts = {control["id"]: _part_ids(control) for _, control in walk_controls(resolved.groups)}
        except (KeyError, TypeError, AttributeError):
            continue
        if parts:
            yield from _outside(document, parts)


def _part_ids(control: Mapping[str, Any]) -> set[str]:
    return {node["id"] for node, _ in _walk(control.get("parts", []), "") if isinstance(node.get("id"), str)}


def _outside(document: Document, parts: Mapping[str, set[str]]) -> Iterator[Finding]:
    requirements = _mapping(document.body.get("control-implementation")).get("implemented-requirements")
    for index, item in enumerate(requirements if isinstance(requirements, list) else ()):
        pointer = f"/system-security-plan/control-implementation/implemented-requirements/{index}"
        control = str(_mapping(item).get("control-id"))
        if control not in parts:
            yield finding("SSP021", document.path, f'"{control}" is not in the resolved profile', pointer=f"{pointer}/control-id", hint=nearest(control, parts))
            continue
        statements = item.get("statements")
        for number, statement in enumerate(statements if isinstance(statements, list) else ()):
            identity = _mapping(statement).get("statement-id")
            if identity not in parts[control]:
                yield finding("SSP021", document.path, f'{control} has no part "{identity}"', pointer=f"{pointer}/statements/{number}/statement-id",
                              hint=nearest(str(identity), parts[control]))  # fmt: skip


def component_definitions(facts: Facts) -> Iterator[Finding]:
    """CMP001, REF008: a component definition answers controls of the catalog or profile that it names."""
    for document in _documents(facts, "component-definition"):
        for node, pointer in _walk(document.body, "/component-definition"):
            source = node.get("source")
            if not isinstance(source, str) or not source.startswith("trestle://") or not isinstance(node.get("implemented-requirements"), list):
                continue
            if source.removeprefix("trestle://") not in facts.workspace.by_path:
                yield finding("REF008", document.path, f'the source "{source}" leads to no document of the workspace', pointer=f"{pointer}/source")
                continue
            try:
                known = {control["id"] for _, control in walk_controls(resolve(source, _fetch(facts.workspace)).groups)}
            except (KeyError, TypeError, AttributeError):  # OSC002 has said so
                continue
            for index, item in enumerate(node["implemented-requirements"]):
                control = _mapping(item).get("control-id")
                if control not in known:
                    yield finding("CMP001", document.path, f'"{control}" is not in {source}', pointer=f"{pointer}/implemented-requirements/{index}/control-id",
                                  hint=nearest(str(control), known))  # fmt: skip


RULES: tuple[Rule, ...] = (version, profiles, imports, plan_in_profile, component_definitions)
