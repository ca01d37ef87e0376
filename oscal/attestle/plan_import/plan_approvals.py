"""What our own plan says in its metadata beside people: marking, number, changes, approvals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..formats.oscal_values import get_items, get_object, get_own_prop, get_text
from ..formats.record_props import (
    CAGE_SCHEME,
    DECISION,
    DOCUMENT_NUMBER_SCHEME,
    UEI_SCHEME,
    list_own_props,
    read_attributes,
    read_record,
    read_scalar_text,
)
from ..iso_days import read_iso_day
from ..model.system_characteristics import (
    Decision,
    PlanApproval,
    PlanChange,
    SystemCharacteristics,
)
from ..trees import Tree
from .plan_context import DAY_LENGTH, PlanReading, get_line

_MARKING = ("marking_reason", "marking_scheme", "designation")


def read_metadata_keys(plan: PlanReading) -> dict[str, Any]:
    """Attributes of the characteristics that the metadata of a plan of ours has."""
    metadata = plan.metadata
    codes = _read_external_ids(metadata)
    number = (
        get_line(item, "identifier")
        for item in get_items(metadata, "document-ids")
        if item.get("scheme") == DOCUMENT_NUMBER_SCHEME
    )
    found = {
        **read_attributes(SystemCharacteristics, list_own_props(metadata), _MARKING),
        "document_number": next(number, None),
        "cage": tuple(_select_codes(codes, CAGE_SCHEME, 5)),
        "uei": next(_select_codes(codes, UEI_SCHEME, 12), None),
        "headquarters": _find_headquarters(metadata),
        "approvals": tuple(_read_approvals(metadata)),
        "decisions": tuple(_read_decisions(metadata)),
        "changes": tuple(_read_changes(metadata)),
    }
    return {name: value for name, value in found.items() if value not in (None, ())}


def _read_external_ids(metadata: Tree) -> list[tuple[str, str]]:
    """Scheme and id; of all parties, since ours are those of one organisation."""
    return [
        (get_text(item, "scheme"), get_line(item, "id"))
        for party in get_items(metadata, "parties")
        for item in get_items(party, "external-ids")
    ]


def _select_codes(codes: list[tuple[str, str]], scheme: str, length: int) -> Iterator[str]:
    """Those of a scheme, in the form that a file takes."""
    form = re.compile(rf"[0-9A-Z]{{{length}}}")
    return (code for named, code in codes if named == scheme and form.fullmatch(code))


def _find_headquarters(metadata: Tree) -> str | None:
    for location in get_items(metadata, "locations"):
        lines = get_object(location, "address").get("addr-lines")
        if get_own_prop(location, "source") and isinstance(lines, list) and lines:
            return str(lines[0])
    return None


def _list_own_actions(metadata: Tree, kind: str) -> list[Tree]:
    return [
        action
        for action in get_items(metadata, "actions")
        if action.get("type") == kind and get_own_prop(action, "source")
    ]


def _read_approvals(metadata: Tree) -> Iterator[PlanApproval]:
    for action in _list_own_actions(metadata, "approval"):
        roles = [get_text(item, "role-id") for item in get_items(action, "responsible-parties")]
        known: dict[str, Any] = {"role": roles[0]} if roles else {}
        yield from _read_dated(PlanApproval, action, "date", known)


def _read_decisions(metadata: Tree) -> Iterator[Decision]:
    for action in _list_own_actions(metadata, DECISION):
        known = {"what": read_scalar_text(get_text(action, "remarks"))}
        yield from _read_dated(Decision, action, "date", known)


def _read_changes(metadata: Tree) -> Iterator[PlanChange]:
    for revision in get_items(metadata, "revisions"):
        if get_own_prop(revision, "source"):
            known = {
                "version": get_line(revision, "version"),
                "what": read_scalar_text(get_text(revision, "remarks")),
            }
            yield from _read_dated(PlanChange, revision, "published", known)


def _read_dated(cls: type[Any], node: Tree, key: str, known: dict[str, Any]) -> Iterator[Any]:
    """The record, unless it lacks its day or something else that it needs."""
    day = read_iso_day(get_text(node, key)[:DAY_LENGTH])
    if day is not None:
        record = read_record(cls, list_own_props(node), date=day, **known)
        if record is not None:
            yield record
