"""REF012: what documents take from the plan, profile or catalog that they build on is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ..conformance.key_constraints import follow_href
from ..findings import Finding
from ..model.workspace import Document, Workspace
from ..nearest import suggest_words
from ..uuids import fold_uuid
from .document_notes import Note, Place, as_object, as_objects, place_notes, walk_objects
from .resolved_sources import ResolvedIds, Sources, find_document
from .rule_input import RuleInput

Tree = Mapping[str, Any]
_IMPORT = {
    "plan-of-action-and-milestones": "import-ssp",
    "assessment-plan": "import-ssp",
    "assessment-results": "import-ap",
    "system-security-plan": "import-profile",
}
# Keys of assessment documents that name a thing of the plan
_NAMES_IN_PLAN = ("implementation-statement-uuid", "implementation-uuid")
# Keys that name a control or a part of one
_NAMES_IN_BASELINE = {"control-id", "objective-id", "target-id"}
# What a leveraging plan takes from a leveraged one: the list, and the key that names it there
_TAKEN = (("inherited", "provided-uuid"), ("satisfied", "responsibility-uuid"))


def check_imported_ids(facts: RuleInput, sources: Sources) -> Iterator[Finding]:
    """REF012, for each document whose sources are at hand."""
    plans: dict[str, set[str]] = {}
    for document in facts.workspace.documents:
        if document.tree is not None:
            notes = _check_document(document, facts.workspace, sources, plans)
            yield from place_notes(document, notes)


def _check_document(
    document: Document, workspace: Workspace, sources: Sources, plans: dict[str, set[str]]
) -> Iterator[Note]:
    """`plans` keeps the uuids of each plan, which several documents may build on."""
    if document.model == "component-definition":
        yield from _check_component_definition(document, sources)
    elif document.model == "system-security-plan":
        yield from _check_parameters(
            sources.read_ids(_read_href(document), document), document.body
        )
        yield from _check_leveraged(document, workspace)
    elif document.model in _IMPORT:
        plan = _find_imported(document, workspace, "system-security-plan")
        if plan is not None:
            if plan.path not in plans:
                plans[plan.path] = _list_uuids(plan)
            baseline = sources.read_ids(_read_href(plan), plan)
            yield from _check_assessed(document, plans[plan.path], baseline)


def _list_uuids(document: Document) -> set[str]:
    """In small letters, since uuids are compared without case."""
    return {
        fold_uuid(node["uuid"])
        for node in walk_objects(document.body)
        if isinstance(node.get("uuid"), str)
    }


def _read_href(document: Document) -> Any:
    link = document.body.get(_IMPORT[document.model])
    return link.get("href") if isinstance(link, dict) else None


def _find_imported(document: Document, workspace: Workspace, model: str) -> Document | None:
    """The document of that model that this one builds on, in one or more steps."""
    seen = {document.path}
    while document.model in _IMPORT and document.model != model:
        other = find_document(workspace, _read_href(document), document)
        if other is None or other.tree is None or other.path in seen:
            return None
        seen.add(other.path)
        document = other
    return document if document.model == model else None


def _check_component_definition(document: Document, sources: Sources) -> Iterator[Note]:
    for node in walk_objects(document.body):
        if "source" in node and isinstance(node.get("implemented-requirements"), list):
            baseline = sources.read_ids(node.get("source"), document)
            if baseline is not None:
                yield from _check_parameters(baseline, node)
                yield from _check_statements(baseline, node["implemented-requirements"])


def _check_statements(baseline: ResolvedIds, requirements: list[Any]) -> Iterator[Note]:
    """CMP001 tells of a control that is not there; its statements are not looked for."""
    for answer in as_objects(requirements):
        control = str(answer.get("control-id"))
        if control not in baseline.parts:
            continue
        for statement in as_objects(answer.get("statements")):
            yield from _check_part(baseline, control, (statement, "statement-id"))


def _check_part(baseline: ResolvedIds, control: str, place: Place) -> Iterator[Note]:
    """A part is one of the control that it is named under."""
    identity = _read_text(place)
    if identity is not None and identity not in baseline.parts[control]:
        yield _report_unknown(
            f'{control} has no part "{identity}"', place, identity, baseline.parts[control]
        )


def _read_text(place: Place) -> str | None:
    """The string at a place; None for what is none, of which OSC002 tells."""
    holder, key = place
    value = holder.get(key) if isinstance(holder, dict) else holder[key]
    return value if isinstance(value, str) else None


def _check_parameters(baseline: ResolvedIds | None, tree: Any) -> Iterator[Note]:
    if baseline is None or not baseline.params:
        return
    for node in walk_objects(tree):
        for setting in as_objects(node["set-parameters"]) if "set-parameters" in node else ():
            identity = setting.get("param-id")
            if isinstance(identity, str) and identity not in baseline.params:
                yield _report_unknown(
                    f'no control of the source has the parameter "{identity}"',
                    (setting, "param-id"),
                    identity,
                    baseline.params,
                )


def _check_leveraged(document: Document, workspace: Workspace) -> Iterator[Note]:
    """What a plan inherits or satisfies is offered by the leveraged plans."""
    offered = _list_offered(document, workspace)
    if offered is None:
        return
    for item, key in _walk_taken(document):
        identity = item.get(key)
        if isinstance(identity, str) and fold_uuid(identity) not in offered:
            yield _report_unknown(
                f'no leveraged plan has "{identity}"', (item, key), identity, offered
            )


def _list_offered(document: Document, workspace: Workspace) -> set[str] | None:
    """What all leveraged plans have; None if there is none, or one is not at hand."""
    offered: set[str] = set()
    hrefs = _list_leveraged_hrefs(document)
    for href in hrefs:
        plan = _find_leveraged(document, workspace, href)
        if plan is None or plan.tree is None:
            return None
        offered |= _list_uuids(plan)
    return offered if hrefs else None


def _list_leveraged_hrefs(document: Document) -> list[Any]:
    implementation = as_object(document.body.get("system-implementation"))
    return [
        link.get("href")
        for authorization in as_objects(implementation.get("leveraged-authorizations"))
        for link in as_objects(authorization.get("links"))
        if link.get("rel") == "system-security-plan"
    ]


def _find_leveraged(document: Document, workspace: Workspace, href: Any) -> Document | None:
    """The plan that a link leads to, itself or by a resource of the document."""
    for link in follow_href(document.body, href):
        plan = find_document(workspace, link, document)
        if plan is not None:
            return plan
    return None


def _walk_taken(document: Document) -> Iterator[tuple[Tree, str]]:
    """What the plan takes from leveraged ones, each with the key that names it."""
    for node in walk_objects(document.body):
        for kind, key in _TAKEN:
            for item in as_objects(node[kind]) if kind in node else ():
                yield item, key


def _check_assessed(
    document: Document, plan: set[str], baseline: ResolvedIds | None
) -> Iterator[Note]:
    """What is assessed or found is in the plan, or in the profile that the plan answers."""
    for node in walk_objects(document.body):
        for key in _NAMES_IN_PLAN:
            if key in node and isinstance(node[key], str) and fold_uuid(node[key]) not in plan:
                yield _report_unknown(
                    f'the plan has nothing with the uuid "{node[key]}"',
                    (node, key),
                    node[key],
                    plan,
                )
        if baseline is not None and not _NAMES_IN_BASELINE.isdisjoint(node):
            yield from _check_baseline_names(node, baseline)


def _check_baseline_names(node: Tree, baseline: ResolvedIds) -> Iterator[Note]:
    """The control, objective and part that an object names; then statements of that control."""
    control = _read_text((node, "control-id"))
    searches: list[tuple[str, str, Collection[str]]] = [
        ("control-id", '"{}" is not in the profile of the plan', baseline.parts),
        (
            "objective-id",
            'no control of the profile has the objective "{}"',
            baseline.all_parts,
        ),
    ]
    # a target of another type is no part of a control
    if node.get("type") in ("statement-id", "objective-id"):
        searches.append(
            ("target-id", 'no control of the profile has the part "{}"', baseline.all_parts)
        )
    for key, message, known in searches:
        identity = _read_text((node, key))
        if identity is not None and identity not in known:
            yield _report_unknown(message.format(identity), (node, key), identity, known)
    if control is not None and control in baseline.parts:
        statements = node.get("statement-ids")
        for index in range(len(statements) if isinstance(statements, list) else 0):
            yield from _check_part(baseline, control, (statements, index))


def _report_unknown(message: str, place: Place, value: str, known: Iterable[str]) -> Note:
    return Note("REF012", place, message, suggest_words(value, sorted(known)))
