"""OSC, CAT, PRO, CMP and REF rules over OSCAL documents: each by itself, then together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ..codes import finding
from ..conformance.schema import check as check_schema
from ..findings import Finding
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


def schema(facts: Facts) -> Iterator[Finding]:
    """OSC002: every document has the shape that OSCAL 1.2.1 gives its model."""
    for document in _documents(facts):
        for item in check_schema(document.model, document.tree):
            yield finding("OSC002", document.path, item.message, pointer=item.pointer, hint=item.hint)


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


def within(facts: Facts) -> Iterator[Finding]:
    """OSC008, REF007, REF009: what a document says of its own parts, in one walk over it."""
    for document in _documents(facts):
        yield from _Inside(document).findings()


class _Inside:
    """Definitions and uses gathered in one walk."""

    _USES: ClassVar[dict[str, str]] = {"component-uuid": "component", "party-uuid": "party", "risk-uuid": "risk", "observation-uuid": "observation", "finding-uuid": "finding",
             "activity-uuid": "activity", "role-id": "role"}  # fmt: skip

    def __init__(self, document: Document) -> None:
        self._document = document
        self._uuids: dict[str, str] = {}
        self._doubles: list[tuple[str, str]] = []
        self._uses: list[tuple[str, str, str]] = []
        self._links: list[tuple[str, str]] = []
        for node, pointer in _walk(document.body, f"/{document.model}"):
            self._note(node, pointer)

    def _note(self, node: Mapping[str, Any], pointer: str) -> None:
        uuid = node.get("uuid")
        if isinstance(uuid, str):
            if uuid in self._uuids:
                self._doubles.append((uuid, f"{pointer}/uuid"))
            self._uuids.setdefault(uuid, pointer)
        for key, what in self._USES.items():
            if isinstance(node.get(key), str):
                self._uses.append((what, node[key], f"{pointer}/{key}"))
        for what, key in (("party", "party-uuids"), ("role", "role-ids")):
            values = node.get(key)
            if isinstance(values, list):
                self._uses += [(what, value, f"{pointer}/{key}/{index}") for index, value in enumerate(values) if isinstance(value, str)]
        href = node.get("href")
        if isinstance(href, str) and href.startswith("#"):
            self._links.append((href[1:], f"{pointer}/href"))

    def findings(self) -> Iterator[Finding]:
        path = self._document.path
        for uuid, pointer in self._doubles:
            yield finding("OSC008", path, f"the uuid {uuid} is used already at {self._uuids[uuid]}", pointer=pointer, hint="give one of the two a new uuid")
        yield from self._undefined()
        known = set(self._uuids) | {part["id"] for part, _ in _walk(self._document.body, "") if isinstance(part.get("id"), str)} | self._selected()
        for target, pointer in self._links:
            if target not in known:
                yield finding(
                    "REF007",
                    path,
                    f'the link "#{target}" leads to nothing in this document',
                    pointer=pointer,
                    hint=nearest(target, known) if len(known) < 5000 else "",
                )

    def _selected(self) -> set[str]:
        """Controls that a profile selects: a link it adds to one of them leads there once the profile is resolved."""
        if self._document.model != "profile":
            return set()
        lists = [node["with-ids"] for node, _ in _walk(self._document.body.get("imports"), "") if isinstance(node.get("with-ids"), list)]
        return {identity for ids in lists for identity in ids if isinstance(identity, str)}

    def _undefined(self) -> Iterator[Finding]:
        """Components, parties and the like are looked up where the model defines them; what another document defines is left alone."""
        defined = self._defined()
        for what, value, pointer in self._uses:
            if what in defined and value not in defined[what]:
                yield finding(
                    "REF009", self._document.path, f'{what} "{value}" is not defined in this document', pointer=pointer, hint=nearest(value, defined[what])
                )

    def _defined(self) -> dict[str, set[str]]:
        body, model = self._document.body, self._document.model
        metadata = _mapping(body.get("metadata"))
        found = {"party": _ids(metadata.get("parties"), "uuid"), "role": _ids(metadata.get("roles"), "id")}
        if model == "system-security-plan":
            found["component"] = _ids(_mapping(body.get("system-implementation")).get("components"), "uuid")
        if model == "component-definition":
            found["component"] = _ids(body.get("components"), "uuid")
        if model == "plan-of-action-and-milestones":
            for what, key in (("risk", "risks"), ("observation", "observations"), ("finding", "findings")):
                found[what] = _ids(body.get(key), "uuid")
        if model == "assessment-results":
            results = body.get("results")
            for what, key in (("risk", "risks"), ("observation", "observations")):
                found[what] = (
                    {value for result in results if isinstance(result, dict) for value in _ids(result.get(key), "uuid")} if isinstance(results, list) else set()
                )
        if model not in ("system-security-plan", "plan-of-action-and-milestones", "assessment-plan", "assessment-results") and not found["role"]:
            del found["role"]
        return found


def _ids(items: Any, key: str) -> set[str]:
    return {item[key] for item in items if isinstance(item, dict) and isinstance(item.get(key), str)} if isinstance(items, list) else set()


def catalog_ids(facts: Facts) -> Iterator[Finding]:
    """CAT001: an id in a catalog names one thing."""
    for document in _documents(facts, "catalog"):
        seen: dict[str, str] = {}
        for node, pointer in _walk({key: value for key, value in document.body.items() if key not in ("metadata", "back-matter")}, "/catalog"):
            identity = node.get("id")
            if not isinstance(identity, str):
                continue
            if identity in seen:
                yield finding(
                    "CAT001",
                    document.path,
                    f'the id "{identity}" is used already at {seen[identity]}',
                    pointer=f"{pointer}/id",
                    hint="ids are unique in a catalog",
                )
            seen.setdefault(identity, pointer)


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
            yield finding(item.code, document.path, item.message, pointer=item.pointer, hint=item.hint)


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


RULES: tuple[Rule, ...] = (schema, version, within, catalog_ids, profiles, imports, plan_in_profile, component_definitions)
