"""The page of the plan of action: a board by what is due when, every item in full, exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...assess.poam_entries import PoamEntry, list_overdue_milestones
from ...model.counted_names import count_things
from ..document_model import DocumentModel
from ..document_parts import Card, Chapter, DocumentPart, FactList, Mark, SideBySide, TextLine
from ..name_lookup import POAM_KINDS
from ..rating_shades import mark_shade
from .poam import build_poam_item
from .poam_wording import PlanOfAction, read_plan_of_action, write_clock, write_evidence
from .site_content import SiteContent, drop_number, make_page, raise_chapter
from .ssp_appendices import build_exceptions
from .ssp_links import link_labels_inline

# What is due within so many days is worked on now, and what within so many more is next
_SOON_DAYS, _NEXT_DAYS = 30, 90


def build_poam_page(content: SiteContent) -> DocumentModel:
    plan = read_plan_of_action(content.status)
    entries = sorted(plan.entries, key=lambda entry: (entry.due, entry.item.slug))
    opened = [entry for entry in entries if entry.is_open]
    closed = [entry for entry in entries if not entry.is_open]
    exceptions = raise_chapter(build_exceptions(content.status, content.names), 1)
    chapters = (
        Chapter(1, "Board", "poam", tuple(_build_board(content, opened, closed))),
        *_list_uncovered(plan),
        _build_items(plan, "Open items in full", "items", opened),
        *((_build_items(plan, "Closed items in full", "closed", closed),) if closed else ()),
        replace(
            exceptions,
            title="Exceptions",
            chapters=tuple(map(drop_number, exceptions.chapters)),
        ),
    )
    clock = TextLine(write_clock(plan), lead="Clock of a conditional status:")
    return make_page("Plan of action", *chapters, parts=(clock,))


def _build_board(
    content: SiteContent, opened: list[PoamEntry], closed: list[PoamEntry]
) -> Iterator[DocumentPart]:
    if not opened and not closed:
        yield TextLine("The plan of action has no item.", "quiet")
        return
    columns = (*_divide_open(opened), ("closed", closed))
    # what is urgent is said also where there is none of it
    if none := [title for title, found in columns[:2] if not found]:
        yield TextLine(f"No item is {' or '.join(none)}.", "note")
    yield SideBySide(
        tuple(_build_column(content, title, found) for title, found in columns if found)
    )


def _divide_open(opened: list[PoamEntry]) -> tuple[tuple[str, list[PoamEntry]], ...]:
    """By when they are due, the most urgent first."""
    return (
        ("overdue", [entry for entry in opened if entry.overdue]),
        (f"due within {_SOON_DAYS} days", _list_between(opened, -1, _SOON_DAYS)),
        (f"due within {_NEXT_DAYS} days", _list_between(opened, _SOON_DAYS, _NEXT_DAYS)),
        ("due later", [entry for entry in opened if entry.days_left > _NEXT_DAYS]),
    )


def _build_column(content: SiteContent, title: str, found: list[PoamEntry]) -> Chapter:
    return Chapter(
        2,
        f"{title[0].upper()}{title[1:]} ({len(found)})",
        parts=tuple(_build_card(content, entry) for entry in found),
    )


def _list_between(opened: list[PoamEntry], after: int, last: int) -> list[PoamEntry]:
    """Items that are not overdue, with more days left than `after` and no more than `last`."""
    return [entry for entry in opened if not entry.overdue and after < entry.days_left <= last]


def _build_card(content: SiteContent, entry: PoamEntry) -> Card:
    item = entry.item
    following = next((step for step in item.milestones if step.completed is None), None)
    parts: list[DocumentPart] = [
        TextLine(item.weakness),
        *link_labels_inline(item.objectives, content.status.baseline),
        TextLine(content.names.shorten_role(item.owner), lead="Responsible:"),
    ]
    if following and entry.is_open:
        when = following.date.isoformat()
        parts.append(TextLine(f"{following.title}, {when}", lead="Next:"))
    parts.append(TextLine("In full", target=f"poam-{item.slug}"))
    kind = TextLine(POAM_KINDS.get(item.kind, item.kind).partition(" (")[0])
    late = len(list_overdue_milestones(item, content.as_of))
    words = f"{count_things(late, 'milestone')} overdue"
    steps = (mark_shade(words, "bad"),) if late else ()
    return Card(item.title, f"board-{item.slug}", (_mark_due(entry), *steps, kind), tuple(parts))


def _mark_due(entry: PoamEntry) -> Mark:
    if not entry.is_open:
        day = entry.item.completed
        text = f"closed {day.isoformat()}" if day else "closed"
        return mark_shade(text, "good")
    if entry.overdue:
        return mark_shade(f"{count_things(-entry.days_left, 'day')} overdue", "bad")
    words = f"{entry.due.isoformat()}, {count_things(entry.days_left, 'day')} left"
    return mark_shade(words, "fair" if entry.days_left <= _SOON_DAYS else "none")


def _list_uncovered(plan: PlanOfAction) -> Iterator[Chapter]:
    """What is not met and in no open item."""
    if plan.uncovered:
        lines = tuple(
            TextLine(
                f"{item.result.requirement.label} {item.result.requirement.title}",
                target=f"requirement-{item.result.requirement.label}",
            )
            for item in plan.uncovered
        )
        yield Chapter(1, "Not met, and in no open item", "uncovered", lines)


def _build_items(plan: PlanOfAction, title: str, anchor: str, entries: list[PoamEntry]) -> Chapter:
    none = () if entries else (TextLine("No item is open.", "quiet"),)
    return Chapter(1, title, anchor, none, tuple(_build_item(plan, entry) for entry in entries))


def _build_item(plan: PlanOfAction, entry: PoamEntry) -> Chapter:
    made = build_poam_item(plan, entry)
    proof = write_evidence(plan, entry.item.completion_evidence)
    shown = (
        (FactList((("Evidence of completion", proof),)),) if entry.item.completion_evidence else ()
    )
    return replace(
        made,
        anchor=f"poam-{entry.item.slug}",
        parts=(*made.parts, *shown),
        source=entry.item.source.path,
    )
