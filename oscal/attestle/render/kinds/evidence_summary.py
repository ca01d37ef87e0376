"""The first page of the evidence map: how much is there, how much of it is current, and what each
owner is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.freshness import explain_not_current
from ...assess.objectives import NOT_APPLICABLE
from ..document_model import (
    Amount,
    CellRow,
    Chapter,
    DocumentCell,
    FactList,
    Grid,
    GridColumn,
    TextLine,
    text_cell,
)
from .evidence_wording import EvidencePlan, name_owner

TITLE = "Where the evidence stands"


def build_evidence_summary(plan: EvidencePlan) -> Chapter:
    columns = (
        GridColumn("Owner", 2.6, 40),
        *(
            GridColumn(title, 0.9, 14, "right")
            for title in ("Asked for", "Now", "Later", "Not named yet", "Objectives")
        ),
    )
    rows = tuple(_owner(plan, owner) for owner in plan.requests)
    facts = FactList(tuple(_list_facts(plan)))
    return Chapter(1, TITLE, "summary", (facts, Grid("Requests by owner", columns, rows)))


def _list_facts(plan: EvidencePlan) -> Iterator[tuple[str, DocumentCell]]:
    day, uses, cited = plan.status.as_of, plan.uses, plan.cited
    current = sum(not explain_not_current(use.item, day) for use in uses)
    without = sum(entry.needs_evidence for entry in cited)
    apart = sum(entry.judged.rating == NOT_APPLICABLE and not entry.items for entry in cited)
    hashed = sum(bool(use.item.places) and all(place.sha256 for place in use.item.places) for use in uses)  # fmt: skip
    figures = (
        ("Artifacts", len(uses)),
        ("Current", current),
        ("Not current", len(uses) - current),
        ("Cited by nothing", sum(not use.is_cited for use in uses)),
        ("Without a kind", sum(not use.item.kind for use in uses)),
        ("With a hash", hashed),
        ("Objectives", len(cited)),
        ("Objectives that cite an artifact", sum(bool(entry.items) for entry in cited)),
        ("Objectives without one", without),
        ("Not applicable, without one", apart),
    )
    yield "As of", text_cell(day.isoformat())
    yield from ((name, text_cell(str(number))) for name, number in figures)
    if plan.status.unread:
        yield "Left out, because it cannot be read", text_cell(", ".join(plan.status.unread))


def _owner(plan: EvidencePlan, owner: str) -> CellRow:
    requests = plan.requests[owner]
    now = sum(bool(request.doubt) for request in requests)
    labels = {entry.label for request in requests for entry in request.objectives}
    numbers = (
        len(requests),
        now,
        len(requests) - now,
        sum(request.item is None for request in requests),
        len(labels),
    )
    name = TextLine(name_owner(plan, owner), target=f"requests-{owner}")
    return ((name,), *((Amount(number),) for number in numbers))
