"""The resources of a plan that are evidence, as the register has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model.system import EvidenceItem, Period
from .from_oscal_reading import Reading
from .from_oscal_values import Names, chosen, day, items, line, number, own, own_all, text, uuid_of


def evidence(plan: Reading) -> tuple[EvidenceItem, ...]:
    return tuple(_resources(plan))


def _resources(plan: Reading) -> Iterator[EvidenceItem]:
    """Every resource but those that are the profile, a leveraged plan or a picture."""
    elsewhere = _referenced(plan)
    names = Names("evidence")
    for index, item in enumerate(items(chosen(plan.body, "back-matter"), "resources")):
        uuid, pointer = uuid_of(item), f"/back-matter/resources/{index}"
        if not uuid or uuid in elsewhere:
            plan.report.leave(
                pointer, "a resource that is no evidence: the profile, another plan or a picture"
            )
            continue
        href = next((line(text(entry, "href")) for entry in items(item, "rlinks")), "")
        title = (
            line(text(item, "title"))
            or line(text(item, "description"))[:200]
            or href.rpartition("/")[2]
            or uuid
        )
        start, end = day(own(item, "period-start")), day(own(item, "period-end"))
        owner = own(item, "owner")
        hashes = [
            text(entry, "value")
            for link in items(item, "rlinks")[:1]
            for entry in items(link, "hashes")
            if entry.get("algorithm") == "SHA-256"
        ]
        yield EvidenceItem(
            uuid=uuid,
            id=names.new(own(item, "id"), title),
            title=title,
            location=line(own(item, "location")) or href or "in the back matter of the plan",
            owner=owner if owner in plan.roles else None,
            sha256=own(item, "sha256") or (hashes[0] if hashes else None),
            collected=day(own(item, "collected")),
            period=Period(start, end) if start and end else None,
            cadence=number(own(item, "cadence")),
            status="draft" if own(item, "status") == "draft" else "final",
            objectives=own_all(item, "objective"),
            criteria=own_all(item, "criterion"),
            note=line(text(item, "description")) or None,
        )


def _referenced(plan: Reading) -> set[str]:
    profile = text(chosen(plan.body, "import-profile"), "href")
    links: list[Any] = [{"href": profile}]
    for item in plan.leveraged:
        links += items(item, "links")
    for key in ("authorization-boundary", "network-architecture", "data-flow"):
        for picture in items(chosen(plan.facts, key), "diagrams"):
            links += items(picture, "links")
    return {text(entry, "href").removeprefix("#") for entry in links}
