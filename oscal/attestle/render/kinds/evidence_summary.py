"""The first page of the evidence map: how much is there, how much of it is current, and what each
owner is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.freshness import explain_not_current
from ...model.evidence import EvidenceItem
from ..document_parts import (
    Amount,
    CellRow,
    Chapter,
    DocumentCell,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..table_cells import text_cell
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
    yield "As of", text_cell(plan.status.as_of.isoformat())
    figures = (*_count_artifacts(plan), *_count_cited(plan))
    yield from ((name, text_cell(str(number))) for name, number in figures)
    if plan.status.unread:
        yield "Left out, because it cannot be read", text_cell(", ".join(plan.status.unread))


def _count_artifacts(plan: EvidencePlan) -> Iterator[tuple[str, int]]:
    uses = plan.uses
    items = [use.item for use in uses]
    current = sum(not explain_not_current(item, plan.status.as_of) for item in items)
    yield "Artifacts", len(items)
    yield "Current", current
    yield "Not current", len(items) - current
    yield "Cited by nothing", sum(not use.is_cited for use in uses)
    yield "Without a kind", sum(not item.kind for item in items)
    yield "With a hash", sum(map(_is_hashed, items))


def _is_hashed(item: EvidenceItem) -> bool:
    return bool(item.places) and all(place.sha256 for place in item.places)


def _count_cited(plan: EvidencePlan) -> Iterator[tuple[str, int]]:
    cited = plan.cited
    bare = [entry for entry in cited if not entry.items]
    yield "Objectives", len(cited)
    yield "Objectives that cite an artifact", len(cited) - len(bare)
    yield "Objectives without one", sum(entry.needs_evidence for entry in bare)
    yield "Not applicable, without one", sum(not entry.needs_evidence for entry in bare)


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
