"""The pages of what is due and of what shows it: the calendar, month by month, and the register."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import groupby
from types import MappingProxyType

from ...assess.evidence_uses import EvidenceUse, list_cited_objectives, list_evidence_uses
from ...assess.freshness import explain_not_current, find_due_day
from ...iso_days import add_days
from ...model.calendar_entries import (
    AFFIRMATION,
    EVIDENCE,
    EXCEPTION,
    MILESTONE,
    PLAN,
    POAM,
    STATUS,
    CalendarEntry,
)
from ...model.evidence import EvidenceItem
from ..document_model import DocumentModel
from ..document_parts import (
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    HeatMap,
    Mark,
    Span,
    SpanLine,
    TextLine,
)
from ..name_lookup import write_title
from ..rating_shades import mark_shade
from ..table_cells import NOT_RECORDED, text_cell
from .site_content import SiteContent, make_page
from .ssp_links import link_labels_shortly

CALENDAR_FILE = "calendar.ics"
# What an entry is about, in a word that a reader chooses by
_KIND_NAMES: Mapping[str, str] = MappingProxyType(
    {
        EVIDENCE: "Evidence",
        POAM: "Plan of action",
        MILESTONE: "Milestone",
        EXCEPTION: "Exception",
        PLAN: "Plan",
        AFFIRMATION: "Affirmation",
        STATUS: "Status",
    }
)
# Anchors of what an entry is about
_ANCHORS: Mapping[str, str] = MappingProxyType(
    {EVIDENCE: "evidence-", POAM: "poam-", MILESTONE: "poam-", EXCEPTION: "exception-"}
)
# A year ahead and what of the next one has begun: evidence is rarely good for longer
_MONTHS_AHEAD = 15


def link_entry(content: SiteContent, item: CalendarEntry) -> TextLine:
    """What is due, by the title of the thing, as a link to it."""
    start = _ANCHORS.get(item.kind, "")
    title = item.title
    if item.kind == EVIDENCE and (known := content.system.evidence_by_id.get(item.key)):
        title = known.title
    elif item.kind in (POAM, EXCEPTION):
        title = item.detail.partition("\n")[0]
    elif item.kind == MILESTONE:
        title = item.title.partition(": ")[2] or item.title
    return TextLine(
        title, lead=_LEADS.get(item.kind, ""), target=f"{start}{item.key}" if start else ""
    )


_LEADS: Mapping[str, str] = MappingProxyType(
    {
        EVIDENCE: "Collect anew:",
        POAM: "Close:",
        MILESTONE: "Reach:",
        EXCEPTION: "Review the exception:",
    }
)


def build_calendar_page(content: SiteContent) -> DocumentModel:
    late = [item for item in content.entries if item.day < content.as_of]
    ahead = [item for item in content.entries if item.day >= content.as_of]
    known = [entry for entry in content.system.evidence if find_due_day(entry) is None]
    months = [
        (key, list(group)) for key, group in groupby(ahead, lambda item: item.day.replace(day=1))
    ]
    parts: list[DocumentPart] = [
        TextLine(
            "The last day on which each artifact is current, what the plan of action has to reach,"
            " reviews, and the clocks of a status.",
            "note",
        ),
        TextLine("The same for a calendar program (.ics)", beside=CALENDAR_FILE),
        _build_strip(content, months),
    ]
    chapters = [_build_month(content, f"Late ({len(late)})", "late", late)] if late else []
    chapters += [
        _build_month(content, _name_month(month), _anchor_month(month), found)
        for month, found in months
    ]
    if known:
        chapters.append(_build_unknown(known))
    return make_page("Calendar", *chapters, parts=tuple(parts))


def _name_month(month: dt.date) -> str:
    return f"{calendar.month_name[month.month]} {month.year}"


def _anchor_month(month: dt.date) -> str:
    return f"month-{month.year:04}-{month.month:02}"


def _build_strip(
    content: SiteContent, months: list[tuple[dt.date, list[CalendarEntry]]]
) -> HeatMap:
    """The months ahead, each with how much is due in it."""
    due = {month: len(found) for month, found in months}
    rows: dict[int, list[Mark]] = {}
    month = content.as_of.replace(day=1)
    for _ in range(_MONTHS_AHEAD):
        number = due.get(month, 0)
        rows.setdefault(month.year, []).append(
            Mark(
                calendar.month_abbr[month.month],
                "fair" if number else "none",
                "due" if number else "free",
                note=f"{number} due" if number else "none",
                target=_anchor_month(month) if number else "",
                hover=f"{_name_month(month)}: {number} due",
            )
        )
        after = add_days(month, 32).replace(day=1)
        if after == month:
            break
        month = after
    return HeatMap((), tuple((str(year), tuple(marks)) for year, marks in rows.items()))


def _build_month(
    content: SiteContent, title: str, anchor: str, found: list[CalendarEntry]
) -> Chapter:
    columns = (
        GridColumn("Day"),
        GridColumn("What"),
        GridColumn("Kind"),
        GridColumn("Answers for it"),
        GridColumn("What rests on it"),
    )
    rows = tuple(_build_entry(content, item) for item in found)
    return Chapter(1, title, anchor, (Grid(title, columns, rows, "days"),))


def _build_entry(content: SiteContent, item: CalendarEntry) -> CellRow:
    roles = tuple(TextLine(content.names.shorten_role(role)) for role in item.roles[:1])
    return (
        text_cell(item.day.isoformat()),
        (link_entry(content, item),),
        text_cell(_KIND_NAMES.get(item.kind, item.kind)),
        roles or text_cell("", "nobody by name"),
        link_labels_shortly(item.objectives, content.status.baseline)
        or text_cell("", "nothing in particular"),
    )


def _build_unknown(found: list[EvidenceItem]) -> Chapter:
    lines = tuple(TextLine(item.title, target=f"evidence-{item.id}", tone="body") for item in found)
    note = TextLine("Never collected, so no day is known on which they lapse.", "note")
    return Chapter(1, "Without a day", "without-day", (note, *lines))


def build_evidence_page(content: SiteContent) -> DocumentModel:
    uses = list_evidence_uses(content.system, list_cited_objectives(content.status))
    current = sum(not explain_not_current(use.item, content.as_of) for use in uses)
    facts: tuple[tuple[str, DocumentCell], ...] = (
        ("Artifacts", text_cell(str(len(uses)))),
        ("Current", text_cell(str(current))),
        ("Not current", text_cell(str(len(uses) - current))),
        ("Cited by nothing", text_cell(str(sum(not use.is_cited for use in uses)))),
    )
    columns = (
        GridColumn("Artifact"),
        GridColumn("Kind", chosen=True),
        GridColumn("Answers for it", chosen=True),
        GridColumn("Collected"),
        GridColumn("Due"),
        GridColumn("Current", chosen=True),
        GridColumn("What rests on it"),
    )
    rows = tuple(_build_use(content, use) for use in uses)
    part: DocumentPart = (
        Grid("Register of evidence", columns, rows, "filtered")
        if rows
        else TextLine("No evidence is recorded.", "note")
    )
    return make_page(
        "Evidence",
        Chapter(1, "Register", "evidence", (part,)),
        parts=(FactList(facts, brief=True, look="tiles facts"),),
    )


def _build_use(content: SiteContent, use: EvidenceUse) -> CellRow:
    item = use.item
    due = find_due_day(item)
    doubt = explain_not_current(item, content.as_of).removeprefix(f"{item.id} ")
    mark = mark_shade("no", "bad") if doubt else mark_shade("yes", "good")
    others = (
        *(
            TextLine(entry.title, lead="Plan of action:", target=f"poam-{entry.slug}")
            for entry in use.poam
        ),
        *(
            TextLine(entry.title, lead="Provider:", target=f"provider-{entry.slug}")
            for entry in use.providers
        ),
    )
    labels = link_labels_shortly([entry.label for entry in use.objectives], content.status.baseline)
    return (
        (
            TextLine(item.title, anchor=f"evidence-{item.id}"),
            TextLine(item.id, "quiet"),
            *_list_places(item),
        ),
        text_cell(write_title(item.kind), NOT_RECORDED),
        text_cell(content.names.shorten_role(item.owner), NOT_RECORDED),
        text_cell(item.collected.isoformat() if item.collected else "", NOT_RECORDED),
        text_cell(due.isoformat() if due else "", NOT_RECORDED),
        (mark, *((TextLine(doubt, "quiet"),) if doubt else ())),
        (*labels, *others) or text_cell("", "nothing"),
    )


def _list_places(item: EvidenceItem) -> Iterator[SpanLine]:
    for place in item.places:
        yield SpanLine((Span(place.location, "quiet", href=place.location),))
