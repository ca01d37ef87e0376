"""The resources of a plan that are evidence, as the register has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..formats.oscal_values import (
    SlugNames,
    fold_line,
    get_items,
    get_object,
    get_own_prop,
    get_own_props,
    get_text,
    get_uuid,
    read_number,
)
from ..iso_days import read_iso_day
from ..model.system import EvidenceItem, Period
from .plan_context import PlanReading


def read_evidence(plan: PlanReading) -> tuple[EvidenceItem, ...]:
    return tuple(_resources(plan))


def _resources(plan: PlanReading) -> Iterator[EvidenceItem]:
    """Every resource but those that are the profile, a leveraged plan or a picture."""
    elsewhere = _referenced(plan)
    names = SlugNames("evidence")
    for index, item in enumerate(get_items(get_object(plan.body, "back-matter"), "resources")):
        uuid, pointer = get_uuid(item), f"/back-matter/resources/{index}"
        if not uuid or uuid in elsewhere:
            plan.report.leave(
                pointer, "a resource that is no evidence: the profile, another plan or a picture"
            )
            continue
        href = next((fold_line(get_text(entry, "href")) for entry in get_items(item, "rlinks")), "")
        title = (
            fold_line(get_text(item, "title"))
            or fold_line(get_text(item, "description"))[:200]
            or href.rpartition("/")[2]
            or uuid
        )
        start, end = (
            read_iso_day(get_own_prop(item, "period-start")),
            read_iso_day(get_own_prop(item, "period-end")),
        )
        owner = get_own_prop(item, "owner")
        hashes = [
            get_text(entry, "value")
            for link in get_items(item, "rlinks")[:1]
            for entry in get_items(link, "hashes")
            if entry.get("algorithm") == "SHA-256"
        ]
        yield EvidenceItem(
            uuid=uuid,
            id=names.new(get_own_prop(item, "id"), title),
            title=title,
            location=fold_line(get_own_prop(item, "location"))
            or href
            or "in the back matter of the plan",
            owner=owner if owner in plan.roles else None,
            sha256=get_own_prop(item, "sha256") or (hashes[0] if hashes else None),
            collected=read_iso_day(get_own_prop(item, "collected")),
            period=Period(start, end) if start and end else None,
            cadence=read_number(get_own_prop(item, "cadence")),
            status="draft" if get_own_prop(item, "status") == "draft" else "final",
            objectives=get_own_props(item, "objective"),
            criteria=get_own_props(item, "criterion"),
            note=fold_line(get_text(item, "description")) or None,
        )


def _referenced(plan: PlanReading) -> set[str]:
    profile = get_text(get_object(plan.body, "import-profile"), "href")
    links: list[Any] = [{"href": profile}]
    for item in plan.leveraged:
        links += get_items(item, "links")
    for key in ("authorization-boundary", "network-architecture", "data-flow"):
        for picture in get_items(get_object(plan.facts, key), "diagrams"):
            links += get_items(picture, "links")
    return {get_text(entry, "href").removeprefix("#") for entry in links}
