"""Appendix C of the plan: every artifact in the order of the requirements whose answers cite it."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.freshness import find_due_day
from ...assess.system_status import Status
from ...model.evidence import EvidenceItem
from ..document_parts import (
    Chapter,
    DocumentCell,
    DocumentPart,
    Grid,
    GridColumn,
    Span,
    SpanLine,
    TextLine,
)
from ..name_lookup import NameLookup, write_title
from ..table_cells import NOT_RECORDED, day_cell, text_cell
from .ssp_links import link_labels_inline, list_citations

_COLUMNS = (
    GridColumn("Artifact", 2.0),
    GridColumn("Kind", 0.95),
    GridColumn("State", 0.6),
    GridColumn("Collected", 0.9),
    GridColumn("Due", 0.9),
    GridColumn("Owner", 1.0),
    GridColumn("Location and SHA-256", 2.2),
    GridColumn("Cited by", 3.7),
)
_WEB = ("http://", "https://")


def build_evidence(status: Status, names: NameLookup) -> Chapter:
    cited = list_citations(status)
    order = {key: place for place, key in enumerate(cited)}
    items = sorted(status.system.evidence, key=lambda item: order.get(item.id, len(order)))
    rows = tuple(_write_item(item, cited.get(item.id, []), status, names) for item in items)
    part: DocumentPart = (
        Grid("Evidence index", _COLUMNS, rows)
        if rows
        else TextLine("No evidence is recorded.", "note")
    )
    note = TextLine(
        "In the order of the requirements; what no answer cites stands last. An artifact is due to"
        " be collected anew on the day under Due."
    )
    parts = (note, part) if rows else (part,)
    return Chapter(1, "Appendix C Evidence Index", "evidence", parts, wide=bool(rows), fresh=True)


def _write_item(
    item: EvidenceItem, cited: list[str], status: Status, names: NameLookup
) -> tuple[DocumentCell, ...]:
    places = tuple(_list_places(item))
    criteria = (TextLine(f"SOC 2: {', '.join(item.criteria)}", "quiet"),)
    return (
        (TextLine(item.title, anchor=f"evidence-{item.id}"), TextLine(item.id, "quiet")),
        text_cell(write_title(item.kind), NOT_RECORDED),
        text_cell(write_title(item.status)),
        day_cell(item.collected),
        day_cell(find_due_day(item)),
        text_cell(names.shorten_role(item.owner), NOT_RECORDED),
        places or text_cell("", NOT_RECORDED),
        (
            *(link_labels_inline(cited, status.baseline) or text_cell("", "no answer")),
            *(criteria if item.criteria else ()),
        ),
    )


def _list_places(item: EvidenceItem) -> Iterator[SpanLine | TextLine]:
    """Each place, as a link where it is one of the web, and the hash that is registered for it."""
    for place in item.places:
        href = place.location if place.location.startswith(_WEB) else ""
        yield SpanLine((Span(place.location, href=href),))
        if place.sha256:
            yield TextLine(place.sha256, "code")
