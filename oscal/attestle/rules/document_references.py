"""What an OSCAL document defines and names: uuids, ids, links, parameters, gathered by one walk.

Places are an object and a key; they become pointers only where there is something to tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from ..lazy_dataclasses import dataclass
from ..uuids import fold_uuid
from .document_notes import Place

# The list that holds an object tells what it is.
_DEFINES = {
    "parties": "party",
    "locations": "location",
    "components": "component",
    "users": "user",
    "inventory-items": "inventory-item",
    "activities": "activity",
    "steps": "step",
    "tasks": "task",
    "observations": "observation",
    "risks": "risk",
    "findings": "finding",
    "remediations": "response",
    "resources": "resource",
    "assessment-platforms": "assessment-platform",
}
# Keys whose value, or each value of whose list, names a thing of that kind
_USES = {
    "component-uuid": "component",
    "party-uuid": "party",
    "risk-uuid": "risk",
    "observation-uuid": "observation",
    "finding-uuid": "finding",
    "activity-uuid": "activity",
    "task-uuid": "task",
    "response-uuid": "response",
    "role-id": "role",
    "party-uuids": "party",
    "role-ids": "role",
    "location-uuids": "location",
    "member-of-organizations": "party",
}
# The type beside a uuid tells what it names; other types are free.
_TYPED = {
    "subject-uuid": {"component", "inventory-item", "location", "party", "user", "resource"},
    "actor-uuid": {"tool", "assessment-platform", "party"},
}

# Ids of what is below are unique in a catalog
_CONTROLS = ("controls", "groups")
_INSERT = re.compile(r"\{\{\s*insert:\s*param,\s*([^\s}]+)\s*\}\}")
_MARKDOWN_LINK = re.compile(r"\]\(#([^)\s]+)\)")

# A node of the document, the key it stands under, whether it is within controls or groups, and the
# number of the assessment result that it is part of, if any
_Step = tuple[Any, str, bool, int | None]


@dataclass(slots=True)
class GatheredReferences:
    """What one walk over a document found: what is defined, and then what is named.

    Uuids stand in small letters: RFC 4122 reads both alike. `subjects` are keyed by uuid, list and
    result; `doubles` are two things of one uuid, `again` what a result has from an earlier
    one.
    """

    defined: dict[str, dict[str, Place]] = field(default_factory=dict)
    uuids: dict[str, Place] = field(default_factory=dict)
    subjects: dict[tuple[str, str, int | None], Place] = field(default_factory=dict)
    doubles: list[tuple[str, Place, Place]] = field(default_factory=list)
    again: dict[int, list[tuple[str, Place, Place]]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    same_ids: list[tuple[str, Place, Place]] = field(default_factory=list)
    named: dict[str, Place] = field(default_factory=dict)
    params: set[str] = field(default_factory=set)
    selected: set[str] = field(default_factory=set)
    uses: list[tuple[str, str, Place]] = field(default_factory=list)
    links: list[tuple[str, Place, bool]] = field(default_factory=list)
    bare_links: list[tuple[str, Place]] = field(default_factory=list)
    inserts: list[tuple[str, Place]] = field(default_factory=list)


def gather_references(body: Mapping[str, Any], model: str) -> GatheredReferences:
    """Walk over a document, parents first, in its order."""
    references = GatheredReferences()
    waiting: list[_Step] = [(body, model, False, None)]
    while waiting:
        node, name, in_controls, result = waiting.pop()
        if type(node) is list:
            # only assessment results have a list of this name
            counts = name == "results"
            inner: list[_Step] = [
                (item, name, in_controls, number if counts else result)
                for number, item in enumerate(node)
                if type(item) is dict
            ]
        else:
            inner = _note_object(references, node, name, in_controls, result)
        inner.reverse()
        waiting += inner
    return references


def _note_object(
    references: GatheredReferences, node: Any, name: str, in_controls: bool, result: int | None
) -> list[_Step]:
    """Note what an object defines and names; the steps to what is in it."""
    _note_identity(references, node, name, in_controls, result)
    inner: list[_Step] = []
    for key, value in node.items():
        if type(value) is str:
            _note_text(references, node, key, value, in_controls)
        elif type(value) is dict:
            inner.append((value, key, in_controls or key in _CONTROLS, result))
        elif type(value) is list:
            inner.append((value, key, in_controls or key in _CONTROLS, result))
            _note_list(references, key, value)
    return inner


def _note_identity(
    references: GatheredReferences, node: Any, name: str, in_controls: bool, result: int | None
) -> None:
    uuid, identity = node.get("uuid"), node.get("id")
    if type(uuid) is str:
        _note_uuid(references, node, name, uuid, result)
        if name in _DEFINES:
            references.defined.setdefault(_DEFINES[name], {})[fold_uuid(uuid)] = (node, "uuid")
    if type(identity) is str:
        references.ids.add(identity)
        if name == "roles":
            references.defined.setdefault("role", {})[identity] = (node, "id")
        elif name == "params":
            references.params.add(identity)
            _note_name(references, node, identity)
        elif in_controls:
            _note_name(references, node, identity)


def _note_uuid(
    references: GatheredReferences, node: Any, name: str, uuid: str, result: int | None
) -> None:
    """A uuid is of one subject: what stands in two results under one key may be the same subject.

    The results themselves are two.
    """
    place, key = (node, "uuid"), fold_uuid(uuid)
    scope = None if name == "results" else result
    first = references.uuids.setdefault(key, place)
    if first is not place:
        same = references.subjects.get((key, name, scope))
        known_elsewhere = scope is not None and any(
            (key, name, number) in references.subjects for number in range(scope)
        )
        if same or not known_elsewhere:
            references.doubles.append((uuid, place, same or first))
        elif scope is not None:
            references.again.setdefault(scope, []).append((uuid, place, first))
    references.subjects.setdefault((key, name, scope), place)


def _note_name(references: GatheredReferences, node: Any, identity: str) -> None:
    """An id that a catalog has once."""
    if identity in references.named:
        references.same_ids.append((identity, (node, "id"), references.named[identity]))
    else:
        references.named[identity] = (node, "id")


def _note_text(
    references: GatheredReferences, node: Any, key: str, value: str, in_controls: bool
) -> None:
    if key in _USES:
        references.uses.append((_USES[key], value, (node, key)))
    elif key == "href":
        _note_link(references, node, value, in_controls)
    elif "](#" in value or "{{" in value:
        references.links += [
            (target, (node, key), in_controls) for target in _MARKDOWN_LINK.findall(value)
        ]
        references.inserts += [(param, (node, key)) for param in _INSERT.findall(value)]
    elif key in _TYPED:
        what = node.get("type")
        if type(what) is str and what in _TYPED[key]:
            references.uses.append((what, value, (node, key)))


def _note_link(references: GatheredReferences, node: Any, href: str, in_controls: bool) -> None:
    rel = node.get("rel")
    if not href.startswith("#"):
        if in_controls and "/" not in href and ":" not in href:
            references.bare_links.append((href, (node, "href")))
    # a constraint holds "provided-by", and another document may have the target
    elif rel != "provided-by":
        references.links.append((href[1:], (node, "href"), in_controls and rel != "reference"))


def _note_list(references: GatheredReferences, key: str, value: list[Any]) -> None:
    if key in _USES:
        references.uses += [
            (_USES[key], item, (value, place))
            for place, item in enumerate(value)
            if type(item) is str
        ]
    elif key == "with-ids":
        references.selected.update(item for item in value if type(item) is str)
    elif value and type(value[0]) is str:
        _note_inserts(references, value)


def _note_inserts(references: GatheredReferences, texts: list[Any]) -> None:
    for place, text in enumerate(texts):
        if type(text) is str and "{{" in text:
            references.inserts += [(param, (texts, place)) for param in _INSERT.findall(text)]
