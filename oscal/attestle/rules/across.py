"""REF012: what plans, results and component definitions take from the documents they build on is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..codes import finding
from ..conformance.judges import links
from ..findings import Finding
from ..formats.problems import nearest
from ..formats.resolution import resolve, walk_controls
from ..model.workspace import Document, Workspace
from .contradictions import nodes
from .facts import Facts, Rule

Tree = Mapping[str, Any]
_IMPORT = {
    "plan-of-action-and-milestones": "import-ssp",
    "assessment-plan": "import-ssp",
    "assessment-results": "import-ap",
    "system-security-plan": "import-profile",
}
_IN_PLAN = ("implementation-statement-uuid", "implementation-uuid")


@dataclass(frozen=True, slots=True)
class _Baseline:
    """What a catalog or resolved profile has: parts by control, and parameters."""

    parts: Mapping[str, frozenset[str]]
    all_parts: frozenset[str]
    params: frozenset[str]


class _Baselines:
    """Each source is resolved once; None for one that is out of reach or cannot be resolved."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[str, _Baseline | None] = {}

    def at(self, href: Any) -> _Baseline | None:
        if not isinstance(href, str) or href.removeprefix("trestle://") not in self._workspace.by_path:
            return None
        if href not in self._known:
            self._known[href] = self._resolved(href)
        return self._known[href]

    def _resolved(self, href: str) -> _Baseline | None:
        def fetch(other: str) -> dict[str, Any] | None:
            document = self._workspace.by_path.get(other.removeprefix("trestle://"))
            return dict(document.tree) if document and document.tree else None

        try:
            groups = resolve(href, fetch).groups
            parts = {control["id"]: frozenset(_ids(control.get("parts"))) for _, control in walk_controls(groups)}
            params = {param["id"] for node, _ in nodes(list(groups), "") for param in node.get("params", ())}
        except (KeyError, TypeError, AttributeError):  # not of its schema's shape; OSC002 has said so
            return None
        return _Baseline(parts, frozenset().union(*parts.values()), frozenset(params | self._loose if params else ())) if parts else None

    @cached_property
    def _loose(self) -> set[str]:
        """Parameters that a catalog has outside of its groups and controls; a resolved profile does not show them."""
        found = (document.body.get("params") for document in self._workspace.documents if document.model == "catalog")
        return {str(param.get("id")) for params in found if isinstance(params, list) for param in params if isinstance(param, dict)}


def _ids(parts: Any) -> Iterator[str]:
    return (node["id"] for node, _ in nodes(parts, "") if isinstance(node.get("id"), str)) if isinstance(parts, list) else iter(())


def across(facts: Facts) -> Iterator[Finding]:
    """REF012, for each document whose sources are at hand."""
    baselines = _Baselines(facts.workspace)
    for document in facts.workspace.documents:
        if document.tree is None:
            continue
        if document.model == "component-definition":
            yield from _component_definition(document, baselines)
        elif document.model == "system-security-plan":
            yield from _parameters(document, baselines.at(_href(document)), document.body, "/system-security-plan")
            yield from _leveraged(document, facts.workspace)
        elif document.model in _IMPORT:
            yield from _assessed(document, facts.workspace, baselines)


def _href(document: Document) -> Any:
    link = document.body.get(_IMPORT[document.model])
    return link.get("href") if isinstance(link, dict) else None


def _imported(document: Document, workspace: Workspace, model: str) -> Document | None:
    """The document of that model that this one builds on, in one or more steps."""
    seen = {document.path}
    while document.model in _IMPORT and document.model != model:
        href = _href(document)
        other = workspace.by_path.get(href.removeprefix("trestle://")) if isinstance(href, str) else None
        if other is None or other.tree is None or other.path in seen:
            return None
        seen.add(other.path)
        document = other
    return document if document.model == model else None


def _component_definition(document: Document, baselines: _Baselines) -> Iterator[Finding]:
    for node, at in nodes(document.body, "/component-definition"):
        baseline = baselines.at(node.get("source")) if isinstance(node.get("implemented-requirements"), list) else None
        if baseline is None:
            continue
        yield from _parameters(document, baseline, node, at)
        for inner, inside in nodes(node["implemented-requirements"], f"{at}/implemented-requirements"):
            control, statements = inner.get("control-id"), inner.get("statements")
            if isinstance(control, str) and control in baseline.parts and isinstance(statements, list):
                for index, statement in enumerate(statements):
                    identity = statement.get("statement-id") if isinstance(statement, dict) else None
                    if isinstance(identity, str) and identity not in baseline.parts[control]:
                        yield _unknown(document, f'{control} has no part "{identity}"', f"{inside}/statements/{index}/statement-id", identity, baseline.parts[control])


def _parameters(document: Document, baseline: _Baseline | None, node: Tree, at: str) -> Iterator[Finding]:
    if baseline is None or not baseline.params:
        return
    for inner, inside in nodes(node, at):
        settings = inner.get("set-parameters")
        for index, setting in enumerate(settings if isinstance(settings, list) else ()):
            identity = setting.get("param-id") if isinstance(setting, dict) else None
            if isinstance(identity, str) and identity not in baseline.params:
                yield _unknown(document, f'no control of the source has the parameter "{identity}"', f"{inside}/set-parameters/{index}/param-id", identity, baseline.params)


def _leveraged(document: Document, workspace: Workspace) -> Iterator[Finding]:
    """What a plan inherits or satisfies is offered by the leveraged plans, if all of them are at hand."""
    implementation = document.body.get("system-implementation")
    authorizations = implementation.get("leveraged-authorizations") if isinstance(implementation, dict) else None
    hrefs = [node.get("href") for node, _ in nodes(authorizations, "") if node.get("rel") == "system-security-plan"] if isinstance(authorizations, list) else []
    plans = [next((workspace.by_path[path] for path in _paths(document, href) if path in workspace.by_path), None) for href in hrefs]
    if not plans or any(plan is None or plan.tree is None for plan in plans):
        return
    offered = {node["uuid"] for plan in plans if plan for node, _ in nodes(plan.body, "") if isinstance(node.get("uuid"), str)}
    for node, at in nodes(document.body, "/system-security-plan"):
        for kind, key in (("inherited", "provided-uuid"), ("satisfied", "responsibility-uuid")):
            items = node.get(kind)
            for index, item in enumerate(items if isinstance(items, list) else ()):
                identity = item.get(key) if isinstance(item, dict) else None
                if isinstance(identity, str) and identity not in offered:
                    yield _unknown(document, f'no leveraged plan has "{identity}"', f"{at}/{kind}/{index}/{key}", identity, offered)


def _paths(document: Document, href: Any) -> list[str]:
    return [link.removeprefix("trestle://") for link in links(document.body, href)]


def _assessed(document: Document, workspace: Workspace, baselines: _Baselines) -> Iterator[Finding]:
    """What is assessed or found is in the plan, or in the profile that the plan answers."""
    plan = _imported(document, workspace, "system-security-plan")
    if plan is None:
        return
    uuids = {node["uuid"] for node, _ in nodes(plan.body, "") if isinstance(node.get("uuid"), str)}
    baseline = baselines.at(_href(plan))
    for node, at in nodes(document.body, f"/{document.model}"):
        for key in _IN_PLAN:
            if isinstance(node.get(key), str) and node[key] not in uuids:
                yield _unknown(document, f'the plan has nothing with the uuid "{node[key]}"', f"{at}/{key}", node[key], uuids)
        if baseline is not None:
            yield from _in_baseline(document, node, at, baseline)


def _in_baseline(document: Document, node: Tree, at: str, baseline: _Baseline) -> Iterator[Finding]:
    control, objective, target = node.get("control-id"), node.get("objective-id"), node.get("target-id")
    if isinstance(control, str) and control not in baseline.parts:
        yield _unknown(document, f'"{control}" is not in the profile of the plan', f"{at}/control-id", control, baseline.parts)
    if isinstance(objective, str) and objective not in baseline.all_parts:
        yield _unknown(document, f'no control of the profile has the objective "{objective}"', f"{at}/objective-id", objective, baseline.all_parts)
    if isinstance(target, str) and node.get("type") in ("statement-id", "objective-id") and target not in baseline.all_parts:
        yield _unknown(document, f'no control of the profile has the part "{target}"', f"{at}/target-id", target, baseline.all_parts)
    if isinstance(control, str) and control in baseline.parts:
        statements = node.get("statement-ids")
        for index, statement in enumerate(statements if isinstance(statements, list) else ()):
            if isinstance(statement, str) and statement not in baseline.parts[control]:
                yield _unknown(document, f'{control} has no part "{statement}"', f"{at}/statement-ids/{index}", statement, baseline.parts[control])


def _unknown(document: Document, message: str, pointer: str, value: str, known: Any) -> Finding:
    return finding("REF012", document.path, message, pointer=pointer, hint=nearest(value, sorted(known)))


RULES: tuple[Rule, ...] = (across,)
