"""REF012: what plans, results and component definitions take from the documents they build on is
there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..conformance.constraint_types import follow_href
from ..findings import Finding
from ..model.workspace import Document, Workspace
from ..nearest import suggest_words
from .document_notes import Note, Place, as_object, as_objects, place_notes, walk_objects
from .resolved_sources import ResolvedIds, Sources
from .rule_input import RuleInput

Tree = Mapping[str, Any]
_IMPORT = {
    "plan-of-action-and-milestones": "import-ssp",
    "assessment-plan": "import-ssp",
    "assessment-results": "import-ap",
    "system-security-plan": "import-profile",
}
_IN_PLAN = ("implementation-statement-uuid", "implementation-uuid")
_IN_BASELINE = {"control-id", "objective-id", "target-id"}


def across(facts: RuleInput, sources: Sources) -> Iterator[Finding]:
    """REF012, for each document whose sources are at hand."""
    plans: dict[str, set[str]] = {}
    for document in facts.workspace.documents:
        if document.tree is not None:
            yield from place_notes(document, _notes(document, facts.workspace, sources, plans))


def _notes(
    document: Document, workspace: Workspace, sources: Sources, plans: dict[str, set[str]]
) -> Iterator[Note]:
    if document.model == "component-definition":
        yield from _component_definition(document, sources)
    elif document.model == "system-security-plan":
        yield from _parameters(sources.baseline(_href(document)), document.body)
        yield from _leveraged(document, workspace)
    elif document.model in _IMPORT:
        plan = _imported(document, workspace, "system-security-plan")
        if plan is not None:
            if plan.path not in plans:
                plans[plan.path] = _uuids(plan)
            yield from _assessed(document, plans[plan.path], sources.baseline(_href(plan)))


def _uuids(document: Document) -> set[str]:
    return {
        node["uuid"] for node in walk_objects(document.body) if isinstance(node.get("uuid"), str)
    }


def _href(document: Document) -> Any:
    link = document.body.get(_IMPORT[document.model])
    return link.get("href") if isinstance(link, dict) else None


def _imported(document: Document, workspace: Workspace, model: str) -> Document | None:
    """The document of that model that this one builds on, in one or more steps."""
    seen = {document.path}
    while document.model in _IMPORT and document.model != model:
        href = _href(document)
        other = (
            workspace.by_path.get(href.removeprefix("trestle://"))
            if isinstance(href, str)
            else None
        )
        if other is None or other.tree is None or other.path in seen:
            return None
        seen.add(other.path)
        document = other
    return document if document.model == model else None


def _component_definition(document: Document, sources: Sources) -> Iterator[Note]:
    for node in walk_objects(document.body):
        baseline = (
            sources.baseline(node.get("source"))
            if "source" in node and isinstance(node.get("implemented-requirements"), list)
            else None
        )
        if baseline is None:
            continue
        yield from _parameters(baseline, node)
        for answer in as_objects(node["implemented-requirements"]):
            control = str(answer.get("control-id"))
            for statement in (
                as_objects(answer.get("statements")) if control in baseline.parts else ()
            ):
                identity = statement.get("statement-id")
                if isinstance(identity, str) and identity not in baseline.parts[control]:
                    yield _unknown(
                        f'{control} has no part "{identity}"',
                        (statement, "statement-id"),
                        identity,
                        baseline.parts[control],
                    )


def _parameters(baseline: ResolvedIds | None, tree: Any) -> Iterator[Note]:
    if baseline is None or not baseline.params:
        return
    for node in walk_objects(tree):
        for setting in as_objects(node["set-parameters"]) if "set-parameters" in node else ():
            identity = setting.get("param-id")
            if isinstance(identity, str) and identity not in baseline.params:
                yield _unknown(
                    f'no control of the source has the parameter "{identity}"',
                    (setting, "param-id"),
                    identity,
                    baseline.params,
                )


def _leveraged(document: Document, workspace: Workspace) -> Iterator[Note]:
    """What a plan inherits or satisfies is offered by the leveraged plans, if all of them are at
    hand.
    """
    authorizations = as_objects(
        as_object(document.body.get("system-implementation")).get("leveraged-authorizations")
    )
    hrefs = [
        link.get("href")
        for item in authorizations
        for link in as_objects(item.get("links"))
        if link.get("rel") == "system-security-plan"
    ]
    plans = [
        next(
            (
                workspace.by_path[path]
                for path in _paths(document, href)
                if path in workspace.by_path
            ),
            None,
        )
        for href in hrefs
    ]
    if not plans or any(plan is None or plan.tree is None for plan in plans):
        return
    offered = {uuid for plan in plans if plan for uuid in _uuids(plan)}
    for node in walk_objects(document.body):
        for kind, key in (("inherited", "provided-uuid"), ("satisfied", "responsibility-uuid")):
            for item in as_objects(node[kind]) if kind in node else ():
                identity = item.get(key)
                if isinstance(identity, str) and identity not in offered:
                    yield _unknown(
                        f'no leveraged plan has "{identity}"', (item, key), identity, offered
                    )


def _paths(document: Document, href: Any) -> list[str]:
    return [link.removeprefix("trestle://") for link in follow_href(document.body, href)]


def _assessed(document: Document, plan: set[str], baseline: ResolvedIds | None) -> Iterator[Note]:
    """What is assessed or found is in the plan, or in the profile that the plan answers."""
    for node in walk_objects(document.body):
        for key in _IN_PLAN:
            if key in node and isinstance(node[key], str) and node[key] not in plan:
                yield _unknown(
                    f'the plan has nothing with the uuid "{node[key]}"',
                    (node, key),
                    node[key],
                    plan,
                )
        if baseline is not None and not _IN_BASELINE.isdisjoint(node):
            yield from _in_baseline(node, baseline)


def _in_baseline(node: Tree, baseline: ResolvedIds) -> Iterator[Note]:
    control, objective, target = (
        node.get("control-id"),
        node.get("objective-id"),
        node.get("target-id"),
    )
    if isinstance(control, str) and control not in baseline.parts:
        yield _unknown(
            f'"{control}" is not in the profile of the plan',
            (node, "control-id"),
            control,
            baseline.parts,
        )
    if isinstance(objective, str) and objective not in baseline.all_parts:
        yield _unknown(
            f'no control of the profile has the objective "{objective}"',
            (node, "objective-id"),
            objective,
            baseline.all_parts,
        )
    if (
        isinstance(target, str)
        and node.get("type") in ("statement-id", "objective-id")
        and target not in baseline.all_parts
    ):
        yield _unknown(
            f'no control of the profile has the part "{target}"',
            (node, "target-id"),
            target,
            baseline.all_parts,
        )
    if isinstance(control, str) and control in baseline.parts:
        statements = node.get("statement-ids")
        for index, statement in enumerate(statements if isinstance(statements, list) else ()):
            if isinstance(statement, str) and statement not in baseline.parts[control]:
                yield _unknown(
                    f'{control} has no part "{statement}"',
                    (statements, index),
                    statement,
                    baseline.parts[control],
                )


def _unknown(message: str, place: Place, value: str, known: Iterable[str]) -> Note:
    return Note("REF012", place, message, suggest_words(value, sorted(known)))
